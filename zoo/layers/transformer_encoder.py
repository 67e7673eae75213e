"""One block of the Transformer's encoder."""

import keras

from zoo.layers.feed_forward import FeedForward
from zoo.layers.multi_head_attention import MultiHeadAttention
from zoo.layers.residual import Residual


@keras.saving.register_keras_serializable("zoo")
class TransformerEncoderLayer(keras.layers.Layer):
    """Self-attention, then the feed-forward network, each with a residual path and a norm.

    ```python
    x = x + attention(x)        # norm="post": norm(x + attention(x)), as in the paper
    x = x + feed_forward(x)     # norm="pre":  x + attention(norm(x)), steadier when deep
    ```

    Args:
        d_model: D.
        num_heads: N. Must divide `d_model`.
        d_ff: F, inner width of the feed-forward network.
        dropout_rate: Dropout on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre".
        activation: The feed-forward network's activation.

    Call arguments:
        inputs: (B, S, D).
        keep: (B, S) booleans, True where a token stands.
        return_scores: Also return the attention weights.
        training: Whether dropout is active.

    Returns:
        (B, S, D); with `return_scores`, also the weights (B, N, S, S).

    Raises:
        ValueError: `norm` is neither "pre" nor "post"; `num_heads` does not divide `d_model`.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.1 (post); Xiong et al. 2020,
        "On Layer Normalization in the Transformer Architecture", table 1 (pre).

    Example:
        >>> block = TransformerEncoderLayer(d_model=8, num_heads=2, d_ff=32)
        >>> block(np.ones((2, 5, 8)), keep=np.ones((2, 5), bool)).shape
        TensorShape([2, 5, 8])
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
        policy = self.dtype_policy
        self.self_attention = MultiHeadAttention(
            d_model, num_heads, dropout_rate=attention_dropout_rate, dtype=policy
        )
        self.feed_forward = FeedForward(
            d_model, d_ff, activation=activation, dropout_rate=attention_dropout_rate, dtype=policy
        )
        self.attention_residual = Residual(norm, dropout_rate=dropout_rate, dtype=policy)
        self.feed_forward_residual = Residual(norm, dropout_rate=dropout_rate, dtype=policy)

    def build(self, inputs_shape=None, keep_shape=None):
        shape = (None, None, self.d_model)
        self.self_attention.build(shape)
        self.feed_forward.build(shape)
        self.attention_residual.build(shape)
        self.feed_forward_residual.build(shape)

    def call(self, inputs, *, keep=None, return_scores=False, training=None):
        x = self.attention_residual.enter(inputs)
        attended, scores = self.self_attention(x, keep=keep, return_scores=True, training=training)
        x = self.attention_residual(inputs, attended, training=training)
        fed = self.feed_forward(self.feed_forward_residual.enter(x), training=training)
        x = self.feed_forward_residual(x, fed, training=training)
        return (x, scores) if return_scores else x

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
        }
