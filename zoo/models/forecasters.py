"""Whole forecasters by name: `arch` swaps the reader and nothing else."""

from collections.abc import Sequence

import keras

from zoo.layers.number_checks import check_sizes
from zoo.models.forecaster import Forecaster
from zoo.models.recurrent_reader import RecurrentReader
from zoo.models.self_attention_reader import SelfAttentionReader

FORECASTERS = ("linear", "simple_rnn", "lstm", "gru", "transformer")


def build_forecaster(
    arch: str,
    *,
    context: int,
    horizon: int,
    columns: Sequence[str],
    patch: int = 1,
    d_model: int = 64,
    num_layers: int = 1,
    num_heads: int = 4,
    d_ff: int = 128,
    dropout_rate: float = 0.1,
    dtype: str | None = None,
    **options,
) -> Forecaster:
    """Make a model from `values` (B, L, C) to forecasts.

    Args:
        arch: "linear": one matrix, that of Linear, or with `instance_norm="last"` of NLinear;
            "simple_rnn", "lstm", "gru": the state after the last step; "transformer": the mean
            of the tokens after self-attention.
        context: L.
        horizon: h.
        columns: Names of the C columns.
        patch: Steps to a token, a divisor of L; where there are tokens.
        d_model: D, where there is a network.
        num_layers: Depth.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        dropout_rate: Dropout of the reader; a linear one has none.
        dtype: Dtype policy of all parts; the global one where not given.
        **options: `targets`, `means`, `scales`, `quantiles`, `channels`, `instance_norm`; see
            `Forecaster`.

    Returns:
        An unbuilt model.

    Raises:
        ValueError: `arch` is unknown, a size is below 1, `patch` does not divide `context`, or a
            part refuses what it gets.
        TypeError: A size is no whole number.

    Example:
        >>> build_forecaster("gru", context=24, horizon=6, columns=["a"], patch=4).reader.cell
        'gru'
    """
    if arch not in FORECASTERS:
        raise ValueError(f"`arch` must be one of {list(FORECASTERS)}, got {arch!r}.")
    sizes = {"d_model": d_model, "num_layers": num_layers, "num_heads": num_heads, "d_ff": d_ff}
    check_sizes(**sizes, context=context, patch=patch)
    if context % patch:
        raise ValueError(f"`patch` must divide the `context` of {context} steps, got {patch}.")
    common = {"patch": patch, "dropout_rate": dropout_rate, "dtype": dtype}
    if arch == "linear":
        reader = keras.layers.Flatten(dtype=dtype)
    elif arch == "transformer":
        reader = SelfAttentionReader(**sizes, **common)
    else:
        reader = RecurrentReader(d_model, cell=arch, num_layers=num_layers, **common)
    return Forecaster(
        reader, context=context, horizon=horizon, columns=columns, dtype=dtype, **options
    )
