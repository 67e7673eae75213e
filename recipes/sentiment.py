"""Sentiment: text to one of two or more classes (many-to-one).

Run: python -m recipes sentiment --arch lstm_attention --data reviews
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import keras
import tensorflow as tf

from recipes.run import BaseRun
from zoo import text
from zoo.data.epoch_counter import EpochCounter
from zoo.data.label_batches import EncodedTexts, TokenTexts, encode_texts, label_batches
from zoo.data.labelled_text import LabelledText, load_labelled_text
from zoo.data.pair_stream import spread_sample
from zoo.data.streamed_texts import stream_texts
from zoo.export import load_data_checksum, load_folder
from zoo.export.classification_card import classification_card
from zoo.models import build_classifier
from zoo.predictor import (
    Answer,
    ClassifierPredictor,
    Explanation,
    explain,
    label_scores,
    majority_accuracy,
)
from zoo.text import Tokenizer
from zoo.training import LabelSmoothedCrossEntropy, ScoreDecodedText, TokenAccuracy
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

# What a resumed run may change beside: where its texts lie (their checksum is compared).
_MAY_CHANGE = [*MAY_CHANGE, *"data text label tokens_per_batch".split()]
_LEAST = {
    **dict.fromkeys("size tokens_per_batch".split(), 1),
    "max_length": 8,
    "distance": 0,
}
# How the bag of words is trained, whatever it is compared with: it shares the texts alone.
_BASELINE = {
    "arch": "bag_of_words",
    "epochs": 10,
    "patience": 2,
    "peak_learning_rate": 1e-2,
    "warmup_steps": 100,
    "strategy": "none",
}
_OF_TEXTS = (
    "data text label streaming size distance tokenizer vocabulary_size lowercase "
    "tokens_per_batch max_length seed"
).split()


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `reviews` on a laptop."""

    arch: str = "lstm_attention"
    """simple_rnn, lstm, gru, bilstm, lstm_attention or transformer; or bag_of_words, the baseline
    that `evaluate` reports beside all."""
    data: str = "reviews"
    """reviews (generated), nsmc, imdb_reviews, glue/sst2, ..., a .tsv/.csv file, or a folder; see
    `zoo.data.labelled_text`."""
    text: str = ""
    """Column (tables) or feature (data by name) of the text."""
    label: str = ""
    """Column or feature of its class."""
    streaming: bool = False
    """Read and tokenise the training texts anew in every epoch, for more than memory holds; they
    are shuffled in windows of 100,000, or of 20 million characters."""
    size: int = 20_000
    """Training texts to generate, for reviews."""
    distance: int = 20
    """Most words between what decides and the end, for reviews."""
    tokenizer: str = "subword"
    """word, subword, character, jamo (letters of Hangul), byte, or sentencepiece, which costs: its
    export loads only after `import tensorflow_text`, or in TF Serving."""
    vocabulary_size: int = 2_000
    """Most tokens of the vocabulary."""
    lowercase: bool = False
    """Lower-case the texts."""
    d_model: int = 128
    num_layers: int = 1
    num_heads: int = 4
    d_ff: int = 512
    """Transformer only, as is `num_heads`."""
    dropout_rate: float = 0.1
    token_dropout_rate: float = 0.0
    """The share of tokens that training does not see."""
    label_smoothing: float = 0.0
    tokens_per_batch: int = 2_048
    """Most rows times padded length of a batch of all replicas, but a row for each at least."""
    max_length: int = 256
    """Most tokens of a text: of a longer one the middle is left out."""

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=2_000, distance=4, vocabulary_size=600, d_model=32, d_ff=64, epochs=5)
        small = replace(small, warmup_steps=50, peak_learning_rate=1e-2, ema_momentum=0.98)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has the first two and the last."""

    tokenizer: Tokenizer
    classes: tuple[str, ...]
    text: LabelledText | None = None
    encoded: tuple[TokenTexts, EncodedTexts] | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or generate the texts, learn the vocabulary, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    with strategy.scope():
        _untrained(config, 8, ("a", "b"))  # each part refuses what it cannot do; no weight is made
    texts = _load_text(config)
    found = _checksum(texts)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "texts": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    rows = (row for row, _ in texts.train)
    tokenizer = text.get(config.tokenizer).train(
        spread_sample(rows) if config.streaming else rows,
        vocabulary_size=config.vocabulary_size,
        lowercase=config.lowercase,
    )
    data = _batched(config, texts, tokenizer, _encode(config, texts, tokenizer))
    return replace(data, checksum=found)


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
        model = _untrained(config, data.tokenizer.vocabulary_size, data.classes)
        model.build()
    return model


def train(config: Config | None = None, **changes) -> "Run":
    """Data, model, `fit`: the whole path in one call. `changes` are fields of `Config`."""
    config = replace(config or Config(), **changes)
    data = load_data(config)
    print(data.report)
    return _fit(config, data)


def _fit(config: Config, data: Data) -> "Run":
    model = build_model(config, data)
    fit(model, config, data, batch_size="tokens_per_batch")
    return Run(config, data, model)


class Run(BaseRun):
    """A trained classifier: call it, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        super().__init__(config, data, model, _predictor(config, data.tokenizer, model))

    def __call__(self, texts: list[str]) -> list[Answer]:
        """The class of each text, and its probability."""
        return self.predictor(texts)

    def explain(self, text: str, *, method: str = "integrated_gradients") -> Explanation:
        """Which words mattered: print it, or draw it by `zoo.predictor.draw_explanation`."""
        return explain(self.predictor, text, method=method)

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the names that `load` knows them by."""
        return {"source": self.data.tokenizer}

    def _score(self):
        """Accuracy, macro F1, calibration error, log loss; see `label_scores`."""
        return score_texts(self.predictor, self._texts.test)

    def _score_baselines(self):
        """The accuracies of the most frequent class, and of a linear model on token counts."""
        texts = self._texts
        labels = [name for _, name in texts.test]
        return {
            "majority": majority_accuracy(texts.counts.elements(), labels),
            "bag_of_words": self._bag_of_words()._score()["accuracy"],
        }

    def _bag_of_words(self) -> "Run":
        """The baseline, trained for it on the same texts."""
        if self.config.arch == _BASELINE["arch"]:
            return self
        print("The baseline, a bag of words:")
        config = Config(**{name: getattr(self.config, name) for name in _OF_TEXTS}, **_BASELINE)
        texts, tokenizer = self._texts, self.data.tokenizer
        encoded = self.data.encoded or _encode(config, texts, tokenizer)
        return _fit(config, _batched(config, texts, tokenizer, encoded))

    @cached_property
    def _texts(self) -> LabelledText:
        return self.data.text or self._reread(_load_text, _checksum)

    def _card(self, settings, scores):
        return classification_card(self.predictor, settings, scores)


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, tokenizers = load_folder(directory, Config, ("source",))
    data = Data(tokenizers["source"], model.classes, checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    text.check_tokenizer(config.tokenizer)
    config.check_least(_LEAST)
    config.check()


def _load_text(config: Config) -> LabelledText:
    return load_labelled_text(
        config.data,
        text=config.text,
        label=config.label,
        size=config.size,
        distance=config.distance,
        seed=config.seed,
        streaming=config.streaming,
    )


def _checksum(texts: LabelledText) -> int:
    """Of what a run learns from and is chosen by."""
    return checksum(chain(texts.train, texts.validation))


def _encode(config, texts: LabelledText, tokenizer) -> tuple[TokenTexts, EncodedTexts]:
    """The training and the validation texts as ids."""
    encode = stream_texts if config.streaming else encode_texts
    options = tokenizer, texts.classes
    return (
        encode(texts.train, *options, max_length=config.max_length),
        encode_texts(texts.validation, *options, max_length=config.max_length),
    )


def _batched(config: Config, texts: LabelledText, tokenizer: Tokenizer, encoded) -> Data:
    if config.deterministic:
        make_deterministic()
    train, validation = encoded
    epochs = EpochCounter()
    sizes = {
        "tokens_per_batch": config.tokens_per_batch,
        "static_shapes": config.jit_compile,
        "replicas": get_strategy(config.strategy).num_replicas_in_sync,
        # Every shape is compiled by itself: fewer of them, with more padding.
        "bucket_width": 16 if config.jit_compile else 4,
    }
    return Data(
        tokenizer,
        texts.classes,
        text=texts,
        encoded=encoded,
        train=label_batches(train, shuffle_seed=config.seed, epochs=epochs, **sizes),
        validation=label_batches(validation, **sizes),
        callbacks=tuple(_callbacks(config, tokenizer, texts, epochs)),
        config=config,
        report=f"train: {train.report()}\nvalidation: {validation.report()}",
    )


def _untrained(config: Config, vocabulary_size: int, classes: Sequence[str]) -> keras.Model:
    """The compiled model for a vocabulary of this size, not built yet."""
    model = build_classifier(
        config.arch,
        vocabulary_size=vocabulary_size,
        classes=classes,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        dropout_rate=config.dropout_rate,
        token_dropout_rate=config.token_dropout_rate,
        pad_id=text.SPECIAL_IDS.pad,
        unknown_id=text.SPECIAL_IDS.unknown,
        dtype=config.precision,
    )
    compile_model(
        model,
        config,
        loss=LabelSmoothedCrossEntropy(config.label_smoothing),
        weighted_metrics=[TokenAccuracy("label_accuracy")],
    )
    return model


def _callbacks(config, tokenizer, texts, epochs) -> list[keras.callbacks.Callback]:
    scoring = ScoreDecodedText(
        lambda model: _predictor(config, tokenizer, model).probabilities,
        label_scores,
        [row for row, _ in texts.validation],
        [texts.classes.index(name) for _, name in texts.validation],
        workers=workers_of(get_strategy(config.strategy)),
    )
    return standard_callbacks(config, scoring, monitor="val_accuracy", set_epoch=epochs.set)


def score_texts(
    predictor: ClassifierPredictor, rows: Sequence[tuple[str, str]]
) -> dict[str, float]:
    """Accuracy, macro F1, calibration error, log loss of texts and their classes' names."""
    labels = [predictor.classes.index(name) for _, name in rows]
    return label_scores(predictor.probabilities([row for row, _ in rows]), labels)


def _predictor(config: Config, tokenizer: Tokenizer, model: keras.Model) -> ClassifierPredictor:
    return ClassifierPredictor(model, tokenizer, max_length=config.max_length)
