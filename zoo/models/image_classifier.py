"""An encoder of images and a head: one label for an image."""

from collections.abc import Sequence

import keras

from zoo.layers.dropout_options import check_rate
from zoo.layers.mean_pooling import MeanPooling
from zoo.models.conv_image_encoder import ConvImageEncoder
from zoo.models.memory import Memory
from zoo.models.patch_image_encoder import PatchImageEncoder
from zoo.models.vision_transformer import VisionTransformer
from zoo.training.exact_fit import ExactFit

IMAGE_CLASSIFIERS = ("vit", "cnn")
_POOLINGS = ("mean", "class")


@keras.saving.register_keras_serializable("zoo")
class ImageClassifier(ExactFit, keras.Model):
    """Looks at an image and says which class it is of.

    ```python
    values = encoder(image)
    logits = W (mean(values) | values[0]) + b
    ```

    `fit` is exact under a `tf.distribute` strategy, see `zoo.training.ExactFit`.

    Args:
        encoder: Layer from images to `Memory`, with `image_size` and `d_model`; see
            `ImageEncoder`.
        classes: Names of the classes, by their number; C of them.
        pooling: "mean" of all vectors, or "class", the first of them, see `VisionTransformer`.
        dropout_rate: Dropout on the pooled vector.

    Call arguments:
        inputs: dict of `image` (B, image_size, image_size, 3), 0 to 255.
        training: Whether dropout is active.

    Returns:
        Logits (B, C).

    Raises:
        ValueError: `pooling` is unknown, there are less than 2 classes, or `dropout_rate` is not in
            [0, 1).

    Reference:
        Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words: Transformers for Image Recognition
        at Scale", eq. 4 and appendix D.3 (the mean).

    Example:
        >>> encoder = VisionTransformer(16, patch_size=8, num_layers=1, d_model=8, num_heads=2)
        >>> model = ImageClassifier(encoder, ["cat", "dog"], pooling="class")
        >>> model({"image": np.zeros((3, 16, 16, 3), "uint8")}).shape
        TensorShape([3, 2])
    """

    def __init__(
        self,
        encoder,
        classes: Sequence[str],
        *,
        pooling: str = "mean",
        dropout_rate: float = 0.1,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if pooling not in _POOLINGS:
            raise ValueError(f"`pooling` must be one of {_POOLINGS}, got {pooling!r}.")
        if len(classes) < 2:
            raise ValueError(f"`classes` must be at least 2, got {list(classes)}.")
        check_rate("dropout_rate", dropout_rate)
        self.encoder = encoder
        self.classes = tuple(classes)
        self.pooling = pooling
        self.dropout_rate = dropout_rate
        policy = self.dtype_policy
        self.pool = MeanPooling(dtype=policy) if pooling == "mean" else None
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        self.head = keras.layers.Dense(len(self.classes), dtype=policy, name="head")

    def build(self, inputs_shape=None):
        width, side = self.encoder.d_model, self.encoder.image_size
        if not self.encoder.built:  # after loading it has built itself
            self.encoder.build((None, side, side, 3))
        if self.pool is not None:
            self.pool.build((None, None, width))
        self.head.build((None, width))

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        memory = Memory(*self.encoder(inputs["image"], training=training))
        values, keep = memory.values, memory.keep
        pooled = values[:, 0] if self.pool is None else self.pool(values, keep)
        return self.head(self.dropout(pooled, training=training))

    def get_config(self):
        return {
            **super().get_config(),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "classes": list(self.classes),
            "pooling": self.pooling,
            "dropout_rate": self.dropout_rate,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        encoder = keras.saving.deserialize_keras_object(
            config.pop("encoder"), custom_objects=custom_objects
        )
        return cls(encoder, **config)


def build_image_classifier(
    arch: str,
    *,
    classes: Sequence[str],
    image_size: int,
    pooling: str = "mean",
    patch_size: int = 4,
    d_model: int = 128,
    num_layers: int = 4,
    num_heads: int = 4,
    d_ff: int = 512,
    num_stages: int = 3,
    width: int = 32,
    dropout_rate: float = 0.1,
    dtype: str | None = None,
) -> ImageClassifier:
    """Make a model from `image` (B, image_size, image_size, 3) to logits (B, C).

    Args:
        arch: "vit", patches and self-attention; or "cnn", the baseline, see `ConvImageEncoder`.
        classes: Names of the classes, by their number; C of them.
        image_size: Pixels of each side of an image.
        pooling: Of "vit": "mean" or "class", see `ImageClassifier`. A "cnn" has the mean.
        patch_size: Of "vit": pixels of a side.
        d_model: D.
        num_layers: Of "vit": depth.
        num_heads: Of "vit": N.
        d_ff: Of "vit": F.
        num_stages: Of "cnn": each halves the image.
        width: Of "cnn": channels of the first stage.
        dropout_rate: Dropout, where each encoder has it, and before the head.
        dtype: Dtype policy of all parts; the global one where not given.

    Raises:
        ValueError: `arch` is unknown, or a part refuses what it gets.

    Example:
        >>> build_image_classifier("vit", classes="ab", image_size=16, pooling="class").pooling
        'class'
    """
    if arch not in IMAGE_CLASSIFIERS:
        raise ValueError(f"`arch` must be one of {list(IMAGE_CLASSIFIERS)}, got {arch!r}.")
    if pooling not in _POOLINGS:
        raise ValueError(f"`pooling` must be one of {_POOLINGS}, got {pooling!r}.")
    common = {"d_model": d_model, "dropout_rate": dropout_rate, "dtype": dtype}
    if arch == "cnn":
        pooling = "mean"
        encoder = ConvImageEncoder(image_size, num_stages=num_stages, width=width, **common)
    else:
        encoder_class = VisionTransformer if pooling == "class" else PatchImageEncoder
        encoder = encoder_class(
            image_size,
            patch_size=patch_size,
            num_layers=num_layers,
            num_heads=num_heads,
            d_ff=d_ff,
            **common,
        )
    return ImageClassifier(
        encoder, classes, pooling=pooling, dropout_rate=dropout_rate, dtype=dtype
    )
