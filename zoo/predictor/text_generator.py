"""Prompts in, texts out: tokenizer, language model and sampling as one thing."""

from collections.abc import Callable, Sequence

import keras
import tensorflow as tf

from zoo.decoding import Request, Rule, sample
from zoo.decoding.sampling import check_sampling
from zoo.layers.number_checks import check_sizes
from zoo.predictor.buckets import bucket, pad_rows
from zoo.predictor.graph_predictor import TEXTS, GraphPredictor, check_texts, text_rules
from zoo.predictor.seeds import chosen_seed
from zoo.predictor.token_losses import token_losses
from zoo.text.lines import continue_lines, count_characters, encode_lines
from zoo.text.tokenizer import Tokenizer

NEVER = -1  # no token ends a text: a line break is one like any other
_OPTIONS = [
    tf.TensorSpec([], tf.float32, name="temperature"),
    tf.TensorSpec([], tf.int32, name="top_k"),
    tf.TensorSpec([], tf.float32, name="top_p"),
    tf.TensorSpec([], tf.int32, name="max_length"),
    tf.TensorSpec([], tf.int32, name="seed"),
]
_IDS = tf.TensorSpec([None, None], tf.int32)
_GENERATE = [_IDS, tf.TensorSpec([None], tf.int32), tf.TensorSpec([None, None]), *_OPTIONS[:3]]


class TextGenerator(GraphPredictor):
    """A trained `LanguageModel`, its tokenizer and sampling: what is called, streamed and exported.

    Answers are the prompt as it was given and what was written after it. An empty prompt stands for
    the beginning of a line. Special tokens are never drawn; a line break is a token like others.
    Where a letter of Hangul is written after an open syllable it stays a letter of its own, which
    is shown as one with the syllable and is the same text (Unicode NFC).

    Args:
        model: A `LanguageModel`. Where its positions end, prompt and answer do together, and
            prompts are cut to half of it.
        tokenizer: Strings to ids and back; `end` stands for a line break.
        max_length: Tokens that are written where a call does not say.
        temperature: Of calls that do not say.
        max_prompt: A prompt's last so many tokens are read.
        most: No call writes more tokens.
        rules: What may be written, see `zoo.decoding.rules`.

    Raises:
        ValueError: A number is below its least, `max_length` above `most`, the model's positions
            end after one token, or a rule is for a given number of sources.
        TypeError: A size is no whole number.

    Example:
        ```python
        generator = TextGenerator(model, characters)
        generator(["ROMEO:"], temperature=0.8, top_p=0.9, seed=1)
        ```
    """

    def __init__(
        self,
        model: keras.Model,
        tokenizer: Tokenizer,
        *,
        max_length: int = 200,
        temperature: float = 0.8,
        max_prompt: int = 1_024,
        most: int = 4_096,
        rules: Sequence[Rule] = (),
    ):
        super().__init__()
        check_sizes(max_length=max_length, max_prompt=max_prompt, most=most)
        if max_length > most:
            raise ValueError(f"`max_length` must be at most `most`={most}, got {max_length}.")
        check_sampling(temperature, 0, 1.0, 0.0)
        self.model = model
        self.tokenizer = tokenizer
        self.max_length = max_length
        self.temperature = temperature
        self.max_places = getattr(model.decoder, "max_places", None)
        self.max_prompt = max_prompt
        if self.max_places is not None:
            if self.max_places < 2:
                raise ValueError(
                    "`model` must have positions for 2 tokens at least, one that is read and one "
                    f"that is written, got {self.max_places}."
                )
            self.max_prompt = min(max_prompt, self.max_places // 2)
        self.most = most
        self.rules = text_rules(rules, tokenizer.special)

    @property
    def tables(self) -> list:
        """What looks things up in the graph."""
        return self.tokenizer.tables

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {
            "serving_default": self.predict,
            "sampled": self.predict_sampled,
            "compiled": self.predict_compiled,
            "scored": self.predict_scored,
        }

    def __call__(
        self,
        texts: Sequence[str],
        *,
        temperature: float | None = None,
        top_k: int = 0,
        top_p: float = 1.0,
        max_length: int | None = None,
        seed: int | None = None,
    ) -> list[str]:
        """Each prompt with what follows it.

        Args:
            texts: Prompts.
            temperature: 0 takes the most probable token at every step; see `zoo.decoding.sample`
                for this and the next two.
            top_k: Keep so many tokens; 0 for all.
            top_p: Keep the fewest tokens whose probabilities reach this sum.
            max_length: Tokens to write.
            seed: Of the random numbers, from 0 to 2**31 - 1; the same seed gives the same texts.

        Raises:
            TypeError: `texts` is one string, or holds something else than strings.
            ValueError: A number is out of its range.
        """
        check_texts(texts)
        options = self.options(temperature, top_k, top_p, max_length, seed)
        answers = self.predict_sampled(tf.constant(list(texts), tf.string), *options)["text"]
        return [text.decode() for text in answers.numpy()]

    def options(self, temperature, top_k, top_p, max_length, seed) -> list[tf.Tensor]:
        """The scalars of `predict_sampled`, checked, with what stands for None."""
        temperature = self.temperature if temperature is None else temperature
        max_length = self.max_length if max_length is None else max_length
        check_sampling(temperature, top_k, top_p, 0.0)
        if not 1 <= max_length <= self.most:
            raise ValueError(f"`max_length` must be between 1 and {self.most}, got {max_length}.")
        values = temperature, top_k, top_p, max_length, chosen_seed(seed)
        return [tf.constant(v, spec.dtype) for v, spec in zip(values, _OPTIONS, strict=True)]

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> `text` (B,) and `log_probability` (B,), with seed 0."""
        options = self.options(None, 0, 1.0, None, 0)
        return self.predict_sampled(texts, *options)

    @tf.function(input_signature=[TEXTS, *_OPTIONS], autograph=False)
    def predict_sampled(
        self,
        texts: tf.Tensor,
        temperature: tf.Tensor,
        top_k: tf.Tensor,
        top_p: tf.Tensor,
        max_length: tf.Tensor,
        seed: tf.Tensor,
    ) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> `text` (B,) and `log_probability` (B,), drawn at random.

        The same seed gives the same text to the same row of a batch. A scalar that is out of its
        range counts as the end of it. The log-probability is that of all tokens written, by the
        model itself.
        """
        inputs = self.inputs(self.encode(texts), max_length, seed)
        return self._written(texts, *self.generate(*inputs, temperature, top_k, top_p))

    @tf.function(input_signature=[TEXTS, *_OPTIONS], autograph=False)
    def predict_compiled(
        self,
        texts: tf.Tensor,
        temperature: tf.Tensor,
        top_k: tf.Tensor,
        top_p: tf.Tensor,
        max_length: tf.Tensor,
        seed: tf.Tensor,
    ) -> dict[str, tf.Tensor]:
        """In the graph: `predict_sampled`, with the loop compiled by XLA.

        Rows and lengths are padded to powers of two: the first call of each such size takes
        seconds, all others are several times faster. Draws are those of `predict_sampled`.
        """

        @tf.function(jit_compile=True, autograph=False)
        def compiled(*inputs):
            return self.generate(*inputs)

        inputs = self.compiled_inputs(self.encode(texts), max_length, seed)
        found = compiled(*inputs, temperature, top_k, top_p)
        return self._written(texts, *(x[: tf.shape(texts)[0]] for x in found))

    @tf.function(input_signature=[TEXTS], autograph=False)
    def predict_scored(self, texts: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: texts (B,) -> how probable each is, as lines of their own.

        `log_probability` (B,), its natural logarithm; `tokens` (B,), how many it is of; and
        `bits_per_character` (B,), 0 for an empty text. Of a text that is longer than `max_places`,
        or else `most`, as many tokens are scored, for their share of its characters.
        """
        special = self.tokenizer.special
        ids = encode_lines(self.tokenizer, texts)
        every = ids.row_lengths()
        ids = ids[:, : self.max_places or self.most]
        tokens = tf.cast(ids.row_lengths(), tf.int32)
        targets = ids.to_tensor(special.pad)
        targets = tf.pad(targets, [[0, 0], [0, tf.cast(tf.shape(targets)[1] == 0, tf.int32)]])
        target_in = tf.concat(
            [tf.fill([tf.shape(targets)[0], 1], special.end), targets[:, :-1]], axis=1
        )
        losses = token_losses(self.model, self._weights, target_in, targets)
        log_probability = -tf.reduce_sum(tf.where(targets == special.pad, 0.0, losses), axis=1)
        share = tf.math.divide_no_nan(tf.cast(tokens, "float32"), tf.cast(every, "float32"))
        characters = share * tf.cast(count_characters(texts), "float32")
        bits = tf.math.divide_no_nan(-log_probability / tf.math.log(2.0), characters)
        return {"log_probability": log_probability, "tokens": tokens, "bits_per_character": bits}

    def inputs(
        self, ids: tf.Tensor, max_length: tf.Tensor, seed: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """What `generate` takes: prompts (B, P), the most tokens of each (B,), draws (B, T)."""
        max_length = tf.clip_by_value(max_length, 1, self.most)
        limits = tf.fill([tf.shape(ids)[0]], max_length)
        if self.max_places:
            room = tf.math.count_nonzero(ids != self.tokenizer.special.pad, axis=1, dtype=tf.int32)
            limits = tf.minimum(limits, self.max_places - room)
        draws = tf.random.stateless_uniform([tf.shape(ids)[0], max_length], [seed, 0])
        return ids, limits, draws

    def compiled_inputs(
        self, ids: tf.Tensor, max_length: tf.Tensor | None = None, seed: tf.Tensor | int = 0
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """What is compiled for, once for each combination of shapes: `inputs` with padding."""
        pad, rows = self.tokenizer.special.pad, tf.shape(ids)[0]
        ids, limits, draws = self.inputs(
            ids, self.max_length if max_length is None else max_length, seed
        )
        ids = self.padded(ids)
        # A row of padding has a token to read, and writes nothing.
        is_first = (tf.range(tf.shape(ids)[1]) == 0)[None]
        ids = tf.where(is_first & (ids == pad), self.tokenizer.special.end, ids)
        more = [0, tf.shape(ids)[0] - rows]
        columns = [0, bucket(tf.shape(draws)[1]) - tf.shape(draws)[1]]
        return ids, tf.pad(limits, [more]), tf.pad(draws, [more, columns])

    def padded(self, ids: tf.Tensor) -> tf.Tensor:
        """Prompts in one of few shapes."""
        return pad_rows(ids, self.tokenizer.special.pad, max_places=self.max_places)

    @tf.function(input_signature=[TEXTS], autograph=False)
    def encode(self, texts: tf.Tensor) -> tf.Tensor:
        """Prompts (B,) to padded ids (B, P), the last `max_prompt` of each; no row is empty."""
        special = self.tokenizer.special
        ids = encode_lines(self.tokenizer, texts)[:, -self.max_prompt :]
        is_empty = tf.cast(ids.row_lengths() == 0, tf.int64)
        first = tf.RaggedTensor.from_row_lengths(
            tf.fill([tf.reduce_sum(is_empty)], special.end), is_empty
        )
        ids = tf.concat([first, ids], axis=1).to_tensor(special.pad)
        # No text makes no column, and a prompt has one.
        return tf.pad(ids, [[0, 0], [0, tf.cast(tf.shape(ids)[1] == 0, tf.int32)]])

    def request(self, ids: tf.Tensor, limits: tf.Tensor, max_length: tf.Tensor) -> Request:
        """What is asked for after prompts (B, P)."""
        special = self.tokenizer.special
        return Request(
            start_id=special.start,
            end_id=NEVER,
            pad_id=special.pad,
            max_length=max_length,
            max_length_per_row=limits,
            prompt=ids,
            prompt_keep=ids != special.pad,
            rules=self.rules,
        )

    @tf.function(input_signature=_GENERATE, autograph=False)
    def generate(self, ids, limits, draws, temperature, top_k, top_p):
        """Ids (B, T) of what follows prompts (B, P), and their log-probability (B,)."""
        with self._weights():
            decoded = sample(
                self.model.decoder,
                self.model.prepare(ids),
                self.request(ids, limits, tf.shape(draws)[1]),
                draws=draws,
                temperature=tf.maximum(temperature, 0.0),
                top_k=tf.maximum(top_k, 0),
                top_p=top_p,
                length_penalty=0.0,
            )
        return decoded.ids[:, 0], decoded.log_probabilities[:, 0]

    @tf.function(input_signature=[TEXTS, _IDS], autograph=False)
    def continued(self, texts: tf.Tensor, ids: tf.Tensor) -> tf.Tensor:
        """What padded ids (B, T) add to prompts (B,): strings (B,)."""
        return continue_lines(self.tokenizer, texts, ids)

    def _written(self, texts, ids, log_probabilities):
        prompts = tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8")  # any bytes are a prompt
        text = tf.strings.join([prompts, self.continued(texts, ids)])
        return {"text": text, "log_probability": log_probabilities}
