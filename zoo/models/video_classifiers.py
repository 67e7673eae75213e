"""Whole classifiers of clips by name: `arch` swaps what reads the sequence and nothing else."""

from collections.abc import Sequence

from zoo.layers.number_checks import check_sizes
from zoo.models.conv_image_encoder import ConvImageEncoder
from zoo.models.rnn_encoder import RNNEncoder
from zoo.models.self_attention_encoder import SelfAttentionEncoder
from zoo.models.video_classifier import VideoClassifier

VIDEO_CLASSIFIERS = ("single_frame", "simple_rnn", "lstm", "gru", "transformer")


def build_video_classifier(
    arch: str,
    *,
    image_size: int,
    classes: Sequence[str] | None,
    mean: float = 0.0,
    scale: float = 1.0,
    motion: bool = True,
    num_stages: int = 3,
    width: int = 16,
    d_model: int = 64,
    num_layers: int = 1,
    num_heads: int = 4,
    d_ff: int = 256,
    dropout_rate: float = 0.1,
    dtype: str | None = None,
) -> VideoClassifier:
    """Make a model from clips to logits, or to a number.

    Args:
        arch: "simple_rnn", "lstm", "gru": the state after the last frame; "transformer":
            self-attention and the mean of the values; "single_frame": the baseline, the same
            without the others.
        image_size: Pixels of each side, a multiple of `2 ** num_stages`.
        classes: Names of the classes, by their number; None for a number.
        mean, scale: Of a number, see `VideoClassifier`.
        motion: Whether a second network looks at how each frame differs from the one before; a
            single frame has none.
        num_stages: Of the network for each frame, see `ConvImageEncoder`.
        width: Channels of its first stage.
        d_model: D.
        num_layers: Depth of what reads the sequence.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        dropout_rate: Dropout, where each part has it.
        dtype: Dtype policy of all parts; the global one where not given.

    Returns:
        An unbuilt model.

    Raises:
        ValueError: `arch` is unknown, a size is below 1, or a part refuses what it gets.
        TypeError: A size is no whole number.

    Example:
        >>> build_video_classifier("gru", image_size=32, classes=["left", "right"]).encoder.cell
        'gru'
    """
    if arch not in VIDEO_CLASSIFIERS:
        raise ValueError(f"`arch` must be one of {list(VIDEO_CLASSIFIERS)}, got {arch!r}.")
    sizes = {"d_model": d_model, "num_layers": num_layers, "num_heads": num_heads, "d_ff": d_ff}
    check_sizes(**sizes)
    common = {"dropout_rate": dropout_rate, "dtype": dtype}
    encoder, pooling = None, "last"
    if arch == "transformer":
        encoder, pooling = SelfAttentionEncoder(0, norm="pre", **sizes, **common), "mean"
    elif arch != "single_frame":
        encoder = RNNEncoder(
            0, cell=arch, d_model=d_model, depth=num_layers, bidirectional=False, **common
        )
    image_encoders = [
        ConvImageEncoder(
            image_size,
            num_stages=num_stages,
            width=width,
            d_model=d_model,
            name=name,
            **common,
        )
        for name in ("frames", "motion")
    ]
    return VideoClassifier(
        image_encoders[0],
        encoder,
        motion_encoder=image_encoders[1] if motion and encoder is not None else None,
        d_model=d_model,
        classes=classes,
        pooling=pooling,
        mean=mean,
        scale=scale,
        **common,
    )
