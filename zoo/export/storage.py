"""Weights of an export in fewer bytes: stored small, computed with in float32."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import keras
import tensorflow as tf

STORAGES = ("float32", "float16", "int8")


class StoredWeights:
    """A model's weights as a SavedModel keeps them (`stored`), lent to the model.

    ```python
    float16:  w = float32(stored)
    int8:     w = float32(stored) * scale          # a scale for each column of a matrix
    ```

    Vectors (biases, norms) and integers stay as they are: they are few. No `tf.Module`: a
    SavedModel that tracked this would hold the model's own variables as well.

    Args:
        variables: The model's.
        storage: "float32", "float16" or "int8".

    Raises:
        ValueError: `storage` is unknown.
    """

    def __init__(self, variables: Sequence[keras.Variable], storage: str = "float32"):
        if storage not in STORAGES:
            raise ValueError(f"`storage` must be one of {list(STORAGES)}, got {storage!r}.")
        self._of = list(variables)
        self.storage = storage
        self.stored = [self._store(variable) for variable in self._of]

    def lend(self) -> keras.StatelessScope:
        """A scope in which the model computes with what is stored."""
        return keras.StatelessScope(
            state_mapping=[
                (variable, _restore(parts, variable.dtype))
                for variable, parts in zip(self._of, self.stored, strict=True)
                if len(parts) > 1 or parts[0].dtype != tf.as_dtype(variable.dtype)
            ]
        )

    def _store(self, variable):
        value = variable.value
        is_matrix = len(value.shape) > 1 and value.dtype.is_floating
        if not is_matrix or self.storage == "float32":
            return [value]
        if self.storage == "float16":
            return [tf.Variable(tf.cast(value, tf.float16), trainable=False)]
        largest = tf.reduce_max(tf.abs(value), axis=tuple(range(len(value.shape) - 1)))
        scale = tf.maximum(largest, 1e-12) / 127.0
        stored = tf.cast(tf.round(value / scale), tf.int8)
        return [tf.Variable(stored, trainable=False), tf.Variable(scale, trainable=False)]


@contextmanager
def as_stored(variables: Sequence[keras.Variable], storage: str) -> Iterator[None]:
    """For a while, the variables hold what `storage` keeps of them: so its cost is measured.

    Raises:
        ValueError: `storage` is unknown.
    """
    stored = StoredWeights(variables, storage).stored
    before = [variable.numpy() for variable in variables]
    try:
        for variable, parts in zip(variables, stored, strict=True):
            variable.assign(_restore(parts, variable.dtype))
        yield
    finally:
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)


def _restore(parts, dtype):
    value = tf.cast(parts[0], dtype)
    return value if len(parts) == 1 else value * tf.cast(parts[1], dtype)
