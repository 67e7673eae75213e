"""A small convolutional network from scratch: an image in, a grid of vectors out."""

import keras
from keras import ops

from zoo.layers.empty_batches import call_with_a_row
from zoo.layers.feed_forward import FeedForward
from zoo.layers.number_checks import check_sizes
from zoo.models.image_encoder import ImageEncoder, scaled


@keras.saving.register_keras_serializable("zoo")
class ConvImageEncoder(ImageEncoder):
    """Stages of two convolutions, each half as wide and high and with twice the channels.

    ```python
    x = relu(norm(conv(pixels / 127.5 - 1, strides=2)))
    x = x + relu(norm(conv(x)))                 # after the last stage: a grid of places
    x = W x + positions
    values = x + feed_forward(norm(x))
    ```

    Norms are over the channels of a place (layer norms): no image hangs on the others of its batch.

    Args:
        image_size: Pixels of each side of an image, a multiple of `2 ** num_stages`.
        num_stages: Number of stages.
        width: Channels of the first stage.
        d_model: D.
        dropout_rate: Dropout on the vectors of the grid.
        position_scale: See `ImageEncoder`.

    Call arguments:
        images: (B, image_size, image_size, 3), 0 to 255, integers or floats.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, P, D), keep (B, P), ())`, P = (image_size / 2 ** num_stages) ** 2, the
        places row by row.

    Raises:
        ValueError: A size is below 1, `image_size` is no such multiple, `position_scale` is not
            positive, or `dropout_rate` is not in [0, 1).
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        He et al. 2016, "Deep Residual Learning for Image Recognition", section 3.2 (the sum); Xu et
        al. 2015, "Show, Attend and Tell", section 3.1.1 (places of the last convolution).

    Example:
        >>> encoder = ConvImageEncoder(16, num_stages=2, width=4, d_model=8)
        >>> encoder(np.zeros((3, 16, 16, 3), "uint8")).values.shape
        TensorShape([3, 16, 8])
    """

    def __init__(
        self,
        image_size: int,
        *,
        num_stages: int = 3,
        width: int = 32,
        d_model: int = 128,
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
        check_sizes(num_stages=num_stages, width=width)
        if image_size % 2**num_stages:
            raise ValueError(
                f"`image_size` must be a multiple of 2 ** `num_stages`={2**num_stages}, got "
                f"{image_size}."
            )
        self.num_stages = num_stages
        self.width = width
        self.grid = (image_size // 2**num_stages,) * 2
        policy = self.dtype_policy
        widths = [width * 2**stage for stage in range(num_stages)]
        # Flat: Keras 3.12 forgets the weights of lists within lists when it saves.
        self.convolutions = [
            _convolution(width, strides, policy) for width in widths for strides in (2, 1)
        ]
        self.norms = [
            keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy) for _ in self.convolutions
        ]
        self.projection = keras.layers.Dense(d_model, dtype=policy, name="projection")
        self.norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="norm")
        self.feed_forward = FeedForward(d_model, 2 * d_model, dtype=policy)

    def build(self, images_shape=None):
        super().build()
        channels = 3
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            convolution.build((None, None, None, channels))
            channels = convolution.filters
            norm.build((None, None, None, channels))
        self.projection.build((None, None, channels))
        self.norm.build((None, None, self.d_model))
        self.feed_forward.build((None, None, self.d_model))

    def look(self, pixels, training):
        return call_with_a_row(self._look, pixels)

    def mix(self, x, training):
        return x + self.feed_forward(self.norm(x), training=training)

    def get_config(self):
        return {**super().get_config(), "num_stages": self.num_stages, "width": self.width}

    def _look(self, pixels):
        x = scaled(pixels)
        for i, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            found = ops.relu(norm(convolution(x)))
            x = x + found if i % 2 else found  # the first of a stage halves the sides
        x = ops.reshape(x, (-1, self.grid[0] * self.grid[1], x.shape[-1]))
        return self.projection(x)


def _convolution(width, strides, policy):
    return keras.layers.Conv2D(
        width,
        3,
        strides=strides,
        padding="same",
        data_format="channels_last",
        kernel_initializer="he_normal",
        dtype=policy,
    )
