"""Encoders of token ids by name: what classifiers and taggers read with."""

import keras

from zoo.layers.number_checks import check_sizes
from zoo.models.rnn_encoder import RNNEncoder
from zoo.models.self_attention_encoder import SelfAttentionEncoder

_RECURRENT = {
    "simple_rnn": {"cell": "simple_rnn", "bidirectional": False},
    "lstm": {"cell": "lstm", "bidirectional": False},
    "gru": {"cell": "gru", "bidirectional": False},
    "bilstm": {"cell": "lstm", "bidirectional": True},
}
ENCODERS = (*_RECURRENT, "transformer")


def build_encoder(
    arch: str,
    *,
    vocabulary_size: int,
    d_model: int = 128,
    num_layers: int = 1,
    num_heads: int = 4,
    d_ff: int = 512,
    dropout_rate: float = 0.1,
    dtype: str | None = None,
) -> keras.layers.Layer:
    """Make a layer from ids (B, S) and their mask to `Memory`.

    Args:
        arch: "simple_rnn", "lstm", "gru", "bilstm" (both directions) or "transformer".
        vocabulary_size: V.
        d_model: D.
        num_layers: Depth.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        dropout_rate: Dropout, where each encoder has it.
        dtype: Dtype policy; the global one where not given.

    Raises:
        ValueError: `arch` is unknown, a size is below 1, or the encoder refuses what it gets.
        TypeError: A size is no whole number.

    Example:
        >>> build_encoder("bilstm", vocabulary_size=50, d_model=8).bidirectional
        True
    """
    if arch not in ENCODERS:
        raise ValueError(f"`arch` must be one of {list(ENCODERS)}, got {arch!r}.")
    sizes = {"d_model": d_model, "num_layers": num_layers, "num_heads": num_heads, "d_ff": d_ff}
    check_sizes(**sizes)
    if arch == "transformer":
        return SelfAttentionEncoder(
            vocabulary_size, norm="pre", dropout_rate=dropout_rate, dtype=dtype, **sizes
        )
    return RNNEncoder(
        vocabulary_size,
        d_model=d_model,
        depth=num_layers,
        dropout_rate=dropout_rate,
        dtype=dtype,
        **_RECURRENT[arch],
    )
