"""Tagging: a label for each word of a sentence (many-to-many, aligned).

Run: python -m recipes tagging --arch bilstm --data english_pos
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
from zoo.data.most_frequent_tags import MostFrequentTags
from zoo.data.pair_stream import spread_sample
from zoo.data.streamed_tags import stream_tags
from zoo.data.tag_batches import encode_tags, tag_batches
from zoo.data.tagged_text import TaggedText, load_tagged_text
from zoo.export import load_data_checksum, load_folder
from zoo.export.tagging_card import tagging_card
from zoo.models import Tagger, build_encoder
from zoo.predictor import TaggedWord, TaggerPredictor, are_spans, tag_scores
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

# What a resumed run may change beside: where its sentences lie (their checksum is compared).
_MAY_CHANGE = [*MAY_CHANGE, *"data words tags tokens_per_batch".split()]
_LEAST = {**dict.fromkeys("size tokens_per_batch".split(), 1), "max_length": 8}


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `english_pos` on a laptop."""

    arch: str = "bilstm"
    """simple_rnn, lstm or gru, which read forward only; bilstm or transformer."""
    data: str = "english_pos"
    """english_pos or korean_pos (generated parts of speech), conll2003, ..., a file in columns
    (.conllu, .conll, .txt, .tsv), or a folder of them; see `zoo.data.tagged_text`."""
    words: str = ""
    """Column (files) or feature (data by name) of the words."""
    tags: str = ""
    """Column or feature of their tags."""
    streaming: bool = False
    """Read and tokenise the training sentences anew in every epoch, for more than memory holds;
    they are shuffled in windows of 100,000, or of 20 million characters."""
    size: int = 10_000
    """Training sentences to generate."""
    tokenizer: str = "subword"
    """word, subword, character, jamo (letters of Hangul), byte, or sentencepiece, which costs: its
    export loads only after `import tensorflow_text`, or in TF Serving."""
    vocabulary_size: int = 2_000
    """Most tokens of the vocabulary."""
    lowercase: bool = False
    """Lower-case the words for the model; it answers with them as they are."""
    d_model: int = 128
    num_layers: int = 1
    num_heads: int = 4
    d_ff: int = 512
    """Transformer only, as is `num_heads`."""
    dropout_rate: float = 0.1
    label_smoothing: float = 0.0
    tokens_per_batch: int = 1_024
    """Most rows times padded length of a batch of all replicas, but a row for each at least."""
    max_length: int = 256
    """A sentence of more tokens is read in parts."""

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=1_500, vocabulary_size=1_200, d_model=32, d_ff=64, epochs=5)
        small = replace(small, warmup_steps=50, peak_learning_rate=1e-2, ema_momentum=0.9)
        small = replace(small, tokens_per_batch=256)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has the tokenizer alone."""

    tokenizer: Tokenizer
    text: TaggedText | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or generate the sentences, learn the vocabulary, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    if config.deterministic:
        make_deterministic()
    with strategy.scope():  # each part refuses what it cannot do; no weight is made
        read = _untrained(config, 8, ("a", "b")).read
    texts = _load_text(config)
    found = _checksum(texts)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "texts": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    rows = (" ".join(sentence.words) for sentence in texts.train)
    tokenizer = text.get(config.tokenizer).train(
        spread_sample(rows) if config.streaming else rows,
        vocabulary_size=config.vocabulary_size,
        lowercase=config.lowercase,
    )
    epochs = EpochCounter()
    encode = stream_tags if config.streaming else encode_tags
    of_rows = {"max_length": config.max_length, "read": read}
    train = encode(texts.train, tokenizer, texts.tags, **of_rows)
    validation = encode_tags(texts.validation, tokenizer, texts.tags, **of_rows)
    sizes = {
        "tokens_per_batch": config.tokens_per_batch,
        "static_shapes": config.jit_compile,
        "replicas": strategy.num_replicas_in_sync,
        # Every shape is compiled by itself: fewer of them, with more padding.
        "bucket_width": 16 if config.jit_compile else 4,
    }
    return Data(
        tokenizer,
        text=texts,
        train=tag_batches(train, shuffle_seed=config.seed, epochs=epochs, **sizes),
        validation=tag_batches(validation, **sizes),
        callbacks=tuple(_callbacks(config, tokenizer, texts, epochs)),
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
        model = _untrained(config, data.tokenizer.vocabulary_size, data.text.tags)
        model.build()
    return model


def train(config: Config | None = None, **changes) -> "Run":
    """Data, model, `fit`: the whole path in one call. `changes` are fields of `Config`."""
    config = replace(config or Config(), **changes)
    data = load_data(config)
    print(data.report)
    model = build_model(config, data)
    fit(model, config, data, batch_size="tokens_per_batch")
    return Run(config, data, model)


class Run(BaseRun):
    """A trained tagger: call it, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        super().__init__(config, data, model, _predictor(config, data.tokenizer, model))

    def __call__(self, texts: list[str]) -> list[list[TaggedWord]]:
        """The words of each text, split at white space, and their tags."""
        return self.predictor(texts)

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the names that `load` knows them by."""
        return {"source": self.data.tokenizer}

    def _score(self):
        """Accuracy and F1; accuracy on words that have one tag, several or none in training."""
        return self._scores(self.predictor.tag)

    def _score_baselines(self):
        """The same figures of each word's most frequent tag."""
        scores = self._scores(lambda rows: [self._most_frequent(words) for words in rows])
        return {f"baseline_{name}": score for name, score in scores.items()}

    def _scores(self, tag) -> dict[str, float]:
        words, tags = zip(*self._texts.test, strict=True)
        kind_of = self._most_frequent.kind_of
        return tag_scores(
            tag(words),
            tags,
            spans=are_spans(self._texts.tags),
            kinds=[[kind_of(word) for word in row] for row in words],
        )

    def _card(self, settings, scores):
        return tagging_card(self.predictor, settings, scores)

    @cached_property
    def _texts(self) -> TaggedText:
        return self.data.text or self._reread(_load_text, _checksum)

    @cached_property
    def _most_frequent(self) -> MostFrequentTags:
        return MostFrequentTags(self._texts.train)


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, tokenizers = load_folder(directory, Config, ("source",))
    data = Data(tokenizers["source"], checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    text.check_tokenizer(config.tokenizer)
    config.check_least(_LEAST)
    config.check()


def _checksum(texts: TaggedText) -> int:
    """Of the sentences that are trained on or chosen by."""
    return checksum(chain(texts.train, texts.validation))


def _load_text(config: Config) -> TaggedText:
    return load_tagged_text(
        config.data,
        words=config.words,
        tags=config.tags,
        size=config.size,
        seed=config.seed,
        streaming=config.streaming,
    )


def _untrained(config: Config, vocabulary_size: int, tags: Sequence[str]) -> keras.Model:
    """The compiled model for a vocabulary of this size, not built yet."""
    encoder = build_encoder(
        config.arch,
        vocabulary_size=vocabulary_size,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        dropout_rate=config.dropout_rate,
        dtype=config.precision,
    )
    model = Tagger(
        encoder,
        tags,
        dropout_rate=config.dropout_rate,
        pad_id=text.SPECIAL_IDS.pad,
        dtype=config.precision,
    )
    compile_model(
        model,
        config,
        loss=LabelSmoothedCrossEntropy(config.label_smoothing),
        weighted_metrics=[TokenAccuracy("word_accuracy")],
    )
    return model


def _callbacks(config, tokenizer, texts, epochs) -> list[keras.callbacks.Callback]:
    spans = are_spans(texts.tags)
    scoring = ScoreDecodedText(
        lambda model: _predictor(config, tokenizer, model).tag,
        lambda found, true: tag_scores(found, true, spans=spans),
        [sentence.words for sentence in texts.validation],
        [sentence.tags for sentence in texts.validation],
        workers=workers_of(get_strategy(config.strategy)),
    )
    monitor = "val_span_f1" if spans else "val_accuracy"
    return standard_callbacks(config, scoring, monitor=monitor, set_epoch=epochs.set)


def _predictor(config: Config, tokenizer: Tokenizer, model: keras.Model) -> TaggerPredictor:
    return TaggerPredictor(model, tokenizer, max_length=config.max_length)
