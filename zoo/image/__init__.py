"""Images: the bytes of files to pixels, inside the TensorFlow graph."""

from zoo.image.clip_files import is_clip, read_clip
from zoo.image.clips import sample_frames, sample_places
from zoo.image.decode import IMAGE_ENDINGS, decode_images
from zoo.image.nearest_colours import nearest_colours
from zoo.image.palette import learn_palette

__all__ = [
    "IMAGE_ENDINGS",
    "decode_images",
    "is_clip",
    "learn_palette",
    "nearest_colours",
    "read_clip",
    "sample_frames",
    "sample_places",
]
