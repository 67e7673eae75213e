"""Clips in, classes or numbers out: sampling of frames, resizing and model as one thing."""

from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from zoo.image import read_clip, sample_frames
from zoo.image.whole_pixels import whole_pixels
from zoo.layers.number_checks import check_sizes
from zoo.predictor.classifier_predictor import Answer
from zoo.predictor.graph_predictor import GraphPredictor

CLIPS = tf.TensorSpec([None, None, None, None, 3], tf.uint8, name="clips")
LENGTHS = tf.TensorSpec([None], tf.int32, name="lengths")
_CLIPS_PER_CALL = 64

Clip = np.ndarray | str | Path


class VideoPredictor(GraphPredictor):
    """A trained `VideoClassifier` with what makes its inputs: what is called and exported.

    A clip gives the same result alone and in any batch. Of a long one `num_frames` frames are
    looked at, evenly spread, see `zoo.image.sample_places`; of a short one all. Frames of any size
    are squashed to the model's.

    Args:
        model: A `VideoClassifier`.
        num_frames: Most frames of a clip that are looked at.

    Raises:
        ValueError: `num_frames` is below 1.
        TypeError: A size is no whole number.

    Example:
        ```python
        predictor = VideoPredictor(model, num_frames=16)
        predictor(["clips/0001", pixels])       # [Answer("left", 0.98), Answer("circling", 0.91)]
        ```
    """

    tables = ()

    def __init__(self, model: keras.Model, *, num_frames: int = 16):
        super().__init__()
        check_sizes(num_frames=num_frames)
        self.model = model
        self.num_frames = num_frames
        self.image_size = model.frame_encoder.image_size
        self.classes = model.classes

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {"serving_default": self.predict, "padded": self.predict_padded}

    def __call__(self, clips: Sequence[Clip] | np.ndarray) -> list[Answer] | list[float]:
        """The class of each clip and its probability, or the number.

        Args:
            clips: Pixels (N, H, W, 3) from 0 to 255, folders of frames or GIFs, see
                `zoo.image.read_clip`; N and the sizes may differ.

        Raises:
            FileNotFoundError: There is no such folder, or no frame in it.
            TypeError: `clips` is no list, or holds something else.
            ValueError: A frame cannot be decoded, or there is none, or numbers are no pixels.
        """
        frames, keep = self.read(clips)
        if self.classes is None:
            return self.outputs(frames, keep).tolist()
        probabilities = self.outputs(frames, keep)
        return [Answer(self.classes[row.argmax()], float(row.max())) for row in probabilities]

    def read(self, clips: Sequence[Clip] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Frames (B, T, size, size, 3) uint8 and (B, T) booleans of clips; see `__call__`."""
        if isinstance(clips, (str, bytes, Path)):
            raise TypeError(f"`clips` must be a list, got {clips!r:.80}.")
        count, size = self.num_frames, self.image_size
        frames = np.zeros((len(clips), count, size, size, 3), "uint8")
        keep = np.zeros((len(clips), count), bool)
        for row, clip in enumerate(clips):
            found = self._read(clip)
            frames[row, : len(found)] = found
            keep[row, : len(found)] = True
        return frames, keep

    def outputs(self, frames: np.ndarray, keep: np.ndarray) -> np.ndarray:
        """Probabilities (B, C), or numbers (B,), of what `read` gave."""
        parts = [
            self._outputs(frames[i : i + _CLIPS_PER_CALL], keep[i : i + _CLIPS_PER_CALL]).numpy()
            for i in range(0, max(len(frames), 1), _CLIPS_PER_CALL)
        ]
        return np.concatenate(parts)

    @tf.function(input_signature=[CLIPS], autograph=False)
    def predict(self, clips: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: clips (B, N, H, W, 3) uint8, N at least 1 -> the class and what all have.

        `label` (B,) and `score` (B,), its probability; `classes` (B, C), the names, and
        `probabilities` (B, C). Of a number: `score` (B,) alone.
        """
        return self._predict(clips, tf.fill(tf.shape(clips)[:1], tf.shape(clips)[1]))

    @tf.function(input_signature=[CLIPS, LENGTHS], autograph=False)
    def predict_padded(self, clips: tf.Tensor, lengths: tf.Tensor) -> dict[str, tf.Tensor]:
        """As `predict`, of clips that end after `lengths` (B,) frames, at least 1 each."""
        return self._predict(clips, lengths)

    def _read(self, clip: Clip) -> np.ndarray:
        """The frames of a clip that are looked at: (at most T, size, size, 3)."""
        if isinstance(clip, (str, Path)):
            return read_clip(clip, count=self.num_frames, size=self.image_size)
        if not isinstance(clip, np.ndarray) or clip.ndim != 4 or clip.shape[-1] != 3:
            raise TypeError(
                "`clips` must be paths, or arrays (N, H, W, 3) of pixels from 0 to 255, got "
                f"{getattr(clip, 'shape', clip)!r:.80}."
            )
        if not clip.size:
            raise ValueError(f"A clip must have at least one frame, got {clip.shape}.")
        frames, keep = self._sampled(whole_pixels(clip[None]), [len(clip)])
        return frames[0].numpy()[keep[0].numpy()]

    @tf.function(input_signature=[CLIPS, LENGTHS], autograph=False)
    def _sampled(self, clips, lengths):
        return sample_frames(clips, lengths, count=self.num_frames, size=self.image_size)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, None, None, None, 3], tf.uint8),
            tf.TensorSpec([None, None], tf.bool),
        ],
        autograph=False,
    )
    def _outputs(self, frames, keep):
        with self._weights():
            outputs = self.model({"frames": frames, "frame_keep": keep}, training=False)
        outputs = tf.cast(outputs, tf.float32)
        if self.classes is None:
            return self.model.mean + self.model.scale * outputs[:, 0]
        return tf.nn.softmax(outputs)

    def _predict(self, clips, lengths):
        outputs = self._outputs(*self._sampled(clips, lengths))
        if self.classes is None:
            return {"score": outputs}
        return {
            "label": tf.gather(tf.constant(self.classes), tf.argmax(outputs, axis=1)),
            "score": tf.reduce_max(outputs, axis=1),
            "classes": tf.tile(tf.constant([self.classes]), [tf.shape(clips)[0], 1]),
            "probabilities": outputs,
        }
