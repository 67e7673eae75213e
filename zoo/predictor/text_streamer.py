"""What follows a prompt, piece by piece, while it is written."""

from collections.abc import Iterator

import numpy as np
import tensorflow as tf

from zoo.predictor.buckets import bucket
from zoo.predictor.streamer import Streamer
from zoo.predictor.text_generator import NEVER
from zoo.text.tokenizer import Tokenizer


class TextStreamer(Streamer):
    """Yields what a language model writes as soon as its tokens are decided.

    The last character waits for the next token, as it may still change; see `Streamer`. The pieces
    are what follows the prompt, without it: prompt and pieces, joined, are what the generator
    answers.

    Args:
        predictor: A `TextGenerator`: model, tokenizer, rules and limits.

    Example:
        ```python
        for piece in TextStreamer(generator)("ROMEO:", temperature=0.8, seed=1):
            print(piece, end="", flush=True)
        ```
    """

    def __call__(
        self,
        text: str,
        *,
        temperature: float | None = None,
        top_k: int = 0,
        top_p: float = 1.0,
        min_p: float = 0.0,
        max_length: int | None = None,
        seed: int | None = None,
    ) -> Iterator[str]:
        """The pieces of what follows one prompt.

        Args:
            text: The prompt.
            temperature: As in `Streamer`, as the next three; the generator's where not given.
            top_k: Keep so many tokens; 0 for all.
            top_p: Keep the fewest tokens whose probabilities reach this sum.
            min_p: Keep tokens with at least this share of the most probable one's probability.
            max_length: Tokens to write; the generator's where not given.
            seed: Of the random numbers, from 0 to 2**31 - 1.

        Raises:
            TypeError: `text` is no string.
            ValueError: A number is out of its range.
        """
        generator = self.predictor
        _, _, _, max_length, _ = generator.options(temperature, top_k, top_p, max_length, seed)
        temperature = generator.temperature if temperature is None else temperature
        sampling = self._checked(text, temperature, top_k, top_p, min_p)
        ids = generator.encode(tf.constant([text]))
        ids, limits, _ = generator.inputs(ids, max_length, tf.constant(0))
        ids = generator.padded(ids)
        room = tf.zeros([int(bucket(max_length)), ids.shape[1]])

        def text_of(written):
            added = generator.continued(tf.constant([text]), tf.constant([written]))
            return added[0].numpy().decode()

        rng = np.random.default_rng(seed)
        return self._pieces(ids, room, int(limits[0]), rng, sampling, text_of)

    @property
    def tokenizer(self) -> Tokenizer:
        """Of what is written."""
        return self.predictor.tokenizer

    @property
    def end_id(self) -> int:
        """None: a line break is a token like any other."""
        return NEVER

    def _start(self, source_ids, room):
        context = self.predictor.model.prepare(source_ids)
        keep = source_ids != self.tokenizer.special.pad
        stepper = self._stepper(context, room, prompt=source_ids, prompt_keep=keep)
        return (context, *stepper.start())
