"""Rotary positions: queries and keys are turned by an angle that grows with their place."""

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.number_checks import check_positive
from zoo.layers.positional_encoding import wave_angles


@keras.saving.register_keras_serializable("zoo")
class RotaryEmbedding(keras.layers.Layer):
    """Turns pairs of features, so that a query's product with a key tells how far apart they are.

    ```python
    angle = position / max_wavelength ** (2 i / H)               # i = 0 .. H/2 - 1
    x_i, x_j = x_i cos(angle) - x_j sin(angle), x_j cos(angle) + x_i sin(angle)      # j = i + H/2
    ```

    The pair is a feature of the first half with its partner in the second, as in GPT-NeoX, Llama
    and KerasHub; the paper pairs neighbours, which is the same up to the features' order. Nothing
    is learned, and any length is possible.

    Args:
        max_wavelength: The longest wave is 2 pi times this many steps.

    Call arguments:
        inputs: (B, N, T, H), queries or keys; H even.
        positions: (B, T) or (1, T) integers, each token's place in its row; 0..T-1 where not
            given.

    Returns:
        (B, N, T, H).

    Raises:
        ValueError: H is odd, or `max_wavelength` is not positive.
        TypeError: An argument is no number.

    Reference:
        Su et al. 2021, "RoFormer: Enhanced Transformer with Rotary Position Embedding", eq. 34.

    Example:
        >>> RotaryEmbedding()(np.ones((1, 1, 2, 2)))[0, 0].numpy().round(2)
        array([[ 1.  ,  1.  ],
               [-0.3 ,  1.38]], dtype=float32)
    """

    def __init__(self, *, max_wavelength: float = 10_000.0, **kwargs):
        super().__init__(**kwargs)
        check_positive(max_wavelength=max_wavelength)
        self.max_wavelength = max_wavelength

    def build(self, inputs_shape=None, positions_shape=None):
        pass

    def call(self, inputs, positions=None):
        if positions is None:
            positions = ops.arange(ops.shape(inputs)[2])[None, :]
        dtype = masks.to_float32(inputs).dtype
        angles = wave_angles(positions, inputs.shape[-1], self.max_wavelength, dtype)[:, None]
        cos, sin = (ops.cast(wave(angles), inputs.dtype) for wave in (ops.cos, ops.sin))
        first, second = ops.split(inputs, 2, axis=-1)
        return ops.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)

    def compute_output_shape(self, inputs_shape):
        return inputs_shape

    def get_config(self):
        return {**super().get_config(), "max_wavelength": self.max_wavelength}
