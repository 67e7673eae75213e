"""Images out of nothing, or out of their upper part: palette, model and sampling as one thing."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from zoo.decoding import ForbiddenTokens, Request, sample
from zoo.decoding.sampling import check_sampling
from zoo.image import decode_images, nearest_colours
from zoo.image.image_content import Image, check_images, image_content
from zoo.layers.number_checks import check_sizes
from zoo.predictor.graph_predictor import GraphPredictor
from zoo.predictor.seeds import SEEDS, chosen_seed
from zoo.predictor.token_losses import token_losses

_NEVER = -1  # no token ends an image: it has as many pixels as it has
_ROWS_PER_CALL = 64
_IMAGES = tf.TensorSpec([None], tf.string, name="images")
_COUNT = tf.TensorSpec([], tf.int32, name="count")
_ROWS = tf.TensorSpec([], tf.int32, name="rows")
_OPTIONS = [
    tf.TensorSpec([], tf.float32, name="temperature"),
    tf.TensorSpec([], tf.int32, name="top_k"),
    tf.TensorSpec([], tf.float32, name="top_p"),
    tf.TensorSpec([], tf.int32, name="seed"),
]
_PIXELS = tf.TensorSpec([None, None, None], tf.int32)


class ImageGenerator(GraphPredictor):
    """A trained `ImageLanguageModel` and sampling: what is called, scored and exported.

    Args:
        model: An `ImageLanguageModel`.
        temperature: Of calls that do not say.

    Raises:
        ValueError: `temperature` is negative.

    Example:
        ```python
        generator = ImageGenerator(model)
        generator(16, seed=1)                       # pixels (16, size, size, 3)
        generator.complete(["photo.jpg"], seed=1)   # its upper half, and another lower one
        ```
    """

    def __init__(self, model: keras.Model, *, temperature: float = 1.0):
        super().__init__()
        check_sampling(temperature, 0, 1.0, 0.0)
        self.model = model
        self.temperature = temperature
        self.image_size = model.image_size
        self.rules = (ForbiddenTokens([model.start_id]),)

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {
            "serving_default": self.predict,
            "completed": self.predict_completed,
            "sampled": self.predict_sampled,
            "scored": self.predict_scored,
        }

    @property
    def tables(self) -> list:
        """What looks things up in the graph: nothing."""
        return []

    @property
    def example(self) -> bytes:
        """A row that every signature takes."""
        return image_content(np.zeros((1, 1, 3)))

    def __call__(
        self,
        count: int,
        *,
        temperature: float | None = None,
        top_k: int = 0,
        top_p: float = 1.0,
        seed: int | None = None,
    ) -> np.ndarray:
        """Images that the model draws: (count, size, size, 3) uint8.

        Args:
            count: How many.
            temperature: 0 takes the most probable colour of every pixel; see
                `zoo.decoding.sample` for this and the next two.
            top_k: Keep so many colours; 0 for all.
            top_p: Keep the fewest colours whose probabilities reach this sum.
            seed: Of the random numbers, from 0 to 2**31 - 1; the same seed gives the same images.

        Raises:
            ValueError: A number is out of its range.
            TypeError: A size is no whole number.
        """
        check_sizes(0, count=count)
        nothing = tf.zeros([count, 0, self.image_size], tf.int32)
        return self._in_parts(nothing, self._options(temperature, top_k, top_p, seed))

    def complete(
        self,
        images: Sequence[Image] | np.ndarray,
        *,
        rows: int | None = None,
        temperature: float | None = None,
        top_k: int = 0,
        top_p: float = 1.0,
        seed: int | None = None,
    ) -> np.ndarray:
        """The upper rows of each image in the palette's colours, and what the model draws below.

        Args:
            images: Paths of files, their bytes, or pixels (H, W, 3) from 0 to 255.
            rows: Rows that are kept, of the image's `image_size`; half of them where not given.
            temperature, top_k, top_p, seed: See `__call__`.

        Returns:
            (N, size, size, 3) uint8.

        Raises:
            FileNotFoundError: There is no such file.
            TypeError: `images` is no list, or holds something else.
            ValueError: A number is out of its range, or one is no image.
        """
        rows = self.image_size // 2 if rows is None else rows
        if not 0 <= rows < self.image_size:
            raise ValueError(f"`rows` must be from 0 to {self.image_size - 1}, got {rows}.")
        options = self._options(temperature, top_k, top_p, seed)
        return self._in_parts(self.quantised(images)[:, :rows], options)

    def quantised(self, images: Sequence[Image] | np.ndarray) -> tf.Tensor:
        """Numbers of colours (N, size, size) of images.

        Raises:
            FileNotFoundError, TypeError: See `complete`.
            ValueError: One is no image.
        """
        check_images(images)
        contents = tf.constant([image_content(image) for image in images], tf.string)
        pixels, is_image = self.read(contents)
        for image, good in zip(images, is_image.numpy(), strict=True):
            if not good:
                raise ValueError(
                    f"`images` must be JPEG, PNG, GIF, BMP or WebP, got {image!r:.80}."
                )
        return pixels

    def colours(self, pixels: tf.Tensor) -> tf.Tensor:
        """Numbers of colours (...) to the colours (..., 3), uint8."""
        return tf.gather(tf.constant(self.model.palette, tf.uint8), pixels)

    @tf.function(input_signature=[_IMAGES], autograph=False)
    def read(self, images: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Bytes of images (B,) to numbers of colours (B, size, size), and whether each is one."""
        pixels, is_image = decode_images(images, self.image_size)
        return nearest_colours(pixels, self.model.palette), is_image

    @tf.function(input_signature=[_IMAGES], autograph=False)
    def predict(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of images (B,) -> `image_bytes` (B,), PNG: the upper half completed.

        By the temperature of the generator and the seed 0; "" for what is no image.
        """
        options = self._options(None, 0, 1.0, 0)
        return self.predict_completed(images, tf.constant(self.image_size // 2), *options)

    @tf.function(input_signature=[_IMAGES, _ROWS, *_OPTIONS], autograph=False)
    def predict_completed(
        self,
        images: tf.Tensor,
        rows: tf.Tensor,
        temperature: tf.Tensor,
        top_k: tf.Tensor,
        top_p: tf.Tensor,
        seed: tf.Tensor,
    ) -> dict[str, tf.Tensor]:
        """In the graph: `predict` with the rows that are kept, and options of the sampling.

        The same seed gives the same image to the same row of a batch. A scalar that is out of its
        range counts as the end of it.
        """
        pixels, is_image = self.read(images)
        rows = tf.clip_by_value(rows, 0, self.image_size - 1)
        drawn = self.continued(pixels[:, :rows], temperature, top_k, top_p, seed)
        contents = tf.io.encode_png(self.colours(drawn))
        return {"image_bytes": tf.where(is_image, contents, "")}

    @tf.function(input_signature=[_COUNT, *_OPTIONS], autograph=False)
    def predict_sampled(
        self,
        count: tf.Tensor,
        temperature: tf.Tensor,
        top_k: tf.Tensor,
        top_p: tf.Tensor,
        seed: tf.Tensor,
    ) -> dict[str, tf.Tensor]:
        """In the graph: a number of images -> `image_bytes` (count,), PNG."""
        nothing = tf.zeros([tf.maximum(count, 0), 0, self.image_size], tf.int32)
        drawn = self.continued(nothing, temperature, top_k, top_p, seed)
        return {"image_bytes": tf.io.encode_png(self.colours(drawn))}

    @tf.function(input_signature=[_IMAGES], autograph=False)
    def predict_scored(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of images (B,) -> `bits_per_dimension` (B,).

        The mean of a pixel's -log2 p in the palette's colours; 0 for what is no image.
        """
        pixels, is_image = self.read(images)
        target_in = self._prompt(pixels)
        losses = token_losses(self.model, self._weights, target_in[:, :-1], target_in[:, 1:])
        bits = tf.reduce_mean(losses, axis=1) / tf.math.log(2.0)
        return {"bits_per_dimension": tf.where(is_image, bits, 0.0)}

    @tf.function(input_signature=[_PIXELS, *_OPTIONS], autograph=False)
    def continued(self, pixels, temperature, top_k, top_p, seed) -> tf.Tensor:
        """The first rows (B, rows, size) of images, and what is drawn below: (B, size, size)."""
        size, batch = self.image_size, tf.shape(pixels)[0]
        prompt = self._prompt(pixels)
        left = size * size - tf.shape(prompt)[1] + 1
        with self._weights():
            decoded = sample(
                self.model.decoder,
                self.model.prepare(prompt),
                Request(
                    start_id=self.model.start_id,
                    end_id=_NEVER,
                    pad_id=0,
                    max_length=left,
                    prompt=prompt,
                    prompt_keep=tf.ones_like(prompt, tf.bool),
                    rules=self.rules,
                ),
                draws=tf.random.stateless_uniform([batch, left], [seed, 0]),
                temperature=tf.maximum(temperature, 0.0),
                top_k=tf.maximum(top_k, 0),
                top_p=top_p,
                length_penalty=0.0,
            )
        whole = tf.concat([prompt[:, 1:], decoded.ids[:, 0]], axis=1)
        return tf.reshape(whole, [batch, size, size])

    def _prompt(self, pixels):
        """The start and the pixels (B, rows, size) as tokens (B, 1 + rows * size)."""
        batch = tf.shape(pixels)[0]
        pixels = tf.reshape(pixels, [batch, tf.shape(pixels)[1] * self.image_size])
        return tf.concat([tf.fill([batch, 1], self.model.start_id), pixels], axis=1)

    def _options(self, temperature, top_k, top_p, seed):
        """As tensors; what is not given is the generator's own, and any seed."""
        temperature = self.temperature if temperature is None else temperature
        check_sampling(temperature, top_k, top_p, 0.0)
        values = temperature, top_k, top_p, chosen_seed(seed)
        return [tf.constant(v, spec.dtype) for v, spec in zip(values, _OPTIONS, strict=True)]

    def _in_parts(self, pixels, options):
        """Colours of the completed images, a few at a time: each part has draws of its own."""
        *options, seed = options
        parts = [np.zeros((0, self.image_size, self.image_size, 3), "uint8")]
        for begin in range(0, pixels.shape[0], _ROWS_PER_CALL):
            some = pixels[begin : begin + _ROWS_PER_CALL]
            other = tf.constant((int(seed) + begin) % SEEDS, tf.int32)
            parts.append(self.colours(self.continued(some, *options, other)).numpy())
        return np.concatenate(parts)
