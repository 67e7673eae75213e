"""Translation: text in one language to text in another (many-to-many, seq2seq).

Run: python -m recipes translation --arch transformer --data korean_english
"""

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import keras
import tensorflow as tf

from recipes.run import BaseRun
from zoo import text
from zoo.data.batches import encode_pairs, pair_batches
from zoo.data.epoch_counter import EpochCounter
from zoo.data.pair_stream import spread_sample
from zoo.data.parallel_text import ParallelText, load_parallel_text
from zoo.data.streamed_pairs import stream_pairs
from zoo.export import load_data_checksum, load_folder
from zoo.export.translation_card import translation_card
from zoo.models import OPTIONS, SCHEDULES, ScheduledSampling, build_seq2seq, options_of
from zoo.predictor import Predictor, text_scores
from zoo.text import Tokenizer
from zoo.text.parts import characters_of
from zoo.training import LabelSmoothedCrossEntropy, Perplexity, ScoreDecodedText, TokenAccuracy
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

# What a resumed run may change beside: how it decodes, and where its pairs lie (their checksum is
# compared).
_MAY_CHANGE = [*MAY_CHANGE, *"data source target tokens_per_batch width length_penalty".split()]
_LEAST = {
    **dict.fromkeys("size validation_texts tokens_per_batch width sampling_half_steps".split(), 1),
    "max_length": 3,  # start, one token, end
    "length_penalty": 0,
}


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `korean_english` on a laptop."""

    arch: str = "transformer"
    """simple_rnn, lstm, gru, lstm_attention, gru_attention, lstm_luong, conv or transformer."""
    data: str = "korean_english"
    """korean_english, multi30k, tatoeba/kor, ..., a .tsv/.csv file, or a folder; see
    `zoo.data.parallel_text`."""
    source: str = ""
    """Language (data by name), ending (line-aligned files) or column (tables) of the source."""
    target: str = ""
    """Language, ending or column of the target."""
    streaming: bool = False
    """Read and tokenise the training pairs anew in every epoch, for more than memory holds;
    they are shuffled in windows of 100,000, or of 20 million characters."""
    size: int = 20_000
    """Training pairs to generate, for korean_english."""
    tokenizer: str = "subword"
    """word, subword, character, jamo (letters of Hangul), byte, or sentencepiece, which costs: its
    export loads only after `import tensorflow_text`, or in TF Serving."""
    vocabulary_size: int = 2_000
    """Most tokens of a vocabulary."""
    joint_vocabulary: bool = False
    """One vocabulary and one embedding for both languages."""
    lowercase: bool = False
    """Lower-case both sides."""
    d_model: int = 128
    num_layers: int = 2
    num_heads: int = 4
    d_ff: int = 512
    """Transformer only, as is `num_heads`."""
    dropout_rate: float = 0.0
    """0.1 to 0.3 on natural text; a generated corpus has no noise to guard against."""
    cell: str | None = None
    """Recurrent only, another cell of the same kind: layer_norm_lstm, peephole_lstm or
    layer_norm_gru."""
    bidirectional: bool | None = None
    """Recurrent only, whether the encoder also reads from the end; None: for a decoder with
    attention."""
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
    feed_forward: str = "relu"
    """Transformer only: relu or gelu, or gated: swiglu or geglu."""
    num_kv_heads: int | None = None
    """Transformer only, heads of keys and values, a divisor of `num_heads`; None: as many."""
    kernel_size: int = 3
    """Convolutions only, the tokens that each sees."""
    positions: str = "sinusoidal"
    """Convolutions and Transformer: none, sinusoidal or learned; Transformer: also rotary,
    relative or alibi."""
    label_smoothing: float = 0.1
    tokens_per_batch: int = 1_024
    """Most rows times padded length of a batch of all replicas, but a row for each at least."""
    sampling_rate: float = 0.0
    """Largest share of the decoder's inputs that are its own predictions (scheduled sampling)."""
    sampling_schedule: str = "inverse_sigmoid"
    """How the share grows: constant, linear or inverse_sigmoid."""
    sampling_half_steps: int = 2_000
    """Steps after which half of `sampling_rate` is reached."""
    max_length: int = 128
    """Training pairs with more tokens on a side are left out; outputs end here."""
    width: int = 4
    """Beams; 1 is greedy."""
    length_penalty: float = 0.6
    validation_texts: int = 200
    """Texts decoded greedily after each epoch for val_bleu, which the best weights are of."""

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=500, vocabulary_size=400, d_model=32, num_layers=1, d_ff=64, epochs=2)
        small = replace(small, validation_texts=20, max_length=48)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has the tokenizers alone."""

    source_tokenizer: Tokenizer
    target_tokenizer: Tokenizer
    text: ParallelText | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or generate the pairs, learn the vocabularies, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    if config.deterministic:
        make_deterministic()
    with strategy.scope():
        _untrained(config, 8, 8)  # each part refuses what it cannot do; no weight is made
    pairs = _load_text(config)
    found = _checksum(pairs)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "pairs": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    rows = pairs.train
    tokenizers = text.train_pair(
        text.get(config.tokenizer),
        spread_sample(rows, length=characters_of) if config.streaming else rows,
        joint=config.joint_vocabulary,
        vocabulary_size=config.vocabulary_size,
        lowercase=config.lowercase,
    )
    epochs = EpochCounter()
    encode = stream_pairs if config.streaming else encode_pairs
    train = encode(pairs.train, *tokenizers, max_length=config.max_length)
    validation = encode_pairs(pairs.validation, *tokenizers, max_length=config.max_length)
    sizes = {
        "tokens_per_batch": config.tokens_per_batch,
        "static_shapes": config.jit_compile,
        "replicas": strategy.num_replicas_in_sync,
        # Every shape is compiled by itself: fewer of them, with more padding.
        "bucket_width": 16 if config.jit_compile else 4,
    }
    return Data(
        *tokenizers,
        text=pairs,
        train=pair_batches(train, shuffle_seed=config.seed, epochs=epochs, **sizes),
        validation=pair_batches(validation, **sizes),
        callbacks=tuple(_callbacks(config, tokenizers, pairs.validation, epochs)),
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
        model = _untrained(
            config, data.source_tokenizer.vocabulary_size, data.target_tokenizer.vocabulary_size
        )
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
    """A trained translation model: call it, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        tokenizers = data.source_tokenizer, data.target_tokenizer
        predictor = _predictor(config, tokenizers, model, width=config.width)
        super().__init__(config, data, model, predictor)

    def __call__(self, texts: list[str]) -> list[str]:
        """Translate."""
        return self.predictor(texts)

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the names that `load` knows them by."""
        return {"source": self.data.source_tokenizer, "target": self.data.target_tokenizer}

    def _score(self):
        """BLEU, chrF and exact match."""
        test = self._text.test
        outputs = self([source for source, _ in test])
        return text_scores(outputs, [target for _, target in test])

    def _card(self, settings, scores):
        return translation_card(self.predictor, settings, scores)

    @cached_property
    def _text(self) -> ParallelText:
        return self.data.text or self._reread(_load_text, _checksum)


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, tokenizers = load_folder(directory, Config, ("source", "target"))
    data = Data(tokenizers["source"], tokenizers["target"], checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    text.check_tokenizer(config.tokenizer)
    config.check_least(_LEAST)
    config.check()
    if not 0.0 <= config.sampling_rate <= 1.0:
        raise ValueError(f"`sampling_rate` must be in [0, 1], got {config.sampling_rate}.")
    if config.sampling_schedule not in SCHEDULES:
        raise ValueError(
            f"`sampling_schedule` must be one of {list(SCHEDULES)}, "
            f"got {config.sampling_schedule!r}."
        )


def _checksum(pairs: ParallelText) -> int:
    """Of the pairs that are trained on or chosen by."""
    return checksum(chain(pairs.train, pairs.validation))


def _load_text(config: Config) -> ParallelText:
    return load_parallel_text(
        config.data,
        source=config.source,
        target=config.target,
        size=config.size,
        seed=config.seed,
        streaming=config.streaming,
    )


def _untrained(config: Config, source_size: int, target_size: int) -> keras.Model:
    """The compiled model for vocabularies of these sizes, not built yet."""
    model = build_seq2seq(
        config.arch,
        source_vocabulary_size=source_size,
        target_vocabulary_size=target_size,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        max_length=config.max_length,
        dropout_rate=config.dropout_rate,
        share_embedding=config.joint_vocabulary,
        sampling=_sampling(config),
        pad_id=text.SPECIAL_IDS.pad,
        dtype=config.precision,
        **options_of(config, OPTIONS),
    )
    compile_model(
        model,
        config,
        loss=LabelSmoothedCrossEntropy(config.label_smoothing),
        weighted_metrics=[TokenAccuracy(), Perplexity()],
    )
    return model


def _sampling(config: Config) -> ScheduledSampling | None:
    if not config.sampling_rate:
        return None
    return ScheduledSampling(
        config.sampling_rate,
        schedule=config.sampling_schedule,
        half_steps=config.sampling_half_steps,
        seed=config.seed,
        dtype=config.precision,
    )


def _callbacks(config, tokenizers, validation, epochs) -> list[keras.callbacks.Callback]:
    scored = validation[: config.validation_texts]
    scoring = ScoreDecodedText(
        lambda model: _predictor(config, tokenizers, model, width=1),
        text_scores,
        [source for source, _ in scored],
        [target for _, target in scored],
        workers=workers_of(get_strategy(config.strategy)),
    )
    return standard_callbacks(config, scoring, monitor="val_bleu", set_epoch=epochs.set)


def _predictor(config: Config, tokenizers, model: keras.Model, *, width: int) -> Predictor:
    return Predictor(
        model,
        *tokenizers,
        width=width,
        length_penalty=config.length_penalty,
        max_length=config.max_length,
    )
