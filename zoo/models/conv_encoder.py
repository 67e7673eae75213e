"""The convolutional encoder: ids in, Memory out."""

import keras

from zoo.layers import masks
from zoo.layers.gated_convolution import add_keeping_variance
from zoo.models.conv_stack import ConvStack
from zoo.models.memory import Memory


@keras.saving.register_keras_serializable("zoo")
class ConvEncoder(ConvStack):
    """Embedding, positions, and gated convolutions that see as far ahead as back.

    ```python
    e = embed(ids) * sqrt(D) + positions
    x = (x + convolution(x)) * sqrt(0.5)         # each layer, x = e before the first
    keys, values = x, (x + e) * sqrt(0.5)
    ```

    After n layers a vector knows n * (k - 1) / 2 tokens to either side.

    Args:
        vocabulary_size: V.
        num_layers: Depth.
        d_model: D.
        kernel_size: k, see `GatedConvolution`.
        dropout_rate: Dropout on the embeddings and on each convolution's inputs.
        positions: "sinusoidal", or "none", "learned" (the paper's).
        max_length: Most tokens of a row, for "learned" positions; the others take any length.
        embedding: A `keras.layers.ReversibleEmbedding` to share with the decoder; its own where
            not given. `Seq2Seq` saves a shared one once.

    Call arguments:
        ids: (B, S) integers, right-padded.
        keep: (B, S) booleans, True where a token stands.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, S, D), keep (B, S), (), keys (B, S, D))`, values and keys zero where
        there is padding.

    Raises:
        ValueError: `num_layers` or `kernel_size` is below 1; `dropout_rate` is not in [0, 1);
            `positions` is unknown, "learned" without a `max_length`, or "sinusoidal" with an odd
            `d_model`.

    Reference:
        Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", section 3. Not theirs:
        they normalise weights, and scale the encoder's gradients by the decoder's depth.

    Example:
        >>> encoder = ConvEncoder(50, num_layers=2, d_model=8)
        >>> encoder(np.ones((2, 5), int), np.ones((2, 5), bool)).values.shape
        TensorShape([2, 5, 8])
    """

    def call(self, ids, keep, training=None):
        e = x = self._embed(ids, training=training)
        for layer in self.layers:
            x = add_keeping_variance(x, layer(x, keep, training=training))
        values = masks.zero_padding(add_keeping_variance(x, e), keep)
        return Memory(values, keep, (), masks.zero_padding(x, keep))
