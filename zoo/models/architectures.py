"""Whole sequence-to-sequence models by name: `arch` swaps the parts and nothing else."""

from dataclasses import fields
from typing import Any

from zoo.layers.cells import CELLS
from zoo.layers.number_checks import check_sizes
from zoo.models.attention_rnn_decoder import AttentionRNNDecoder
from zoo.models.conv_decoder import ConvDecoder
from zoo.models.conv_encoder import ConvEncoder
from zoo.models.language_model import LanguageModel
from zoo.models.rnn_decoder import RNNDecoder
from zoo.models.rnn_encoder import RNNEncoder
from zoo.models.scheduled_sampling import ScheduledSampling
from zoo.models.self_attention_decoder import SelfAttentionDecoder
from zoo.models.self_attention_encoder import SelfAttentionEncoder
from zoo.models.seq2seq import Seq2Seq

# The recurrent ones: the cell, and what an `AttentionRNNDecoder` is made with.
_RECURRENT = {
    "simple_rnn": ("simple_rnn", None),
    "lstm": ("lstm", None),
    "gru": ("gru", None),
    "lstm_attention": ("lstm", {"attention": "additive", "order": "before"}),
    "gru_attention": ("gru", {"attention": "additive", "order": "before"}),
    "lstm_luong": ("lstm", {"attention": "general", "order": "after"}),
}
_FEED_FORWARDS = {
    "relu": {"activation": "relu"},
    "gelu": {"activation": "gelu"},
    "swiglu": {"activation": "silu", "gated": True},
    "geglu": {"activation": "gelu", "gated": True},
}
# What each architecture has beside what all have.
OPTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        _RECURRENT, ("cell", "bidirectional", "skips", "recurrent_dropout_rate", "zoneout_rate")
    ),
    "conv": ("kernel_size", "positions"),
    "transformer": ("norm", "norm_type", "feed_forward", "num_kv_heads", "positions"),
}
ARCHITECTURES = tuple(OPTIONS)
# Those whose decoder works without an encoder, and what it has of these options.
LANGUAGE_MODEL_OPTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("simple_rnn", "lstm", "gru"), ("cell", "skips", "recurrent_dropout_rate", "zoneout_rate")
    ),
    "transformer": OPTIONS["transformer"],
}


def build_seq2seq(
    arch: str,
    *,
    source_vocabulary_size: int,
    target_vocabulary_size: int,
    d_model: int = 512,
    num_layers: int = 6,
    num_heads: int = 8,
    d_ff: int = 2048,
    max_length: int | None = None,
    dropout_rate: float = 0.1,
    share_embedding: bool = False,
    sampling: ScheduledSampling | None = None,
    pad_id: int = 0,
    dtype: str | None = None,
    cell: str | None = None,
    bidirectional: bool | None = None,
    skips: str | None = None,
    recurrent_dropout_rate: float | None = None,
    zoneout_rate: float | None = None,
    norm: str | None = None,
    norm_type: str | None = None,
    feed_forward: str | None = None,
    num_kv_heads: int | None = None,
    kernel_size: int | None = None,
    positions: str | None = None,
) -> Seq2Seq:
    """Make a `Seq2Seq`.

    From `cell` on, an argument is for the architectures that `OPTIONS` says and refused for others;
    None leaves it to the model. Those before it can be given to all.

    Args:
        arch: "simple_rnn", "lstm", "gru": the encoder's last state starts the decoder, all that it
            knows of the source. "lstm_attention", "gru_attention": a decoder that looks back
            before every step (Bahdanau). "lstm_luong": one that looks back after it (Luong,
            general score, input feeding). "conv": gated convolutions, each of the decoder's
            with a look at the source. "transformer": self-attention on both sides.
        source_vocabulary_size: V of the source.
        target_vocabulary_size: V of the target.
        d_model: D.
        num_layers: Depth of encoder and decoder.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        max_length: Most tokens of a row on either side, for "learned" positions.
        dropout_rate: Dropout, where each model has it.
        share_embedding: One embedding for source, target and output weights: a joint vocabulary.
        sampling: In training the decoder reads some of its own predictions.
        pad_id: The id that fills rows up.
        dtype: Dtype policy of all parts, "mixed_bfloat16" for example; the global one where not
            given.
        cell: A variant of the recurrent cell: "layer_norm_lstm" or "peephole_lstm" where it is an
            LSTM, "layer_norm_gru" where it is a GRU.
        bidirectional: Whether a recurrent encoder also reads from the end; where not given, for a
            decoder that looks back.
        skips: Around recurrent layers, see `StackedRNN`.
        recurrent_dropout_rate: Dropout on the recurrent state.
        zoneout_rate: Share of the recurrent state that stays at each step, see `ZoneoutCell`.
        norm: The Transformer's, "post" or "pre".
        norm_type: The Transformer's, "layer" or "rms".
        feed_forward: The Transformer's, "relu" or "gelu", or gated: "swiglu" or "geglu".
        num_kv_heads: The Transformer's heads of keys and values, see `MultiHeadAttention`.
        kernel_size: Steps that a convolution sees.
        positions: See `SelfAttentionEncoder` and `ConvEncoder`.

    Returns:
        An unbuilt `Seq2Seq`.

    Raises:
        TypeError: A size is no whole number, or a rate no number.
        ValueError: `arch` is unknown or has no such option, an embedding is to be shared between
            vocabularies of different size, or a part refuses what it gets.

    Example:
        >>> vocabularies = {"source_vocabulary_size": 50, "target_vocabulary_size": 60}
        >>> model = build_seq2seq("lstm", **vocabularies, d_model=8, num_layers=1)
        >>> type(model.decoder).__name__
        'RNNDecoder'
    """
    options = {
        "cell": cell,
        "bidirectional": bidirectional,
        "skips": skips,
        "recurrent_dropout_rate": recurrent_dropout_rate,
        "zoneout_rate": zoneout_rate,
        "norm": norm,
        "norm_type": norm_type,
        "feed_forward": feed_forward,
        "num_kv_heads": num_kv_heads,
        "kernel_size": kernel_size,
        "positions": positions,
    }
    options = {name: value for name, value in options.items() if value is not None}
    sizes = {"d_model": d_model, "num_layers": num_layers, "num_heads": num_heads, "d_ff": d_ff}
    vocabularies = {
        "source_vocabulary_size": source_vocabulary_size,
        "target_vocabulary_size": target_vocabulary_size,
    }
    _check(arch, options, {**sizes, **vocabularies}, max_length, OPTIONS)
    if share_embedding and source_vocabulary_size != target_vocabulary_size:
        raise ValueError(
            "`share_embedding` needs vocabularies of one size, got "
            f"{source_vocabulary_size} and {target_vocabulary_size}."
        )
    common = {"d_model": d_model, "dropout_rate": dropout_rate, "dtype": dtype}
    if arch == "transformer":
        parts = _transformer({**common, **sizes, "max_length": max_length, **options})
    elif arch == "conv":
        options |= {**common, "num_layers": num_layers, "max_length": max_length}
        parts = (ConvEncoder, options), (ConvDecoder, options)
    else:
        parts = _recurrent(arch, {**common, "depth": num_layers, **options})
    (encoder_class, of_encoder), (decoder_class, of_decoder) = parts
    decoder = decoder_class(target_vocabulary_size, **of_decoder)
    shared = decoder.embedding if share_embedding else None
    encoder = encoder_class(source_vocabulary_size, embedding=shared, **of_encoder)
    return Seq2Seq(encoder, decoder, sampling=sampling, pad_id=pad_id, dtype=dtype)


def build_language_model(
    arch: str,
    *,
    vocabulary_size: int,
    d_model: int = 512,
    num_layers: int = 6,
    num_heads: int = 8,
    d_ff: int = 2048,
    max_length: int | None = None,
    dropout_rate: float = 0.1,
    dtype: str | None = None,
    cell: str | None = None,
    skips: str | None = None,
    recurrent_dropout_rate: float | None = None,
    zoneout_rate: float | None = None,
    norm: str | None = None,
    norm_type: str | None = None,
    feed_forward: str | None = None,
    num_kv_heads: int | None = None,
    positions: str | None = None,
) -> LanguageModel:
    """Make a `LanguageModel`: the decoder of an architecture, alone.

    From `cell` on, an argument is for the architectures that `LANGUAGE_MODEL_OPTIONS` says and
    refused for others; all arguments are those of `build_seq2seq`.

    Args:
        arch: "simple_rnn", "lstm", "gru" or "transformer" (GPT).
        vocabulary_size: V.
        d_model: D.
        num_layers: Depth.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        max_length: Most tokens of a row, for "learned" positions.
        dropout_rate: Dropout, where each model has it.
        dtype: Dtype policy of all parts; the global one where not given.
        cell: A variant of the recurrent cell.
        skips: Around recurrent layers.
        recurrent_dropout_rate: Dropout on the recurrent state.
        zoneout_rate: Share of the recurrent state that stays at each step.
        norm: The Transformer's, "post" or "pre".
        norm_type: The Transformer's, "layer" or "rms".
        feed_forward: The Transformer's, "relu" or "gelu", or gated: "swiglu" or "geglu".
        num_kv_heads: The Transformer's heads of keys and values.
        positions: See `SelfAttentionDecoder`.

    Returns:
        An unbuilt `LanguageModel`.

    Raises:
        TypeError: A size is no whole number, or a rate no number.
        ValueError: `arch` is unknown or has no such option, or a part refuses what it gets.

    Example:
        >>> model = build_language_model("gru", vocabulary_size=50, d_model=8, num_layers=1)
        >>> type(model.decoder).__name__
        'RNNDecoder'
    """
    options = {
        "cell": cell,
        "skips": skips,
        "recurrent_dropout_rate": recurrent_dropout_rate,
        "zoneout_rate": zoneout_rate,
        "norm": norm,
        "norm_type": norm_type,
        "feed_forward": feed_forward,
        "num_kv_heads": num_kv_heads,
        "positions": positions,
    }
    options = {name: value for name, value in options.items() if value is not None}
    sizes = {"d_model": d_model, "num_layers": num_layers, "num_heads": num_heads, "d_ff": d_ff}
    every_size = {"vocabulary_size": vocabulary_size, **sizes}
    _check(arch, options, every_size, max_length, LANGUAGE_MODEL_OPTIONS)
    common = {"d_model": d_model, "dropout_rate": dropout_rate, "dtype": dtype}
    if arch == "transformer":
        _, decoder = _transformer({**common, **sizes, "max_length": max_length, **options})
    else:
        _, decoder = _recurrent(arch, {**common, "depth": num_layers, **options})
    decoder_class, options = decoder
    return LanguageModel(decoder_class(vocabulary_size, memory_dim=0, **options), dtype=dtype)


def options_of(config: Any, known: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """An architecture's options out of a config.

    Args:
        config: A dataclass with the field `arch`, and options with their defaults.
        known: `OPTIONS` or `LANGUAGE_MODEL_OPTIONS`.

    Returns:
        Options by name; one that the architecture has not is given where it was set, to be refused.
    """
    every = {name for names in known.values() for name in names}
    has = known.get(config.arch, ())
    return {
        field.name: getattr(config, field.name)
        for field in fields(config)
        if field.name in every
        and (field.name in has or getattr(config, field.name) != field.default)
    }


def _check(
    arch: str,
    options: dict,
    sizes: dict,
    max_length: int | None,
    known: dict[str, tuple[str, ...]],
) -> None:
    """Refuse what no part would refuse by the name that the caller knows it by."""
    if arch not in known:
        raise ValueError(f"`arch` must be one of {list(known)}, got {arch!r}.")
    for name, value in options.items():
        if name not in known[arch]:
            raise ValueError(
                f"`{name}` must not be given with `arch={arch!r}`, whose options are "
                f"{list(known[arch])}, got {value!r}."
            )
    check_sizes(**sizes)
    if max_length is not None:
        check_sizes(max_length=max_length)


def _transformer(options: dict):
    """Encoder and decoder: the class of each, and its options."""
    kind = options.pop("feed_forward", "relu")
    if kind not in _FEED_FORWARDS:
        raise ValueError(f"`feed_forward` must be one of {list(_FEED_FORWARDS)}, got {kind!r}.")
    options = {**options, **_FEED_FORWARDS[kind]}
    return (SelfAttentionEncoder, options), (SelfAttentionDecoder, options)


def _recurrent(arch: str, options: dict):
    """Encoder and decoder: the class of each, and its options."""
    family, looking = _RECURRENT[arch]
    variants = [name for name, cell in CELLS.items() if issubclass(cell, CELLS[family])]
    options = {"cell": family, **options}
    if options["cell"] not in variants:
        raise ValueError(
            f"`cell` must be one of {variants} with `arch={arch!r}`, got {options['cell']!r}."
        )
    bidirectional = options.pop("bidirectional", looking is not None)
    encoder = RNNEncoder, {"bidirectional": bidirectional, **options}
    if looking is None:
        return encoder, (RNNDecoder, options)
    return encoder, (AttentionRNNDecoder, {**looking, **options})
