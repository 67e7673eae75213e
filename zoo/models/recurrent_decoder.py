"""What the recurrent decoders share: their options, the start state, and the logits."""

from typing import Any

import keras
from keras import tree

from zoo.layers.beams import take_parents
from zoo.layers.cells import cell_class
from zoo.layers.dropout_options import check_rate, part_seed
from zoo.layers.number_checks import check_sizes
from zoo.layers.stacked_rnn import StackedRNN
from zoo.layers.state_bridge import StateBridge
from zoo.models.embedding import token_embedding

Tensor = Any


class RecurrentDecoder(keras.layers.Layer):
    """Base of `RNNDecoder` and `AttentionRNNDecoder`; a subclass makes the layers in between.

    ```python
    x = embed(ids) * sqrt(D)
    logits = W_v tanh(W_c features)
    ```

    The two describe the options, which are the same.

    Raises:
        ValueError: A size is below 1, or a rate is not in [0, 1).
        TypeError: A size is no whole number.
    """

    def __init__(
        self,
        vocabulary_size: int,
        *,
        cell: str = "lstm",
        d_model: int = 256,
        depth: int = 1,
        memory_dim: int | None = None,
        dropout_rate: float = 0.1,
        recurrent_dropout_rate: float = 0.0,
        zoneout_rate: float = 0.0,
        skips: str = "none",
        tie_embeddings: bool = True,
        seed: int | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(d_model=d_model, depth=depth)
        check_rate("dropout_rate", dropout_rate)
        check_rate("recurrent_dropout_rate", recurrent_dropout_rate)
        check_rate("zoneout_rate", zoneout_rate)
        self.vocabulary_size = vocabulary_size
        self.cell = cell
        self.d_model = d_model
        self.depth = depth
        self.memory_dim = d_model if memory_dim is None else memory_dim
        self.dropout_rate = dropout_rate
        self.recurrent_dropout_rate = recurrent_dropout_rate
        self.zoneout_rate = zoneout_rate
        self.skips = skips
        self.tie_embeddings = tie_embeddings
        self.seed = seed
        policy = self.dtype_policy
        self.embedding = token_embedding(vocabulary_size, d_model, policy, is_tied=tie_embeddings)
        self.bridge = StateBridge(
            d_model,
            depth=depth,
            states_per_layer=cell_class(cell).num_states,
            memory_dim=self.memory_dim,
            dtype=policy,
        )
        self.dropout = keras.layers.Dropout(dropout_rate, seed=part_seed(seed, 100), dtype=policy)

    def reorder(self, state, parents: Tensor):
        """The state of (B, K) hypotheses that go on from `parents`, (B, K) integers."""
        return tree.map_structure(lambda leaf: take_parents(leaf, parents), state)

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "cell": self.cell,
            "d_model": self.d_model,
            "depth": self.depth,
            "memory_dim": self.memory_dim,
            "dropout_rate": self.dropout_rate,
            "recurrent_dropout_rate": self.recurrent_dropout_rate,
            "zoneout_rate": self.zoneout_rate,
            "skips": self.skips,
            "tie_embeddings": self.tie_embeddings,
            "seed": self.seed,
        }

    def _make_readout(self) -> keras.layers.Layer:
        return keras.layers.Dense(self.d_model, activation="tanh", dtype=self.dtype_policy)

    def _stacked_rnn(self, depth: int) -> StackedRNN:
        return StackedRNN(
            self.cell,
            self.d_model,
            depth=depth,
            dropout_rate=self.dropout_rate,
            recurrent_dropout_rate=self.recurrent_dropout_rate,
            zoneout_rate=self.zoneout_rate,
            skips=self.skips,
            seed=self.seed,
            dtype=self.dtype_policy,
        )

    def _embed(self, ids):
        return self.embedding(ids) * self.d_model**0.5

    def _logits(self, features, training=None):
        x = features if self.readout is None else self.readout(features)
        x = self.dropout(x, training=training)
        return self.embedding(x, reverse=True)
