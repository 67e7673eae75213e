"""Multi30k for TFDS: `tfds build zoo/data/multi30k` (the command needs apache-beam and mlcroissant)."""
