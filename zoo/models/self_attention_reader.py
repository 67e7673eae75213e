"""A Transformer that reads numbers, and the mean of what its tokens say."""

import keras

from zoo.layers.mean_pooling import MeanPooling
from zoo.layers.number_checks import check_sizes
from zoo.layers.residual import make_norm
from zoo.layers.series_patches import SeriesPatches
from zoo.layers.transformer_encoder import TransformerEncoderLayer
from zoo.models.positions import Positions


@keras.saving.register_keras_serializable("zoo")
class SelfAttentionReader(keras.layers.Layer):
    """A series of numbers as the mean of its tokens, after self-attention among them.

    ```python
    x = dropout(patches(values) + positions)    # (B, S, D), S = L / patch
    x = norm(layers(x))                         # pre-norm `TransformerEncoderLayer`s
    h = mean(x)
    ```

    Args:
        d_model: D, even.
        num_layers: Depth.
        num_heads: N.
        d_ff: F.
        patch: Steps to a token, see `SeriesPatches`.
        dropout_rate: Dropout on the tokens and on each sublayer's output.

    Call arguments:
        values: (B, L, C).
        training: Whether dropout is active.

    Returns:
        (B, D).

    Raises:
        ValueError: `num_layers` is below 1, or a part refuses what it gets.
        TypeError: A size is no whole number.

    Example:
        >>> SelfAttentionReader(8, num_heads=2, d_ff=16, patch=4)(np.ones((2, 12, 3))).shape
        TensorShape([2, 8])
    """

    def __init__(
        self,
        d_model: int,
        *,
        num_layers: int = 1,
        num_heads: int = 4,
        d_ff: int = 512,
        patch: int = 1,
        dropout_rate: float = 0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(num_layers=num_layers)
        self.d_model = d_model
        self.num_layers = num_layers
        self.num_heads = num_heads
        self.d_ff = d_ff
        self.patch = patch
        self.dropout_rate = dropout_rate
        policy = self.dtype_policy
        self.patches = SeriesPatches(d_model, patch=patch, dtype=policy)
        self.positions = Positions(
            "sinusoidal",
            d_model=d_model,
            num_heads=num_heads,
            max_length=None,
            is_causal=False,
            dtype=policy,
        )
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        self.layers = [
            TransformerEncoderLayer(
                d_model,
                num_heads,
                d_ff,
                norm="pre",
                activation="gelu",
                dropout_rate=dropout_rate,
                dtype=policy,
                name=f"layer_{i}",
            )
            for i in range(num_layers)
        ]
        self.final_norm = make_norm("layer", policy)
        self.pool = MeanPooling(dtype=policy)

    def build(self, values_shape):
        self.patches.build(values_shape)
        shape = (None, None, self.d_model)
        for part in (self.positions, *self.layers, self.final_norm, self.pool):
            part.build(shape)

    def call(self, values, training=None):
        x = self.dropout(self.positions(self.patches(values)), training=training)
        for layer in self.layers:
            x = layer(x, training=training)
        return self.pool(self.final_norm(x))

    def compute_output_shape(self, values_shape):
        return (values_shape[0], self.d_model)

    def get_config(self):
        return {
            **super().get_config(),
            "d_model": self.d_model,
            "num_layers": self.num_layers,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
            "patch": self.patch,
            "dropout_rate": self.dropout_rate,
        }
