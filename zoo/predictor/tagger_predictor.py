"""Strings in, words and tags out: tokenizer and tagger as one thing."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import keras
import tensorflow as tf

from zoo.layers.number_checks import check_sizes
from zoo.predictor.graph_predictor import TEXTS, GraphPredictor, check_texts, fewest
from zoo.text.split import collapse_spaces, prepare
from zoo.text.tokenizer import Tokenizer
from zoo.text.word_rows import word_rows

_WORDS_PER_CALL = 2_048
_WORDS = tf.RaggedTensorSpec([None, None], tf.string, ragged_rank=1)


class TaggedWord(NamedTuple):
    """A word and its tag."""

    word: str
    tag: str


class TaggerPredictor(GraphPredictor):
    """A trained `Tagger` and its tokenizer.

    A word is what stands between white space, as in the data: a full stop is a word of its own.
    Its tag is read at its first token, or at its last where the model reads forward only. A
    sentence gives the same result alone and in any batch; a blank one has no word.

    Args:
        model: A `Tagger`.
        tokenizer: Strings to ids.
        max_length: A sentence of more tokens is read in parts, see `zoo.text.word_rows`; fewer
            where the encoder's positions end.

    Raises:
        ValueError: `max_length` is below 1.
        TypeError: A size is no whole number.

    Example:
        ```python
        predictor = TaggerPredictor(model, tokenizer)
        predictor(["I watch birds ."])      # [[TaggedWord("I", "PRON"), ("watch", "VERB"), ...]]
        ```
    """

    def __init__(self, model: keras.Model, tokenizer: Tokenizer, *, max_length: int = 256):
        super().__init__()
        check_sizes(max_length=max_length)
        self.model = model
        self.tokenizer = tokenizer
        self.tags = model.classes
        self.max_length = fewest(max_length, model.encoder)

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {"serving_default": self.predict}

    @property
    def tables(self) -> list:
        """What looks things up in the graph."""
        return self.tokenizer.tables

    def __call__(self, texts: Sequence[str]) -> list[list[TaggedWord]]:
        """The words of each text with their tags.

        Raises:
            TypeError: `texts` is one string, or holds something else than strings.
        """
        check_texts(texts)
        words = self.split(tf.constant(list(texts), tf.string)).to_list()
        words = [[word.decode() for word in row] for row in words]
        tags = self.tag(words)
        return [
            [TaggedWord(*pair) for pair in zip(*row, strict=True)]
            for row in zip(words, tags, strict=True)
        ]

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The tags of sentences that are split already; words may hold spaces."""
        # Sentences of like length share a call: little padding.
        order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
        found: dict[int, list[str]] = {}
        while len(found) < len(order):
            left = order[: len(order) - len(found)]
            longest = max(1, len(sentences[left[-1]]))
            chunk = left[-max(1, _WORDS_PER_CALL // longest) :]
            words = tf.RaggedTensor.from_row_lengths(
                tf.constant([word for i in chunk for word in sentences[i]], tf.string),
                [len(sentences[i]) for i in chunk],
            )
            tags, _ = self.predict_words(words)
            rows = tags.to_list()
            found |= {i: [tag.decode() for tag in row] for i, row in zip(chunk, rows, strict=True)}
        return [found[i] for i in range(len(sentences))]

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> `words` (B, W), `tags` (B, W), "" where there is padding.

        `scores` (B, W): the probability of each tag, 0 where there is padding.
        """
        words = self.split(texts)
        tags, scores = self.predict_words(words)
        return {
            "words": words.to_tensor(""),
            "tags": tags.to_tensor(""),
            "scores": scores.to_tensor(0.0),
        }

    @tf.function(input_signature=[TEXTS], autograph=False)
    def split(self, texts: tf.Tensor) -> tf.RaggedTensor:
        """Texts (B,) to words (B, None), valid UTF-8."""
        return tf.strings.split(collapse_spaces(prepare(texts, lowercase=False)))

    @tf.function(input_signature=[_WORDS], autograph=False)
    def predict_words(self, words: tf.RaggedTensor) -> tuple[tf.RaggedTensor, tf.RaggedTensor]:
        """In the graph: words (B, None) -> their tags and the tags' probabilities, (B, None)."""
        rows = word_rows(self.tokenizer, words, max_length=self.max_length, read=self.model.read)
        # No word makes no column, and a recurrent layer needs one.
        more = [[0, 0], [0, tf.cast(tf.size(rows.ids.flat_values) == 0, tf.int32)]]
        ids = tf.pad(rows.ids.to_tensor(self.tokenizer.special.pad), more)
        is_read = tf.pad(rows.is_read.to_tensor(False), more)
        with self._weights():
            logits = self.model({"source_ids": ids}, training=False)
        of_words = tf.boolean_mask(tf.cast(logits, tf.float32), is_read)
        tags = tf.gather(tf.constant(self.tags), tf.argmax(of_words, axis=1))
        scores = tf.reduce_max(tf.nn.softmax(of_words), axis=1)
        return words.with_flat_values(tags), words.with_flat_values(scores)
