"""Drawn scenes and what can be said of them, by a grammar: no download is needed.

A scene has some shapes of one kind, or of two: how many, of which colour and size, and where they
stand to each other. Any statement of the grammar can be read, and is true of a scene or is not, so
that a caption is judged by what it says, not by its likeness to another one.
"""

from zoo.data.scenes.captions import is_true, read, write_captions
from zoo.data.scenes.corpus import Described, Splits, generate
from zoo.data.scenes.draw import draw
from zoo.data.scenes.scene import COLOURS, SHAPES, SIZES, Scene, Thing

__all__ = [
    "COLOURS",
    "SHAPES",
    "SIZES",
    "Described",
    "Scene",
    "Splits",
    "Thing",
    "draw",
    "generate",
    "is_true",
    "read",
    "write_captions",
]
