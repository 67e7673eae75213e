"""A language model of pixels: it predicts the colour of each from those before it."""

from collections.abc import Sequence

import keras

from zoo.layers.number_checks import check_sizes
from zoo.models.language_model import LanguageModel


@keras.saving.register_keras_serializable("zoo")
class ImageLanguageModel(LanguageModel):
    """Reads an image row by row, as a text whose letters are the colours of a palette.

    ```python
    p(image) = prod_p p(x_p | x_1 ... x_{p-1})         # p from the upper left to the lower right
    ```

    Before the first pixel stands a token of its own, the last of the vocabulary. With a
    `SelfAttentionDecoder` this is image GPT, with an `RNNDecoder` the row by row ancestor of
    PixelRNN.

    Args:
        decoder: Layer from (target_in_ids, memory) to logits, made with `memory_dim=0` for one
            token more than there are colours.
        palette: Red, green and blue of each of K colours, from 0 to 255.
        image_size: Pixels of each side.

    Call arguments:
        inputs: dict of `target_in_ids` (B, T), integers: the start, then colours.
        training: Whether dropout is active.

    Returns:
        Logits (B, T, K + 1), of the pixel after each.

    Reference:
        Chen et al. 2020, "Generative Pretraining from Pixels", sections 2 and 3; van den Oord et
        al. 2016, "Pixel Recurrent Neural Networks", eq. 1.

    Example:
        >>> from zoo.models import RNNDecoder
        >>> decoder = RNNDecoder(3, cell="gru", d_model=8, memory_dim=0)
        >>> model = ImageLanguageModel(decoder, palette=[[0, 0, 0], [255, 255, 255]], image_size=4)
        >>> model({"target_in_ids": np.full((2, 16), model.start_id)}).shape
        TensorShape([2, 16, 3])
    """

    def __init__(self, decoder, *, palette: Sequence[Sequence[int]], image_size: int, **kwargs):
        super().__init__(decoder, **kwargs)
        if len(palette) < 2:
            raise ValueError(f"`palette` must hold at least 2 colours, got {list(palette)}.")
        check_sizes(image_size=image_size)
        self.palette = tuple(tuple(colour) for colour in palette)
        self.image_size = image_size

    @property
    def start_id(self) -> int:
        """The token before the first pixel."""
        return len(self.palette)

    def get_config(self):
        return {
            **super().get_config(),
            "palette": [list(colour) for colour in self.palette],
            "image_size": self.image_size,
        }
