"""Every public layer and model, with the ways of using it that the harness checks."""

from dataclasses import replace

import keras
import numpy as np
from keras import ops

from tests.harness.subjects import SIZES, Entry
from zoo import layers, models
from zoo.models import Memory, backbone_image_encoder, no_memory

D, N, U, A, V = (SIZES[axis] for axis in "DNUAV")
F = 12
BLOCK = {"d_model": D, "num_heads": N, "d_ff": F}
STACK = {"num_layers": 2, **BLOCK}
PRE = {"num_layers": 1, **BLOCK, "norm": "pre"}
PLACES = {**PRE, "max_length": 9}

LEARNED = {"positions": "learned", "max_length": 9}
POSITIONS = ("none", "learned", "relative", "alibi")  # sinusoidal is the default
# What Llama and its like are made of.
MODERN = {
    **PRE,
    "num_kv_heads": 1,
    "positions": "rotary",
    "norm_type": "rms",
    "activation": "silu",
    "gated": True,
}

# A bias on the keys shifts all scores of a query alike, and the softmax cancels it.
KEY_BIAS = ("key/bias",)


# Rotary positions turn it, and only in the cross-attention does it cancel.
CROSS_KEY_BIAS = ("cross_attention/key/bias",)


def _cell(cell_class):
    """A cell over time; its mask is Keras's own."""
    return Entry(
        cell_class,
        lambda dtype, rate: keras.layers.RNN(
            cell_class(U, dropout_rate=rate, recurrent_dropout_rate=rate, dtype=dtype),
            return_sequences=True,
            dtype=dtype,
        ),
        lambda layer, x, **training: layer(x["values"], mask=x["target_keep"], **training),
        inputs={"values": "BTD", "target_keep": "BT"},
        outputs=("BTU",),
        is_causal=True,
    )


def _attention_cell(order, outputs, fed):
    """A cell that looks at its memory, over time; `fed`: its own state beside the cell's."""

    def make(dtype, rate):
        cell = layers.GRUCell(U, dropout_rate=rate, recurrent_dropout_rate=rate, dtype=dtype)
        attention = layers.AdditiveAttention(A, dtype=dtype)
        cell = layers.AttentionCell(cell, attention, memory_dim=D, order=order, dtype=dtype)
        return keras.layers.RNN(cell, return_sequences=True, dtype=dtype)

    def call(layer, x, **training):
        keep = ops.cast(x["source_keep"], layer.compute_dtype)
        states = [x["state"], *(x[name] for name in fed), x["keys"], x["memory"], keep]
        return layer(x["values"], initial_state=states, **training)

    return Entry(
        layers.AttentionCell,
        make,
        call,
        inputs={
            "values": "BTD",
            "state": "BU",
            **fed,
            "keys": "BSA",
            "memory": "BSD",
            "source_keep": "BS",
        },
        outputs=outputs,
        is_causal=True,
        no_gradient=("key/kernel",),  # `prepare` uses it, before the loop
    )


def _one_query(attention_class, make, query="BTU"):
    return Entry(
        attention_class,
        lambda dtype, rate: make(dtype),
        lambda layer, x: layer(x["query"], x["memory"], x["source_keep"], return_scores=True),
        inputs={"query": query, "memory": "BSD", "source_keep": "BS"},
        outputs=("BTD", "BTS"),
        is_causal=True,
        has_dropout=False,
    )


def _dot_product(score, units, query):
    return _one_query(
        layers.DotProductAttention,
        lambda dtype: layers.DotProductAttention(units, score=score, dtype=dtype),
        query,
    )


def _transformer_block(block_class, norm, call, inputs, outputs, is_causal):
    return Entry(
        block_class,
        lambda dtype, rate: block_class(
            **BLOCK, dropout_rate=rate, attention_dropout_rate=rate, norm=norm, dtype=dtype
        ),
        call,
        inputs=inputs,
        outputs=outputs,
        is_causal=is_causal,
        no_gradient=KEY_BIAS,
    )


def _encoder_block(norm):
    return _transformer_block(
        layers.TransformerEncoderLayer,
        norm,
        lambda layer, x, **training: layer(
            x["values"], keep=x["source_keep"], return_scores=True, **training
        ),
        {"values": "BSD", "source_keep": "BS"},
        ("BSD", "BNSS"),
        False,
    )


def _decoder_block(norm):
    return _transformer_block(
        layers.TransformerDecoderLayer,
        norm,
        lambda layer, x, **training: layer(
            x["values"],
            x["memory"],
            memory_keep=x["source_keep"],
            return_scores=True,
            **training,
        ),
        {"values": "BTD", "memory": "BSD", "source_keep": "BS"},
        ("BTD", "BNTS"),
        True,
    )


def _score_bias(bias_class, make):
    return Entry(
        bias_class,
        lambda dtype, rate: make(dtype),
        lambda layer, x: layer(x["query_ids"], x["key_ids"]),
        inputs={"query_ids": "BT", "key_ids": "BS"},
        outputs=("BNTS",),
        has_dropout=False,
    )


def _encoder(encoder_class, outputs, no_gradient=(), **options):
    return Entry(
        encoder_class,
        lambda dtype, rate: encoder_class(V, **options, dropout_rate=rate, dtype=dtype),
        lambda layer, x, **training: layer(x["source_ids"], x["source_keep"], **training),
        inputs={"source_ids": "BS", "source_keep": "BS"},
        outputs=outputs,
        no_gradient=no_gradient,
    )


def _decoder(decoder_class, states=(), no_gradient=(), has_keys=False, **options):
    def memory(x):
        state = (tuple(x[name] for name in states),) if states else ()
        return Memory(x["memory"], x["source_keep"], state, x["keys"] if has_keys else ())

    return Entry(
        decoder_class,
        lambda dtype, rate: decoder_class(V, **options, dropout_rate=rate, dtype=dtype),
        lambda layer, x, **training: layer(x["target_in_ids"], memory(x), **training),
        inputs={
            "target_in_ids": "BT",
            "memory": "BSD",
            "source_keep": "BS",
            **dict.fromkeys(states, "BD"),
            **({"keys": "BSD"} if has_keys else {}),
        },
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
        memory=memory,
    )


def _decoder_alone(decoder_class, no_gradient=(), **options):
    """A decoder that reads no memory: a language model's."""
    return Entry(
        decoder_class,
        lambda dtype, rate: decoder_class(
            V, **options, memory_dim=0, dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(
            x["target_in_ids"], no_memory(x["target_in_ids"]), **training
        ),
        inputs={"target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
        memory=lambda x: no_memory(x["target_in_ids"]),
    )


def _seq2seq(arch, no_gradient=(), sampling_rate=0.0, **options):
    def make(dtype, rate):
        sampling = models.ScheduledSampling(sampling_rate, seed=1) if sampling_rate else None
        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(dtype)
        try:
            return models.build_seq2seq(
                arch,
                source_vocabulary_size=V,
                target_vocabulary_size=V,
                **STACK,
                dropout_rate=rate,
                sampling=sampling,
                **options,
            )
        finally:
            keras.config.set_dtype_policy(before)

    return Entry(
        models.ScheduledSampling if sampling_rate else models.Seq2Seq,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"source_ids": "BS", "target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        says_padding=("source_ids",),
        no_gradient=no_gradient,
    )


def _language_model(arch, no_gradient=(), **options):
    def make(dtype, rate):
        return models.build_language_model(
            arch, vocabulary_size=V, **STACK, dropout_rate=rate, dtype=dtype, **options
        )

    return Entry(
        models.LanguageModel,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
    )


def _image_language_model(arch, no_gradient=(), **options):
    def make(dtype, rate):
        decoder = _language_model(arch, **options).make(dtype, rate).decoder
        palette = np.linspace(0, 255, 3 * (V - 1)).reshape(-1, 3).astype(int).tolist()
        return models.ImageLanguageModel(decoder, palette=palette, image_size=2, dtype=dtype)

    entry = _language_model(arch, no_gradient, **options)
    return replace(entry, covers=models.ImageLanguageModel, make=make)


def _classifier(arch, no_gradient=()):
    def make(dtype, rate):
        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(dtype)
        try:
            return models.build_classifier(
                arch,
                vocabulary_size=V,
                classes="abcdef"[:U],
                **STACK,
                dropout_rate=rate,
                word_dropout_rate=rate,
            )
        finally:
            keras.config.set_dtype_policy(before)

    is_baseline = arch == "bag_of_words"
    return Entry(
        models.BagOfWords if is_baseline else models.Classifier,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"source_ids": "BS"},
        outputs=("BU",),
        has_dropout=not is_baseline,
        says_padding=("source_ids",),
        no_gradient=no_gradient,
    )


def _tagger(arch, no_gradient=()):
    def make(dtype, rate):
        encoder = models.build_encoder(
            arch, vocabulary_size=V, **STACK, dropout_rate=rate, dtype=dtype
        )
        return models.Tagger(
            encoder, "abcdef"[:U], dropout_rate=rate, word_dropout_rate=rate, dtype=dtype
        )

    return Entry(
        models.Tagger,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"source_ids": "BS"},
        outputs=("BSU",),
        says_padding=("source_ids",),
        no_gradient=no_gradient,
    )


def _tiny_backbone(*, include_top, weights, input_shape):
    """In place of a network of `keras.applications`, the smallest of which costs a minute here."""
    convolution = keras.layers.Conv2D(6, 4, strides=4, activation="tanh")
    return keras.Sequential([keras.Input(input_shape), convolution])


_known_backbones = backbone_image_encoder.backbones
backbone_image_encoder.backbones = lambda: {
    **_known_backbones(),
    "Tiny": (_tiny_backbone, lambda x: x / 127.5 - 1),
}


def _image_encoder(encoder_class, no_gradient=(), places="P", **options):
    def call(layer, x, **training):
        values, keep, _, _ = layer(50 * x["image"] + 128, **training)
        return values, keep

    return Entry(
        encoder_class,
        lambda dtype, rate: encoder_class(
            SIZES["I"], d_model=D, dropout_rate=rate, dtype=dtype, **options
        ),
        call,
        inputs={"image": "BIIC"},
        outputs=(f"B{places}D", f"B{places}"),
        no_gradient=no_gradient,
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


# What a frame may be so short for: a step of the encoders is then a sample of the inputs.
SOUND = {"sampling_rate": 8_000, "frame_length": 64, "frame_step": 1}


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


ENTRIES = {
    "SimpleRNNCell": _cell(layers.SimpleRNNCell),
    "LSTMCell": _cell(layers.LSTMCell),
    "GRUCell": _cell(layers.GRUCell),
    "LayerNormLSTMCell": _cell(layers.LayerNormLSTMCell),
    "LayerNormGRUCell": _cell(layers.LayerNormGRUCell),
    "PeepholeLSTMCell": _cell(layers.PeepholeLSTMCell),
    "ZoneoutCell": Entry(
        layers.ZoneoutCell,
        lambda dtype, rate: keras.layers.RNN(
            layers.ZoneoutCell(layers.GRUCell(U, dtype=dtype), 0.3, dtype=dtype),
            return_sequences=True,
            dtype=dtype,
        ),
        lambda layer, x, training=None: layer(
            layer.cell.feed(x["values"], training=training), mask=x["target_keep"]
        ),
        inputs={"values": "BTD", "target_keep": "BT"},
        outputs=("BTU",),
        is_causal=True,
    ),
    "StackedRNN-lstm-bidirectional": Entry(
        layers.StackedRNN,
        lambda dtype, rate: layers.StackedRNN(
            "lstm", U // 2, depth=2, bidirectional=True, dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(x["values"], x["source_keep"], **training),
        inputs={"values": "BSD", "source_keep": "BS"},
        outputs=("BSU", "BU", "BU", "BU", "BU"),
    ),
    "StackedRNN-gru-residual": Entry(
        layers.StackedRNN,
        lambda dtype, rate: layers.StackedRNN(
            "gru",
            U,
            depth=2,
            skips="residual",
            recurrent_dropout_rate=rate,
            dtype=dtype,
        ),
        lambda layer, x, **training: layer(x["values"], x["target_keep"], **training),
        inputs={"values": "BTD", "target_keep": "BT"},
        outputs=("BTU", "BU", "BU"),
        is_causal=True,
    ),
    "StackedRNN-zoneout": Entry(
        layers.StackedRNN,
        lambda dtype, rate: layers.StackedRNN(
            "lstm", U // 2, bidirectional=True, dropout_rate=rate, zoneout_rate=0.3, dtype=dtype
        ),
        lambda layer, x, **training: layer(x["values"], x["source_keep"], **training),
        inputs={"values": "BSD", "source_keep": "BS"},
        outputs=("BSU", "BU", "BU"),
    ),
    "AdditiveAttention": _one_query(
        layers.AdditiveAttention, lambda dtype: layers.AdditiveAttention(A, dtype=dtype)
    ),
    "DotProductAttention-dot": _dot_product("dot", D, "BTD"),
    "DotProductAttention-general": _dot_product("general", U, "BTU"),
    "DotProductAttention-concat": _dot_product("concat", A, "BTU"),
    "AttentionPooling": Entry(
        layers.AttentionPooling,
        lambda dtype, rate: layers.AttentionPooling(A, dtype=dtype),
        lambda layer, x: layer(x["values"], x["source_keep"], return_scores=True),
        inputs={"values": "BSD", "source_keep": "BS"},
        outputs=("BD", "BS"),
        has_dropout=False,
    ),
    "MeanPooling": Entry(
        layers.MeanPooling,
        lambda dtype, rate: layers.MeanPooling(dtype=dtype),
        lambda layer, x: layer(x["values"], x["source_keep"]),
        inputs={"values": "BSD", "source_keep": "BS"},
        outputs=("BD",),
        has_dropout=False,
    ),
    "AttentionCell-before": _attention_cell("before", ("BTE",), {}),
    "AttentionCell-after": _attention_cell("after", ("BTG",), {"fed": "BU"}),
    "PatchEmbedding": Entry(
        layers.PatchEmbedding,
        lambda dtype, rate: layers.PatchEmbedding(D, patch_size=4, dtype=dtype),
        lambda layer, x: layer(x["image"]),
        inputs={"image": "BIIC"},
        outputs=("BPD",),
        has_dropout=False,
    ),
    "LogMelSpectrogram": Entry(
        layers.LogMelSpectrogram,
        lambda dtype, rate: layers.LogMelSpectrogram(D, **SOUND, dtype=dtype),
        lambda layer, x: layer(x["audio"], ops.sum(ops.cast(x["source_keep"], "int32"), axis=1)),
        inputs={"audio": "BS", "source_keep": "BS"},
        outputs=("BSD", "BS"),
        has_dropout=False,
    ),
    "MultiHeadAttention-cross": Entry(
        layers.MultiHeadAttention,
        lambda dtype, rate: layers.MultiHeadAttention(
            D, N, memory_dim=U, dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(
            x["query"], x["memory"], keep=x["source_keep"], return_scores=True, **training
        ),
        inputs={"query": "BTD", "memory": "BSU", "source_keep": "BS"},
        outputs=("BTD", "BNTS"),
        is_causal=True,
        no_gradient=KEY_BIAS,
    ),
    "MultiHeadAttention-causal": Entry(
        layers.MultiHeadAttention,
        lambda dtype, rate: layers.MultiHeadAttention(
            D, N, dropout_rate=rate, use_bias=False, dtype=dtype
        ),
        lambda layer, x, **training: layer(
            x["query"], keep=x["target_keep"], causal=True, **training
        ),
        inputs={"query": "BTD", "target_keep": "BT"},
        outputs=("BTD",),
        is_causal=True,
    ),
    "MultiHeadAttention-rotary-bias": Entry(
        layers.MultiHeadAttention,
        lambda dtype, rate: layers.MultiHeadAttention(
            D, N, dropout_rate=rate, use_bias=False, rotary_wavelength=100.0, dtype=dtype
        ),
        lambda layer, x, **training: layer(
            x["query"],
            keep=x["target_keep"],
            bias=x["bias"],
            positions=x["position_ids"],
            causal=True,
            **training,
        ),
        inputs={"query": "BTD", "target_keep": "BT", "position_ids": "BT", "bias": "BNTT"},
        outputs=("BTD",),
        is_causal=True,
    ),
    "MultiHeadAttention-grouped": Entry(
        layers.MultiHeadAttention,
        lambda dtype, rate: layers.MultiHeadAttention(
            D, 2 * N, num_kv_heads=N, dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(
            x["query"], keep=x["target_keep"], causal=True, **training
        ),
        inputs={"query": "BTD", "target_keep": "BT"},
        outputs=("BTD",),
        is_causal=True,
        no_gradient=KEY_BIAS,
    ),
    "RotaryEmbedding": Entry(
        layers.RotaryEmbedding,
        lambda dtype, rate: layers.RotaryEmbedding(dtype=dtype),
        lambda layer, x: layer(x["heads"], x["position_ids"]),
        inputs={"heads": "BNTD", "position_ids": "BT"},
        outputs=("BNTD",),
        is_causal=True,
        has_dropout=False,
    ),
    "RelativePositionBias": _score_bias(
        layers.RelativePositionBias,
        lambda dtype: layers.RelativePositionBias(N, num_buckets=4, max_distance=5, dtype=dtype),
    ),
    "ALiBiBias": _score_bias(layers.ALiBiBias, lambda dtype: layers.ALiBiBias(N, dtype=dtype)),
    "LearnedPositionalEmbedding": Entry(
        layers.LearnedPositionalEmbedding,
        lambda dtype, rate: layers.LearnedPositionalEmbedding(V, dtype=dtype),
        lambda layer, x: layer(x["values"], positions=x["position_ids"]),
        inputs={"values": "BTD", "position_ids": "BT"},
        outputs=("BTD",),
        is_causal=True,
        has_dropout=False,
    ),
    "SinusoidalPositionalEncoding": Entry(
        layers.SinusoidalPositionalEncoding,
        lambda dtype, rate: layers.SinusoidalPositionalEncoding(dtype=dtype),
        lambda layer, x: layer(x["values"], positions=x["position_ids"]),
        inputs={"values": "BTD", "position_ids": "BT"},
        outputs=("BTD",),
        is_causal=True,
        has_dropout=False,
    ),
    "GatedConvolution": Entry(
        layers.GatedConvolution,
        lambda dtype, rate: layers.GatedConvolution(
            D, kernel_size=4, dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(x["values"], x["source_keep"], **training),
        inputs={"values": "BSD", "source_keep": "BS"},
        outputs=("BSD",),
    ),
    "GatedConvolution-causal": Entry(
        layers.GatedConvolution,
        lambda dtype, rate: layers.GatedConvolution(D, causal=True, dropout_rate=rate, dtype=dtype),
        lambda layer, x, **training: layer(x["values"], **training),
        inputs={"values": "BTD"},
        outputs=("BTD",),
        is_causal=True,
    ),
    "SeriesPatches": Entry(
        layers.SeriesPatches,
        lambda dtype, rate: layers.SeriesPatches(U, patch=5, dtype=dtype),
        lambda layer, x: layer(x["values"]),
        inputs={"values": "BAD"},
        outputs=("BNU",),
        has_dropout=False,
    ),
    "MultiStepAttention": Entry(
        layers.MultiStepAttention,
        lambda dtype, rate: layers.MultiStepAttention(D, dtype=dtype),
        lambda layer, x: layer(
            x["values"], x["embedded"], x["keys"], x["memory"], x["source_keep"]
        ),
        inputs={
            "values": "BTD",
            "embedded": "BTD",
            "keys": "BSD",
            "memory": "BSD",
            "source_keep": "BS",
        },
        outputs=("BTD", "BTS"),
        is_causal=True,
        has_dropout=False,
    ),
    "FeedForward": Entry(
        layers.FeedForward,
        lambda dtype, rate: layers.FeedForward(
            D, F, activation="gelu", dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(x["values"], **training),
        inputs={"values": "BTD"},
        outputs=("BTD",),
        is_causal=True,
    ),
    "FeedForward-gated": Entry(
        layers.FeedForward,
        lambda dtype, rate: layers.FeedForward(
            D, F, activation="silu", gated=True, dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(x["values"], **training),
        inputs={"values": "BTD"},
        outputs=("BTD",),
        is_causal=True,
    ),
    "Residual-rms": Entry(
        layers.Residual,
        lambda dtype, rate: layers.Residual(
            "post", norm_type="rms", dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(x["values"], x["update"], **training),
        inputs={"values": "BTD", "update": "BTD"},
        outputs=("BTD",),
        is_causal=True,
    ),
    "Residual": Entry(
        layers.Residual,
        lambda dtype, rate: layers.Residual("post", dropout_rate=rate, dtype=dtype),
        lambda layer, x, **training: layer(x["values"], x["update"], **training),
        inputs={"values": "BTD", "update": "BTD"},
        outputs=("BTD",),
        is_causal=True,
    ),
    "StateBridge": Entry(
        layers.StateBridge,
        lambda dtype, rate: layers.StateBridge(
            U, depth=2, states_per_layer=2, memory_dim=D, dtype=dtype
        ),
        lambda layer, x: layer(x["memory"], x["source_keep"], ((x["state"],),)),
        inputs={"memory": "BSD", "source_keep": "BS", "state": "BD"},
        outputs=("BU",) * 4,
        has_dropout=False,
    ),
    "StateBridge-mean": Entry(
        layers.StateBridge,
        lambda dtype, rate: layers.StateBridge(
            U, depth=1, states_per_layer=1, memory_dim=D, dtype=dtype
        ),
        lambda layer, x: layer(x["memory"], x["source_keep"], ()),
        inputs={"memory": "BSD", "source_keep": "BS"},
        outputs=("BU",),
        has_dropout=False,
    ),
    "TransformerEncoderLayer-post": _encoder_block("post"),
    "TransformerEncoderLayer-pre": _encoder_block("pre"),
    "TransformerDecoderLayer-post": _decoder_block("post"),
    "TransformerDecoderLayer-pre": _decoder_block("pre"),
    "RNNEncoder": _encoder(
        models.RNNEncoder,
        ("BSD", "BS", "BD", "BD"),
        cell="lstm",
        d_model=D,
        skips="concatenate",
    ),
    "SelfAttentionEncoder-post": _encoder(
        models.SelfAttentionEncoder, ("BSD", "BS"), KEY_BIAS, **STACK
    ),
    "SelfAttentionEncoder-pre": _encoder(
        models.SelfAttentionEncoder, ("BSD", "BS"), KEY_BIAS, **PRE
    ),
    **{
        f"SelfAttentionEncoder-{kind}": _encoder(
            models.SelfAttentionEncoder, ("BSD", "BS"), KEY_BIAS, **PLACES, positions=kind
        )
        for kind in POSITIONS
    },
    "SelfAttentionEncoder-modern": _encoder(models.SelfAttentionEncoder, ("BSD", "BS"), **MODERN),
    "ConvEncoder": _encoder(
        models.ConvEncoder, ("BSD", "BS", "BSD"), num_layers=2, d_model=D, kernel_size=4
    ),
    "ConvEncoder-learned": _encoder(
        models.ConvEncoder, ("BSD", "BS", "BSD"), num_layers=1, d_model=D, **LEARNED
    ),
    "RNNDecoder": _decoder(
        models.RNNDecoder, ("h", "c"), cell="lstm", d_model=D, depth=2, tie_embeddings=False
    ),
    "AttentionRNNDecoder": _decoder(
        models.AttentionRNNDecoder, ("h",), cell="gru", d_model=D, depth=2
    ),
    "AttentionRNNDecoder-zoneout": _decoder(
        models.AttentionRNNDecoder, ("h",), cell="gru", d_model=D, depth=2, zoneout_rate=0.3
    ),
    "AttentionRNNDecoder-luong": _decoder(
        models.AttentionRNNDecoder,
        ("h", "c"),
        cell="lstm",
        attention="general",
        order="after",
        d_model=D,
        depth=2,
    ),
    "ConvDecoder": _decoder(models.ConvDecoder, has_keys=True, num_layers=2, d_model=D),
    "ConvDecoder-learned": _decoder(
        models.ConvDecoder, num_layers=1, d_model=D, kernel_size=2, **LEARNED
    ),
    "SelfAttentionDecoder-post": _decoder(
        models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **STACK
    ),
    "SelfAttentionDecoder-pre": _decoder(models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **PRE),
    **{
        f"SelfAttentionDecoder-{kind}": _decoder(
            models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **PLACES, positions=kind
        )
        for kind in POSITIONS
    },
    "SelfAttentionDecoder-alone": _decoder_alone(
        models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **PRE
    ),
    "SelfAttentionDecoder-modern": _decoder(
        models.SelfAttentionDecoder, no_gradient=CROSS_KEY_BIAS, **MODERN
    ),
    "ScheduledSampling": _seq2seq("gru_attention", sampling_rate=0.5),
    "BagOfWords": _classifier("bag_of_words"),
    "Captioner-lstm": _captioner("lstm", "cnn"),
    "Captioner-lstm_attention": _captioner("lstm_attention", "patches", KEY_BIAS),
    "Captioner-transformer": _captioner("transformer", "cnn", KEY_BIAS),
    "ConvImageEncoder": _image_encoder(models.ConvImageEncoder, num_stages=2, width=4),
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
    "Classifier-gru": _classifier("gru"),
    "Classifier-lstm_attention": _classifier("lstm_attention"),
    "Classifier-transformer": _classifier("transformer", KEY_BIAS),
    "Tagger-bilstm": _tagger("bilstm"),
    "Tagger-transformer": _tagger("transformer", KEY_BIAS),
    "RecurrentReader": _reader(models.RecurrentReader, cell="gru", num_layers=2),
    "SelfAttentionReader": _reader(models.SelfAttentionReader, KEY_BIAS, num_heads=N, d_ff=F),
    "Forecaster-linear": _forecaster("linear", ("BNU",), instance_norm="last"),
    "Forecaster-lstm-quantiles": _forecaster(
        "lstm", ("BNUA",), quantiles=[0.05 * q for q in (1, 2, 3, 4, 5, 10, 12, 14, 16, 18)]
    ),
    "Forecaster-transformer-together": _forecaster(
        "transformer", ("BNU",), KEY_BIAS, channels="together", instance_norm="mean"
    ),
    "Seq2Seq-lstm": _seq2seq("lstm"),
    "VideoClassifier-gru": _video_classifier("gru"),
    "VideoClassifier-transformer": _video_classifier("transformer", KEY_BIAS, motion=False),
    "VideoClassifier-single_frame": _video_classifier("single_frame"),
    "Seq2Seq-lstm_attention": _seq2seq("lstm_attention", share_embedding=True),
    "Seq2Seq-lstm_luong": _seq2seq("lstm_luong"),
    "Seq2Seq-conv": _seq2seq("conv", share_embedding=True),
    "LanguageModel-gru": _language_model("gru"),
    "LanguageModel-transformer": _language_model("transformer", KEY_BIAS, positions="alibi"),
    "ImageLanguageModel": _image_language_model("transformer", KEY_BIAS, positions="alibi"),
    "Seq2Seq-transformer": _seq2seq("transformer", KEY_BIAS, share_embedding=True),
}
DECODERS = {name: entry for name, entry in ENTRIES.items() if entry.memory is not None}
