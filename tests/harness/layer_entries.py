"""Every public layer but the encoders and decoders, as the harness checks it."""

import keras
from keras import ops

from tests.harness.options import BLOCK, KEY_BIAS, SOUND, A, D, F, N, U, V
from tests.harness.subjects import Entry
from zoo import layers


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


LAYER_ENTRIES = {
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
}
