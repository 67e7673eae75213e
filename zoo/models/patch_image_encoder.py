"""The Transformer's encoder over the patches of an image."""

import keras

from zoo.layers.number_checks import check_sizes
from zoo.layers.patch_embedding import PatchEmbedding
from zoo.layers.residual import make_norm
from zoo.layers.transformer_encoder import TransformerEncoderLayer
from zoo.models.image_encoder import ImageEncoder, scaled


@keras.saving.register_keras_serializable("zoo")
class PatchImageEncoder(ImageEncoder):
    """Patches, learned positions, and a stack of `TransformerEncoderLayer`s (pre-norm).

    ```python
    x = pixels / 127.5 - 1
    values = norm(layers(patches(x) W + b + positions))
    ```

    Args:
        image_size: Pixels of each side of an image, a multiple of `patch_size`.
        patch_size: Pixels of each side of a patch.
        num_layers: Depth.
        d_model: D.
        num_heads: N.
        d_ff: F.
        dropout_rate: Dropout on the patches' vectors and on each sublayer's output.
        position_scale: See `ImageEncoder`.

    Call arguments:
        images: (B, image_size, image_size, 3), 0 to 255, integers or floats.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, P, D), keep (B, P), ())`, P = (image_size / patch_size) ** 2, the
        patches row by row.

    Raises:
        ValueError: A size is below 1, `image_size` is no such multiple, `num_heads` is no divisor
            of `d_model`, `position_scale` is not positive, or `dropout_rate` is not in [0, 1).
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words: Transformers for Image Recognition
        at Scale", eq. 1-3 and table 8 (learned positions).

    Example:
        >>> encoder = PatchImageEncoder(16, patch_size=8, num_layers=1, d_model=8, num_heads=2)
        >>> encoder(np.zeros((3, 16, 16, 3), "uint8")).values.shape
        TensorShape([3, 4, 8])
    """

    def __init__(
        self,
        image_size: int,
        *,
        patch_size: int = 8,
        num_layers: int = 2,
        d_model: int = 128,
        num_heads: int = 4,
        d_ff: int = 512,
        dropout_rate: float = 0.1,
        position_scale: float = 0.02,
        **kwargs,
    ):
        super().__init__(
            image_size,
            d_model=d_model,
            dropout_rate=dropout_rate,
            position_scale=position_scale,
            **kwargs,
        )
        check_sizes(num_layers=num_layers)
        policy = self.dtype_policy
        self.patches = PatchEmbedding(d_model, patch_size=patch_size, dtype=policy)
        if image_size % patch_size:
            raise ValueError(
                f"`image_size` must be a multiple of `patch_size`={patch_size}, got {image_size}."
            )
        self.grid = (image_size // patch_size,) * 2
        self.patch_size = patch_size
        self.num_layers = num_layers
        self.num_heads = num_heads
        self.d_ff = d_ff
        self.layers = [
            TransformerEncoderLayer(
                d_model=d_model,
                num_heads=num_heads,
                d_ff=d_ff,
                dropout_rate=dropout_rate,
                norm="pre",
                activation="gelu",
                dtype=policy,
                name=f"layer_{i}",
            )
            for i in range(num_layers)
        ]
        self.norm = make_norm("layer", policy)

    def build(self, images_shape=None):
        super().build()
        self.patches.build((None, self.image_size, self.image_size, 3))
        for part in (*self.layers, self.norm):
            part.build((None, None, self.d_model))

    def look(self, pixels, training):
        return self.patches(scaled(pixels))

    def mix(self, x, training):
        for layer in self.layers:
            x = layer(x, training=training)
        return self.norm(x)

    def get_config(self):
        return {
            **super().get_config(),
            "patch_size": self.patch_size,
            "num_layers": self.num_layers,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
        }
