"""Whole sequence-to-sequence models by name: `arch` swaps the parts and nothing else."""

from zoo.models.attention_rnn_decoder import AttentionRNNDecoder
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
ARCHITECTURES = (*_RECURRENT, "transformer")


def build_seq2seq(
    arch: str,
    *,
    source_vocabulary_size: int,
    target_vocabulary_size: int,
    d_model: int = 512,
    num_layers: int = 6,
    num_heads: int = 8,
    d_ff: int = 2048,
    dropout_rate: float = 0.1,
    bidirectional: bool | None = None,
    skips: str = "none",
    norm: str = "post",
    positions: str = "sinusoidal",
    max_length: int | None = None,
    share_embedding: bool = False,
    sampling: ScheduledSampling | None = None,
    pad_id: int = 0,
    dtype: str | None = None,
) -> Seq2Seq:
    """Make a `Seq2Seq`.

    Args:
        arch: "simple_rnn", "lstm", "gru": the encoder's last state starts the decoder, all that it
            knows of the source. "lstm_attention", "gru_attention": a decoder that looks back
            before every step (Bahdanau). "lstm_luong": one that looks back after it (Luong,
            general score, input feeding). "transformer": self-attention on both sides.
        source_vocabulary_size: V of the source.
        target_vocabulary_size: V of the target.
        d_model: D.
        num_layers: Depth of encoder and decoder.
        num_heads: N; Transformer only.
        d_ff: F; Transformer only.
        dropout_rate: Dropout, where each model has it.
        bidirectional: Whether the encoder also reads from the end; where not given, for a decoder
            that looks back. Not for the Transformer, whose encoder always does.
        skips: Around the recurrent layers, see `StackedRNN`. Not for the Transformer.
        norm: "post" or "pre"; Transformer only.
        positions: See `SelfAttentionEncoder`; Transformer only.
        max_length: Most tokens of a row on either side, for "learned" positions.
        share_embedding: One embedding for source, target and output weights: a joint vocabulary.
        sampling: In training the decoder reads some of its own predictions.
        pad_id: The id that fills rows up.
        dtype: Dtype policy of all parts, "mixed_bfloat16" for example; the global one where not
            given.

    Returns:
        An unbuilt `Seq2Seq`.

    Raises:
        ValueError: `arch` is unknown, or an embedding is to be shared between vocabularies of
            different size.

    Example:
        >>> vocabularies = {"source_vocabulary_size": 50, "target_vocabulary_size": 60}
        >>> model = build_seq2seq("lstm", **vocabularies, d_model=8, num_layers=1)
        >>> type(model.decoder).__name__
        'RNNDecoder'
    """
    if arch not in ARCHITECTURES:
        raise ValueError(f"`arch` must be one of {list(ARCHITECTURES)}, got {arch!r}.")
    if share_embedding and source_vocabulary_size != target_vocabulary_size:
        raise ValueError(
            "`share_embedding` needs vocabularies of one size, got "
            f"{source_vocabulary_size} and {target_vocabulary_size}."
        )
    if arch == "transformer":
        sizes = {
            "num_layers": num_layers,
            "d_model": d_model,
            "num_heads": num_heads,
            "d_ff": d_ff,
            "dropout_rate": dropout_rate,
            "norm": norm,
            "positions": positions,
            "max_length": max_length,
            "dtype": dtype,
        }
        decoder = SelfAttentionDecoder(target_vocabulary_size, **sizes)
        shared = decoder.embedding if share_embedding else None
        encoder = SelfAttentionEncoder(source_vocabulary_size, embedding=shared, **sizes)
        return Seq2Seq(encoder, decoder, sampling=sampling, pad_id=pad_id, dtype=dtype)
    cell, looking = _RECURRENT[arch]
    sizes = {"cell": cell, "d_model": d_model, "depth": num_layers, "skips": skips}
    sizes |= {"dropout_rate": dropout_rate, "dtype": dtype}
    if looking is None:
        decoder = RNNDecoder(target_vocabulary_size, **sizes)
    else:
        decoder = AttentionRNNDecoder(target_vocabulary_size, **looking, **sizes)
    encoder = RNNEncoder(
        source_vocabulary_size,
        bidirectional=looking is not None if bidirectional is None else bidirectional,
        embedding=decoder.embedding if share_embedding else None,
        **sizes,
    )
    return Seq2Seq(encoder, decoder, sampling=sampling, pad_id=pad_id, dtype=dtype)
