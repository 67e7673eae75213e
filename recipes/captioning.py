"""Captioning: an image to text (one-to-many).

Run: python -m recipes captioning --arch lstm_attention --data scenes
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import keras
import tensorflow as tf

from recipes.run import BaseRun
from zoo import text
from zoo.data import scenes
from zoo.data.caption_batches import caption_batches, encode_captions
from zoo.data.captioned_images import CaptionedImages, Split, load_captioned_images
from zoo.data.epoch_counter import EpochCounter
from zoo.export import load_data_checksum, load_folder
from zoo.export.captioning_card import captioning_card
from zoo.image.image_content import Image
from zoo.models import IMAGE_ENCODERS, build_captioner
from zoo.predictor import CaptionPredictor, caption_scores, draw_caption
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

# What a resumed run may change beside: how it decodes, and where its images lie (their checksum is
# compared).
_MAY_CHANGE = [*MAY_CHANGE, *"data width length_penalty".split()]
_LEAST = {
    **dict.fromkeys("size image_size batch_size width validation_images".split(), 1),
    "max_length": 3,  # start, one token, end
    **dict.fromkeys("length_penalty shift label_smoothing".split(), 0),
}
# How the same model is trained without seeing the images, to be compared with.
_BASELINE = {
    "encoder": "blind",
    "average_epochs": 0,
    "strategy": "none",
    "run_dir": "",
    "tensorboard": False,
}
_BASELINE_SCORES = ("bleu_4", "cider", "true")  # those that are reported of the baselines


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `scenes` on a laptop."""

    arch: str = "lstm_attention"
    """The decoder: lstm, lstm_attention or transformer."""
    encoder: str = "cnn"
    """cnn or patches, from scratch; a network of keras.applications (MobileNetV2, ...); or blind,
    the baseline that `evaluate` reports beside all."""
    data: str = "scenes"
    """scenes (drawn), flickr8k, coco_captions, or a folder; see `zoo.data.captioned_images`."""
    size: int = 10_000
    """Training images to draw, for scenes."""
    image_size: int = 48
    """Pixels of a side; images are squashed to squares."""
    tokenizer: str = "word"
    """word, subword, character, jamo (letters of Hangul), byte, or sentencepiece, which costs: its
    export loads only after `import tensorflow_text`, or in TF Serving."""
    vocabulary_size: int = 5_000
    """Most tokens of the vocabulary."""
    lowercase: bool = True
    """Lower-case the captions."""
    d_model: int = 128
    num_layers: int = 1
    """Of the decoder, and of self-attention over the image's grid: of the encoder patches, and, for
    the transformer, after the others."""
    num_heads: int = 4
    """Transformer and patches only, as is `d_ff`."""
    d_ff: int = 512
    num_stages: int = 3
    """cnn only: each halves the image's sides and doubles the channels."""
    channels: int = 16
    """cnn only: of the first stage."""
    patch_size: int = 8
    """patches only: pixels of a side."""
    pretrained: bool = True
    """keras.applications only: begin with its ImageNet weights."""
    fine_tune: bool = False
    """keras.applications only: train its weights, too."""
    dropout_rate: float = 0.1
    label_smoothing: float = 0.0
    batch_size: int = 32
    """Images of a batch of all replicas, each with one of its captions."""
    flip: bool = False
    """Show half of the training images mirrored."""
    shift: int = 0
    """Move training images by up to so many pixels."""
    max_length: int = 40
    """Captions with more tokens are left out of training; outputs end here."""
    width: int = 3
    """Beams; 1 is greedy."""
    length_penalty: float = 0.6
    validation_images: int = 200
    """Images captioned greedily after each epoch: the best weights are those of the best val_cider,
    for scenes of the most captions that are true."""
    epochs: int = 60
    """An epoch has each image once, with one of its captions."""
    peak_learning_rate: float = 1.5e-3
    warmup_steps: int = 1_500
    """For `scenes`, where 300 steps to 3e-3 leave `lstm` on a plateau. Fewer for a small folder:
    800 images have 25 steps an epoch."""

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=3_000, image_size=24, d_model=64, num_heads=2, d_ff=64, channels=16)
        small = replace(small, patch_size=6, batch_size=32, epochs=6, width=1, max_length=16)
        small = replace(small, validation_images=50, warmup_steps=50, ema_momentum=0.95)
        small = replace(small, peak_learning_rate=5e-3)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has the tokenizer alone."""

    tokenizer: Tokenizer
    images: CaptionedImages | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or draw the images, learn the vocabulary, and make batches."""
    _check(config)
    strategy = get_strategy(config.strategy)
    with strategy.scope():
        _try_parts(config)
    images = _load_images(config)
    found = _checksum(images)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "images": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    tokenizer = text.get(config.tokenizer).train(
        list(chain(*images.train.captions)),
        vocabulary_size=config.vocabulary_size,
        lowercase=config.lowercase,
    )
    return replace(_batched(config, images, tokenizer), checksum=found)


def _try_parts(config: Config) -> None:
    """Each part refuses what it cannot do, and a network from elsewhere gets its weights."""
    model = _untrained(config, 8)
    if config.pretrained and config.encoder not in IMAGE_ENCODERS:
        model.encoder.build()  # what was trained on ImageNet may have to be downloaded


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
    return _fit(config, data)


def _fit(config: Config, data: Data) -> "Run":
    model = build_model(config, data)
    fit(model, config, data, batch_size="batch_size")
    return Run(config, data, model)


class Run(BaseRun):
    """A trained captioner: call it, draw where it looks, evaluate it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        predictor = _predictor(config, data.tokenizer, model, width=config.width)
        super().__init__(config, data, model, predictor)

    def __call__(self, images: Sequence[Image]) -> list[str]:
        """A caption of each image: of its path, its bytes, or its pixels (H, W, 3)."""
        return self.predictor(images)

    def draw(self, image: Image, path: str | Path) -> Path:
        """A picture of where it looks for each word; not for the decoder lstm."""
        return draw_caption(self.predictor, image, path)

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the names that `load` knows them by."""
        return {"captions": self.data.tokenizer}

    def _score(self):
        """BLEU, chrF and CIDEr; of scenes, how many captions are true."""
        test = self._images.test
        return score_captions(self(test.images), test)

    def _score_baselines(self):
        """Those of the same model without the images, and of the most frequent caption."""
        of = {"blind": self._baseline()._score(), "frequent": score_frequent(self._images)}
        return {
            f"{baseline}_{name}": scores[name]
            for baseline, scores in of.items()
            for name in _BASELINE_SCORES
            if name in scores
        }

    def _card(self, settings, scores):
        return captioning_card(self.predictor, settings, scores)

    def _baseline(self) -> "Run":
        """The same model without the images, trained on the same captions."""
        if self.config.encoder == _BASELINE["encoder"]:
            return self
        print("The baseline, the same model without the images:")
        config = replace(self.config, **_BASELINE)
        return _fit(config, _batched(config, self._images, self.data.tokenizer))

    @cached_property
    def _images(self) -> CaptionedImages:
        return self.data.images or self._reread(_load_images, _checksum)


def score_captions(outputs: Sequence[str], split: Split) -> dict[str, float]:
    """BLEU, chrF and CIDEr of captions of a split's images; of scenes, how many are true."""
    found = caption_scores(outputs, split.captions)
    if split.scenes:
        true = sum(map(scenes.is_true, outputs, split.scenes))
        found["true"] = 100 * true / len(outputs)
    return found


def score_frequent(images: CaptionedImages) -> dict[str, float]:
    """The same of the most frequent caption of training, for every test image."""
    [(frequent, _)] = Counter(chain(*images.train.captions)).most_common(1)
    return score_captions([frequent] * len(images.test.captions), images.test)


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, tokenizers = load_folder(directory, Config, ("captions",))
    data = Data(tokenizers["captions"], checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    text.check_tokenizer(config.tokenizer)
    config.check_least(_LEAST)
    if config.shift >= config.image_size:
        raise ValueError(
            f"`shift` must be less than `image_size`={config.image_size}, got {config.shift}."
        )
    if config.flip and config.data == "scenes":
        raise ValueError("`flip` must be False for scenes, whose captions say left and right.")
    config.check()


def _load_images(config: Config) -> CaptionedImages:
    return load_captioned_images(
        config.data, image_size=config.image_size, size=config.size, seed=config.seed
    )


def _checksum(images: CaptionedImages) -> int:
    """Of what is trained on or chosen by."""
    return checksum(_fingerprints(images))


def _batched(config: Config, images: CaptionedImages, tokenizer: Tokenizer) -> Data:
    if config.deterministic:
        make_deterministic()
    epochs = EpochCounter()
    train, validation = (
        encode_captions(split, tokenizer, max_length=config.max_length) for split in images[:2]
    )
    sizes = {
        "batch_size": config.batch_size,
        "static_shapes": config.jit_compile,
        "replicas": get_strategy(config.strategy).num_replicas_in_sync,
    }
    return Data(
        tokenizer,
        images=images,
        train=caption_batches(
            train,
            shuffle_seed=config.seed,
            epochs=epochs,
            flip=config.flip,
            shift=config.shift,
            **sizes,
        ),
        validation=caption_batches(validation, **sizes),
        callbacks=tuple(_callbacks(config, tokenizer, images.validation, epochs)),
        config=config,
        report="\n".join(
            [
                f"train: {images.train.report()}\n  used: {train.report()}",
                f"validation: {images.validation.report()}\n  used: {validation.report()}",
                f"test: {images.test.report()}",
            ]
        ),
    )


def _fingerprints(images: CaptionedImages):
    """What changes with the images and captions that are trained on or chosen by."""
    for split in images[:2]:
        for pixels, captions in zip(split.images, split.captions, strict=True):
            yield str(zlib.crc32(pixels)), *captions


def _untrained(config: Config, vocabulary_size: int) -> keras.Model:
    """The compiled model for a vocabulary of this size, not built yet."""
    model = build_captioner(
        config.arch,
        encoder=config.encoder,
        vocabulary_size=vocabulary_size,
        image_size=config.image_size,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        num_stages=config.num_stages,
        width=config.channels,
        patch_size=config.patch_size,
        pretrained=config.pretrained,
        fine_tune=config.fine_tune,
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


def _callbacks(config, tokenizer, validation, epochs) -> list[keras.callbacks.Callback]:
    count = config.validation_images
    scored = Split(*(part[:count] for part in validation[:3]))
    scoring = ScoreDecodedText(
        lambda model: _predictor(config, tokenizer, model, width=1),
        lambda outputs, _: score_captions(outputs, scored),
        scored.images,
        scored.captions,
        workers=workers_of(get_strategy(config.strategy)),
    )
    # People word a true caption in many ways, and CIDEr counts words.
    monitor = "val_true" if scored.scenes else "val_cider"
    return standard_callbacks(config, scoring, monitor=monitor, set_epoch=epochs.set)


def _predictor(
    config: Config, tokenizer: Tokenizer, model: keras.Model, *, width: int
) -> CaptionPredictor:
    return CaptionPredictor(
        model,
        tokenizer,
        width=width,
        length_penalty=config.length_penalty,
        max_length=config.max_length,
    )
