"""What the convolutional encoder and decoder are made of."""

import keras

from zoo.layers.gated_convolution import GatedConvolution
from zoo.layers.multi_step_attention import MultiStepAttention
from zoo.layers.number_checks import check_sizes
from zoo.models.embedding import token_embedding
from zoo.models.positions import Positions


class ConvStack(keras.layers.Layer):
    """Embedding, positions, gated convolutions and, in a decoder, attention beside each of them.

    Encoder and decoder join them, and describe the options, which are the same.
    """

    _is_decoder = False

    def __init__(
        self,
        vocabulary_size: int,
        *,
        num_layers: int = 6,
        d_model: int = 512,
        kernel_size: int = 3,
        dropout_rate: float = 0.1,
        positions: str = "sinusoidal",
        max_length: int | None = None,
        embedding: keras.layers.Layer | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(d_model=d_model, num_layers=num_layers)
        self.vocabulary_size = vocabulary_size
        self.num_layers = num_layers
        self.d_model = d_model
        self.kernel_size = kernel_size
        self.dropout_rate = dropout_rate
        self.max_length = max_length
        policy = self.dtype_policy
        self.positions = Positions(
            positions,
            d_model=d_model,
            num_heads=None,
            max_length=max_length,
            is_causal=self._is_decoder,
            dtype=policy,
        )
        self.layers = [
            GatedConvolution(
                d_model,
                kernel_size=kernel_size,
                causal=self._is_decoder,
                dropout_rate=dropout_rate,
                dtype=policy,
                name=f"layer_{i}",
            )
            for i in range(num_layers)
        ]
        self.attentions = [
            MultiStepAttention(d_model, dtype=policy, name=f"attention_{i}")
            for i in range(num_layers if self._is_decoder else 0)
        ]
        self.embedding = embedding or token_embedding(vocabulary_size, d_model, policy)
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)

    @property
    def max_places(self) -> int | None:
        """Most tokens of a row; None where the positions have no end."""
        return self.positions.max_places

    def build(self, ids_shape=None):
        if not self.embedding.built:  # a shared one is built by its owner
            self.embedding.build((None, None))
        shape = (None, None, self.d_model)
        self.positions.build(shape)
        for layer in self.layers:
            layer.build(shape)
        for attention in self.attentions:
            attention.build()

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "num_layers": self.num_layers,
            "d_model": self.d_model,
            "kernel_size": self.kernel_size,
            "dropout_rate": self.dropout_rate,
            "positions": self.positions.kind,
            "max_length": self.max_length,
        }

    def _embed(self, ids, positions=None, training=None):
        x = self.embedding(ids) * self.d_model**0.5
        return self.dropout(self.positions(x, positions=positions), training=training)
