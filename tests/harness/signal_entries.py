"""Every part and model of series, images, clips and sounds, as the harness checks it."""

from dataclasses import replace

import keras
import numpy as np
from keras import ops

from tests.harness.options import KEY_BIAS, SOUND, STACK, D, F, N, U, V
from tests.harness.subjects import SIZES, Entry
from tests.harness.text_entries import language_model
from zoo import models
from zoo.models import backbone_image_encoder


def _image_language_model(arch, no_gradient=(), **options):
    def make(dtype, rate):
        decoder = language_model(arch, **options).make(dtype, rate).decoder
        palette = np.linspace(0, 255, 3 * (V - 1)).reshape(-1, 3).astype(int).tolist()
        return models.ImageLanguageModel(decoder, palette=palette, image_size=2, dtype=dtype)

    entry = language_model(arch, no_gradient, **options)
    return replace(entry, covers=models.ImageLanguageModel, make=make)


def _tiny_backbone(*, include_top, weights, input_shape):
    """In place of a network of `keras.applications`, the smallest of which costs a minute here."""
    convolution = keras.layers.Conv2D(6, 4, strides=4, activation="tanh")
    return keras.Sequential([keras.Input(input_shape), convolution])


_known_backbones = backbone_image_encoder.backbones
backbone_image_encoder.backbones = lambda: {
    **_known_backbones(),
    "Tiny": (_tiny_backbone, lambda x: x / 127.5 - 1),
}


def _image_encoder(encoder_class, no_gradient=(), places="P", make=None, **options):
    make = make or encoder_class

    def call(layer, x, **training):
        values, keep, _, _ = layer(50 * x["image"] + 128, **training)
        return values, keep

    return Entry(
        encoder_class,
        lambda dtype, rate: make(SIZES["I"], d_model=D, dropout_rate=rate, dtype=dtype, **options),
        call,
        inputs={"image": "BIIC"},
        outputs=(f"B{places}D", f"B{places}"),
        no_gradient=no_gradient,
    )


def _over_a_grid(image_size, *, dtype, dropout_rate, d_model):
    grid = models.ConvImageEncoder(
        image_size, num_stages=2, width=4, d_model=d_model, dropout_rate=dropout_rate, dtype=dtype
    )
    return models.SelfAttentionImageEncoder(
        grid, num_layers=2, num_heads=N, d_ff=F, dropout_rate=dropout_rate, dtype=dtype
    )


def _image_classifier(arch, no_gradient=(), pooling="mean"):
    def make(dtype, rate):
        return models.build_image_classifier(
            arch,
            classes="abcdef"[:U],
            image_size=SIZES["I"],
            pooling=pooling,
            patch_size=4,
            **STACK,
            num_stages=2,
            width=4,
            dropout_rate=rate,
            dtype=dtype,
        )

    return Entry(
        models.ImageClassifier,
        make,
        lambda layer, x, **training: layer({"image": 50 * x["image"] + 128}, **training),
        inputs={"image": "BIIC"},
        outputs=("BU",),
        no_gradient=no_gradient,
    )


def _captioner(arch, encoder, no_gradient=()):
    def make(dtype, rate):
        return models.build_captioner(
            arch,
            encoder=encoder,
            vocabulary_size=V,
            image_size=SIZES["I"],
            **STACK,
            num_stages=2,
            width=4,
            patch_size=4,
            dropout_rate=rate,
            dtype=dtype,
        )

    return Entry(
        models.Captioner,
        make,
        lambda layer, x, **training: layer(
            {"image": 50 * x["image"] + 128, "target_in_ids": x["target_in_ids"]}, **training
        ),
        inputs={"image": "BIIC", "target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
    )


def _reader(reader_class, no_gradient=(), **options):
    return Entry(
        reader_class,
        lambda dtype, rate: reader_class(D, patch=5, dropout_rate=rate, dtype=dtype, **options),
        lambda layer, x, **training: layer(x["values"], **training),
        inputs={"values": "BAU"},
        outputs=("BD",),
        no_gradient=no_gradient,
    )


def _forecaster(arch, outputs, no_gradient=(), **options):
    """From A steps of U columns to N steps."""

    def make(dtype, rate):
        return models.build_forecaster(
            arch,
            context=SIZES["A"],
            horizon=N,
            columns="abcdef"[:U],
            patch=5,
            **STACK,
            dropout_rate=rate,
            dtype=dtype,
            **options,
        )

    return Entry(
        models.Forecaster,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"values": "BAU"},
        outputs=outputs,
        has_dropout=arch != "linear",
        no_gradient=no_gradient,
    )


def _heard(x):
    """Audio and lengths of which an encoder makes (B, S) steps: it takes four frames for one."""
    audio, keep = (ops.repeat(x[name], 4, axis=1) for name in ("audio", "source_keep"))
    return audio, ops.sum(ops.cast(keep, "int32"), axis=1)


def _speech_encoder(encoder_class, outputs, no_gradient=(), **options):
    return Entry(
        encoder_class,
        lambda dtype, rate: encoder_class(
            mel_bins=D, d_model=D, dropout_rate=rate, dtype=dtype, **SOUND, **options
        ),
        lambda layer, x, **training: layer(*_heard(x), **training),
        inputs={"audio": "BS", "source_keep": "BS"},
        outputs=outputs,
        no_gradient=no_gradient,
    )


def _speech_recognizer(arch, no_gradient=()):
    def call(layer, x, **training):
        audio, lengths = _heard(x)
        inputs = {"audio": audio, "audio_lengths": lengths, "target_in_ids": x["target_in_ids"]}
        return layer(inputs, **training)

    return Entry(
        models.SpeechRecognizer,
        lambda dtype, rate: models.build_speech_recognizer(
            arch, vocabulary_size=V, mel_bins=D, **SOUND, **STACK, dropout_rate=rate, dtype=dtype
        ),
        call,
        inputs={"audio": "BS", "source_keep": "BS", "target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
    )


def _video_classifier(arch, no_gradient=(), **options):
    """Clips of T frames; U classes."""

    def make(dtype, rate):
        return models.build_video_classifier(
            arch,
            image_size=SIZES["I"],
            classes="abcdef"[:U],
            num_stages=2,
            width=4,
            **STACK,
            dropout_rate=rate,
            dtype=dtype,
            **options,
        )

    def call(layer, x, **training):
        frames = {"frames": 50 * x["frames"] + 128, "frame_keep": x["target_keep"]}
        return layer(frames, **training)

    return Entry(
        models.VideoClassifier,
        make,
        call,
        inputs={"frames": "BTIIC", "target_keep": "BT"},
        outputs=("BU",),
        no_gradient=no_gradient,
    )


SIGNAL_ENTRIES = {
    "Captioner-lstm": _captioner("lstm", "cnn"),
    "Captioner-lstm_attention": _captioner("lstm_attention", "patches", KEY_BIAS),
    "Captioner-transformer": _captioner("transformer", "cnn", KEY_BIAS),
    "ConvImageEncoder": _image_encoder(models.ConvImageEncoder, num_stages=2, width=4),
    "SelfAttentionImageEncoder": _image_encoder(
        models.SelfAttentionImageEncoder, KEY_BIAS, make=_over_a_grid
    ),
    "PatchImageEncoder": _image_encoder(
        models.PatchImageEncoder, KEY_BIAS, patch_size=4, num_layers=2, num_heads=N, d_ff=F
    ),
    "VisionTransformer": _image_encoder(
        models.VisionTransformer,
        KEY_BIAS,
        places="Q",
        patch_size=4,
        num_layers=2,
        num_heads=N,
        d_ff=F,
    ),
    "ImageClassifier-vit": _image_classifier("vit", KEY_BIAS, pooling="class"),
    "ImageClassifier-cnn": _image_classifier("cnn"),
    "BackboneImageEncoder": _image_encoder(
        models.BackboneImageEncoder, backbone="Tiny", weights=None, fine_tune=True
    ),
    "BlindImageEncoder": _image_encoder(models.BlindImageEncoder, places="2"),
    "RNNSpeechEncoder": _speech_encoder(
        models.RNNSpeechEncoder, ("BSD", "BS", "BD", "BD", "BD", "BD")
    ),
    "SelfAttentionSpeechEncoder": _speech_encoder(
        models.SelfAttentionSpeechEncoder,
        ("BSD", "BS"),
        KEY_BIAS,
        num_layers=2,
        num_heads=N,
        d_ff=F,
    ),
    "SpeechRecognizer-gru_attention": _speech_recognizer("gru_attention"),
    "SpeechRecognizer-transformer": _speech_recognizer("transformer", KEY_BIAS),
    "RecurrentReader": _reader(models.RecurrentReader, cell="gru", num_layers=2),
    "SelfAttentionReader": _reader(models.SelfAttentionReader, KEY_BIAS, num_heads=N, d_ff=F),
    "Forecaster-linear": _forecaster("linear", ("BNU",), instance_norm="last"),
    "Forecaster-lstm-quantiles": _forecaster(
        "lstm", ("BNUA",), quantiles=[0.05 * q for q in (1, 2, 3, 4, 5, 10, 12, 14, 16, 18)]
    ),
    "Forecaster-transformer-together": _forecaster(
        "transformer", ("BNU",), KEY_BIAS, channels="together", instance_norm="mean"
    ),
    "VideoClassifier-gru": _video_classifier("gru"),
    "VideoClassifier-transformer": _video_classifier("transformer", KEY_BIAS, motion=False),
    "VideoClassifier-single_frame": _video_classifier("single_frame"),
    "ImageLanguageModel": _image_language_model("transformer", KEY_BIAS, positions="alibi"),
}
