"""One block of the Transformer's encoder."""

import keras

from zoo.layers.transformer_block import TransformerBlock


@keras.saving.register_keras_serializable("zoo")
class TransformerEncoderLayer(TransformerBlock):
    """Self-attention, then the feed-forward network, each with a residual path and a norm.

    ```python
    x = x + attention(x)        # norm="post": norm(x + attention(x)), as in the paper
    x = x + feed_forward(x)     # norm="pre":  x + attention(norm(x)), steadier when deep
    ```

    Args:
        d_model: D.
        num_heads: N. Must divide `d_model`.
        num_kv_heads: Heads of keys and values, see `MultiHeadAttention`; N where not given.
        d_ff: F, inner width of the feed-forward network.
        dropout_rate: Dropout on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre".
        norm_type: "layer" or "rms".
        activation: The feed-forward network's activation.
        gated: Whether that network is gated, see `FeedForward`.
        rotary_wavelength: Turn queries and keys by their positions, see `RotaryEmbedding`; None
            for not.

    Call arguments:
        inputs: (B, S, D).
        keep: (B, S) booleans, True where a token stands.
        bias: (B or 1, N or 1, S, S), added to the attention scores.
        return_scores: Also return the attention weights.
        training: Whether dropout is active.

    Returns:
        (B, S, D); with `return_scores`, also the weights (B, N, S, S).

    Raises:
        ValueError: `norm` is neither "pre" nor "post", `norm_type` neither "layer" nor "rms", a
            rate is not in [0, 1), or the heads do not divide, see `MultiHeadAttention`.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.1 (post); Xiong et al. 2020,
        "On Layer Normalization in the Transformer Architecture", table 1 (pre).

    Example:
        >>> block = TransformerEncoderLayer(d_model=8, num_heads=2, d_ff=32)
        >>> block(np.ones((2, 5, 8)), keep=np.ones((2, 5), bool)).shape
        TensorShape([2, 5, 8])
    """

    def call(self, inputs, *, keep=None, bias=None, return_scores=False, training=None):
        x = self.self_residual.enter(inputs)
        attended = self.self_attention(
            x, keep=keep, bias=bias, return_scores=return_scores, training=training
        )
        attended, scores = attended if return_scores else (attended, None)
        x = self.self_residual(inputs, attended, training=training)
        fed = self.feed_forward(self.feed_forward_residual.enter(x), training=training)
        x = self.feed_forward_residual(x, fed, training=training)
        return (x, scores) if return_scores else x
