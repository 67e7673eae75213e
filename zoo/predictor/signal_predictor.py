"""What predictors of images' and of sounds' texts have in common: the search, and what is said."""

from collections.abc import Callable, Sequence

import keras
import tensorflow as tf

from zoo.decoding import Decoded, Request, Rule, beam_search
from zoo.layers.number_checks import check_not_negative, check_sizes
from zoo.predictor.graph_predictor import GraphPredictor, fewest, first, text_rules
from zoo.text.tokenizer import Tokenizer

_FOUND = [
    tf.TensorSpec([None, None, None], tf.int32),
    tf.TensorSpec([None, None]),
    tf.TensorSpec([None], tf.bool),
]


class SignalPredictor(GraphPredictor):
    """A model of texts about signals, its tokenizer and a way to decode.

    A subclass has the functions that `signatures` names, made of those here: each takes the memory
    that its model made of the signals, and which rows have one.

    Args:
        model: A model with a `decoder`.
        tokenizer: Ids to strings.
        width: Beams; 1 is greedy.
        length_penalty: Exponent of the length penalty, see `zoo.decoding.beam_search`.
        rules: What an output may hold, see `zoo.decoding.rules`; the padding, start and unknown
            tokens it never does.
        max_length: Most tokens of an output; fewer where the decoder's positions end.

    Raises:
        ValueError: `max_length` or `width` is below 1, `length_penalty` is negative, or a rule is
            for a given number of sources.
        TypeError: A size is no whole number, or a rate no number.
    """

    def __init__(
        self,
        model: keras.Model,
        tokenizer: Tokenizer,
        *,
        width: int,
        length_penalty: float,
        rules: Sequence[Rule],
        max_length: int,
    ):
        super().__init__()
        check_sizes(width=width, max_length=max_length)
        check_not_negative(length_penalty=length_penalty)
        self.model = model
        self.tokenizer = tokenizer
        self.width = width
        self.length_penalty = length_penalty
        self.rules = text_rules(rules, tokenizer.special)
        self.max_length = fewest(max_length, model.decoder)

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {
            "serving_default": self.predict,
            "n_best": self.predict_n_best,
            "detailed": self.predict_detailed,
        }

    @property
    def tables(self) -> list:
        """What looks things up in the graph."""
        return self.tokenizer.tables

    @property
    def has_attention(self) -> bool:
        """Whether the decoder can say where it looked."""
        return hasattr(self.model.decoder, "attention_scores")

    def _found(self, memory, is_there) -> Decoded:
        """The best outputs of memories (B, ...): ids (B, K, T) and scores (B, K)."""
        special = self.tokenizer.special
        request = Request(
            start_id=special.start,
            end_id=special.end,
            pad_id=special.pad,
            max_length=self.max_length,
            max_length_per_row=tf.where(is_there, self.max_length, 0),
            rules=self.rules,
        )
        decoder = self.model.decoder
        with self._weights():
            return beam_search(
                decoder,
                decoder.prepare(memory),
                request,
                width=self.width,
                length_penalty=self.length_penalty,
            )

    def _attended(self, memory, ids):
        """Where each of the tokens (B, T) looked: (B, T, S), nowhere after the end."""
        special = self.tokenizer.special
        starts = tf.fill([tf.shape(ids)[0], 1], special.start)
        target_in = tf.concat([starts, ids[:, :-1]], axis=1)
        with self._weights():
            scores = self.model.decoder.attention_scores(target_in, memory)
        is_token = tf.cast(ids != special.pad, tf.float32)
        return tf.cast(scores, tf.float32) * is_token[..., None]

    def _details(self, decoded, is_there):
        """The best output's text, score, ids, tokens and their log-probabilities."""
        best = Decoded(*(x[:, :1] for x in decoded))
        ids = best.ids[:, 0]
        tokens = tf.gather(tf.constant(self.tokenizer.vocabulary), ids)
        return {
            **first(self._written(*best[:2], is_there)),
            "ids": ids,
            "token_log_probabilities": best.token_log_probabilities[:, 0],
            "tokens": tf.where(ids == self.tokenizer.special.pad, "", tokens),
        }

    @tf.function(input_signature=_FOUND, autograph=False)
    def _written(self, ids, scores, is_there):
        """Texts and scores (B, K) of ids (B, K, T) that were found."""
        shape = tf.shape(ids)
        flat = tf.reshape(ids, [shape[0] * shape[1], shape[2]])
        text = tf.reshape(self.tokenizer.detokenize(flat), shape[:2])
        is_there = is_there[:, None]
        return {"text": tf.where(is_there, text, ""), "score": tf.where(is_there, scores, 0.0)}
