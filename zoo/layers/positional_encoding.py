"""Sinusoidal positions: where a token stands, for a model that sees all tokens at once."""

from typing import Any

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.number_checks import check_positive

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class SinusoidalPositionalEncoding(keras.layers.Layer):
    """Adds a wave of a different length to every pair of features. Nothing is learned.

    ```python
    PE[position, 2 i]     = sin(position / max_wavelength ** (2 i / D))
    PE[position, 2 i + 1] = cos(position / max_wavelength ** (2 i / D))
    ```

    Args:
        max_wavelength: The longest wave is 2 pi times this many steps.

    Call arguments:
        inputs: (B, T, D), D even.
        positions: (B, T) integers, each token's place in its row; 0..T-1 where not given.

    Returns:
        (B, T, D), inputs plus encoding.

    Raises:
        ValueError: D is odd, or `max_wavelength` is not positive.
        TypeError: An argument is no number.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.5.

    Example:
        >>> SinusoidalPositionalEncoding()(np.zeros((1, 2, 4)))[0].numpy().round(2)
        array([[0.  , 1.  , 0.  , 1.  ],
               [0.84, 0.54, 0.01, 1.  ]], dtype=float32)
    """

    def __init__(self, *, max_wavelength: float = 10_000.0, **kwargs):
        super().__init__(**kwargs)
        check_positive(max_wavelength=max_wavelength)
        self.max_wavelength = max_wavelength

    def build(self, inputs_shape=None, positions_shape=None):
        pass

    def call(self, inputs, *, positions=None):
        if positions is None:
            positions = ops.arange(ops.shape(inputs)[1])[None, :]
        encoding = self._encode(positions, inputs.shape[-1], masks.to_float32(inputs).dtype)
        return inputs + ops.cast(encoding, inputs.dtype)

    def compute_output_shape(self, inputs_shape):
        return inputs_shape

    def get_config(self):
        return {**super().get_config(), "max_wavelength": self.max_wavelength}

    def _encode(self, positions, d_model, dtype):
        angles = wave_angles(positions, d_model, self.max_wavelength, dtype)
        waves = ops.stack([ops.sin(angles), ops.cos(angles)], axis=-1)
        return ops.reshape(waves, (*ops.shape(angles)[:-1], d_model))


def wave_angles(positions: Tensor, width: int, max_wavelength: float, dtype: str) -> Tensor:
    """Where each of `width` / 2 waves stands: position / max_wavelength ** (2 i / width).

    Args:
        positions: (..., T) integers.
        width: Number of features, two for a wave.
        max_wavelength: The longest wave is 2 pi times this many steps.
        dtype: Of the angles.

    Returns:
        (..., T, width / 2).

    Raises:
        ValueError: `width` is odd.
    """
    if width % 2:
        raise ValueError(f"The last axis of `inputs` must be even, got {width}.")
    exponents = ops.arange(0, width, 2, dtype=dtype) / width
    return ops.cast(positions, dtype)[..., None] * max_wavelength ** (-exponents)
