"""What the Transformer's encoder and decoder share."""

import keras

from zoo.layers.dropout_options import check_rate
from zoo.layers.number_checks import check_sizes
from zoo.layers.residual import make_norm
from zoo.models.embedding import token_embedding
from zoo.models.positions import Positions

# What every block of a stack is made with.
_BLOCK_OPTIONS = (
    "d_model num_heads num_kv_heads d_ff dropout_rate attention_dropout_rate norm norm_type "
    "activation gated"
).split()


class SelfAttentionStack(keras.layers.Layer):
    """Embedding, positions, and what is around the blocks; a subclass makes `self.layers`.

    Encoder and decoder describe the options, which are the same.
    """

    _is_causal = False

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
        super().__init__(**kwargs)
        check_rate("dropout_rate", dropout_rate)
        check_sizes(0, vocabulary_size=vocabulary_size)
        check_sizes(d_model=d_model, num_layers=num_layers)
        self.vocabulary_size = vocabulary_size
        self.num_layers = num_layers
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
        self.max_length = max_length
        policy = self.dtype_policy
        self.embedding = embedding
        if embedding is None and vocabulary_size:
            self.embedding = token_embedding(vocabulary_size, d_model, policy)
        self.positions = Positions(
            positions,
            d_model=d_model,
            num_heads=num_heads,
            max_length=max_length,
            is_causal=self._is_causal,
            dtype=policy,
        )
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        self.final_norm = make_norm(norm_type, policy) if norm == "pre" else None

    @property
    def max_places(self) -> int | None:
        """Most tokens of a row; None where the positions have no end."""
        return self.positions.max_places

    def build(self, ids_shape=None):
        if (
            self.embedding is not None and not self.embedding.built
        ):  # a shared one is built by its owner
            self.embedding.build((None, None))
        shape = (None, None, self.d_model)
        self.positions.build(shape)
        for layer in self.layers:
            layer.build(shape)
        if self.final_norm is not None:
            self.final_norm.build(shape)

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "num_layers": self.num_layers,
            **{name: getattr(self, name) for name in _BLOCK_OPTIONS},
            "positions": self.positions.kind,
            "max_length": self.max_length,
        }

    def _block_options(self) -> dict:
        return {
            **{name: getattr(self, name) for name in _BLOCK_OPTIONS},
            "rotary_wavelength": self.positions.rotary_wavelength,
            "dtype": self.dtype_policy,
        }

    def _embed(self, ids, positions=None, embedded=None, training=None):
        x = self.embedding(ids) if embedded is None else embedded
        x = x * self.d_model**0.5
        return self.dropout(self.positions(x, positions=positions), training=training)

    def _finish(self, x):
        return x if self.final_norm is None else self.final_norm(x)
