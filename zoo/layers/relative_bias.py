"""Biases of the attention scores that tell how far apart a query and a key stand."""

import math
from typing import Any

import keras
import numpy as np
from keras import ops

from zoo.layers.number_checks import check_integers, check_sizes

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class RelativePositionBias(keras.layers.Layer):
    """A learned number for each head and distance; far distances share one.

    ```python
    scores = Q K^T / sqrt(H) + bias[bucket(key position - query position)]
    ```

    Half of the buckets hold one distance each, the others ranges that grow logarithmically up to
    `max_distance`, and all beyond. So any length is possible.

    Args:
        num_heads: N.
        num_buckets: How many numbers a head learns.
        max_distance: From here on all distances are one.
        is_causal: Keys never come after their query: no bucket is kept for those.

    Call arguments:
        query_positions: (B, T) or (1, T) integers.
        key_positions: (B, S) or (1, S) integers.

    Returns:
        (B or 1, N, T, S), to add to the scores.

    Raises:
        ValueError: `num_heads` is below 1, there are too few buckets, or `max_distance` is within
            those of one distance.
        TypeError: A size is no whole number.

    Reference:
        Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
        Transformer", section 2.1 (T5).

    Example:
        >>> steps = np.arange(3)[None]
        >>> RelativePositionBias(num_heads=2)(steps, steps).shape
        TensorShape([1, 2, 3, 3])
    """

    def __init__(
        self,
        num_heads: int,
        *,
        num_buckets: int = 32,
        max_distance: int = 128,
        is_causal: bool = False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(num_heads=num_heads)
        check_integers(num_buckets=num_buckets, max_distance=max_distance)
        directions = 1 if is_causal else 2
        if num_buckets < 2 * directions or num_buckets % directions:
            raise ValueError(
                f"`num_buckets` must be at least {2 * directions}"
                f"{'' if is_causal else ', and even'}, got {num_buckets}."
            )
        if max_distance <= num_buckets // directions // 2:
            raise ValueError(
                f"`max_distance` must be more than {num_buckets // directions // 2}, "
                f"got {max_distance}."
            )
        self.num_heads = num_heads
        self.num_buckets = num_buckets
        self.max_distance = max_distance
        self.is_causal = is_causal

    def build(self, query_positions_shape=None, key_positions_shape=None):
        self.embeddings = self.add_weight(
            (self.num_buckets, self.num_heads),
            initializer=keras.initializers.RandomNormal(stddev=0.02),
            name="embeddings",
        )

    def call(self, query_positions, key_positions):
        offsets = key_positions[:, None, :] - query_positions[:, :, None]
        far = ops.clip(offsets, -self.max_distance, self.max_distance) + self.max_distance
        buckets = ops.take(ops.convert_to_tensor(self._buckets(), "int32"), far, axis=0)
        bias = ops.take(ops.cast(self.embeddings, self.compute_dtype), buckets, axis=0)
        return ops.transpose(bias, (0, 3, 1, 2))

    def get_config(self):
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "num_buckets": self.num_buckets,
            "max_distance": self.max_distance,
            "is_causal": self.is_causal,
        }

    def _buckets(self) -> np.ndarray:
        """The bucket of each offset from -max_distance to max_distance."""
        count = self.num_buckets if self.is_causal else self.num_buckets // 2
        exact = count // 2
        distances = np.arange(self.max_distance + 1)
        # In float32, as T5 does it: at the edges of the ranges the last bit decides.
        logs = np.log(np.maximum(distances, 1).astype("float32") / np.float32(exact))
        logs = logs / np.float32(math.log(self.max_distance / exact))
        large = exact + (logs * np.float32(count - exact)).astype(int)
        past = np.where(distances < exact, distances, np.minimum(large, count - 1))
        future = np.zeros_like(past) if self.is_causal else past + count
        return np.concatenate([past[::-1], future[1:]])


@keras.saving.register_keras_serializable("zoo")
class ALiBiBias(keras.layers.Layer):
    """A penalty in proportion to the distance, of another steepness in each head.

    ```python
    scores = Q K^T / sqrt(H) - slope * |query position - key position|
    slope = 2 ** (-8 n / N)                    # head n = 1 .. N
    ```

    Nothing is learned, and any length is possible: longer than those of training, too. Where N is
    no power of two, the slopes of the next lower one are filled up with every other slope of the
    next higher one.

    Args:
        num_heads: N.

    Call arguments:
        query_positions: (B, T) or (1, T) integers.
        key_positions: (B, S) or (1, S) integers.

    Returns:
        (B or 1, N, T, S), to add to the scores.

    Raises:
        ValueError: `num_heads` is below 1.
        TypeError: A size is no whole number.

    Reference:
        Press et al. 2022, "Train Short, Test Long: Attention with Linear Biases Enables Input
        Length Extrapolation", section 3. The distance in both directions is that of the authors'
        later advice for encoders.

    Example:
        >>> steps = np.arange(3)[None]
        >>> ALiBiBias(num_heads=8)(steps, steps)[0, 0].numpy()[2]
        array([-1. , -0.5,  0. ], dtype=float32)
    """

    def __init__(self, num_heads: int, **kwargs):
        super().__init__(**kwargs)
        check_sizes(num_heads=num_heads)
        self.num_heads = num_heads

    def build(self, query_positions_shape=None, key_positions_shape=None):
        pass

    def call(self, query_positions, key_positions):
        distances = ops.abs(query_positions[:, None, :, None] - key_positions[:, None, None, :])
        slopes = ops.convert_to_tensor(self._slopes(), self.compute_dtype)[:, None, None]
        return slopes * ops.cast(-distances, self.compute_dtype)

    def get_config(self):
        return {**super().get_config(), "num_heads": self.num_heads}

    def _slopes(self) -> np.ndarray:
        power = 2 ** int(math.log2(self.num_heads))
        slopes = 2.0 ** (-8 * np.arange(1, power + 1) / power)
        between = 2.0 ** (-8 * np.arange(1, 2 * power + 1, 2) / (2 * power))
        return np.concatenate([slopes, between])[: self.num_heads]
