"""What the blocks of the Transformer's encoder and decoder share."""

import keras

from zoo.layers.feed_forward import FeedForward
from zoo.layers.multi_head_attention import MultiHeadAttention
from zoo.layers.residual import Residual


class TransformerBlock(keras.layers.Layer):
    """Self-attention and a feed-forward network, each on a residual path.

    The two blocks describe the options, which are the same.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        *,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        activation: str = "relu",
        rotary_wavelength: float | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.d_model = d_model
        self.num_heads = num_heads
        self.d_ff = d_ff
        self.dropout_rate = dropout_rate
        self.attention_dropout_rate = attention_dropout_rate
        self.norm = norm
        self.activation = activation
        self.rotary_wavelength = rotary_wavelength
        policy = self.dtype_policy
        self.self_attention = MultiHeadAttention(
            d_model,
            num_heads,
            dropout_rate=attention_dropout_rate,
            rotary_wavelength=rotary_wavelength,
            dtype=policy,
            name="self_attention",
        )
        self.feed_forward = FeedForward(
            d_model, d_ff, activation=activation, dropout_rate=attention_dropout_rate, dtype=policy
        )
        self.self_residual = self._residual()
        self.feed_forward_residual = self._residual()

    def build(self, inputs_shape=None):
        shape = (None, None, self.d_model)
        for part in (
            self.self_attention,
            self.feed_forward,
            self.self_residual,
            self.feed_forward_residual,
        ):
            part.build(shape)

    def get_config(self):
        return {
            **super().get_config(),
            "d_model": self.d_model,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
            "dropout_rate": self.dropout_rate,
            "attention_dropout_rate": self.attention_dropout_rate,
            "norm": self.norm,
            "activation": self.activation,
            "rotary_wavelength": self.rotary_wavelength,
        }

    def _residual(self) -> Residual:
        return Residual(self.norm, dropout_rate=self.dropout_rate, dtype=self.dtype_policy)
