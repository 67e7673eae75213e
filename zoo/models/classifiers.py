"""Whole classifiers by name: `arch` swaps the parts and nothing else."""

from collections.abc import Sequence

import keras

from zoo.models.bag_of_words import BagOfWords
from zoo.models.classifier import Classifier
from zoo.models.encoders import build_encoder

# The encoder, and how its values become one vector.
_PARTS = {
    "simple_rnn": ("simple_rnn", "last"),
    "lstm": ("lstm", "last"),
    "gru": ("gru", "last"),
    "bilstm": ("bilstm", "last"),
    "lstm_attention": ("bilstm", "attention"),
    "transformer": ("transformer", "mean"),
}
CLASSIFIERS = ("bag_of_words", *_PARTS)


def build_classifier(
    arch: str,
    *,
    vocabulary_size: int,
    classes: Sequence[str],
    d_model: int = 128,
    num_layers: int = 1,
    num_heads: int = 4,
    d_ff: int = 512,
    dropout_rate: float = 0.1,
    token_dropout_rate: float = 0.0,
    pad_id: int = 0,
    unknown_id: int = 3,
    dtype: str | None = None,
) -> keras.Model:
    """Make a model from `source_ids` (B, S) to logits (B, C).

    Args:
        arch: "simple_rnn", "lstm", "gru": the state after the last token; "bilstm": those of both
            directions; "lstm_attention": a bidirectional LSTM and attention pooling;
            "transformer": self-attention and the mean of the values; "bag_of_words": the baseline,
            which has no size and no dropout, and looks at neither.
        vocabulary_size: V.
        classes: Names of the classes, by their number; C of them.
        d_model: D.
        num_layers: Depth.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        dropout_rate: Dropout, where each encoder has it, and before the head.
        token_dropout_rate: See `TokenDropout`.
        pad_id: The id that fills rows up.
        unknown_id: The unknown token; at least `pad_id` where tokens are dropped.
        dtype: Dtype policy of all parts; the global one where not given.

    Returns:
        An unbuilt model.

    Raises:
        ValueError: `arch` is unknown, a size is below 1, or a part refuses what it gets.

    Example:
        >>> build_classifier("lstm_attention", vocabulary_size=50, classes=["no", "yes"]).pooling
        'attention'
    """
    if arch not in CLASSIFIERS:
        raise ValueError(f"`arch` must be one of {list(CLASSIFIERS)}, got {arch!r}.")
    if arch == "bag_of_words":
        return BagOfWords(vocabulary_size, classes, pad_id=pad_id, dtype=dtype)
    encoder, pooling = _PARTS[arch]
    encoder = build_encoder(
        encoder,
        vocabulary_size=vocabulary_size,
        d_model=d_model,
        num_layers=num_layers,
        num_heads=num_heads,
        d_ff=d_ff,
        dropout_rate=dropout_rate,
        dtype=dtype,
    )
    return Classifier(
        encoder,
        classes,
        pooling=pooling,
        dropout_rate=dropout_rate,
        token_dropout_rate=token_dropout_rate,
        pad_id=pad_id,
        unknown_id=unknown_id,
        dtype=dtype,
    )
