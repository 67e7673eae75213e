"""Image classification: an image to one of two or more classes (many-to-one, of patches).

Run: python -m recipes image_classification --arch vit --data shapes
"""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import keras
import tensorflow as tf

from recipes.run import BaseRun
from zoo.data.epoch_counter import EpochCounter
from zoo.data.image_batches import image_batches
from zoo.data.labelled_images import LabelledImages, load_labelled_images
from zoo.export import load_data_checksum, load_folder
from zoo.export.image_classification_card import image_classification_card
from zoo.image.image_content import Image
from zoo.models import build_image_classifier
from zoo.predictor import (
    Answer,
    ImageClassifierPredictor,
    label_scores,
    majority_accuracy,
)
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

# What a resumed run may change beside: where its images lie (their checksum is compared).
_MAY_CHANGE = [*MAY_CHANGE, "data"]
_LEAST = {**dict.fromkeys("size batch_size".split(), 1), "image_size": 8, "shift": 0}
# How the small CNN is trained, whatever it is compared with.
_BASELINE = {
    "arch": "cnn",
    "average_epochs": 0,
    "strategy": "none",
    "run_dir": "",
    "tensorboard": False,
}


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `shapes` on a laptop."""

    arch: str = "vit"
    """vit, patches and self-attention; or cnn, the baseline that `evaluate` reports beside it."""
    data: str = "shapes"
    """shapes (drawn), mnist, cifar10, ..., or a folder; see `zoo.data.labelled_images`."""
    size: int = 5_000
    """Training images to draw, for shapes."""
    image_size: int = 32
    """Pixels of a side; images are squashed to squares."""
    pooling: str = "mean"
    """vit only: the mean of all patches, or class, a token of its own."""
    patch_size: int = 4
    """vit only: pixels of a side."""
    d_model: int = 128
    num_layers: int = 4
    """vit only, as are `num_heads` and `d_ff`."""
    num_heads: int = 4
    d_ff: int = 256
    num_stages: int = 3
    """cnn only: each halves the image's sides and doubles the channels."""
    channels: int = 16
    """cnn only: of the first stage."""
    dropout_rate: float = 0.1
    label_smoothing: float = 0.0
    batch_size: int = 64
    """Images of a batch of all replicas."""
    flip: bool = False
    """Show half of the training images mirrored."""
    shift: int = 0
    """Move training images by up to so many pixels."""
    epochs: int = 20
    peak_learning_rate: float = 1e-3

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=4_000, image_size=24, d_model=32, num_layers=2, num_heads=2, d_ff=64)
        small = replace(small, channels=8, batch_size=32, epochs=6, warmup_steps=50, flip=True)
        small = replace(small, peak_learning_rate=4e-3, ema_momentum=0.98, dropout_rate=0.0)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has none of it."""

    images: LabelledImages | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or draw the images, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    with strategy.scope():
        _untrained(config, ("a", "b"))  # each part refuses what it cannot do; no weight is made
    images = _load_images(config)
    found = _checksum(images)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "images": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    return replace(_batched(config, images), checksum=found)


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
        model = _untrained(config, data.images.classes)
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
    """A trained classifier of images: call it, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        super().__init__(config, data, model, ImageClassifierPredictor(model))

    def __call__(self, images: Sequence[Image]) -> list[Answer]:
        """The class of each image, of its path, its bytes, or its pixels (H, W, 3)."""
        return self.predictor(images)

    def _score(self):
        """Accuracy, macro F1, calibration error, log loss."""
        test = self._images.test
        return label_scores(self.predictor.probabilities(test.images), test.labels)

    def _score_baselines(self):
        """Accuracies of the most frequent class, and of a small CNN, trained for it."""
        train_images, _, test = self._images[:3]
        return {
            "majority": majority_accuracy(train_images.labels, test.labels),
            "cnn": self._baseline()._score()["accuracy"],
        }

    def _baseline(self) -> "Run":
        """The small CNN, trained on the same images."""
        if self.config.arch == _BASELINE["arch"]:
            return self
        print("The baseline, a small convolutional network:")
        config = replace(self.config, **_BASELINE)
        return _fit(config, _batched(config, self._images))

    @cached_property
    def _images(self) -> LabelledImages:
        return self.data.images or self._reread(_load_images, _checksum)

    def _card(self, settings, scores):
        return image_classification_card(self.predictor, settings, scores)


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
    if config.shift >= config.image_size:
        raise ValueError(
            f"`shift` must be less than `image_size`={config.image_size}, got {config.shift}."
        )
    config.check()


def _load_images(config: Config) -> LabelledImages:
    return load_labelled_images(
        config.data, image_size=config.image_size, size=config.size, seed=config.seed
    )


def _checksum(images: LabelledImages) -> int:
    """Of what is trained on or chosen by."""
    return checksum(_fingerprints(images))


def _batched(config: Config, images: LabelledImages) -> Data:
    if config.deterministic:
        make_deterministic()
    epochs = EpochCounter()
    sizes = {
        "batch_size": config.batch_size,
        "static_shapes": config.jit_compile,
        "replicas": get_strategy(config.strategy).num_replicas_in_sync,
    }
    return Data(
        images,
        train=image_batches(
            images.train,
            shuffle_seed=config.seed,
            epochs=epochs,
            flip=config.flip,
            shift=config.shift,
            **sizes,
        ),
        validation=image_batches(images.validation, **sizes),
        callbacks=tuple(_callbacks(config, images, epochs)),
        report="\n".join(
            f"{name}: {getattr(images, name).report()}" for name in images._fields[:3]
        ),
        config=config,
    )


def _fingerprints(images: LabelledImages):
    """What changes with the images that are trained on or chosen by, and with their classes."""
    for split in images[:2]:
        for pixels, label in zip(split.images, split.labels, strict=True):
            yield str(zlib.crc32(pixels)), images.classes[label]


def _untrained(config: Config, classes: Sequence[str]) -> keras.Model:
    """The compiled model for these classes, not built yet."""
    model = build_image_classifier(
        config.arch,
        classes=classes,
        image_size=config.image_size,
        pooling=config.pooling,
        patch_size=config.patch_size,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        num_stages=config.num_stages,
        width=config.channels,
        dropout_rate=config.dropout_rate,
        dtype=config.precision,
    )
    compile_model(
        model,
        config,
        loss=LabelSmoothedCrossEntropy(config.label_smoothing),
        weighted_metrics=[TokenAccuracy("label_accuracy")],
    )
    return model


def _callbacks(config, images, epochs) -> list[keras.callbacks.Callback]:
    scoring = ScoreDecodedText(
        lambda model: ImageClassifierPredictor(model).probabilities,
        label_scores,
        images.validation.images,
        images.validation.labels,
        workers=workers_of(get_strategy(config.strategy)),
    )
    return standard_callbacks(config, scoring, monitor="val_accuracy", set_epoch=epochs.set)
