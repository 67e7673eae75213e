"""The recurrent decoder: all that it knows of the source is the state it starts with."""

from typing import Any

import keras
from keras import ops

from zoo.layers.beams import take_each
from zoo.models.memory import Memory
from zoo.models.recurrent_decoder import RecurrentDecoder

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class RNNDecoder(RecurrentDecoder):
    """Embedding, a stack of recurrent layers, and logits.

    The encoder's last state starts it through a `StateBridge`. A memory with no token and no state
    is none at all: the decoder is then a language model whose start is learned.

    Args:
        vocabulary_size: V.
        cell: "lstm", "gru", "simple_rnn", "layer_norm_lstm", "layer_norm_gru" or "peephole_lstm".
        d_model: D, width of the embedding and the states.
        depth: Number of recurrent layers.
        memory_dim: Width of the memory; `d_model` where not given.
        dropout_rate: Dropout on each recurrent layer's inputs and before the logits.
        recurrent_dropout_rate: Dropout on the recurrent state.
        zoneout_rate: Share of the state that stays as it was at each step, see `ZoneoutCell`.
        skips: "none", "residual" or "concatenate", see `StackedRNN`.
        tie_embeddings: Whether the embedding's weights also make the logits.
        seed: Seed of the dropout masks.

    Call arguments:
        target_in_ids: (B, T) integers, right-padded.
        memory: `Memory` of the encoder.
        training: Whether dropout is active.

    Returns:
        Logits (B, T, V).

    Raises:
        ValueError: An option is unknown, or `depth` is below 1.

    Reference:
        Sutskever et al. 2014, "Sequence to Sequence Learning with Neural Networks", section 2;
        Press and Wolf 2017, "Using the Output Embedding to Improve Language Models" (tied weights).

    Example:
        >>> memory = Memory(np.ones((2, 5, 8), "float32"), np.ones((2, 5), bool))
        >>> decoder = RNNDecoder(50, cell="gru", d_model=8)
        >>> decoder(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 50])
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
        super().__init__(
            vocabulary_size,
            cell=cell,
            d_model=d_model,
            depth=depth,
            memory_dim=memory_dim,
            dropout_rate=dropout_rate,
            recurrent_dropout_rate=recurrent_dropout_rate,
            zoneout_rate=zoneout_rate,
            skips=skips,
            tie_embeddings=tie_embeddings,
            seed=seed,
            **kwargs,
        )
        self.rnn = self._stacked_rnn(depth)
        self.readout = self._make_readout()

    def build(self, target_in_ids_shape=None, memory_shape=None):
        if self.built:  # loading builds the parts before the model that holds them
            return
        self.embedding.build((None, None))
        self.rnn.build((None, None, self.d_model))
        self.bridge.build()
        self.readout.build((None, None, self.rnn.output_dim))

    def call(self, target_in_ids, memory, training=None):
        start = self.prepare(memory)
        x, _ = self.rnn(self._embed(target_in_ids), initial_state=start, training=training)
        return self._logits(x, training)

    def prepare(self, memory: Memory):
        """The state to start with, a tuple a layer, (h,) or (h, c), each (B, D)."""
        memory = Memory(*memory)
        return self.bridge(memory.values, memory.keep, memory.state)

    def start(self, context, length):
        """The start state, leaves (B, D); a state has no columns, so `length` changes nothing."""
        return context

    def step(self, ids: Tensor, index, state, context, *, return_features: bool = False):
        """One token for each of B * K rows; the next one's logits.

        Args:
            ids: (B * K,) integers.
            index: Column of the token; not used, the state knows what has been read.
            state: Leaves (B * K, D).
            context: Not used, `start` has taken all of it.
            return_features: Also return what the logits are made of.

        Returns:
            Logits (B * K, V) and the new state; with `return_features`, also (B * K, F).
        """
        x, state = self.rnn.step(self._embed(ids), state)
        logits = self._logits(x)
        return (logits, state, x) if return_features else (logits, state)

    def prefill(self, ids: Tensor, keep: Tensor, state, context):
        """A right-padded prompt in one pass; equals stepping through it.

        Args:
            ids: (B * K, P) integers.
            keep: (B * K, P) booleans, True where a prompt token stands.
            state: Leaves (B * K, D).
            context: Not used.

        Returns:
            Logits (B * K, V) after each row's last prompt token, and the state there.
        """
        x, state = self.rnn(self._embed(ids), keep, initial_state=state)
        last = ops.maximum(ops.sum(ops.cast(keep, "int32"), axis=1) - 1, 0)
        x = take_each(x, last[:, None])
        return self._logits(x)[:, 0], state
