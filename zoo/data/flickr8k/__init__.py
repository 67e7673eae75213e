"""Flickr8k for TFDS: `tfds build zoo/data/flickr8k`.

That command needs apache-beam and mlcroissant; loading by name does not.
"""
