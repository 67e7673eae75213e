"""Strings in, strings out: tokenizer, model and decoding as one thing."""

from collections.abc import Sequence

import keras
import tensorflow as tf

from zoo.decoding import Decoded, Request, beam_search
from zoo.text.tokenizer import Tokenizer

TEXTS = tf.TensorSpec([None], tf.string, name="texts")
_ROWS_PER_CALL = 64


class Predictor(tf.Module):
    """A trained `Seq2Seq`, its tokenizers and a way to decode: what is scored and exported.

    A row gives the same result alone and in any batch. A blank text gives a blank text.

    Args:
        model: A `Seq2Seq`.
        source_tokenizer: Strings to ids.
        target_tokenizer: Ids to strings.
        width: Beams; 1 is greedy.
        length_penalty: Exponent of the length penalty, see `zoo.decoding.beam_search`.
        max_length: Most tokens of an output. An output may have four times the tokens of its
            source plus ten, at most this.
        max_source_length: A source is cut after this many tokens.

    Raises:
        ValueError: `max_length`, `max_source_length` or `width` is below 1, or `length_penalty`
            is negative.

    Example:
        ```python
        predictor = Predictor(model, korean, english, width=4)
        predictor(["저는 강사입니다"])      # ["I am an instructor"]
        ```
    """

    def __init__(
        self,
        model: keras.Model,
        source_tokenizer: Tokenizer,
        target_tokenizer: Tokenizer,
        *,
        width: int = 4,
        length_penalty: float = 0.6,
        max_length: int = 128,
        max_source_length: int = 512,
    ):
        super().__init__()
        for name, value in (
            ("width", width),
            ("max_length", max_length),
            ("max_source_length", max_source_length),
        ):
            if value < 1:
                raise ValueError(f"`{name}` must be at least 1, got {value}.")
        if length_penalty < 0:
            raise ValueError(f"`length_penalty` must not be negative, got {length_penalty}.")
        self.model = model
        self.source_tokenizer = source_tokenizer
        self.target_tokenizer = target_tokenizer
        self.width = width
        self.length_penalty = length_penalty
        self.max_length = max_length
        self.max_source_length = max_source_length

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """The best output for each text.

        Raises:
            TypeError: `texts` is one string, or holds something else than strings.
        """
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise TypeError(f"`texts` must be a list of strings, got {texts!r:.80}.")
        # Rows of like length share a call: little padding, short loops.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        outputs = [""] * len(texts)
        for begin in range(0, len(order), _ROWS_PER_CALL):
            rows = order[begin : begin + _ROWS_PER_CALL]
            best = self.predict(tf.constant([texts[i] for i in rows]))["text"]
            for i, text in zip(rows, best.numpy(), strict=True):
                outputs[i] = text.decode()
        return outputs

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> `text` (B,) and `score` (B,), the best of each."""
        best = self._decode(texts)
        return {"text": best["text"][:, 0], "score": best["score"][:, 0]}

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict_n_best(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> `text` (B, K) and `score` (B, K), best first."""
        return self._decode(texts)

    def encode(self, texts: tf.Tensor) -> tf.Tensor:
        """Texts (B,) to padded source ids (B, S), each row closed by `end`."""
        special = self.source_tokenizer.special
        ids = self.source_tokenizer.tokenize(texts)[:, : self.max_source_length]
        ends = tf.fill([ids.nrows(), 1], special.end)
        ids = tf.concat([ids, ends], axis=1).to_tensor(special.pad)
        # No text makes no column, and a recurrent layer needs one.
        return tf.pad(ids, [[0, 0], [0, tf.cast(tf.shape(ids)[1] == 0, tf.int32)]])

    def search(self, source_ids: tf.Tensor) -> Decoded:
        """The best outputs of `encode`d sources (B, S): ids (B, K, T) and scores (B, K)."""
        special = self.target_tokenizer.special
        pad_id = self.source_tokenizer.special.pad
        lengths = tf.math.count_nonzero(source_ids != pad_id, axis=1, dtype=tf.int32)
        # Wide enough for characters: a syllable of Hangul is about three letters of English.
        limits = tf.minimum(4 * lengths + 10, self.max_length)
        request = Request(
            start_id=special.start,
            end_id=special.end,
            pad_id=special.pad,
            max_length=tf.reduce_max(tf.concat([limits, [1]], axis=0)),
            max_length_per_row=limits,
        )
        return beam_search(
            self.model.decoder,
            self.model.decoder.prepare(self.model.encode(source_ids, training=False)),
            request,
            width=self.width,
            length_penalty=self.length_penalty,
        )

    def _decode(self, texts):
        source_ids = self.encode(texts)
        decoded = self.search(source_ids)
        shape = tf.shape(decoded.ids)
        flat = tf.reshape(decoded.ids, [shape[0] * shape[1], shape[2]])
        text = tf.reshape(self.target_tokenizer.detokenize(flat), shape[:2])
        # Nothing but `end`.
        is_blank = source_ids[:, :1] == self.source_tokenizer.special.end
        return {
            "text": tf.where(is_blank, "", text),
            "score": tf.where(is_blank, 0.0, decoded.scores),
        }
