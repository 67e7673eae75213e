"""Image generation: images pixel by pixel, out of nothing or below an upper half (one-to-many).

Run: python -m recipes image_generation --arch transformer --data shapes
"""

import math
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
from zoo.data.labelled_images import ImageSplit, LabelledImages, load_labelled_images
from zoo.data.pixel_batches import pixel_batches
from zoo.data.quantise import quantise
from zoo.export import load_data_checksum, load_folder
from zoo.export.image_generation_card import image_generation_card
from zoo.image import learn_palette
from zoo.image.image_content import Image
from zoo.image.palette import check_colours
from zoo.models import LANGUAGE_MODEL_OPTIONS, ImageLanguageModel, build_language_model, options_of
from zoo.models.neighbour_pixels import NeighbourPixels
from zoo.predictor import ImageGenerator, draw_completions, draw_images
from zoo.training import LabelSmoothedCrossEntropy, LogValidation, Perplexity, TokenAccuracy
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

# What a resumed run may change beside: how it draws, and where its images lie (their checksum is
# compared).
_MAY_CHANGE = [*MAY_CHANGE, "data", "temperature"]
_LEAST = {**dict.fromkeys("size batch_size".split(), 1), "image_size": 8, "temperature": 0}


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `shapes` on a laptop."""

    arch: str = "transformer"
    """simple_rnn, lstm, gru, or transformer, which is image GPT."""
    data: str = "shapes"
    """shapes (drawn), mnist, cifar10, ..., or a folder with images, wherever they lie in it; see
    `zoo.data.labelled_images`."""
    size: int = 5_000
    """Training images to draw, for shapes."""
    image_size: int = 16
    """Pixels of a side; images are squashed to squares. A model reads its square of tokens."""
    colours: int = 16
    """Of the palette, which is learnt from the training images."""
    d_model: int = 128
    num_layers: int = 4
    num_heads: int = 4
    """Transformer only, as are `d_ff` and `positions`."""
    d_ff: int = 512
    positions: str = "rotary"
    """rotary, learned, sinusoidal, relative, alibi or none. By rotary ones the pixel above is found
    alike from everywhere: always as many places before."""
    dropout_rate: float = 0.0
    batch_size: int = 32
    """Images of a batch of all replicas."""
    temperature: float = 1.0
    """Of sampling where a call does not say; 0 takes the most probable colour."""
    epochs: int = 10
    peak_learning_rate: float = 1e-3

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=1_000, image_size=8, colours=8, d_model=32, num_layers=2, num_heads=2)
        small = replace(small, d_ff=64, epochs=6, warmup_steps=30, peak_learning_rate=5e-3)
        return replace(small, ema_momentum=0.98, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has none of it."""

    images: LabelledImages | None = None
    palette: tuple[tuple[int, int, int], ...] = ()
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or draw the images, learn the palette, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    if config.deterministic:
        make_deterministic()
    with strategy.scope():
        _untrained(config, [(0, 0, 0)] * 2)  # each part refuses what it cannot do; no weight
    images = _load_images(config)
    found = _checksum(images)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "images": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    palette = learn_palette(images.train.images, config.colours)
    epochs = EpochCounter()
    validation = _batches(config, images.validation, palette)
    return Data(
        images,
        palette=palette,
        train=_batches(config, images.train, palette, shuffle_seed=config.seed, epochs=epochs),
        validation=validation,
        callbacks=tuple(
            standard_callbacks(
                config,
                LogValidation(validation),
                monitor="val_perplexity",
                mode="min",
                set_epoch=epochs.set,
            )
        ),
        report="\n".join(
            f"{name}: {getattr(images, name).report()}" for name in images._fields[:3]
        ),
        config=config,
        checksum=found,
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
        model = _untrained(config, data.palette)
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
    """A trained generator of images: call it, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        predictor = ImageGenerator(model, temperature=config.temperature)
        super().__init__(config, data, model, predictor)

    def __call__(self, count: int, **options) -> np.ndarray:
        """Images (count, size, size, 3); options are those of `ImageGenerator`."""
        return self.predictor(count, **options)

    def complete(self, images: Sequence[Image], **options) -> np.ndarray:
        """Each image's upper half with another lower one; options as of `ImageGenerator`."""
        return self.predictor.complete(images, **options)

    def draw(self, folder: str | Path, *, seed: int = 0) -> tuple[Path, Path]:
        """Write `samples.png`, and `completions.png` of images of the test split."""
        return (
            draw_images(self(25, seed=seed), Path(folder) / "samples.png"),
            draw_completions(
                self.predictor,
                self._images.test.images[:5],
                Path(folder) / "completions.png",
                seed=seed,
            ),
        )

    def _score(self):
        """Bits that the number of a pixel's colour costs."""
        batches = _batches(self.config, self._images.test, self.model.palette)
        perplexity = self.model.evaluate(batches, verbose=0, return_dict=True)["perplexity"]
        return {"bits_per_dimension": math.log2(perplexity)}

    def _score_baselines(self):
        """Those of the model that knows two neighbours, and of one that knows nothing."""
        palette = self.model.palette
        train_pixels, test_pixels = (
            quantise(split.images, palette) for split in (self._images.train, self._images.test)
        )
        neighbours = NeighbourPixels(train_pixels, len(palette))
        return {
            "neighbour_bits": neighbours.bits_per_pixel(test_pixels),
            "uniform_bits": math.log2(len(palette)),
        }

    def _card(self, settings, scores):
        return image_generation_card(self.predictor, settings, scores)

    @cached_property
    def _images(self) -> LabelledImages:
        return self.data.images or self._reread(_load_images, _checksum)


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
    check_colours(config.colours)
    config.check()


def _load_images(config: Config) -> LabelledImages:
    return load_labelled_images(
        config.data,
        image_size=config.image_size,
        size=config.size,
        seed=config.seed,
        labelled=False,
    )


def _checksum(images: LabelledImages) -> int:
    """Of what is trained on or chosen by."""
    return checksum(_fingerprints(images))


def _fingerprints(images: LabelledImages):
    """What changes with the images that are trained on or chosen by."""
    return ([str(zlib.crc32(pixels))] for split in images[:2] for pixels in split.images)


def _batches(config: Config, split: ImageSplit, palette, **order) -> tf.data.Dataset:
    return pixel_batches(
        quantise(split.images, palette),
        start_id=len(palette),
        batch_size=config.batch_size,
        static_shapes=config.jit_compile,
        replicas=get_strategy(config.strategy).num_replicas_in_sync,
        **order,
    )


def _untrained(config: Config, palette) -> keras.Model:
    """The compiled model for these colours, not built yet."""
    decoder = build_language_model(
        config.arch,
        vocabulary_size=len(palette) + 1,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        max_length=config.image_size**2,
        dropout_rate=config.dropout_rate,
        dtype=config.precision,
        **options_of(config, LANGUAGE_MODEL_OPTIONS),
    ).decoder
    model = ImageLanguageModel(
        decoder, palette=palette, image_size=config.image_size, dtype=config.precision
    )
    compile_model(
        model,
        config,
        loss=LabelSmoothedCrossEntropy(0.0),
        weighted_metrics=[TokenAccuracy(), Perplexity()],
    )
    return model
