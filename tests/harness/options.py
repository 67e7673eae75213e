"""Sizes and options that the entries of layers and models share."""

from tests.harness.subjects import SIZES

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
# What a frame may be so short for: a step of the encoders is then a sample of the inputs.
SOUND = {"sampling_rate": 8_000, "frame_length": 64, "frame_step": 1}
