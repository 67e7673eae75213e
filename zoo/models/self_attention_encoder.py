"""The Transformer's encoder: ids in, Memory out."""

import keras

from zoo.layers import masks
from zoo.layers.transformer_encoder import TransformerEncoderLayer
from zoo.models.memory import Memory
from zoo.models.positions import steps
from zoo.models.self_attention_stack import SelfAttentionStack


@keras.saving.register_keras_serializable("zoo")
class SelfAttentionEncoder(SelfAttentionStack):
    """Embedding, positions, and a stack of `TransformerEncoderLayer`s.

    The defaults are the paper's base model.

    Args:
        vocabulary_size: V; 0 for an encoder of vectors, without an embedding.
        num_layers: Depth.
        d_model: D.
        num_heads: N.
        num_kv_heads: Heads of keys and values, see `MultiHeadAttention`; N where not given.
        d_ff: F.
        dropout_rate: Dropout on the embeddings and on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre"; "pre" adds one norm after the last layer.
        norm_type: "layer" or "rms".
        activation: The feed-forward network's activation.
        gated: Whether that network is gated, see `FeedForward`.
        positions: "sinusoidal", or "none", "learned", "rotary", "relative" (T5), "alibi".
        max_length: Most tokens of a row, for "learned" positions; the others take any length.
        embedding: A `keras.layers.ReversibleEmbedding` to share with the decoder; its own where
            not given. `Seq2Seq` saves a shared one once.

    Call arguments:
        ids: (B, S) integers; None where there are vectors.
        keep: (B, S) booleans, True where a token stands.
        embedded: (B, S, D), token vectors to read in place of those of `ids`: what a gradient is
            taken by, see `ClassifierPredictor.predict_attributed`.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, S, D), keep (B, S), ())`, values zero where there is padding.

    Raises:
        ValueError: `num_layers` is below 1; `dropout_rate` is not in [0, 1); `positions` is
            unknown, "learned" without a `max_length`, or "sinusoidal" with an odd `d_model`; a
            block cannot be made, see its class.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3 and table 3 (base).

    Example:
        >>> encoder = SelfAttentionEncoder(50, num_layers=1, d_model=8, num_heads=2, d_ff=16)
        >>> encoder(np.ones((2, 5), int), np.ones((2, 5), bool)).values.shape
        TensorShape([2, 5, 8])
    """

    def __init__(
        self,
        vocabulary_size: int,
        *,
        num_layers: int = 6,
        d_model: int = 512,
        num_heads: int = 8,
        num_kv_heads: int | None = None,
        d_ff: int = 2048,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        norm_type: str = "layer",
        activation: str = "relu",
        gated: bool = False,
        positions: str = "sinusoidal",
        max_length: int | None = None,
        embedding: keras.layers.Layer | None = None,
        **kwargs,
    ):
        super().__init__(
            vocabulary_size,
            num_layers=num_layers,
            d_model=d_model,
            num_heads=num_heads,
            num_kv_heads=num_kv_heads,
            d_ff=d_ff,
            dropout_rate=dropout_rate,
            attention_dropout_rate=attention_dropout_rate,
            norm=norm,
            norm_type=norm_type,
            activation=activation,
            gated=gated,
            positions=positions,
            max_length=max_length,
            embedding=embedding,
            **kwargs,
        )
        self.layers = [
            TransformerEncoderLayer(**self._block_options(), name=f"layer_{i}")
            for i in range(num_layers)
        ]

    def call(self, ids, keep, embedded=None, training=None):
        places = steps(keep)
        bias = self.positions.bias(places, places)
        x = self._embed(ids, embedded=embedded, training=training)
        for layer in self.layers:
            x = layer(x, keep=keep, bias=bias, training=training)
        return Memory(masks.zero_padding(self._finish(x), keep), keep, ())
