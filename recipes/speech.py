"""Speech recognition: audio to text (many-to-many, seq2seq).

Run: python -m recipes speech --arch lstm_attention --data tones
"""

import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import keras
import tensorflow as tf

from recipes.run import BaseRun
from zoo import text
from zoo.data import tones
from zoo.data.epoch_counter import EpochCounter
from zoo.data.speech_batches import encode_speech, speech_batches
from zoo.data.spoken_text import SpokenText, load_spoken_text
from zoo.export import load_data_checksum, load_folder
from zoo.export.speech_card import speech_card
from zoo.models import build_speech_recognizer
from zoo.predictor import SpeechPredictor, central_text, draw_speech, error_rates
from zoo.predictor.speech_predictor import Sound
from zoo.text import Tokenizer
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

# What a resumed run may change beside: how it decodes, and where its files lie (their checksum is
# compared).
_MAY_CHANGE = [*MAY_CHANGE, *"data seconds_per_batch width length_penalty".split()]
_LEAST = {
    **dict.fromkeys("size validation_utterances width seconds_per_batch".split(), 1),
    **dict.fromkeys("frame_milliseconds step_milliseconds".split(), 1),
    "max_length": 3,  # start, one token, end
    "max_seconds": 0.1,
    **dict.fromkeys("length_penalty label_smoothing".split(), 0),
}


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `tones` on a laptop."""

    arch: str = "lstm_attention"
    """lstm_attention or gru_attention (Listen, Attend and Spell), or transformer."""
    data: str = "tones"
    """tones (generated digits), or a folder with WAV files and their transcripts; see
    `zoo.data.transcripts`."""
    size: int = 4_000
    """Training utterances to generate, for tones."""
    max_digits: int = 6
    """Most digits of an utterance, for tones; there are 2 at least."""
    numerals: str = "digits"
    """How tones are written: digits, korean or english."""
    tokenizer: str = "word"
    """word, subword, character, jamo (letters of Hangul), byte, or sentencepiece, which costs: its
    export loads only after `import tensorflow_text`, or in TF Serving."""
    vocabulary_size: int = 1_000
    """Most tokens of the vocabulary."""
    lowercase: bool = False
    """Lower-case the transcripts, those that are scored, too."""
    mel_bins: int = 40
    """Bands of the spectrogram; 80 is usual for speech at 16,000 samples a second."""
    frame_milliseconds: int = 25
    """How long a frame of the spectrogram is."""
    step_milliseconds: int = 10
    """From one frame to the next; the encoder makes one step of four."""
    d_model: int = 128
    num_layers: int = 2
    """Of the encoder, after its two convolutions."""
    decoder_layers: int = 1
    num_heads: int = 4
    """Transformer only, as is `d_ff`."""
    d_ff: int = 512
    dropout_rate: float = 0.1
    label_smoothing: float = 0.0
    seconds_per_batch: float = 60.0
    """Most rows times padded length of a batch of all replicas, but a row for each at least."""
    max_seconds: float = 30.0
    """Longer training files are left out; others are cut."""
    max_length: int = 128
    """Transcripts with more tokens are left out of training; outputs end here."""
    width: int = 4
    """Beams; 1 is greedy."""
    length_penalty: float = 0.6
    validation_utterances: int = 200
    """Utterances decoded greedily after each epoch for val_word_error_rate, which the best weights
    are of."""
    epochs: int = 15

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=800, max_digits=3, mel_bins=24, step_milliseconds=16, dropout_rate=0.0)
        small = replace(
            small, d_model=48, num_layers=1, num_heads=2, d_ff=96, seconds_per_batch=20.0
        )
        small = replace(small, epochs=8, width=1, max_length=12, validation_utterances=40)
        small = replace(small, warmup_steps=40, peak_learning_rate=4e-3, ema_momentum=0.9)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has the tokenizer alone."""

    tokenizer: Tokenizer
    speech: SpokenText | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or generate the speech, learn the vocabulary, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    if config.deterministic:
        make_deterministic()
    with strategy.scope():
        # Each part refuses what it cannot do; no weight is made.
        _untrained(config, 8, tones.SAMPLING_RATE if config.data == "tones" else 16_000)
    speech = _load_speech(config)
    found = _checksum(speech)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "speech": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    tokenizer = text.get(config.tokenizer).train(
        speech.train.texts, vocabulary_size=config.vocabulary_size
    )
    epochs, rate = EpochCounter(), speech.sampling_rate
    train, validation = (
        encode_speech(
            split,
            tokenizer,
            sampling_rate=rate,
            max_seconds=config.max_seconds,
            max_length=config.max_length,
        )
        for split in (speech.train, speech.validation)
    )
    sizes = {
        "seconds_per_batch": config.seconds_per_batch,
        "static_shapes": config.jit_compile,
        "replicas": strategy.num_replicas_in_sync,
    }
    return Data(
        tokenizer,
        speech=speech,
        train=speech_batches(train, shuffle_seed=config.seed, epochs=epochs, **sizes),
        validation=speech_batches(validation, **sizes),
        callbacks=tuple(_callbacks(config, tokenizer, speech, epochs)),
        config=config,
        checksum=found,
        report="\n".join(
            [
                f"train: {speech.train.report(rate)}\n  used: {train.report()}",
                f"validation: {speech.validation.report(rate)}\n  used: {validation.report()}",
                f"test: {speech.test.report(rate)}",
            ]
        ),
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
        model = _untrained(config, data.tokenizer.vocabulary_size, data.speech.sampling_rate)
        model.build()
    return model


def train(config: Config | None = None, **changes) -> "Run":
    """Data, model, `fit`: the whole path in one call. `changes` are fields of `Config`."""
    config = replace(config or Config(), **changes)
    data = load_data(config)
    print(data.report)
    model = build_model(config, data)
    fit(model, config, data, batch_size="seconds_per_batch")
    return Run(config, data, model)


class Run(BaseRun):
    """A trained recognizer: call it, draw where it listens, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        predictor = _predictor(config, data.tokenizer, model, width=config.width)
        super().__init__(config, data, model, predictor)

    def __call__(self, audio: list[Sound]) -> list[str]:
        """The transcript of each: paths of WAV files, their bytes, or samples."""
        return self.predictor(audio)

    def draw(self, sound: Sound, path: str | Path) -> Path:
        """Write a picture of when in a sound the model listens for each token (PNG)."""
        return draw_speech(self.predictor, sound, path)

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the names that `load` knows them by."""
        return {"target": self.data.tokenizer}

    @cached_property
    def speech(self) -> SpokenText:
        """What it was trained on, and is tested on."""
        return self.data.speech or self._reread(_load_speech, _checksum)

    def _score(self):
        """Word and character error rate, exact match."""
        test = self.speech.test
        return error_rates(self(test.audio), test.texts)

    def _score_baselines(self):
        """Those of the best answer without hearing."""
        test = self.speech.test.texts
        scores = error_rates([central_text(self.speech.train.texts)] * len(test), test)
        return {f"unheard_{name}": value for name, value in scores.items()}

    def _card(self, settings, scores):
        return speech_card(self.predictor, settings, scores)


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, tokenizers = load_folder(directory, Config, ("target",))
    data = Data(tokenizers["target"], checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    text.check_tokenizer(config.tokenizer)
    config.check_least(_LEAST)
    config.check()


def _load_speech(config: Config) -> SpokenText:
    return load_spoken_text(
        config.data,
        size=config.size,
        max_digits=config.max_digits,
        numerals=config.numerals,
        lowercase=config.lowercase,
        seed=config.seed,
    )


def _checksum(speech: SpokenText) -> int:
    """Of what is trained on or chosen by."""
    return checksum(_fingerprints(speech))


def _fingerprints(speech: SpokenText) -> Iterator[tuple[int, str]]:
    for split in (speech.train, speech.validation):
        for sound, said in zip(split.audio, split.texts, strict=True):
            yield zlib.crc32(sound.tobytes()), said


def _untrained(config: Config, vocabulary_size: int, sampling_rate: int) -> keras.Model:
    """The compiled model for a vocabulary of this size, not built yet."""
    model = build_speech_recognizer(
        config.arch,
        vocabulary_size=vocabulary_size,
        sampling_rate=sampling_rate,
        mel_bins=config.mel_bins,
        frame_length=sampling_rate * config.frame_milliseconds // 1_000,
        frame_step=sampling_rate * config.step_milliseconds // 1_000,
        d_model=config.d_model,
        num_layers=config.num_layers,
        decoder_layers=config.decoder_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        dropout_rate=config.dropout_rate,
        pad_id=text.SPECIAL_IDS.pad,
        dtype=config.precision,
    )
    compile_model(
        model,
        config,
        loss=LabelSmoothedCrossEntropy(config.label_smoothing),
        weighted_metrics=[TokenAccuracy(), Perplexity()],
    )
    return model


def _callbacks(config, tokenizer, speech, epochs) -> list[keras.callbacks.Callback]:
    scored = slice(config.validation_utterances)
    scoring = ScoreDecodedText(
        lambda model: _predictor(config, tokenizer, model, width=1),
        error_rates,
        speech.validation.audio[scored],
        speech.validation.texts[scored],
        workers=workers_of(get_strategy(config.strategy)),
    )
    return standard_callbacks(
        config, scoring, monitor="val_word_error_rate", mode="min", set_epoch=epochs.set
    )


def _predictor(
    config: Config, tokenizer: Tokenizer, model: keras.Model, *, width: int
) -> SpeechPredictor:
    return SpeechPredictor(
        model,
        tokenizer,
        width=width,
        length_penalty=config.length_penalty,
        max_length=config.max_length,
        max_seconds=config.max_seconds,
    )
