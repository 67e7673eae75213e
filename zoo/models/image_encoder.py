"""What all encoders of images share: pixels to numbers, places, and the `Memory` of a grid."""

import keras
from keras import ops

from zoo.layers.dropout_options import check_rate
from zoo.layers.learned_positions import LearnedPositionalEmbedding
from zoo.layers.number_checks import check_positive, check_sizes
from zoo.models.memory import Memory


class ImageEncoder(keras.layers.Layer):
    """Base of the encoders of images: a vector for each place of a grid over the image.

    ```python
    values = mix(look(pixels) + positions)
    ```

    A subclass sets `grid` before or in `build`, has `look`, and may `mix` the places.

    Args:
        image_size: Pixels of each side of an image.
        d_model: D.
        dropout_rate: Dropout on the vectors.
        position_scale: Standard deviation of the positions in the beginning. Where an answer hangs
            on where things are, 0.5 is learnt from much sooner than 0.02.

    Call arguments:
        images: (B, image_size, image_size, 3), 0 to 255, integers or floats.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, P, D), keep (B, P), ())`, the places of the grid row by row, all kept.

    Raises:
        ValueError: A size is below 1, `position_scale` is not positive, or `dropout_rate` is not
            in [0, 1).
        TypeError: A size is no whole number, or a rate no number.
    """

    grid: tuple[int, int]  # rows and columns of places, P of them

    def __init__(
        self,
        image_size: int,
        *,
        d_model: int = 128,
        dropout_rate: float = 0.1,
        position_scale: float = 0.02,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(image_size=image_size, d_model=d_model)
        check_rate("dropout_rate", dropout_rate)
        check_positive(position_scale=position_scale)
        self.image_size = image_size
        self.d_model = d_model
        self.dropout_rate = dropout_rate
        self.position_scale = position_scale
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=self.dtype_policy)

    def build(self, images_shape=None):
        rows, columns = self.grid
        self.positions = LearnedPositionalEmbedding(
            rows * columns,
            stddev=self.position_scale,
            dtype=self.dtype_policy,
            name="positions",
        )
        self.positions.build((None, rows * columns, self.d_model))

    def call(self, images, training=None):
        x = self.look(ops.cast(images, self.compute_dtype), training)
        x = self.positions(ops.cast(x, self.compute_dtype))
        values = self.mix(self.dropout(x, training=training), training)
        return Memory(values, ops.ones(ops.shape(values)[:2], "bool"), ())

    def look(self, pixels, training):
        """Pixels (B, H, W, 3), floats from 0 to 255, to a vector for each place, (B, P, D)."""
        raise NotImplementedError

    def mix(self, x, training):
        """What is made of the vectors once they know their places: (B, P, D) to the same."""
        return x

    def get_config(self):
        return {
            **super().get_config(),
            "image_size": self.image_size,
            "d_model": self.d_model,
            "dropout_rate": self.dropout_rate,
            "position_scale": self.position_scale,
        }


def scaled(pixels):
    """From 0 to 255 to -1 to 1."""
    return pixels * (1 / 127.5) - 1.0
