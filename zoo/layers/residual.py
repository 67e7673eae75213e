"""The path around a sublayer, and the place of its norm."""

import keras

from zoo.layers.dropout_options import check_rate

NORM_TYPES = ("layer", "rms")


def make_norm(norm_type: str, policy: keras.DTypePolicy | str | None = None) -> keras.layers.Layer:
    """A layer norm or an RMS norm.

    Raises:
        ValueError: `norm_type` is neither "layer" nor "rms".
    """
    if norm_type not in NORM_TYPES:
        raise ValueError(f'`norm_type` must be "layer" or "rms", got {norm_type!r}.')
    # 1e-5 is the paper's and PyTorch's; Keras's own default for a layer norm is 1e-3.
    if norm_type == "layer":
        return keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy)
    return keras.layers.RMSNormalization(epsilon=1e-6, dtype=policy)


@keras.saving.register_keras_serializable("zoo")
class Residual(keras.layers.Layer):
    """Adds a sublayer's output to its input, with a norm after ("post") or before ("pre").

    ```python
    y = sublayer(residual.enter(x))     # pre: sublayer(norm(x));  post: sublayer(x)
    x = residual(x, y)                  # pre: x + dropout(y);     post: norm(x + dropout(y))

    norm(x) = (x - mean(x)) / sqrt(variance(x) + epsilon) * gamma + beta      # norm_type="layer"
    norm(x) = x / sqrt(mean(x ** 2) + epsilon) * gamma                        # norm_type="rms"
    ```

    Args:
        norm: "post" or "pre".
        norm_type: "layer", or "rms", which neither centres nor shifts.
        dropout_rate: Dropout on the sublayer's output.

    Call arguments:
        inputs: (B, T, D), what went into the sublayer.
        update: (B, T, D), what came out of it.
        training: Whether dropout is active.

    Returns:
        (B, T, D).

    Raises:
        ValueError: `norm` is neither "pre" nor "post", `norm_type` neither "layer" nor "rms", or
            `dropout_rate` is not in [0, 1).

    Reference:
        He et al. 2016, "Deep Residual Learning for Image Recognition", eq. 1; Ba et al. 2016,
        "Layer Normalization", eq. 3; Zhang and Sennrich 2019, "Root Mean Square Layer
        Normalization", eq. 4.

    Example:
        >>> Residual("pre")(np.ones((1, 2, 4)), np.ones((1, 2, 4))).numpy()[0, 0].tolist()
        [2.0, 2.0, 2.0, 2.0]
    """

    def __init__(
        self, norm: str = "post", *, norm_type: str = "layer", dropout_rate: float = 0.0, **kwargs
    ):
        super().__init__(**kwargs)
        if norm not in ("pre", "post"):
            raise ValueError(f'`norm` must be "pre" or "post", got {norm!r}.')
        check_rate("dropout_rate", dropout_rate)
        self.norm = norm
        self.norm_type = norm_type
        self.dropout_rate = dropout_rate
        self.layer_norm = make_norm(norm_type, self.dtype_policy)
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=self.dtype_policy)

    def build(self, inputs_shape, update_shape=None):
        self.layer_norm.build(inputs_shape)

    def call(self, inputs, update, training=None):
        x = inputs + self.dropout(update, training=training)
        return self.layer_norm(x) if self.norm == "post" else x

    def enter(self, inputs):
        """What the sublayer sees: (B, T, D) normed ("pre") or as it is ("post")."""
        return self.layer_norm(inputs) if self.norm == "pre" else inputs

    def compute_output_shape(self, inputs_shape, update_shape=None):
        return inputs_shape

    def get_config(self):
        return {
            **super().get_config(),
            "norm": self.norm,
            "norm_type": self.norm_type,
            "dropout_rate": self.dropout_rate,
        }
