"""Tatoeba for TFDS: `tfds build zoo/data/tatoeba --config kor`, see there."""
