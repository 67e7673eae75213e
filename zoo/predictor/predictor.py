"""Strings in, strings out: tokenizer, model and decoding as one thing."""

from collections.abc import Callable, Sequence

import keras
import tensorflow as tf

from zoo.decoding import Decoded, Request, Rule, beam_search, rerank_by_coverage, sample
from zoo.layers.number_checks import check_not_negative, check_sizes
from zoo.predictor.buckets import bucket, pad_rows
from zoo.predictor.graph_predictor import (
    TEXTS,
    GraphPredictor,
    check_rules,
    check_texts,
    fewest,
    first,
)
from zoo.text.tokenizer import Tokenizer

_SAMPLING = [
    tf.TensorSpec([], tf.float32, name="temperature"),
    tf.TensorSpec([], tf.int32, name="top_k"),
    tf.TensorSpec([], tf.float32, name="top_p"),
    tf.TensorSpec([], tf.int32, name="seed"),
]
_IDS = tf.TensorSpec([None, None], tf.int32)
_SEARCH = [_IDS, tf.TensorSpec([None], tf.int32), tf.TensorSpec([None, 0], tf.float32)]
_FOUND = [_IDS, tf.TensorSpec([None, None, None], tf.int32), tf.TensorSpec([None, None])]
_ROWS_PER_CALL = 64


class Predictor(GraphPredictor):
    """A trained `Seq2Seq`, its tokenizers and a way to decode: what is scored and exported.

    A row gives the same result alone and in any batch. A blank text gives a blank text.

    Args:
        model: A `Seq2Seq`.
        source_tokenizer: Strings to ids.
        target_tokenizer: Ids to strings.
        width: Beams; 1 is greedy.
        length_penalty: Exponent of the length penalty, see `zoo.decoding.beam_search`.
        coverage_penalty: Weight of the source's coverage by attention in the ranking of the
            hypotheses found, see `zoo.decoding.rerank_by_coverage`; 0 for none.
        rules: What an output may hold, see `zoo.decoding.rules`.
        max_length: Most tokens of an output. An output may have four times the tokens of its
            source plus ten, at most this. Fewer where the decoder's positions end.
        max_source_length: A source is cut after this many tokens, or where the encoder's positions
            end.

    Raises:
        ValueError: `max_length`, `max_source_length` or `width` is below 1, a penalty is negative,
            a rule is for a given number of sources, the encoder's positions end after one token, or
            the decoder has no attention that could cover anything.
        TypeError: A size is no whole number, or a rate no number.

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
        coverage_penalty: float = 0.0,
        rules: Sequence[Rule] = (),
        max_length: int = 128,
        max_source_length: int = 512,
    ):
        super().__init__()
        check_sizes(width=width, max_length=max_length, max_source_length=max_source_length)
        check_not_negative(length_penalty=length_penalty, coverage_penalty=coverage_penalty)
        self.model = model
        self.source_tokenizer = source_tokenizer
        self.target_tokenizer = target_tokenizer
        self.width = width
        self.length_penalty = length_penalty
        self.coverage_penalty = coverage_penalty
        check_rules(rules)
        self.rules = tuple(rules)
        self.max_length = fewest(max_length, model.decoder)
        # One more for the token that ends a source.
        self.max_source_length = fewest(max_source_length + 1, model.encoder) - 1
        if not self.max_source_length:
            raise ValueError("`model` must have positions for 2 source tokens at least, got 1.")
        if coverage_penalty and not self.has_attention:
            raise ValueError(
                "`coverage_penalty` must be 0 for a decoder without attention to the source, "
                f"{type(model.decoder).__name__}, got {coverage_penalty}."
            )

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {
            "serving_default": self.predict,
            "compiled": self.predict_compiled,
            "n_best": self.predict_n_best,
            "detailed": self.predict_detailed,
            "sampled": self.predict_sampled,
        }

    @property
    def tables(self) -> list:
        """What looks things up in the graph."""
        return [*self.source_tokenizer.tables, *self.target_tokenizer.tables]

    @property
    def has_attention(self) -> bool:
        """Whether the decoder can say where it looked."""
        return hasattr(self.model.decoder, "attention_scores")

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """The best output for each text.

        Raises:
            TypeError: `texts` is one string, or holds something else than strings.
        """
        check_texts(texts)
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
        source_ids = self.encode(texts)
        return first(self._written(source_ids, *self.search(source_ids)[:2]))

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict_compiled(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """As `predict`, with the loop compiled by XLA.

        Rows and lengths are padded to powers of two: the first call of each such size takes
        seconds, all others are several times faster.
        """
        source_ids = self.encode(texts)
        return first(self._written(source_ids, *self.search_compiled(source_ids)[:2]))

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict_n_best(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> `text` (B, K) and `score` (B, K), best first.

        What reached its limit without an end comes after all that ended, whatever its score.
        """
        source_ids = self.encode(texts)
        return self._written(source_ids, *self.search(source_ids)[:2])

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict_detailed(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> all that is known of the best output of each.

        `text` (B,), `score` (B,), `ids` (B, T) and `token_log_probabilities` (B, T) with padding
        after the end, `source_ids` (B, S), and `attention` (B, T, S), where each token looked,
        if the decoder has it.
        """
        source_ids = self.encode(texts)
        decoded = self.search(source_ids)
        best = Decoded(*(x[:, :1] for x in decoded))
        details = {
            **first(self._written(source_ids, *best[:2])),
            "ids": best.ids[:, 0],
            "token_log_probabilities": best.token_log_probabilities[:, 0],
            "source_ids": source_ids,
        }
        if self.has_attention:
            details["attention"] = self._attention(source_ids, best.ids)[:, 0]
        return details

    @tf.function(input_signature=[TEXTS, *_SAMPLING], autograph=False)
    def predict_sampled(
        self,
        texts: tf.Tensor,
        temperature: tf.Tensor,
        top_k: tf.Tensor,
        top_p: tf.Tensor,
        seed: tf.Tensor,
    ) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> `text` (B,) and `score` (B,), drawn at random.

        The same seed gives the same text to the same row of a batch. The scalars are those of
        `zoo.decoding.sample`; one that is out of its range counts as the end of it. The score has
        no coverage penalty.
        """
        source_ids = self.encode(texts)
        draws = tf.random.stateless_uniform([tf.shape(texts)[0], self.max_length], [seed, 0])
        memory = self._memory(source_ids)
        with self._weights():
            decoded = sample(
                self.model.decoder,
                self.model.decoder.prepare(memory),
                self.request(self.limits(source_ids), self.max_length),
                draws=draws,
                temperature=tf.maximum(temperature, 0.0),
                top_k=tf.maximum(top_k, 0),
                top_p=top_p,
                length_penalty=self.length_penalty,
            )
        return first(self._written(source_ids, *decoded[:2]))

    # What several signatures share is a function of its own, of which an export holds one.

    @tf.function(input_signature=[TEXTS], autograph=False)
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
        limits = self.limits(source_ids)
        most = tf.reduce_max(tf.concat([limits, [1]], axis=0))
        return self._search(source_ids, limits, tf.zeros([most, 0]))

    def search_compiled(self, source_ids: tf.Tensor) -> Decoded:
        """As `search`, compiled by XLA for shapes in buckets; to be traced into a graph."""

        @tf.function(jit_compile=True, autograph=False)
        def compiled(*inputs):
            return self._search(*inputs)

        found = compiled(*self.compiled_inputs(source_ids))
        return Decoded(*(x[: tf.shape(source_ids)[0]] for x in found))

    def compiled_inputs(self, source_ids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """What `search_compiled` compiles for, once for each combination of their shapes.

        Source ids and limits with rows and columns of padding, and nothing in as many rows as an
        output may have tokens: XLA knows shapes, not values.
        """
        source_ids = self.padded(source_ids)
        limits = self.limits(source_ids)
        columns = tf.minimum(bucket(tf.reduce_max(limits)), self.max_length)
        return source_ids, limits, tf.zeros([columns, 0])

    def padded(self, source_ids: tf.Tensor) -> tf.Tensor:
        """Source ids in one of few shapes."""
        pad_id = self.source_tokenizer.special.pad
        places = getattr(self.model.encoder, "max_places", None)
        return pad_rows(source_ids, pad_id, max_places=places)

    def limits(self, source_ids: tf.Tensor) -> tf.Tensor:
        """Most tokens of each output, (B,); none for a row of padding."""
        pad_id = self.source_tokenizer.special.pad
        lengths = tf.math.count_nonzero(source_ids != pad_id, axis=1, dtype=tf.int32)
        # Wide enough for characters: a syllable of Hangul is about three letters of English.
        return tf.where(lengths > 0, tf.minimum(4 * lengths + 10, self.max_length), 0)

    def is_blank(self, source_ids: tf.Tensor) -> tf.Tensor:
        """Which of the sources (B, S) hold nothing but `end`: (B,) booleans."""
        return source_ids[:, 0] == self.source_tokenizer.special.end

    def request(self, limits: tf.Tensor, max_length: int | tf.Tensor) -> Request:
        """What is asked of a search whose rows have these limits (B,)."""
        special = self.target_tokenizer.special
        return Request(
            start_id=special.start,
            end_id=special.end,
            pad_id=special.pad,
            max_length=max_length,
            max_length_per_row=limits,
            rules=self.rules,
        )

    @tf.function(input_signature=[_IDS], autograph=False)
    def _memory(self, source_ids):
        with self._weights():
            return self.model.encode(source_ids, training=False)

    @tf.function(input_signature=_SEARCH, autograph=False)
    def _search(self, source_ids, limits, columns):
        """Outputs of at most as many tokens as `columns` has rows."""
        memory = self._memory(source_ids)
        with self._weights():
            decoded = beam_search(
                self.model.decoder,
                self.model.decoder.prepare(memory),
                self.request(limits, tf.shape(columns)[0]),
                width=self.width,
                length_penalty=self.length_penalty,
            )
        if not self.coverage_penalty:
            return decoded
        return rerank_by_coverage(
            decoded,
            self._attention(source_ids, decoded.ids),
            source_ids != self.source_tokenizer.special.pad,
            end_id=self.target_tokenizer.special.end,
            pad_id=self.target_tokenizer.special.pad,
            penalty=self.coverage_penalty,
        )

    def _attention(self, source_ids, ids):
        """(B, K, T, S): where each token of (B, K, T) ids looked."""
        rows, width, length = tf.unstack(tf.shape(ids))
        starts = tf.fill([rows, width, 1], self.target_tokenizer.special.start)
        target_in = tf.concat([starts, ids[..., :-1]], axis=-1)
        flat = tf.reshape(target_in, [rows * width, length])
        memory = self._memory(tf.repeat(source_ids, width, axis=0))
        with self._weights():
            scores = tf.cast(self.model.decoder.attention_scores(flat, memory), tf.float32)
        is_token = tf.cast(ids != self.target_tokenizer.special.pad, tf.float32)
        shape = [rows, width, length, tf.shape(source_ids)[1]]
        return tf.reshape(scores, shape) * is_token[..., None]

    @tf.function(input_signature=_FOUND, autograph=False)
    def _written(self, source_ids, ids, scores):
        """Texts and scores (B, K) of ids (B, K, T) that were found."""
        shape = tf.shape(ids)
        flat = tf.reshape(ids, [shape[0] * shape[1], shape[2]])
        text = tf.reshape(self.target_tokenizer.detokenize(flat), shape[:2])
        is_blank = self.is_blank(source_ids)[:, None]
        return {
            "text": tf.where(is_blank, "", text),
            "score": tf.where(is_blank, 0.0, scores),
        }
