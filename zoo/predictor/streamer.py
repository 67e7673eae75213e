"""Output piece by piece, while it is decoded."""

from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from zoo.decoding import Request
from zoo.decoding.sampling import check_sampling, choose_token
from zoo.decoding.stepper import Stepper
from zoo.predictor.buckets import bucket
from zoo.predictor.predictor import Predictor
from zoo.text.tokenizer import Tokenizer


class Streamer:
    """Yields an output's text as soon as its tokens are decided, one hypothesis by sampling.

    A character may still change while its bytes or its letters of Hangul are not all there, so the
    last one waits for the next token. What was yielded stays: joined, the pieces are the text.

    Args:
        predictor: Model, tokenizers, rules and limits; its width and penalties are not used.

    Example:
        ```python
        for piece in Streamer(predictor)("저는 강사입니다"):
            print(piece, end="", flush=True)
        ```
    """

    def __init__(self, predictor: Predictor):
        self.predictor = predictor
        options = {"autograph": False, "reduce_retracing": True}
        self._start = tf.function(self._start, **options)
        self._step = tf.function(self._step, **options)

    def __call__(
        self,
        text: str,
        *,
        temperature: float = 0.0,
        top_k: int = 0,
        top_p: float = 1.0,
        min_p: float = 0.0,
        seed: int | None = None,
    ) -> Iterator[str]:
        """The pieces of the output for one text.

        Args:
            text: The source.
            temperature: 0 takes the most probable token at every step; see `zoo.decoding.sample`
                for this and the next three.
            top_k: Keep so many tokens; 0 for all.
            top_p: Keep the fewest tokens whose probabilities reach this sum.
            min_p: Keep tokens with at least this share of the most probable one's probability.
            seed: Of the random numbers.

        Raises:
            TypeError: `text` is no string.
            ValueError: A number is out of its range.
        """
        sampling = self._checked(text, temperature, top_k, top_p, min_p)
        return self._translated(text, np.random.default_rng(seed), sampling)

    @property
    def tokenizer(self) -> Tokenizer:
        """Of what is written."""
        return self.predictor.target_tokenizer

    @property
    def end_id(self) -> int:
        """The token that ends it."""
        return self.tokenizer.special.end

    def _checked(self, text, temperature, top_k, top_p, min_p):
        """The options as tensors, of which any value is the same trace."""
        if not isinstance(text, str):
            raise TypeError(f"`text` must be a string, got {text!r:.80}.")
        check_sampling(temperature, top_k, top_p, min_p)
        numbers = {"temperature": temperature, "top_p": top_p, "min_p": min_p}
        sampling = {name: tf.constant(value, tf.float32) for name, value in numbers.items()}
        return {**sampling, "top_k": tf.constant(top_k)}

    def _translated(self, text, rng, sampling):
        predictor = self.predictor
        source_ids = predictor.encode(tf.constant([text]))
        if predictor.is_blank(source_ids)[0]:
            return  # a blank text has no output
        limit = int(predictor.limits(source_ids)[0])
        # A few lengths, so that few are traced.
        room = tf.zeros([min(int(bucket(limit)), predictor.max_length), 0])
        source_ids = predictor.padded(source_ids)
        yield from self._pieces(source_ids, room, limit, rng, sampling, self._text)

    def _pieces(
        self, source_ids, room, limit, rng, sampling, text_of: Callable[[list[int]], str]
    ) -> Iterator[str]:
        """What follows. `room` has as many rows as there may be tokens, and the columns of a prompt
        before them: shapes, which a graph is traced for. `text_of` makes text of the tokens."""
        context, tokens, state = self._start(source_ids, room)
        ids, said = [], ""
        for index in range(limit):
            draw = tf.constant([rng.random()], tf.float32)
            index = tf.constant(index)
            tokens, state = self._step(tokens, index, state, context, draw, sampling, room)
            ids.append(int(tokens[0]))
            if ids[-1] == self.end_id:
                break
            sure = text_of(ids)[:-1].rstrip("\N{REPLACEMENT CHARACTER}")
            if len(sure) > len(said) and sure.startswith(said):
                yield sure[len(said) :]
                said = sure
        rest = text_of(ids)[len(said) :]
        if rest:
            yield rest

    def _text(self, ids):
        return self.tokenizer.detokenize([ids])[0].numpy().decode()

    def _start(self, source_ids, room):
        model = self.predictor.model
        context = model.decoder.prepare(model.encode(source_ids, training=False))
        return (context, *self._stepper(context, room).start())

    def _step(self, tokens, index, state, context, draw, sampling, room):
        stepper = self._stepper(context, room)
        stepper.first_column = tf.shape(room)[1]
        log_probabilities, state = stepper.step(tokens, index, state)
        chosen = choose_token(log_probabilities, draw, **sampling)
        return tf.cast(chosen, tf.int32), state

    def _stepper(self, context, room, **prompt):
        special = self.tokenizer.special
        request = Request(
            start_id=special.start,
            end_id=self.end_id,
            pad_id=special.pad,
            max_length=tf.shape(room)[0],
            rules=self.predictor.rules,
            **prompt,
        )
        return Stepper(self.predictor.model.decoder, context, request)
