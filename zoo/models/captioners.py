"""Whole captioners by name: `encoder` and `arch` swap the parts and nothing else."""

from zoo.layers.number_checks import check_sizes
from zoo.models.attention_rnn_decoder import AttentionRNNDecoder
from zoo.models.backbone_image_encoder import BackboneImageEncoder, backbones
from zoo.models.blind_image_encoder import BlindImageEncoder
from zoo.models.captioner import Captioner
from zoo.models.conv_image_encoder import ConvImageEncoder
from zoo.models.image_encoder import ImageEncoder
from zoo.models.patch_image_encoder import PatchImageEncoder
from zoo.models.rnn_decoder import RNNDecoder
from zoo.models.self_attention_decoder import SelfAttentionDecoder
from zoo.models.self_attention_image_encoder import SelfAttentionImageEncoder

CAPTIONERS = ("lstm", "lstm_attention", "transformer")
IMAGE_ENCODERS = ("cnn", "patches", "blind")  # and every name of `keras.applications`
_POSITION_SCALE = 0.5  # captions say where things are; the mean of all places does not


def build_captioner(
    arch: str,
    *,
    encoder: str,
    vocabulary_size: int,
    image_size: int,
    d_model: int = 128,
    num_layers: int = 1,
    num_heads: int = 4,
    d_ff: int = 512,
    num_stages: int = 3,
    width: int = 32,
    patch_size: int = 8,
    pretrained: bool = True,
    fine_tune: bool = False,
    dropout_rate: float = 0.1,
    pad_id: int = 0,
    dtype: str | None = None,
) -> Captioner:
    """Make a `Captioner`.

    Args:
        arch: The decoder. "lstm": the mean of the image's grid starts it, all that it knows of the
            image (Show and Tell); "lstm_attention": it looks at the grid before every step (Show,
            Attend and Tell); "transformer": self-attention and attention to the grid, whose places
            have attended to each other in as many layers.
        encoder: "cnn", see `ConvImageEncoder`; "patches", see `PatchImageEncoder`; "blind", the
            baseline, see `BlindImageEncoder`; or a network of `keras.applications` by its name,
            see `BackboneImageEncoder`.
        vocabulary_size: V.
        image_size: Pixels of each side of an image.
        d_model: D.
        num_layers: Depth of the decoder, and of the encoder where it has self-attention: of
            "patches", and, for the arch "transformer", of a `SelfAttentionImageEncoder` after "cnn"
            or such a network.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        num_stages: Of "cnn": each halves the image.
        width: Of "cnn": channels of the first stage.
        patch_size: Of "patches": pixels of a side.
        pretrained: Whether a network of `keras.applications` begins with its ImageNet weights.
        fine_tune: Whether the weights of such a network are trained, too.
        dropout_rate: Dropout, where each part has it.
        pad_id: The id that fills rows up.
        dtype: Dtype policy of all parts; the global one where not given.

    Returns:
        An unbuilt model.

    Raises:
        ValueError: A name is unknown, a size is below 1, or a part refuses what it gets.
        TypeError: A size is no whole number.

    Example:
        >>> model = build_captioner("lstm", encoder="patches", vocabulary_size=60, image_size=32)
        >>> type(model.decoder).__name__
        'RNNDecoder'
    """
    if arch not in CAPTIONERS:
        raise ValueError(f"`arch` must be one of {list(CAPTIONERS)}, got {arch!r}.")
    sizes = {"num_layers": num_layers, "num_heads": num_heads, "d_ff": d_ff}
    check_sizes(d_model=d_model, **sizes)
    common = {"d_model": d_model, "dropout_rate": dropout_rate, "dtype": dtype}
    looking = _encoder(
        encoder,
        image_size,
        common if arch == "lstm" else {**common, "position_scale": _POSITION_SCALE},
        cnn={"num_stages": num_stages, "width": width},
        patches={"patch_size": patch_size, **sizes},
        backbone={"weights": "imagenet" if pretrained else None, "fine_tune": fine_tune},
    )
    if arch == "transformer" and encoder not in ("patches", "blind"):
        looking = SelfAttentionImageEncoder(
            looking, **sizes, dropout_rate=dropout_rate, dtype=dtype
        )
    if arch == "transformer":
        decoder = SelfAttentionDecoder(vocabulary_size, **common, **sizes, norm="pre")
    else:
        decoder_class = RNNDecoder if arch == "lstm" else AttentionRNNDecoder
        decoder = decoder_class(vocabulary_size, cell="lstm", depth=num_layers, **common)
    return Captioner(looking, decoder, pad_id=pad_id, dtype=dtype)


def _encoder(
    name: str, image_size: int, common: dict, *, cnn: dict, patches: dict, backbone: dict
) -> ImageEncoder:
    if name == "cnn":
        return ConvImageEncoder(image_size, **common, **cnn)
    if name == "patches":
        return PatchImageEncoder(image_size, **common, **patches)
    if name == "blind":
        return BlindImageEncoder(image_size, **common)
    if name in backbones():
        return BackboneImageEncoder(image_size, backbone=name, **common, **backbone)
    raise ValueError(
        f"`encoder` must be one of {list(IMAGE_ENCODERS)} or a model of keras.applications "
        f"({', '.join(sorted(backbones()))}), got {name!r}."
    )
