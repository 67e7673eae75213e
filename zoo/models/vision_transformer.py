"""The encoder of patches with a class token."""

import keras
from keras import ops

from zoo.models.patch_image_encoder import PatchImageEncoder


@keras.saving.register_keras_serializable("zoo")
class VisionTransformer(PatchImageEncoder):
    """A `PatchImageEncoder` whose first vector is no patch's: a token for the whole image.

    ```python
    x = [class_token; patches(pixels) W + b + positions]
    values = norm(layers(x))
    ```

    The paper adds a position to the class token, too; both are learnt, and their sum is one vector.

    Args:
        image_size, patch_size, num_layers, d_model, num_heads, d_ff, dropout_rate, position_scale:
            See `PatchImageEncoder`.

    Call arguments:
        images: (B, image_size, image_size, 3), 0 to 255, integers or floats.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, 1 + P, D), keep (B, 1 + P), ())`: the class token, then the patches row
        by row.

    Reference:
        Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words: Transformers for Image Recognition
        at Scale", eq. 1-4.

    Example:
        >>> encoder = VisionTransformer(16, patch_size=8, num_layers=1, d_model=8, num_heads=2)
        >>> encoder(np.zeros((3, 16, 16, 3), "uint8")).values.shape
        TensorShape([3, 5, 8])
    """

    def build(self, images_shape=None):
        super().build()
        self.class_token = self.add_weight(
            shape=(1, 1, self.d_model),
            initializer=keras.initializers.TruncatedNormal(stddev=0.02),
            name="class_token",
        )

    def mix(self, x, training):
        token = ops.cast(self.class_token, self.compute_dtype)
        token = ops.broadcast_to(token, (ops.shape(x)[0], 1, self.d_model))
        return super().mix(ops.concatenate([token, x], axis=1), training)
