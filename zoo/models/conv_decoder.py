"""The convolutional decoder: what it remembers are each layer's last inputs."""

from typing import Any, NamedTuple

import keras
from keras import ops, tree

from zoo.layers.beams import take_each, take_parents
from zoo.layers.gated_convolution import add_keeping_variance
from zoo.models.conv_stack import ConvStack
from zoo.models.memory import Memory

Tensor = Any


class Context(NamedTuple):
    """What stays the same while one source is decoded."""

    keys: Tensor  # (B, S, D)
    values: Tensor  # (B, S, D)
    keep: Tensor  # (B, S), the source's tokens


class State(NamedTuple):
    """What a hypothesis remembers."""

    windows: list[Tensor]  # a layer each, its last inputs (B, k - 1, D)
    positions: Tensor  # (B,), where the next token stands in its row


@keras.saving.register_keras_serializable("zoo")
class ConvDecoder(ConvStack):
    """Embedding, positions, causal convolutions that each look at the source, and logits.

    ```python
    g = embed(ids) * sqrt(D) + positions
    h = attention(convolution(x), g, memory)     # each layer, x = g before the first
    x = (x + h) * sqrt(0.5)
    logits = embedding @ x
    ```

    The encoder must be as wide; one without keys, any but `ConvEncoder`, is sought by its values.

    Args:
        vocabulary_size: V.
        num_layers: Depth.
        d_model: D.
        kernel_size: k, see `GatedConvolution`.
        dropout_rate: Dropout on the embeddings, on each convolution's inputs and before the logits.
        positions: "sinusoidal", or "none", "learned" (the paper's).
        max_length: Most tokens of a row, for "learned" positions; the others take any length.
        embedding: A `keras.layers.ReversibleEmbedding`; its own where not given.

    Call arguments:
        target_in_ids: (B, T) integers, right-padded.
        memory: `Memory` of the encoder.
        return_scores: Also return the attention scores, the layers' mean.
        training: Whether dropout is active.

    Returns:
        Logits (B, T, V); with `return_scores`, also the scores (B, T, S).

    Raises:
        ValueError: As `ConvEncoder`, or the memory is not as wide.

    Reference:
        Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", section 3.

    Example:
        >>> memory = Memory(np.ones((2, 5, 8), "float32"), np.ones((2, 5), bool))
        >>> decoder = ConvDecoder(50, num_layers=2, d_model=8)
        >>> decoder(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 50])
    """

    _is_decoder = True

    def call(self, target_in_ids, memory, *, return_scores=False, training=None):
        context = self.prepare(memory)
        windows = self.start(context, 0).windows
        x, _, scores = self._extend(target_in_ids, windows, context, training=training)
        logits = self._logits(x, training)
        return (logits, sum(scores) / len(scores)) if return_scores else logits

    def prepare(self, memory: Memory) -> Context:
        """Keys and values of the source: once per source."""
        memory = Memory(*memory)
        values = ops.cast(memory.values, self.compute_dtype)
        has_keys = not isinstance(memory.keys, (tuple, list))
        keys = ops.cast(memory.keys, self.compute_dtype) if has_keys else values
        return Context(keys, values, memory.keep)

    def start(self, context: Context, length) -> State:
        """Nothing was read yet; a window has its own width, so `length` changes nothing."""
        batch = ops.shape(Context(*context).keep)[0]
        return State([layer.start(batch) for layer in self.layers], ops.zeros((batch,), "int32"))

    def step(
        self, ids: Tensor, index, state: State, context: Context, *, return_features: bool = False
    ):
        """One token for each row: ids (B * K,) to the next one's logits (B * K, V) and new state.

        Row r belongs to source r // K; `index` changes nothing, the state knows each row's place.
        With `return_features`, also what the logits are made of, (B * K, D).
        """
        positions = state.positions[:, None]
        x, windows, _ = self._extend(ids[:, None], state.windows, context, positions=positions)
        x, state = x[:, 0], State(windows, state.positions + 1)
        logits = self._logits(x)
        return (logits, state, x) if return_features else (logits, state)

    def prefill(self, ids: Tensor, keep: Tensor, state: State, context: Context):
        """Right-padded prompts in one pass, into an empty state; equals stepping through them.

        `ids` and `keep` are (B * K, P); the logits (B * K, V) stand after each row's last token.
        """
        counts = ops.sum(ops.cast(keep, "int32"), axis=1)
        x, windows, _ = self._extend(ids, state.windows, context, counts=counts)
        x = take_each(x, ops.maximum(counts - 1, 0)[:, None])
        return self._logits(x)[:, 0], State(windows, counts)

    def reorder(self, state: State, parents: Tensor) -> State:
        """The state of (B, K) hypotheses that go on from `parents`, (B, K) integers."""
        return State(*tree.map_structure(lambda leaf: take_parents(leaf, parents), tuple(state)))

    def attention_scores(self, target_in_ids: Tensor, memory: Memory) -> Tensor:
        """Where each step looks in the source: (B, T, S), the layers' mean."""
        return self(target_in_ids, memory, return_scores=True, training=False)[1]

    def _extend(self, ids, windows, context, *, positions=None, counts=None, training=None):
        """(B * K, T) tokens through all layers: features, the new windows, each layer's scores."""
        context = Context(*context)
        g = x = self._embed(ids, positions, training)
        new_windows, scores = [], []
        for layer, attention, window in zip(self.layers, self.attentions, windows, strict=True):
            h, window = layer.step(x, window, counts=counts, training=training)
            h, of_layer = attention(h, g, *context)
            x = add_keeping_variance(x, h)
            new_windows.append(window)
            scores.append(of_layer)
        return x, new_windows, scores

    def _logits(self, x, training=None):
        return self.embedding(self.dropout(x, training=training), reverse=True)
