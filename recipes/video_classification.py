"""Video classification: the frames of a clip to a class or a number (many-to-one).

Run: python -m recipes video_classification --arch lstm --data moving_shapes
"""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from recipes.run import BaseRun
from zoo.data.epoch_counter import EpochCounter
from zoo.data.row_batches import row_batches
from zoo.data.video_clips import Clips, LabelledClips, load_clips
from zoo.export import load_data_checksum, load_folder
from zoo.export.video_card import video_card
from zoo.models import build_video_classifier
from zoo.predictor import (
    Answer,
    VideoPredictor,
    label_scores,
    majority_accuracy,
    number_scores,
)
from zoo.predictor.video_predictor import Clip
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

# What a resumed run may change beside: where its clips lie (their checksum is compared).
_MAY_CHANGE = [*MAY_CHANGE, "data"]
_LEAST = {
    **dict.fromkeys("size image_size batch_size num_frames".split(), 1),
    "label_smoothing": 0,
}
# How the same network is trained that sees one frame, to be compared with.
_BASELINE = {
    "arch": "single_frame",
    "average_epochs": 0,
    "strategy": "none",
    "run_dir": "",
    "tensorboard": False,
}


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `moving_shapes` on a laptop."""

    arch: str = "lstm"
    """simple_rnn, lstm, gru or transformer; or single_frame, the baseline that `evaluate` reports
    beside all."""
    data: str = "moving_shapes"
    """moving_shapes (drawn), or a folder of clips as class/clip/0001.jpg; see
    `zoo.data.video_clips`."""
    target: str = "action"
    """action: the class; or speed: a number, of a folder the name of the class."""
    size: int = 4_000
    """Training clips to draw, for moving_shapes."""
    num_frames: int = 16
    """Frames of a clip that are looked at, evenly spread."""
    image_size: int = 32
    """Pixels of a side; frames are squashed to squares."""
    motion: bool = True
    """A second network looks at how each frame differs from the one before; single_frame has
    none."""
    num_stages: int = 3
    """Of the network for each frame: each halves the sides and doubles the channels."""
    channels: int = 16
    """Of its first stage."""
    d_model: int = 64
    num_layers: int = 1
    """Of what reads the sequence."""
    num_heads: int = 4
    d_ff: int = 256
    """Transformer only, as is `num_heads`."""
    dropout_rate: float = 0.1
    label_smoothing: float = 0.0
    batch_size: int = 32
    """Clips of a batch of all replicas."""
    epochs: int = 10
    peak_learning_rate: float = 2e-3
    warmup_steps: int = 100
    ema_momentum: float = 0.99

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=2_000, num_frames=8, image_size=16, num_stages=2, channels=8, d_model=32)
        small = replace(small, num_heads=2, d_ff=64, batch_size=16, epochs=6, warmup_steps=50)
        small = replace(small, ema_momentum=0.95, dropout_rate=0.0)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has none of it."""

    clips: LabelledClips | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or draw the clips, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    with strategy.scope():
        _untrained(config, ("a", "b"))  # each part refuses what it cannot do; no weight is made
    clips = _load_clips(config)
    found = _checksum(clips)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "clips": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    return replace(_batched(config, clips), checksum=found)


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
        model = _untrained(config, data.clips.classes or None, *_standard(data.clips))
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
    fit(model, config, data, batch_size="batch_size")
    return Run(config, data, model)


class Run(BaseRun):
    """A trained classifier of clips: call it, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        super().__init__(config, data, model, _predictor(config, model))

    def __call__(self, clips: Sequence[Clip] | np.ndarray) -> list[Answer] | list[float]:
        """The class of each clip and its probability, or the number; see `VideoPredictor`."""
        return self.predictor(clips)

    def _score(self):
        """Accuracy, macro F1, calibration error, log loss; of numbers their errors."""
        return _scores(self.predictor, self._clips.test)

    def _score_baselines(self):
        """That of the same network that sees one frame, trained for it on the same data."""
        scores, clips = self._baseline()._score(), self._clips
        if clips.classes:
            majority = majority_accuracy(clips.train.answers, clips.test.answers)
            return {"majority": majority, "single_frame": scores["accuracy"]}
        mean, test = clips.train.answers.mean(), clips.test.answers
        return {
            "mean_mae": number_scores(np.full(len(test), mean), test)["mae"],
            "single_frame_mae": scores["mae"],
        }

    def _card(self, settings, scores):
        return video_card(self.predictor, settings, scores)

    def _baseline(self) -> "Run":
        """The same network that sees one frame, trained on the same clips."""
        if self.config.arch == _BASELINE["arch"]:
            return self
        print("The baseline, the same network that sees one frame:")
        config = replace(self.config, **_BASELINE)
        return _fit(config, _batched(config, self._clips))

    @cached_property
    def _clips(self) -> LabelledClips:
        return self.data.clips or self._reread(_load_clips, _checksum)


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, _ = load_folder(directory, Config, ())
    data = Data(checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    config.check_least(_LEAST)
    config.check()


def _load_clips(config: Config) -> LabelledClips:
    return load_clips(
        config.data,
        target=config.target,
        num_frames=config.num_frames,
        image_size=config.image_size,
        size=config.size,
        seed=config.seed,
    )


def _checksum(clips: LabelledClips) -> int:
    """Of what is trained on or chosen by."""
    return checksum(_fingerprints(clips))


def _batched(config: Config, clips: LabelledClips) -> Data:
    if config.deterministic:
        make_deterministic()
    mean, scale = _standard(clips)
    epochs = EpochCounter()
    train, validation = (
        row_batches(
            {"frames": split.frames, "frame_keep": split.keep},
            split.answers if clips.classes else ((split.answers - mean) / scale)[:, None],
            batch_size=config.batch_size,
            shuffle_seed=seed,
            epochs=epochs,
            static_shapes=config.jit_compile,
            replicas=get_strategy(config.strategy).num_replicas_in_sync,
        )
        for split, seed in ((clips.train, config.seed), (clips.validation, None))
    )
    return Data(
        clips,
        train=train,
        validation=validation,
        callbacks=tuple(_callbacks(config, clips, epochs)),
        config=config,
        report="\n".join(f"{name}: {getattr(clips, name).report()}" for name in clips._fields[:3]),
    )


def _fingerprints(clips: LabelledClips):
    """What changes with the clips and answers that are trained on or chosen by."""
    for split in clips[:2]:
        for frames, answer in zip(split.frames, split.answers.tolist(), strict=True):
            yield str(zlib.crc32(frames)), str(answer)


def _standard(clips: LabelledClips) -> tuple[float, float]:
    """Mean and standard deviation of the training answers that are numbers."""
    if clips.classes:
        return 0.0, 1.0
    return float(clips.train.answers.mean()), float(clips.train.answers.std()) or 1.0


def _untrained(
    config: Config, classes: Sequence[str] | None, mean: float = 0.0, scale: float = 1.0
) -> keras.Model:
    """The compiled model for these classes, or for numbers, not built yet."""
    model = build_video_classifier(
        config.arch,
        image_size=config.image_size,
        classes=classes,
        mean=mean,
        scale=scale,
        motion=config.motion,
        num_stages=config.num_stages,
        width=config.channels,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        dropout_rate=config.dropout_rate,
        dtype=config.precision,
    )
    if classes is None:
        loss, metrics = keras.losses.MeanSquaredError(reduction="mean_with_sample_weight"), []
    else:
        loss = LabelSmoothedCrossEntropy(config.label_smoothing)
        metrics = [TokenAccuracy("label_accuracy")]
    compile_model(model, config, loss=loss, weighted_metrics=metrics)
    return model


def _callbacks(config, clips: LabelledClips, epochs) -> list[keras.callbacks.Callback]:
    scoring = ScoreDecodedText(
        lambda model: lambda _: _scores(_predictor(config, model), clips.validation),
        lambda scores, _: scores,
        (),
        (),
        workers=workers_of(get_strategy(config.strategy)),
    )
    monitor, mode = ("val_accuracy", "max") if clips.classes else ("val_mae", "min")
    return standard_callbacks(config, scoring, monitor=monitor, mode=mode, set_epoch=epochs.set)


def _scores(predictor: VideoPredictor, clips: Clips) -> dict[str, float]:
    of_numbers = predictor.classes is None
    return (number_scores if of_numbers else label_scores)(
        predictor.outputs(clips.frames, clips.keep), clips.answers
    )


def _predictor(config: Config, model: keras.Model) -> VideoPredictor:
    return VideoPredictor(model, num_frames=config.num_frames)
