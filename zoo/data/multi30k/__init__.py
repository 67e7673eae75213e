"""Multi30k for TFDS: `tfds build zoo/data/multi30k`.

That command needs apache-beam and mlcroissant; loading by name does not.
"""
