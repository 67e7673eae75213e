"""Raw examples to batches: generated corpora, parallel text by path."""
