"""Mean pooling: one vector from many, each counting alike."""

import keras
from keras import ops

from zoo.layers import masks


@keras.saving.register_keras_serializable("zoo")
class MeanPooling(keras.layers.Layer):
    """The mean of a sequence's values, without those of the padding.

    ```python
    pooled = sum(keep * x) / sum(keep)
    ```

    Call arguments:
        values: (B, S, D).
        keep: (B, S) booleans, True where a step is real; None where all are. A row without any
            gives zeros.

    Returns:
        (B, D).

    Example:
        >>> values, keep = np.array([[[1.0], [3.0], [9.0]]]), np.array([[True, True, False]])
        >>> MeanPooling()(values, keep).numpy().tolist()
        [[2.0]]
    """

    def call(self, values, keep=None):
        # The sum of a long row does not fit into half precision.
        x = masks.to_float32(masks.zero_padding(values, keep))
        if keep is None:
            return ops.cast(ops.mean(x, axis=1), self.compute_dtype)
        count = ops.sum(ops.cast(keep, x.dtype), axis=1, keepdims=True)
        return ops.cast(ops.sum(x, axis=1) / ops.maximum(count, 1.0), self.compute_dtype)
