"""A series as tokens: some steps at a time."""

import keras
from keras import ops

from zoo.layers.number_checks import check_sizes


@keras.saving.register_keras_serializable("zoo")
class SeriesPatches(keras.layers.Layer):
    """One vector for every P steps of a series of numbers.

    ```python
    y_s = W [x_{sP}; ...; x_{sP + P - 1}] + b
    ```

    A network that reads L steps in patches takes L / P steps, and its attention (L / P)^2.

    Args:
        d_model: D.
        patch: P, 1 for a vector of each step.

    Call arguments:
        values: (B, L, C); P divides L.

    Returns:
        (B, L / P, D).

    Raises:
        ValueError: `d_model` or `patch` is below 1; in `build`, `patch` does not divide L.
        TypeError: A size is no whole number.

    Reference:
        Nie et al. 2023, "A Time Series is Worth 64 Words", section 3.1 (without overlap).

    Example:
        >>> SeriesPatches(8, patch=4)(np.ones((2, 12, 3))).shape
        TensorShape([2, 3, 8])
    """

    def __init__(self, d_model: int, *, patch: int = 1, **kwargs):
        super().__init__(**kwargs)
        check_sizes(d_model=d_model, patch=patch)
        self.d_model = d_model
        self.patch = patch
        # Of standardised numbers it makes numbers of the same size.
        self.projection = keras.layers.Dense(
            d_model, kernel_initializer="lecun_normal", dtype=self.dtype_policy
        )

    def build(self, values_shape):
        length, width = values_shape[1:]
        if length is not None and length % self.patch:
            raise ValueError(f"`patch` must divide the {length} steps, got {self.patch}.")
        self.projection.build((None, None, self.patch * width))

    def call(self, values):
        width = self.patch * values.shape[-1]
        count = ops.shape(values)[1] // self.patch
        return self.projection(ops.reshape(values, (-1, count, width)))

    def get_config(self):
        return {**super().get_config(), "d_model": self.d_model, "patch": self.patch}
