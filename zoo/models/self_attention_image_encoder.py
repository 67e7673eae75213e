"""Places of an image that know of each other."""

import keras

from zoo.layers.dropout_options import check_rate
from zoo.layers.number_checks import check_sizes
from zoo.layers.transformer_encoder import TransformerEncoderLayer
from zoo.models.image_encoder import ImageEncoder
from zoo.models.memory import Memory


@keras.saving.register_keras_serializable("zoo")
class SelfAttentionImageEncoder(keras.layers.Layer):
    """A stack of `TransformerEncoderLayer`s (pre-norm) over the grid of another encoder.

    ```python
    values = layers(encoder(images).values)
    ```

    A place of a convolution's grid knows its neighbourhood; here places that lie far apart are
    compared before a decoder looks at them.

    Args:
        encoder: An `ImageEncoder` of D, with positions.
        num_layers: Depth.
        num_heads: N.
        d_ff: F.
        dropout_rate: Dropout on each sublayer's output.

    Call arguments:
        images: (B, image_size, image_size, 3), 0 to 255, integers or floats.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, P, D), keep (B, P), ())`, the places of the encoder.

    Raises:
        ValueError: A size is below 1, `num_heads` is no divisor of D, or `dropout_rate` is not in
            [0, 1).
        TypeError: `encoder` is none of images, or a size is no whole number.

    Reference:
        Herdade et al. 2019, "Image Captioning: Transforming Objects into Words": the standard
        Transformer that it starts from, whose encoder reads the regions that a network found.

    Example:
        >>> from zoo.models import ConvImageEncoder
        >>> grid = ConvImageEncoder(16, num_stages=2, width=4, d_model=8)
        >>> encoder = SelfAttentionImageEncoder(grid, num_heads=2, d_ff=16)
        >>> encoder(np.zeros((3, 16, 16, 3), "uint8")).values.shape
        TensorShape([3, 16, 8])
    """

    def __init__(
        self,
        encoder: ImageEncoder,
        *,
        num_layers: int = 1,
        num_heads: int = 4,
        d_ff: int = 512,
        dropout_rate: float = 0.1,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if not isinstance(encoder, ImageEncoder):
            raise TypeError(f"`encoder` must be an `ImageEncoder`, got {encoder!r:.80}.")
        check_sizes(num_layers=num_layers)
        check_rate("dropout_rate", dropout_rate)
        self.encoder = encoder
        self.num_layers = num_layers
        self.num_heads = num_heads
        self.d_ff = d_ff
        self.dropout_rate = dropout_rate
        policy = self.dtype_policy
        self.layers = [
            TransformerEncoderLayer(
                d_model=encoder.d_model,
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

    @property
    def image_size(self) -> int:
        """Pixels of each side of an image."""
        return self.encoder.image_size

    @property
    def d_model(self) -> int:
        """D."""
        return self.encoder.d_model

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of places."""
        return self.encoder.grid

    def build(self, images_shape=None):
        if not self.encoder.built:  # after loading it has built itself
            self.encoder.build(images_shape)
        for layer in self.layers:
            layer.build((None, None, self.d_model))

    def call(self, images, training=None):
        values, keep, *_ = self.encoder(images, training=training)
        for layer in self.layers:
            values = layer(values, training=training)
        return Memory(values, keep, ())

    def get_config(self):
        return {
            **super().get_config(),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "num_layers": self.num_layers,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
            "dropout_rate": self.dropout_rate,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        encoder = keras.saving.deserialize_keras_object(
            config.pop("encoder"), custom_objects=custom_objects
        )
        return cls(encoder, **config)
