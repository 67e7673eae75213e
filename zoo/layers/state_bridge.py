"""From what an encoder ended with to what a recurrent decoder starts with."""

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.number_checks import check_sizes


@keras.saving.register_keras_serializable("zoo")
class StateBridge(keras.layers.Layer):
    """One learned map for each state of the decoder, so that any encoder fits.

    ```python
    state = tanh(W s + b)
    state = tanh(norm(W mean(values) + b))  # of an encoder without a state
    ```

    Decoder layer i starts from encoder layer i, or from the topmost where the encoder has fewer;
    its c from the encoder's c, or from h where there is none. An encoder without a state (a
    Transformer, an image) is summed up by the mean of its values, which may be large: without the
    norm, a layer norm that learns nothing, tanh is soon 1 or -1 for all, and the encoder learns no
    more. With `memory_dim=0` there is nothing to start from, and the state is tanh(b).

    Args:
        units: Width of the decoder's states.
        depth: Number of the decoder's layers.
        states_per_layer: 2 for an LSTM, else 1.
        memory_dim: Width of the encoder's values and states.

    Call arguments:
        values: (B, S, memory_dim).
        keep: (B, S) booleans.
        state: One tuple a layer with leaves (B, memory_dim), or `()`.

    Returns:
        A tuple a layer, (h,) or (h, c), each (B, units).

    Raises:
        ValueError: `memory_dim` is below 0, or another size below 1.
        TypeError: A size is no whole number.

    Reference:
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", appendix A.2.2 (the start state); Ba et al. 2016, "Layer Normalization".

    Example:
        >>> bridge = StateBridge(4, depth=2, states_per_layer=2, memory_dim=6)
        >>> (h, c), upper = bridge(np.ones((3, 5, 6)), np.ones((3, 5), bool), ())
        >>> h.shape
        TensorShape([3, 4])
    """

    def __init__(self, units: int, *, depth: int, states_per_layer: int, memory_dim: int, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units, depth=depth, states_per_layer=states_per_layer)
        check_sizes(0, memory_dim=memory_dim)
        self.units = units
        self.depth = depth
        self.states_per_layer = states_per_layer
        self.memory_dim = memory_dim
        self.maps = [
            keras.layers.Dense(units, dtype=self.dtype_policy)
            for _ in range(depth * states_per_layer)
        ]
        self.norm = keras.layers.LayerNormalization(
            epsilon=1e-5, center=False, scale=False, dtype=self.dtype_policy, name="norm"
        )

    def build(self, values_shape=None):
        for dense in self.maps:
            dense.build((None, self.memory_dim))
            if not self.memory_dim:
                dense.kernel.trainable = False  # it has no number, and optimizers stumble over it
        self.norm.build((None, self.units))

    def call(self, values, keep, state):
        if not self.memory_dim:
            return self._learned(ops.shape(keep)[0])
        if state:
            return self._from(state, lambda x: x)
        return self._from([[self._mean(values, keep)]], self.norm)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "depth": self.depth,
            "states_per_layer": self.states_per_layer,
            "memory_dim": self.memory_dim,
        }

    def _from(self, sources, norm):
        return tuple(
            tuple(
                ops.tanh(norm(self._map(sources, layer, slot)))
                for slot in range(self.states_per_layer)
            )
            for layer in range(self.depth)
        )

    def _map(self, sources, layer, slot):
        source = sources[min(layer, len(sources) - 1)]
        dense = self.maps[layer * self.states_per_layer + slot]
        return dense(source[min(slot, len(source) - 1)])

    def _learned(self, batch):
        """tanh(b) for each row. In a graph, TensorFlow's product over no column loses the bias."""
        states = [ops.tanh(ops.convert_to_tensor(dense.bias)) for dense in self.maps]
        states = [ops.broadcast_to(state[None], (batch, self.units)) for state in states]
        size = self.states_per_layer
        return tuple(tuple(states[i : i + size]) for i in range(0, len(states), size))

    def _mean(self, values, keep):
        x = masks.to_float32(masks.zero_padding(values, keep))
        count = ops.sum(ops.cast(keep, x.dtype), axis=1, keepdims=True)
        return ops.cast(ops.sum(x, axis=1) / ops.maximum(count, 1.0), self.compute_dtype)
