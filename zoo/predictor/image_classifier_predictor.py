"""Images in, classes out: decoding of files and classifier as one thing."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from zoo.image import decode_images
from zoo.image.image_content import Image, check_files, check_images, image_content
from zoo.image.whole_pixels import whole_pixels
from zoo.predictor.classifier_predictor import Answer
from zoo.predictor.graph_predictor import GraphPredictor

_IMAGES = tf.TensorSpec([None], tf.string, name="images")
_PIXELS = tf.TensorSpec([None, None, None, 3], tf.uint8)
_ROWS_PER_CALL = 256


class ImageClassifierPredictor(GraphPredictor):
    """A trained `ImageClassifier`: what is scored and exported.

    A row gives the same result alone and in any batch. Bytes that are no image have no class: their
    label is "", their score 0, and all classes are alike.

    Args:
        model: An `ImageClassifier`.

    Example:
        ```python
        predictor = ImageClassifierPredictor(model)
        predictor(["photo.jpg"])      # [Answer("cat", 0.98)]
        ```
    """

    def __init__(self, model: keras.Model):
        super().__init__()
        self.model = model
        self.classes = model.classes
        self.image_size = model.encoder.image_size

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {"serving_default": self.predict}

    @property
    def tables(self) -> list:
        """What looks things up in the graph: nothing."""
        return []

    @property
    def example(self) -> bytes:
        """A row that every signature takes."""
        return image_content(np.zeros((1, 1, 3)))

    def __call__(self, images: Sequence[Image] | np.ndarray) -> list[Answer]:
        """The class of each image.

        Args:
            images: Paths of files, their bytes, or pixels (H, W, 3) from 0 to 255.

        Raises:
            FileNotFoundError: There is no such file.
            TypeError: `images` is no list, or holds something else.
            ValueError: A file that is named cannot be decoded, or numbers are no pixels.
        """
        found = self._predict_all(images)
        labels = (label.decode() for label in found["label"])
        return [Answer(*row) for row in zip(labels, found["score"].tolist(), strict=True)]

    def probabilities(self, images: Sequence[Image] | np.ndarray) -> np.ndarray:
        """Of each image (N,) and class: (N, C).

        Raises:
            FileNotFoundError, TypeError, ValueError: See `__call__`.
        """
        return self._predict_all(images)["probabilities"]

    @tf.function(input_signature=[_IMAGES], autograph=False)
    def predict(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of images (B,) -> the best class and what all have.

        `label` (B,) and `score` (B,), its probability; `classes` (B, C), the names, and
        `probabilities` (B, C).
        """
        return self.predict_pixels(*self.decode(images))

    @tf.function(input_signature=[_IMAGES], autograph=False)
    def decode(self, images: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Bytes (B,) to pixels (B, size, size, 3), and which of them are images."""
        return decode_images(images, self.image_size)

    @tf.function(input_signature=[_PIXELS, tf.TensorSpec([None], tf.bool)], autograph=False)
    def predict_pixels(self, pixels: tf.Tensor, is_image: tf.Tensor) -> dict[str, tf.Tensor]:
        """As `predict`, of pixels (B, size, size, 3), and which of them are an image."""
        pixels = tf.ensure_shape(pixels, [None, self.image_size, self.image_size, 3])
        with self._weights():
            logits = self.model({"image": pixels}, training=False)
        probabilities = tf.nn.softmax(tf.cast(logits, tf.float32))
        probabilities = tf.where(is_image[:, None], probabilities, 1.0 / len(self.classes))
        label = tf.gather(tf.constant(self.classes), tf.argmax(probabilities, axis=1))
        return {
            "label": tf.where(is_image, label, ""),
            "score": tf.where(is_image, tf.reduce_max(probabilities, axis=1), 0.0),
            "classes": tf.tile(tf.constant([self.classes]), [tf.shape(pixels)[0], 1]),
            "probabilities": probabilities,
        }

    def _predict_all(self, images):
        check_images(images)
        parts = [self.predict(tf.constant([], tf.string))]
        for begin in range(0, len(images), _ROWS_PER_CALL):
            parts.append(self._predict_some(images[begin : begin + _ROWS_PER_CALL]))
        return {
            name: np.concatenate([part[name].numpy() for part in parts])
            for name in ("label", "score", "probabilities")
        }

    def _predict_some(self, images):
        shape = (self.image_size, self.image_size, 3)
        if all(isinstance(image, np.ndarray) and image.shape == shape for image in images):
            pixels = tf.constant(np.array([whole_pixels(image) for image in images], "uint8"))
            return self.predict_pixels(pixels, tf.ones([len(images)], tf.bool))
        pixels, is_image = self.decode(tf.constant([image_content(image) for image in images]))
        check_files(images, is_image.numpy())
        return self.predict_pixels(pixels, is_image)
