"""A network of `keras.applications`, trained on ImageNet or not, as an encoder of images."""

import importlib
import inspect
import pkgutil

import keras
from keras import ops

from zoo.layers.empty_batches import call_with_a_row
from zoo.models.image_encoder import ImageEncoder


@keras.saving.register_keras_serializable("zoo")
class BackboneImageEncoder(ImageEncoder):
    """The last feature map of a known network, mapped to D.

    ```python
    features = backbone(preprocess(pixels))     # (B, h, w, C), without the classifier
    values = W features + b + positions
    ```

    Args:
        image_size: Pixels of each side of an image; the network has a least size.
        backbone: Name of a model of `keras.applications`: "MobileNetV2", "ResNet50",
            "EfficientNetB0", ...
        weights: "imagenet", which are downloaded once, or None for random ones. A saved encoder
            holds its weights itself, and its config says None.
        fine_tune: Whether the network's own weights are trained, too. Otherwise it stays as it is.
        d_model: D.
        dropout_rate: Dropout on the vectors of the grid.
        position_scale: See `ImageEncoder`.

    Call arguments:
        images: (B, image_size, image_size, 3), 0 to 255, integers or floats.
        training: Whether dropout is active, and batch norms are the batch's with `fine_tune`.

    Returns:
        `Memory(values (B, P, D), keep (B, P), ())`, P = h * w, the places row by row.

    Raises:
        ValueError: There is no such model, `weights` is neither, the images are too small for it,
            or `d_model`, `dropout_rate` or `position_scale` is out of its range.
        TypeError: A size is no whole number, or a rate no number.
        OSError: Its ImageNet weights can neither be found nor downloaded.

    Reference:
        Xu et al. 2015, "Show, Attend and Tell", section 3.1.1 (the grid of a network trained on
        ImageNet); https://keras.io/api/applications/

    Example:
        >>> encoder = BackboneImageEncoder(32, backbone="VGG16", weights=None, d_model=8)
        >>> encoder.get_config()["backbone"]
        'VGG16'
    """

    def __init__(
        self,
        image_size: int,
        *,
        backbone: str = "MobileNetV2",
        weights: str | None = "imagenet",
        fine_tune: bool = False,
        d_model: int = 128,
        dropout_rate: float = 0.1,
        position_scale: float = 0.02,
        **kwargs,
    ):
        super().__init__(
            image_size,
            d_model=d_model,
            dropout_rate=dropout_rate,
            position_scale=position_scale,
            **kwargs,
        )
        if weights not in ("imagenet", None):
            raise ValueError(f'`weights` must be "imagenet" or None, got {weights!r}.')
        known = backbones()
        if backbone not in known:
            raise ValueError(f"`backbone` must be one of {sorted(known)}, got {backbone!r}.")
        self.make, self.preprocess = known[backbone]
        self.backbone = backbone
        self.weights_of = weights
        self.fine_tune = fine_tune
        self.projection = keras.layers.Dense(d_model, dtype=self.dtype_policy, name="projection")

    def build(self, images_shape=None):
        self.network = self._make_network()
        self.network.trainable = self.fine_tune
        _, rows, columns, channels = self.network.output_shape
        self.grid = (rows, columns)
        self.projection.build((None, None, channels))
        super().build()

    def look(self, pixels, training):
        # In half precision a mean that is subtracted from 0 to 255 would be rounded.
        x = ops.cast(self.preprocess(ops.cast(pixels, "float32")), self.compute_dtype)
        is_training = bool(training) and self.fine_tune
        x = call_with_a_row(lambda x: self.network(x, training=is_training), x)
        return self.projection(ops.reshape(x, (-1, self.grid[0] * self.grid[1], x.shape[-1])))

    def get_config(self):
        return {
            **super().get_config(),
            "backbone": self.backbone,
            "weights": None,  # what is saved has its own
            "fine_tune": self.fine_tune,
        }

    def _make_network(self) -> keras.Model:
        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(self.dtype_policy)
        try:
            shape = (self.image_size, self.image_size, 3)
            return self.make(include_top=False, weights=self.weights_of, input_shape=shape)
        except ValueError as error:
            raise ValueError(
                f"`image_size` must be one that {self.backbone} takes, got {self.image_size}: "
                f"{error!s:.200}"
            ) from error
        except Exception as error:
            if not str(error).startswith("URL fetch failure"):  # Keras raises a bare one
                raise
            raise OSError(
                f"the ImageNet weights of {self.backbone} are neither in ~/.keras/models nor can "
                f"they be downloaded: {error!s:.300}. Without them: random ones, by "
                "`pretrained=False` (--no-pretrained), or the encoder `cnn`."
            ) from error
        finally:
            keras.config.set_dtype_policy(before)


def backbones() -> dict[str, tuple]:
    """The models of `keras.applications` by name: what makes each, and what prepares its pixels.

    Example:
        >>> "ResNet50" in backbones()
        True
    """
    found = {}
    for module in pkgutil.iter_modules(keras.applications.__path__):
        module = importlib.import_module(f"keras.applications.{module.name}")
        for name, item in inspect.getmembers(module, inspect.isfunction):
            if name[0].isupper() and hasattr(module, "preprocess_input"):
                found[name] = item, module.preprocess_input
    return found
