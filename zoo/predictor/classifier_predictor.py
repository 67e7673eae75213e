"""Strings in, classes out: tokenizer and classifier as one thing."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from zoo.layers.number_checks import check_sizes
from zoo.predictor.graph_predictor import TEXTS, GraphPredictor, check_texts, fewest
from zoo.text.close_rows import close_rows
from zoo.text.tokenizer import Tokenizer

_TOKENS_PER_CALL = 8_192
_STEPS = 64  # of the integral, whose error falls with their square


class Answer(NamedTuple):
    """A class and its probability."""

    label: str
    score: float


class ClassifierPredictor(GraphPredictor):
    """A trained `Classifier` and its tokenizer.

    A row gives the same result alone and in any batch. A blank text has no class: its label is
    "", its score 0, and so are all probabilities.

    Args:
        model: A `Classifier` or `BagOfWords`.
        tokenizer: Strings to ids.
        max_length: Most tokens of a text; a longer one is cut, see `zoo.text.close_rows`; fewer
            where the encoder's positions end.

    Raises:
        ValueError: `max_length` is below 2.
        TypeError: A size is no whole number.

    Example:
        ```python
        predictor = ClassifierPredictor(model, tokenizer)
        predictor(["정말 강추 합니다"])      # [Answer("positive", 0.98)]
        ```
    """

    def __init__(
        self,
        model: keras.Model,
        tokenizer: Tokenizer,
        *,
        max_length: int = 256,
    ):
        super().__init__()
        check_sizes(2, max_length=max_length)
        self.model = model
        self.tokenizer = tokenizer
        self.classes = model.classes
        self.max_length = fewest(max_length, getattr(model, "encoder", None))

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {
            "serving_default": self.predict,
            "detailed": self.predict_detailed,
            "attributed": self.predict_attributed,
        }

    @property
    def tables(self) -> list:
        """What looks things up in the graph."""
        return self.tokenizer.tables

    @property
    def has_attention(self) -> bool:
        """Whether the model says which tokens it looked at."""
        return getattr(self.model, "pooling", None) == "attention"

    def __call__(self, texts: Sequence[str]) -> list[Answer]:
        """The class of each text.

        Raises:
            TypeError: `texts` is one string, or holds something else than strings.
        """
        found = self._predict_all(texts)
        labels = (label.decode() for label in found["label"])
        return [Answer(*row) for row in zip(labels, found["score"].tolist(), strict=True)]

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Of each text (N,) and class: (N, C).

        Raises:
            TypeError: See `__call__`.
        """
        return self._predict_all(texts)["probabilities"]

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> the best class and what all have.

        `label` (B,) and `score` (B,), its probability; `classes` (B, C), the names, and
        `probabilities` (B, C).
        """
        return self._answers(self.encode(texts))[0]

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict_detailed(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """As `predict`, and `tokens` (B, S), "" where there is padding, with `attention` (B, S).

        Without attention pooling there is no `attention`.
        """
        ids = self.encode(texts)
        answers, attention = self._answers(ids)
        answers["tokens"] = self._written(ids)
        if attention is not None:
            answers["attention"] = tf.cast(attention, tf.float32)
        return answers

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict_attributed(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """As `predict`, and `tokens` (B, S) with their `attribution` (B, S): integrated gradients.

        ```python
        attribution = x * integral_0^1 d p(label | a x) / d(a x) da     # summed over D; x: vectors
        ```

        How much each token raised the probability of the label, from a text whose tokens have no
        vectors (zeros) to this one: a row's attributions sum to `score - p(label | zeros)`.

        Reference:
            Sundararajan et al. 2017, "Axiomatic Attribution for Deep Networks", eq. 1 and
            section 3, proposition 1 (completeness).
        """
        ids = self.encode(texts)
        answers, _ = self._answers(ids)
        with self._weights():
            embedded = tf.cast(self.model.embed(ids), tf.float32)
            gradient = self._mean_gradient(ids, embedded, answers["probabilities"])
        attribution = tf.reduce_sum(embedded * gradient, axis=-1)
        is_judged = (ids != self.tokenizer.special.pad) & (answers["label"] != "")[:, None]
        answers["tokens"] = self._written(ids)
        answers["attribution"] = tf.where(is_judged, attribution, 0.0)
        return answers

    @tf.function(input_signature=[TEXTS], autograph=False)
    def encode(self, texts: tf.Tensor) -> tf.Tensor:
        """Texts (B,) to padded ids (B, S), each row closed by `end`."""
        ids = close_rows(self.tokenizer.tokenize(texts), self.tokenizer.special, self.max_length)
        ids = ids.to_tensor(self.tokenizer.special.pad)
        # No text makes no column, and a recurrent layer needs one.
        return tf.pad(ids, [[0, 0], [0, tf.cast(tf.shape(ids)[1] == 0, tf.int32)]])

    def _predict_all(self, texts):
        check_texts(texts)
        # Rows of like length share a call: little padding.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts, rows = [self.predict(tf.constant([], tf.string))], []
        while len(rows) < len(order):
            # As many as would fit if each character were a token.
            left = order[: len(order) - len(rows)]
            longest = max(1, min(len(texts[left[-1]]), self.max_length))
            chunk = left[-max(1, _TOKENS_PER_CALL // longest) :]
            parts.append(self.predict(tf.constant([texts[i] for i in chunk])))
            rows += chunk
        back = np.argsort(np.array(rows, int))
        return {
            name: np.concatenate([part[name].numpy() for part in parts])[back]
            for name in ("label", "score", "probabilities")
        }

    def _mean_gradient(self, ids, embedded, probabilities):
        """Of the best class's probability, over the way from zeros to `embedded`: (B, S, D)."""
        is_best = tf.one_hot(tf.argmax(probabilities, axis=1), len(self.classes))

        def add(total, share):
            with tf.GradientTape() as tape:
                x = share * embedded
                tape.watch(x)
                read = tf.cast(x, self.model.compute_dtype)
                logits, _ = self.model.classify(ids, embedded=read, training=False)
                of_best = tf.reduce_sum(tf.nn.softmax(tf.cast(logits, tf.float32)) * is_best)
            return total + tape.gradient(of_best, x)

        middles = (tf.range(_STEPS, dtype=tf.float32) + 0.5) / _STEPS
        return tf.foldl(add, middles, tf.zeros_like(embedded)) / _STEPS

    def _written(self, ids):
        """The tokens (B, S) themselves, "" where there is padding."""
        written = tf.gather(tf.constant(self.tokenizer.vocabulary), ids)
        return tf.where(ids == self.tokenizer.special.pad, "", written)

    def _answers(self, ids):
        with self._weights():
            logits, attention = self.model.classify(ids, training=False)
        probabilities = tf.nn.softmax(tf.cast(logits, tf.float32))
        is_blank = ids[:, 0] == self.tokenizer.special.end
        probabilities = tf.where(is_blank[:, None], 0.0, probabilities)
        label = tf.gather(tf.constant(self.classes), tf.argmax(probabilities, axis=1))
        answers = {
            "label": tf.where(is_blank, "", label),
            "score": tf.reduce_max(probabilities, axis=1),
            "classes": tf.tile(tf.constant([self.classes]), [tf.shape(ids)[0], 1]),
            "probabilities": probabilities,
        }
        return answers, attention
