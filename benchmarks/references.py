"""Our layers beside Keras's, PyTorch's and KerasHub's.

`COMPARISONS` maps a name to a function from a dtype to the worst absolute `Errors`. The tests hold
the errors down, `benchmarks/parity.py` writes them up.
"""

from collections.abc import Callable
from functools import partial

import keras
import numpy as np
import tensorflow as tf
import torch

from benchmarks.cell_references import CELL_COMPARISONS
from benchmarks.comparison import (
    Errors,
    Link,
    against_keras,
    against_torch,
    random_inputs,
    transposed,
)
from benchmarks.position_references import POSITION_COMPARISONS
from zoo.layers import (
    AdditiveAttention,
    GRUCell,
    LSTMCell,
    MultiHeadAttention,
    SimpleRNNCell,
    StackedRNN,
    TransformerDecoderLayer,
    TransformerEncoderLayer,
)

B, S, T, D, N, F = 3, 5, 4, 8, 2, 12
SOURCE_KEEP = np.arange(S)[None] < np.array([[5], [2], [4]])
TARGET_KEEP = np.arange(T)[None] < np.array([[2], [4], [3]])
FUTURE = np.triu(np.ones((T, T), bool), k=1)


def _rnn(cell_class, dtype):
    cell = cell_class(D, dtype=dtype)
    return keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype=dtype)


def _recurrent_keras(cell_class, reference, dtype):
    theirs = reference(D, return_sequences=True, return_state=True, dtype=dtype)
    mask = tf.constant(SOURCE_KEEP)

    def run(layer, x):
        return layer(x, mask=mask)

    inputs = random_inputs(dtype, x=(B, S, D - 2))
    return against_keras(_rnn(cell_class, dtype), theirs, run, run, inputs)


def _gate_links(layer, theirs, suffix, gate_order):
    """The weights of one layer in one direction; PyTorch's names end in `suffix`.

    `gate_order`: where each of PyTorch's gates stands in ours.
    """
    kernel, recurrent_kernel, bias = layer.trainable_weights
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    weight_ih, weight_hh, bias_ih, bias_hh = (getattr(theirs, f"{n}_{suffix}") for n in names)
    width, links = recurrent_kernel.shape[0], []
    for gate, ours in enumerate(gate_order):
        column = slice(ours * width, (ours + 1) * width)
        row = slice(gate * width, (gate + 1) * width)

        def add(weight, parameter, our_part, row=row):
            links.append(Link(weight, parameter, our_part, lambda x: transposed(x[row])))

        add(kernel, weight_ih, lambda x, c=column: x[:, c])
        add(recurrent_kernel, weight_hh, lambda x, c=column: x[:, c])
        if len(bias.shape) == 2:  # a GRU has two biases as PyTorch does
            add(bias, bias_ih, lambda x, c=column: x[0, c])
            add(bias, bias_hh, lambda x, c=column: x[1, c])
        else:
            add(bias, bias_ih, lambda x, c=column: x[c])
            bias_hh.data.zero_()
    return links


def _recurrent_torch(cell_class, reference, gate_order, dtype):
    theirs = reference(D - 2, D, batch_first=True, dtype=getattr(torch, dtype))

    def run_theirs(x):
        outputs, state = theirs(x)
        return [outputs, *(s[0] for s in (state if isinstance(state, tuple) else (state,)))]

    return against_torch(
        _rnn(cell_class, dtype),
        lambda layer, x: layer(x),
        run_theirs,
        random_inputs(dtype, x=(B, S, D - 2)),
        lambda layer: _gate_links(layer, theirs, "l0", gate_order),
    )


def _stack_torch(cell, reference, gate_order, dtype):
    """Two layers in both directions over padded rows."""
    theirs = reference(
        D - 2,
        D,
        num_layers=2,
        bidirectional=True,
        batch_first=True,
        dtype=getattr(torch, dtype),
    )

    def run_ours(layer, x):
        values, state = layer(x, SOURCE_KEEP)
        return [values, *(part for of_layer in state for part in of_layer)]

    def run_theirs(x):
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            x, torch.tensor(SOURCE_KEEP.sum(axis=1)), batch_first=True, enforce_sorted=False
        )
        outputs, state = theirs(packed)
        values, _ = torch.nn.utils.rnn.pad_packed_sequence(
            outputs, batch_first=True, total_length=S
        )
        parts = state if isinstance(state, tuple) else (state,)
        both = (torch.cat([p[2 * i], p[2 * i + 1]], dim=-1) for i in range(2) for p in parts)
        return [values, *both]

    def link(layer):
        return [
            link
            for i in range(2)
            for one, suffix in (
                (layer.forward_layers[i], f"l{i}"),
                (layer.backward_layers[i], f"l{i}_reverse"),
            )
            for link in _gate_links(one, theirs, suffix, gate_order)
        ]

    ours = StackedRNN(cell, D, depth=2, bidirectional=True, dtype=dtype)
    return against_torch(ours, run_ours, run_theirs, random_inputs(dtype, x=(B, S, D - 2)), link)


class _KerasAdditive(keras.layers.Layer):
    """Keras's attention has no projections: these stand before it."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.query_dense, self.key_dense = (
            keras.layers.Dense(units, use_bias=False, dtype=self.dtype_policy) for _ in range(2)
        )
        self.attention = keras.layers.AdditiveAttention(dtype=self.dtype_policy)

    def call(self, query, values, keep):
        return self.attention(
            [self.query_dense(query), values, self.key_dense(values)],
            mask=[None, keep],
            return_attention_scores=True,
        )


def _additive_keras(dtype):
    return against_keras(
        AdditiveAttention(F, dtype=dtype),
        _KerasAdditive(F, dtype=dtype),
        lambda layer, query, values: layer(query, values, SOURCE_KEEP, return_scores=True),
        lambda layer, query, values: layer(query, values, SOURCE_KEEP),
        random_inputs(dtype, query=(B, T, D - 2), values=(B, S, D)),
    )


def _attention_links(ours: MultiHeadAttention, theirs: torch.nn.MultiheadAttention):
    links = []
    for i, dense in enumerate((ours.query_dense, ours.key_dense, ours.value_dense)):
        rows = slice(i * D, i * D + D)
        kernel, part = theirs.in_proj_weight, rows
        if kernel is None:  # the memory has a width of its own
            part = slice(None)
            kernel = (theirs.q_proj_weight, theirs.k_proj_weight, theirs.v_proj_weight)[i]
        links.append(Link(dense.kernel, kernel, their_part=lambda x, part=part: x[part].T))
        links.append(Link(dense.bias, theirs.in_proj_bias, their_part=lambda x, r=rows: x[r]))
    return [*links, *_dense_links(ours.output_dense, theirs.out_proj)]


def _dense_links(ours, theirs):
    return [Link(ours.kernel, theirs.weight), Link(ours.bias, theirs.bias)]


def _norm_links(ours, theirs):
    return [Link(ours.gamma, theirs.weight), Link(ours.beta, theirs.bias)]


def _attention(causal, dtype):
    """Ours, how to run it, its inputs, and which keys are kept."""
    width = D if causal else D - 2
    keep = TARGET_KEEP if causal else SOURCE_KEEP
    shapes = {"query": (B, T, D)} if causal else {"query": (B, T, D), "memory": (B, S, width)}

    def run(layer, query, memory=None):
        return layer(query, memory, keep=keep, causal=causal, return_scores=True)

    layer = MultiHeadAttention(D, N, memory_dim=width, dtype=dtype)
    return layer, run, random_inputs(dtype, **shapes), keep


def _attention_keras(causal, dtype):
    ours, run_ours, inputs, keep = _attention(causal, dtype)

    def run_theirs(layer, query, memory=None):
        return layer(
            query,
            query if memory is None else memory,
            attention_mask=np.repeat(keep[:, None], T, axis=1),
            use_causal_mask=causal,
            return_attention_scores=True,
        )

    theirs = keras.layers.MultiHeadAttention(N, D // N, dtype=dtype)
    return against_keras(ours, theirs, run_ours, run_theirs, inputs)


def _grouped_keras(dtype):
    def run_theirs(layer, query):
        return [
            layer(
                query,
                query,
                query,
                attention_mask=np.repeat(TARGET_KEEP[:, None], T, axis=1),
                use_causal_mask=True,
            )
        ]

    return against_keras(
        MultiHeadAttention(D, 4, num_kv_heads=2, dtype=dtype),
        keras.layers.GroupQueryAttention(D // 4, 4, 2, dtype=dtype),
        lambda layer, query: [layer(query, keep=TARGET_KEEP, causal=True)],
        run_theirs,
        random_inputs(dtype, query=(B, T, D)),
    )


def _attention_torch(causal, dtype):
    ours, run_ours, inputs, keep = _attention(causal, dtype)
    theirs = torch.nn.MultiheadAttention(
        D,
        N,
        kdim=ours.memory_dim,
        vdim=ours.memory_dim,
        batch_first=True,
        dtype=getattr(torch, dtype),
    )

    def run_theirs(query, memory=None):
        memory = query if memory is None else memory
        return theirs(
            query,
            memory,
            memory,
            key_padding_mask=torch.tensor(~keep),
            attn_mask=torch.tensor(FUTURE) if causal else None,
            average_attn_weights=False,
        )

    return against_torch(
        ours, run_ours, run_theirs, inputs, lambda layer: _attention_links(layer, theirs)
    )


def _torch_block(block_class, norm, activation, dtype):
    options = {"dropout": 0.0, "batch_first": True, "dtype": getattr(torch, dtype)}
    return block_class(D, N, F, norm_first=norm == "pre", activation=activation, **options)


def _encoder_block(norm, activation, dtype):
    ours = TransformerEncoderLayer(D, N, F, norm=norm, activation=activation, dtype=dtype)
    theirs = _torch_block(torch.nn.TransformerEncoderLayer, norm, activation, dtype)

    def link(layer):
        return [
            *_attention_links(layer.self_attention, theirs.self_attn),
            *_dense_links(layer.feed_forward.inner, theirs.linear1),
            *_dense_links(layer.feed_forward.outer, theirs.linear2),
            *_norm_links(layer.self_residual.layer_norm, theirs.norm1),
            *_norm_links(layer.feed_forward_residual.layer_norm, theirs.norm2),
        ]

    return against_torch(
        ours,
        lambda layer, x: [layer(x, keep=SOURCE_KEEP)],
        lambda x: [theirs(x, src_key_padding_mask=torch.tensor(~SOURCE_KEEP))],
        random_inputs(dtype, x=(B, S, D)),
        link,
    )


def _decoder_block(norm, activation, dtype):
    ours = TransformerDecoderLayer(D, N, F, norm=norm, activation=activation, dtype=dtype)
    theirs = _torch_block(torch.nn.TransformerDecoderLayer, norm, activation, dtype)

    def run_theirs(x, memory):
        return [
            theirs(
                x,
                memory,
                tgt_mask=torch.tensor(FUTURE),
                tgt_key_padding_mask=torch.tensor(~TARGET_KEEP),
                memory_key_padding_mask=torch.tensor(~SOURCE_KEEP),
            )
        ]

    def link(layer):
        return [
            *_attention_links(layer.self_attention, theirs.self_attn),
            *_attention_links(layer.cross_attention, theirs.multihead_attn),
            *_dense_links(layer.feed_forward.inner, theirs.linear1),
            *_dense_links(layer.feed_forward.outer, theirs.linear2),
            *_norm_links(layer.self_residual.layer_norm, theirs.norm1),
            *_norm_links(layer.cross_residual.layer_norm, theirs.norm2),
            *_norm_links(layer.feed_forward_residual.layer_norm, theirs.norm3),
        ]

    return against_torch(
        ours,
        lambda layer, x, memory: [layer(x, memory, keep=TARGET_KEEP, memory_keep=SOURCE_KEEP)],
        run_theirs,
        random_inputs(dtype, x=(B, T, D), memory=(B, S, D)),
        link,
    )


COMPARISONS: dict[str, Callable[[str], Errors]] = {
    "simple_rnn, keras": partial(_recurrent_keras, SimpleRNNCell, keras.layers.SimpleRNN),
    "lstm, keras": partial(_recurrent_keras, LSTMCell, keras.layers.LSTM),
    "gru, keras": partial(_recurrent_keras, GRUCell, keras.layers.GRU),
    "simple_rnn, torch": partial(_recurrent_torch, SimpleRNNCell, torch.nn.RNN, (0,)),
    "lstm, torch": partial(_recurrent_torch, LSTMCell, torch.nn.LSTM, (0, 1, 2, 3)),
    "gru, torch": partial(_recurrent_torch, GRUCell, torch.nn.GRU, (1, 0, 2)),
    "stacked_rnn (2 x 2 lstm), torch": partial(_stack_torch, "lstm", torch.nn.LSTM, (0, 1, 2, 3)),
    "stacked_rnn (2 x 2 gru), torch": partial(_stack_torch, "gru", torch.nn.GRU, (1, 0, 2)),
    "additive_attention, keras": _additive_keras,
    "multi_head_attention (cross), keras": partial(_attention_keras, False),
    "multi_head_attention (causal), keras": partial(_attention_keras, True),
    "multi_head_attention (grouped), keras": _grouped_keras,
    "multi_head_attention (cross), torch": partial(_attention_torch, False),
    "multi_head_attention (causal), torch": partial(_attention_torch, True),
} | {
    f"{name} ({norm}, {activation}), torch": partial(compare, norm, activation)
    for name, compare in (
        ("transformer_encoder_layer", _encoder_block),
        ("transformer_decoder_layer", _decoder_block),
    )
    for norm, activation in (("post", "relu"), ("post", "gelu"), ("pre", "relu"), ("pre", "gelu"))
}
COMPARISONS |= CELL_COMPARISONS | POSITION_COMPARISONS
