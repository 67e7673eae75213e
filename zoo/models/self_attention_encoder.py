"""The Transformer's encoder: ids in, Memory out."""

import keras

from zoo.layers import masks
from zoo.layers.dropout_options import check_rate
from zoo.layers.positional_encoding import SinusoidalPositionalEncoding
from zoo.layers.transformer_encoder import TransformerEncoderLayer
from zoo.models.embedding import token_embedding
from zoo.models.memory import Memory


@keras.saving.register_keras_serializable("zoo")
class SelfAttentionEncoder(keras.layers.Layer):
    """Embedding, positions, and a stack of `TransformerEncoderLayer`s.

    The defaults are the paper's base model.

    Args:
        vocabulary_size: V.
        num_layers: Depth.
        d_model: D.
        num_heads: N.
        d_ff: F.
        dropout_rate: Dropout on the embeddings and on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre"; "pre" adds one norm after the last layer.
        activation: The feed-forward network's activation.
        embedding: A `keras.layers.ReversibleEmbedding` to share with the decoder; its own where
            not given. `Seq2Seq` saves a shared one once.

    Call arguments:
        ids: (B, S) integers.
        keep: (B, S) booleans, True where a token stands.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, S, D), keep (B, S), ())`, values zero where there is padding.

    Raises:
        ValueError: `num_layers` is below 1.

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
        d_ff: int = 2048,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        activation: str = "relu",
        embedding: keras.layers.Layer | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_rate("dropout_rate", dropout_rate)
        if num_layers < 1:
            raise ValueError(f"`num_layers` must be at least 1, got {num_layers}.")
        self.vocabulary_size = vocabulary_size
        self.num_layers = num_layers
        self.d_model = d_model
        self.num_heads = num_heads
        self.d_ff = d_ff
        self.dropout_rate = dropout_rate
        self.attention_dropout_rate = attention_dropout_rate
        self.norm = norm
        self.activation = activation
        policy = self.dtype_policy
        self.embedding = embedding or token_embedding(vocabulary_size, d_model, policy)
        self.positions = SinusoidalPositionalEncoding(dtype=policy)
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        self.layers = [
            TransformerEncoderLayer(
                d_model,
                num_heads,
                d_ff,
                dropout_rate=dropout_rate,
                attention_dropout_rate=attention_dropout_rate,
                norm=norm,
                activation=activation,
                dtype=policy,
                name=f"layer_{i}",
            )
            for i in range(num_layers)
        ]
        self.final_norm = (
            keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy) if norm == "pre" else None
        )

    def build(self, ids_shape=None, keep_shape=None):
        if not self.embedding.built:
            self.embedding.build((None, None))
        shape = (None, None, self.d_model)
        self.positions.build(shape)
        for layer in self.layers:
            layer.build(shape)
        if self.final_norm is not None:
            self.final_norm.build(shape)

    def call(self, ids, keep, training=None):
        x = self.embedding(ids) * self.d_model**0.5
        x = self.dropout(self.positions(x), training=training)
        for layer in self.layers:
            x = layer(x, keep=keep, training=training)
        if self.final_norm is not None:
            x = self.final_norm(x)
        return Memory(masks.zero_padding(x, keep), keep, ())

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "num_layers": self.num_layers,
            "d_model": self.d_model,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
            "dropout_rate": self.dropout_rate,
            "attention_dropout_rate": self.attention_dropout_rate,
            "norm": self.norm,
            "activation": self.activation,
        }
