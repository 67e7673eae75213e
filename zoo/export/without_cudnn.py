"""Recurrent layers as ops that every device has."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras


@contextmanager
def without_cudnn(model: keras.Model) -> Iterator[None]:
    """Trace recurrent layers into ops that a CPU has as well: a GPU's serve on a GPU alone."""
    layers = [layer for layer in model._flatten_layers() if hasattr(layer, "use_cudnn")]
    before = [layer.use_cudnn for layer in layers]
    for layer in layers:
        layer.use_cudnn = False
    try:
        yield
    finally:
        for layer, value in zip(layers, before, strict=True):
            layer.use_cudnn = value
