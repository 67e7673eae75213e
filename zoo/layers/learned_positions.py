"""Learned positions: a vector for each place, as in BERT and GPT."""

import keras
from keras import ops

from zoo.layers.number_checks import check_numbers, check_sizes


@keras.saving.register_keras_serializable("zoo")
class LearnedPositionalEmbedding(keras.layers.Layer):
    """Adds a learned vector for each place. There are places up to `max_length` only.

    ```python
    outputs = inputs + table[positions]
    ```

    Args:
        max_length: Number of places.
        stddev: Of the vectors in the beginning; 0.02 is BERT's and GPT's.

    Call arguments:
        inputs: (B, T, D).
        positions: (B, T) or (1, T) integers, each token's place in its row; 0..T-1 where not
            given.

    Returns:
        (B, T, D), inputs plus vectors. A place that there is not, in a length that is known only
        when the graph runs, gives NaN: no number would be right. Attention carries it to the
        whole row, even from padding.

    Raises:
        ValueError: T is known and more than `max_length`, or `max_length` is below 1, or `stddev`
            negative.
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", section 3.1; Devlin et
        al. 2019, "BERT", section 3.

    Example:
        >>> LearnedPositionalEmbedding(max_length=10)(np.ones((2, 3, 4))).shape
        TensorShape([2, 3, 4])
    """

    def __init__(self, max_length: int, *, stddev: float = 0.02, **kwargs):
        super().__init__(**kwargs)
        check_sizes(max_length=max_length)
        check_numbers(stddev=stddev)
        if stddev < 0:
            raise ValueError(f"`stddev` must be at least 0, got {stddev}.")
        self.max_length = max_length
        self.stddev = stddev

    def build(self, inputs_shape, positions_shape=None):
        self.embeddings = self.add_weight(
            (self.max_length, inputs_shape[-1]),
            initializer=keras.initializers.RandomNormal(stddev=self.stddev),
            name="embeddings",
        )

    def call(self, inputs, *, positions=None):
        length = inputs.shape[1]
        if positions is None:
            if isinstance(length, int) and length > self.max_length:  # JAX has symbols, too
                raise ValueError(
                    f"`inputs` must have at most `max_length`={self.max_length} steps, "
                    f"got {length}."
                )
            positions = ops.arange(ops.shape(inputs)[1])[None, :]
        is_place = ops.logical_and(positions >= 0, positions < self.max_length)
        positions = ops.clip(positions, 0, self.max_length - 1)
        places = ops.take(self.embeddings, positions, axis=0)
        places = ops.where(is_place[..., None], places, float("nan"))
        return inputs + ops.cast(places, inputs.dtype)

    def compute_output_shape(self, inputs_shape):
        return inputs_shape

    def get_config(self):
        return {**super().get_config(), "max_length": self.max_length, "stddev": self.stddev}
