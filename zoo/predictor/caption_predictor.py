"""Images in, captions out: decoding of files, model, search and tokenizer as one thing."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from zoo.decoding import Decoded, Rule
from zoo.image import decode_images
from zoo.image.image_content import Image, check_files, check_images, image_content
from zoo.image.whole_pixels import whole_pixels
from zoo.predictor.graph_predictor import first
from zoo.predictor.signal_predictor import SignalPredictor
from zoo.text.tokenizer import Tokenizer

IMAGES = tf.TensorSpec([None], tf.string, name="images")
_PIXELS = tf.TensorSpec([None, None, None, 3], tf.uint8)
_ROWS_PER_CALL = 64


class CaptionPredictor(SignalPredictor):
    """A trained `Captioner`, its tokenizer and a way to decode: what is scored and exported.

    A row gives the same result alone and in any batch. Bytes that are no image have the caption ""
    and the score 0. No caption holds a padding, start or unknown token.

    Args:
        model: A `Captioner`.
        tokenizer: Ids to strings.
        width: Beams; 1 is greedy.
        length_penalty: Exponent of the length penalty, see `zoo.decoding.beam_search`.
        rules: What a caption may hold, see `zoo.decoding.rules`.
        max_length: Most tokens of a caption.

    Raises:
        ValueError: `max_length` or `width` is below 1, or `length_penalty` is negative.

    Example:
        ```python
        predictor = CaptionPredictor(model, tokenizer, width=4)
        predictor(["photo.jpg"])      # ["a red circle left of a blue square"]
        ```
    """

    def __init__(
        self,
        model: keras.Model,
        tokenizer: Tokenizer,
        *,
        width: int = 4,
        length_penalty: float = 0.6,
        rules: Sequence[Rule] = (),
        max_length: int = 40,
    ):
        super().__init__(
            model,
            tokenizer,
            width=width,
            length_penalty=length_penalty,
            rules=rules,
            max_length=max_length,
        )
        self.image_size = model.encoder.image_size

    @property
    def example(self) -> bytes:
        """A row that every signature takes."""
        return image_content(np.zeros((1, 1, 3)))

    def __call__(self, images: Sequence[Image] | np.ndarray) -> list[str]:
        """The best caption of each image.

        Args:
            images: Paths of files, their bytes, or pixels (H, W, 3) from 0 to 255.

        Raises:
            FileNotFoundError: There is no such file.
            TypeError: `images` is no list, or holds something else.
            ValueError: A file that is named cannot be decoded, or numbers are no pixels.
        """
        check_images(images)
        captions = []
        for begin in range(0, len(images), _ROWS_PER_CALL):
            pixels, is_image = self.read(images[begin : begin + _ROWS_PER_CALL])
            found = self._written(*self.search(pixels, is_image)[:2], is_image)["text"]
            captions += [text.decode() for text in found[:, 0].numpy()]
        return captions

    def read(self, images: Sequence[Image] | np.ndarray) -> tuple[tf.Tensor, tf.Tensor]:
        """Pixels (B, size, size, 3) uint8 of images, and which are any; see `__call__`."""
        size = self.image_size
        shape = (size, size, 3)
        if all(isinstance(image, np.ndarray) and image.shape == shape for image in images):
            pixels = np.array([whole_pixels(image) for image in images], "uint8")
            return tf.constant(pixels), tf.ones([len(images)], tf.bool)
        pixels, is_image = self.decode(tf.constant([image_content(image) for image in images]))
        check_files(images, is_image.numpy())
        return pixels, is_image

    @tf.function(input_signature=[IMAGES], autograph=False)
    def predict(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of images (B,) -> `text` (B,) and `score` (B,), the best of each."""
        return first(self._best(images))

    @tf.function(input_signature=[IMAGES], autograph=False)
    def predict_n_best(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of images (B,) -> `text` (B, K) and `score` (B, K), best first."""
        return self._best(images)

    @tf.function(input_signature=[IMAGES], autograph=False)
    def predict_detailed(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of images (B,) -> all that is known of the best caption of each.

        `text` (B,), `score` (B,), `is_image` (B,), `ids` (B, T) and `token_log_probabilities`
        (B, T) with padding after the end, `tokens` (B, T), "" after it, and `attention`
        (B, T, rows, columns), where on the image each token looked, if the decoder has it.
        """
        pixels, is_image = self.decode(images)
        details = self._details(self.search(pixels, is_image), is_image)
        details["is_image"] = is_image
        if self.has_attention:
            details["attention"] = self.attention(pixels, details["ids"])
        return details

    @tf.function(input_signature=[IMAGES], autograph=False)
    def decode(self, images: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Bytes (B,) to pixels (B, size, size, 3), and which of them are images."""
        return decode_images(images, self.image_size)

    @tf.function(input_signature=[_PIXELS, tf.TensorSpec([None], tf.bool)], autograph=False)
    def search(self, pixels: tf.Tensor, is_image: tf.Tensor) -> Decoded:
        """The best captions of pixels (B, size, size, 3): ids (B, K, T) and scores (B, K)."""
        return self._found(self._look(pixels), is_image)

    def attention(self, pixels: tf.Tensor, ids: tf.Tensor) -> tf.Tensor:
        """Where each of the tokens (B, T) looked: (B, T, rows, columns)."""
        scores = self._attended(self._look(pixels), ids)
        return tf.reshape(scores, tf.concat([tf.shape(ids), self.model.encoder.grid], axis=0))

    def _best(self, images):
        pixels, is_image = self.decode(images)
        return self._written(*self.search(pixels, is_image)[:2], is_image)

    @tf.function(input_signature=[_PIXELS], autograph=False)
    def _look(self, pixels):
        pixels = tf.ensure_shape(pixels, [None, self.image_size, self.image_size, 3])
        with self._weights():
            return self.model.encode(pixels, training=False)
