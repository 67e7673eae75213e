"""Language model: text that goes on from a prompt (many-to-many, aligned).

Run: python -m recipes language_model --arch transformer --data english
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import keras
import tensorflow as tf

from recipes.run import BaseRun
from zoo import text
from zoo.data.epoch_counter import EpochCounter
from zoo.data.plain_text import PlainText, TextPart, load_plain_text
from zoo.data.token_windows import EncodedText, encode_text, window_batches
from zoo.export import load_data_checksum, load_folder
from zoo.export.language_model_card import language_model_card
from zoo.models import LANGUAGE_MODEL_OPTIONS, build_language_model, options_of
from zoo.models.kneser_ney import best_order
from zoo.predictor import TextGenerator
from zoo.text import Tokenizer
from zoo.training import (
    LabelSmoothedCrossEntropy,
    LogBitsPerCharacter,
    Perplexity,
    TokenAccuracy,
    bits_per_character,
)
from zoo.training.config import MAY_CHANGE, TrainingConfig
from zoo.training.distribution import get_strategy, workers_of
from zoo.training.fit import (
    check_same_run,
    checksum,
    compile_model,
    fit,
    keep_settings,
    make_deterministic,
    standard_callbacks,
)

# What a resumed run may change beside: how it writes, and where its text lies (its checksum is
# compared).
_MAY_CHANGE = [*MAY_CHANGE, *"data max_length temperature ngram_order".split()]
_SAMPLE = 64  # most pieces of 1 MiB that a vocabulary is learnt from
_COUNTED = 8  # and that n-grams are counted on
_MOST_PROMPT, _MOST_WRITTEN = 1_024, 4_096  # tokens, where the config does not ask for more
_LEAST = {
    **dict.fromkeys("size context batch_size max_length ngram_order".split(), 1),
    **dict.fromkeys("steps_per_epoch temperature label_smoothing".split(), 0),
}


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `english` on a laptop."""

    arch: str = "transformer"
    """simple_rnn, lstm, gru, or transformer, which is GPT."""
    data: str = "english"
    """hello, english or korean (generated), tiny_shakespeare or another text of TFDS, a text file,
    or a folder with train.txt, val.txt and test.txt; see `zoo.data.plain_text`."""
    streaming: bool = False
    """Read and tokenise the training text anew in every epoch, for more than memory holds."""
    size: int = 20_000
    """Training lines to generate, for english and korean."""
    tokenizer: str = "character"
    """character, byte, word, subword, jamo (letters of Hangul), or sentencepiece, which costs: its
    export loads only after `import tensorflow_text`, or in TF Serving."""
    vocabulary_size: int = 2_000
    """Most tokens of the vocabulary."""
    context: int = 64
    """Tokens of a training window."""
    batch_size: int = 32
    """Windows of a batch of all replicas."""
    steps_per_epoch: int = 0
    """Batches of an epoch; 0 for the whole text once."""
    d_model: int = 128
    num_layers: int = 2
    num_heads: int = 4
    d_ff: int = 512
    """Transformer only, as is `num_heads`."""
    dropout_rate: float = 0.0
    """0.1 to 0.3 where the text is read many times."""
    cell: str | None = None
    """Recurrent only, another cell of the same kind: layer_norm_lstm, peephole_lstm or
    layer_norm_gru."""
    skips: str = "none"
    """Recurrent only, around the layers: none, residual or concatenate."""
    recurrent_dropout_rate: float = 0.0
    """Recurrent only, dropout on the state."""
    zoneout_rate: float = 0.0
    """Recurrent only, the share of the state that stays as it was at each step."""
    norm: str = "pre"
    """Transformer only: pre or post."""
    norm_type: str = "layer"
    """Transformer only: layer or rms."""
    feed_forward: str = "gelu"
    """Transformer only: relu or gelu, or gated: swiglu or geglu."""
    num_kv_heads: int | None = None
    """Transformer only, heads of keys and values, a divisor of `num_heads`; None: as many."""
    positions: str = "alibi"
    """Transformer only: alibi, which goes on best after `context` tokens, rotary, relative,
    sinusoidal, none, or learned: prompt and answer then end at `context` tokens, and half of
    them are left for the answer."""
    label_smoothing: float = 0.0
    max_length: int = 200
    """Tokens that are written after a prompt where a call does not say."""
    temperature: float = 0.8
    """Of sampling where a call does not say; 0 takes the most probable token."""
    ngram_order: int = 8
    """The baseline of `evaluate`: the best n-gram model with n up to this, counted on at most 8 MiB
    of the training text."""

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns HELLO by heart within seconds."""
        small = cls(arch="simple_rnn", data="hello", d_model=16, num_layers=1, num_heads=2, d_ff=32)
        small = replace(small, context=4, batch_size=1, epochs=2, steps_per_epoch=50, max_length=4)
        small = replace(small, warmup_steps=5, peak_learning_rate=2e-2, ema_momentum=0.0)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has the tokenizer alone."""

    tokenizer: Tokenizer
    text: PlainText | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or generate the text, learn the vocabulary, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    if config.deterministic:
        make_deterministic()
    with strategy.scope():
        _untrained(config, 8)  # each part refuses what it cannot do; no weight is made
    plain = _load_text(config)
    found = _checksum(plain)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "text": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    tokenizer = _train_tokenizer(config, plain.train)
    train = encode_text(plain.train, tokenizer, streaming=config.streaming)
    validation = encode_text(plain.validation, tokenizer)
    epochs = EpochCounter()
    sizes = _window_sizes(config)
    batches = window_batches(validation, **sizes)
    scoring = LogBitsPerCharacter(
        batches, tokens=validation.lengths[0], characters=validation.characters
    )
    return Data(
        tokenizer,
        text=plain,
        train=window_batches(
            train,
            shuffle_seed=config.seed,
            epochs=epochs,
            steps=config.steps_per_epoch,
            **sizes,
        ),
        validation=batches,
        callbacks=tuple(
            standard_callbacks(
                config,
                scoring,
                monitor="val_bits_per_character",
                mode="min",
                set_epoch=epochs.set,
            )
        ),
        config=config,
        checksum=found,
        report=f"train: {train.report()}\nvalidation: {validation.report()}",
    )


def build_model(config: Config, data: Data) -> keras.Model:
    """A compiled model, made inside the scope of the config's strategy.

    Raises:
        ValueError: `config` cannot be built, or differs from that of a `data` with a `run_dir`:
            the folder belongs to one run.
    """
    _check(config)
    check_same_run(config, data.config, _MAY_CHANGE)
    keras.utils.set_random_seed(config.seed)
    with get_strategy(config.strategy).scope():
        model = _untrained(config, data.tokenizer.vocabulary_size)
        model.build()
    return model


def train(config: Config | None = None, **changes) -> "Run":
    """Data, model, `fit`: the whole path in one call. `changes` are fields of `Config`."""
    config = replace(config or Config(), **changes)
    data = load_data(config)
    print(data.report)
    model = build_model(config, data)
    fit(model, config, data, batch_size="batch_size")
    return Run(config, data, model)


class Run(BaseRun):
    """A trained language model: call it, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        predictor = TextGenerator(
            model,
            data.tokenizer,
            max_length=config.max_length,
            temperature=config.temperature,
            max_prompt=max(config.context, _MOST_PROMPT),
            most=max(config.max_length, _MOST_WRITTEN),
        )
        super().__init__(config, data, model, predictor)

    def __call__(self, texts: list[str], **options) -> list[str]:
        """Each prompt with what follows it; options are those of `TextGenerator`."""
        return self.predictor(texts, **options)

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the names that `load` knows them by."""
        return {"text": self.data.tokenizer}

    def _score(self):
        """Bits per character and perplexity, and percent of the tokens that are unknown."""
        test = self._test
        batches = window_batches(test, **_window_sizes(self.config))
        perplexity = self.model.evaluate(batches, verbose=0, return_dict=True)["perplexity"]
        return {
            "bits_per_character": _bits(perplexity, test),
            "perplexity": perplexity,
            "unknown_share": test.unknown_share,
        }

    def _score_baselines(self):
        """Those of the n-grams."""
        tokenizer, plain = self.data.tokenizer, self._text
        train = _encode_sample(plain.train, tokenizer, _COUNTED)
        validation = _encode_sample(plain.validation, tokenizer, 1)  # enough to choose the order
        size = tokenizer.vocabulary_size
        ngrams = best_order(train.ids, validation.ids, size, most=self.config.ngram_order)
        perplexity = ngrams.perplexity(self._test.ids)
        return {
            "ngram_bits_per_character": _bits(perplexity, self._test),
            "ngram_perplexity": perplexity,
            "ngram_order": ngrams.order,
        }

    def _card(self, settings, scores):
        return language_model_card(self.predictor, settings, scores)

    @cached_property
    def _text(self) -> PlainText:
        return self.data.text or self._reread(_load_text, _checksum)

    @cached_property
    def _test(self) -> EncodedText:
        return encode_text(self._text.test, self.data.tokenizer)


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, tokenizers = load_folder(directory, Config, ("text",))
    data = Data(tokenizers["text"], checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    text.check_tokenizer(config.tokenizer)
    config.check_least(_LEAST)
    config.check()
    if config.positions == "learned" and config.context < 2:
        raise ValueError(
            "`context` must be at least 2 with `positions='learned'`, a token that is read and one "
            f"that is written, got {config.context}."
        )


def _pieces(part: TextPart, *, most: int | None = None) -> Iterator[str]:
    """The pieces of a part, or about `most`, evenly spread."""
    every = -(-part.count // most) if most else 1
    return (part.read(number) for number in range(0, part.count, every))


def _load_text(config: Config) -> PlainText:
    return load_plain_text(config.data, size=config.size, seed=config.seed)


def _checksum(plain: PlainText) -> int:
    """Of the text that is trained on or chosen by."""
    return checksum([piece] for part in plain[:2] for piece in _pieces(part))


def _train_tokenizer(config: Config, part: TextPart) -> Tokenizer:
    # Where white space may be a token, it is one: a text is what it is, to the last space.
    exact = {"collapse_whitespace": False}
    options = exact if config.tokenizer in ("character", "byte", "jamo") else {}
    lines = (line for piece in _pieces(part, most=_SAMPLE) for line in piece.split("\n"))
    return text.get(config.tokenizer).train(
        lines, vocabulary_size=config.vocabulary_size, **options
    )


def _encode_sample(part: TextPart, tokenizer: Tokenizer, most: int) -> EncodedText:
    """All of a part, or `most` pieces of it, one after the other."""
    sample = "".join(_pieces(part, most=most))
    return encode_text(TextPart.of(sample.encode()), tokenizer)


def _bits(perplexity: float, encoded: EncodedText) -> float:
    sizes = {"tokens": encoded.lengths[0], "characters": encoded.characters}
    return bits_per_character(perplexity, **sizes)


def _window_sizes(config: Config) -> dict[str, int]:
    replicas = get_strategy(config.strategy).num_replicas_in_sync
    return {"context": config.context, "batch_size": config.batch_size, "replicas": replicas}


def _untrained(config: Config, vocabulary_size: int) -> keras.Model:
    """The compiled model for a vocabulary of this size, not built yet."""
    model = build_language_model(
        config.arch,
        vocabulary_size=vocabulary_size,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        max_length=config.context,
        dropout_rate=config.dropout_rate,
        dtype=config.precision,
        **options_of(config, LANGUAGE_MODEL_OPTIONS),
    )
    compile_model(
        model,
        config,
        loss=LabelSmoothedCrossEntropy(config.label_smoothing),
        weighted_metrics=[TokenAccuracy(), Perplexity()],
    )
    return model
