"""Patches: an image as a sequence of vectors."""

import keras
from keras import ops

from zoo.layers.number_checks import check_sizes


@keras.saving.register_keras_serializable("zoo")
class PatchEmbedding(keras.layers.Layer):
    """Cuts an image into squares and maps the pixels of each to a vector.

    ```python
    outputs[p] = W flatten(patch[p]) + b      # patches row by row, from the upper left corner
    ```

    It is a convolution whose steps are as long as its kernel. Where a patch stands is not in its
    vector: add positions.

    Args:
        d_model: D, width of the vectors.
        patch_size: Pixels of each side of a patch.

    Call arguments:
        images: (B, H, W, C), H and W multiples of `patch_size`, and C known.

    Returns:
        (B, P, D) with P = H / patch_size * W / patch_size.

    Raises:
        ValueError: `d_model` or `patch_size` is below 1, or H or W is known and no multiple of
            `patch_size`.
        TypeError: A size is no whole number.

    Reference:
        Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words: Transformers for Image Recognition
        at Scale", eq. 1.

    Example:
        >>> PatchEmbedding(6, patch_size=4)(np.ones((2, 8, 12, 3))).shape
        TensorShape([2, 6, 6])
    """

    def __init__(self, d_model: int, *, patch_size: int, **kwargs):
        super().__init__(**kwargs)
        check_sizes(d_model=d_model, patch_size=patch_size)
        self.d_model = d_model
        self.patch_size = patch_size
        self.projection = keras.layers.Dense(d_model, dtype=self.dtype_policy, name="projection")

    def build(self, images_shape):
        self._check(images_shape)
        self.projection.build((None, None, self.patch_size**2 * images_shape[-1]))

    def call(self, images):
        self._check(images.shape)
        batch, height, width, channels = ops.shape(images)
        size = self.patch_size
        rows, columns = height // size, width // size
        x = ops.reshape(images, (batch, rows, size, columns, size, channels))
        x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
        x = ops.reshape(x, (batch, rows * columns, size * size * images.shape[-1]))
        return self.projection(x)

    def compute_output_shape(self, images_shape):
        sides = [None if side is None else side // self.patch_size for side in images_shape[1:3]]
        count = None if None in sides else sides[0] * sides[1]
        return (images_shape[0], count, self.d_model)

    def get_config(self):
        return {**super().get_config(), "d_model": self.d_model, "patch_size": self.patch_size}

    def _check(self, shape):
        for name, side in zip(("height", "width"), shape[1:3], strict=True):
            if isinstance(side, int) and side % self.patch_size:  # JAX has symbols, too
                raise ValueError(
                    f"`images` must have a {name} that is a multiple of `patch_size`="
                    f"{self.patch_size}, got {side}."
                )
