"""NSMC for TFDS: `tfds build zoo/data/nsmc`.

That command needs apache-beam and mlcroissant; loading by name does not.
"""
