"""Our positions beside KerasHub's."""

from functools import partial

import keras_hub
import numpy as np
from keras import ops
from keras_hub.src.models.t5.t5_multi_head_attention import T5MultiHeadAttention

from benchmarks.comparison import Errors, against_keras, random_inputs
from zoo.layers import ALiBiBias, RelativePositionBias, RotaryEmbedding, masks

B, N, T, S, H = 2, 6, 150, 200, 8
STEPS = np.arange(T)[None]


def _rotary(dtype: str) -> Errors:
    def run_theirs(layer, heads):
        turned = layer(ops.transpose(heads, (0, 2, 1, 3)))
        return [ops.transpose(turned, (0, 2, 1, 3))]

    return against_keras(
        RotaryEmbedding(dtype=dtype),
        keras_hub.layers.RotaryEmbedding(dtype=dtype),
        lambda layer, heads: [layer(heads)],
        run_theirs,
        random_inputs(dtype, heads=(B, N, T, H)),
    )


def _relative(is_causal: bool, dtype: str) -> Errors:
    """Farther than T5's 128 steps, too."""
    theirs = T5MultiHeadAttention(
        is_causal, N * H, H, N, 0.0, use_relative_attention_bias=True, dtype=dtype
    )
    return against_keras(
        RelativePositionBias(N, is_causal=is_causal, dtype=dtype),
        theirs,
        lambda layer: [layer(STEPS, np.arange(S)[None])],
        lambda layer: [layer.compute_bias(T, S)],
        {},
    )


def _alibi(num_heads: int, dtype: str) -> Errors:
    """As weights: KerasHub's differs by a number for each query, which the softmax cancels."""
    keep = masks.causal_keep(T)

    def run(scores):
        return [masks.masked_softmax(scores, keep)]

    return against_keras(
        ALiBiBias(num_heads, dtype=dtype),
        keras_hub.layers.AlibiBias(dtype=dtype),
        lambda layer, scores: run(scores + layer(STEPS, STEPS)),
        lambda layer, scores: run(layer(scores)),
        random_inputs(dtype, scores=(B, num_heads, T, T)),
    )


POSITION_COMPARISONS = {
    "rotary_embedding, keras_hub": _rotary,
    "relative_position_bias (encoder), keras_hub": partial(_relative, False),
    "relative_position_bias (decoder), keras_hub": partial(_relative, True),
    "alibi_bias (6 heads), keras_hub": partial(_alibi, 6),
    "alibi_bias (8 heads), keras_hub": partial(_alibi, 8),
}
