"""Images: the bytes of files to pixels, inside the TensorFlow graph."""

from zoo.image.decode import decode_images

__all__ = ["decode_images"]
