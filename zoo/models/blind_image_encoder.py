"""An encoder that does not look: what a decoder can do without the image."""

import keras
from keras import ops

from zoo.models.image_encoder import ImageEncoder


@keras.saving.register_keras_serializable("zoo")
class BlindImageEncoder(ImageEncoder):
    """Two learned vectors, the same for every image: the baseline of every other encoder.

    ```python
    values = positions
    ```

    A decoder that is trained with it learns how captions are written, and nothing of what is seen.

    Args:
        image_size: Pixels of each side of an image.
        d_model: D.
        dropout_rate: Dropout on the vectors.
        position_scale: See `ImageEncoder`.

    Call arguments:
        images: (B, image_size, image_size, 3), of which the number B alone counts.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, 2, D), keep (B, 2), ())`: to choose from, where there is attention.

    Raises:
        ValueError: A size is below 1, `position_scale` is not positive, or `dropout_rate` is not
            in [0, 1).
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        Devlin et al. 2015, "Exploring Nearest Neighbor Approaches for Image Captioning", section 1
        (how far captions go that are not of the image).

    Example:
        >>> BlindImageEncoder(16, d_model=8)(np.zeros((3, 16, 16, 3), "uint8")).values.shape
        TensorShape([3, 2, 8])
    """

    grid = (1, 2)

    def __init__(
        self,
        image_size: int,
        *,
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

    def look(self, pixels, training):
        return ops.zeros((ops.shape(pixels)[0], 2, self.d_model), self.compute_dtype)
