"""What the blocks of the Transformer's encoder and decoder share."""

import keras

from zoo.layers.dropout_options import check_rate
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
        num_kv_heads: int | None = None,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        norm_type: str = "layer",
        activation: str = "relu",
        gated: bool = False,
        rotary_wavelength: float | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_rate("attention_dropout_rate", attention_dropout_rate)
        self.d_model = d_model
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.d_ff = d_ff
        self.dropout_rate = dropout_rate
        self.attention_dropout_rate = attention_dropout_rate
        self.norm = norm
        self.norm_type = norm_type
        self.activation = activation
        self.gated = gated
        self.rotary_wavelength = rotary_wavelength
        policy = self.dtype_policy
        self.self_attention = MultiHeadAttention(
            d_model,
            num_heads,
            num_kv_heads=num_kv_heads,
            dropout_rate=attention_dropout_rate,
            rotary_wavelength=rotary_wavelength,
            dtype=policy,
            name="self_attention",
        )
        self.feed_forward = FeedForward(
            d_model,
            d_ff,
            activation=activation,
            gated=gated,
            dropout_rate=attention_dropout_rate,
            dtype=policy,
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
            "num_kv_heads": self.num_kv_heads,
            "d_ff": self.d_ff,
            "dropout_rate": self.dropout_rate,
            "attention_dropout_rate": self.attention_dropout_rate,
            "norm": self.norm,
            "norm_type": self.norm_type,
            "activation": self.activation,
            "gated": self.gated,
            "rotary_wavelength": self.rotary_wavelength,
        }

    def _residual(self) -> Residual:
        return Residual(
            self.norm,
            norm_type=self.norm_type,
            dropout_rate=self.dropout_rate,
            dtype=self.dtype_policy,
        )
