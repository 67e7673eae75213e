"""The baseline of all classifiers: which tokens there are, in no order."""

from collections.abc import Sequence

import keras
from keras import ops

from zoo.layers import masks
from zoo.training.exact_fit import ExactFit


@keras.saving.register_keras_serializable("zoo")
class BagOfWords(ExactFit, keras.Model):
    """Logistic regression on token counts.

    ```python
    logits = sum_s W[ids_s] + b
    ```

    W begins as zeros. What a model of sequences knows beyond this is what order tells it.

    Args:
        vocabulary_size: V.
        classes: Names of the classes, by their number; C of them.
        pad_id: The id that fills rows up.

    Call arguments:
        inputs: dict of `source_ids` (B, S), integers, right-padded.

    Returns:
        Logits (B, C).

    Reference:
        Joulin et al. 2017, "Bag of Tricks for Efficient Text Classification", section 2.

    Example:
        >>> BagOfWords(50, ["no", "yes"])({"source_ids": np.ones((3, 5), int)}).shape
        TensorShape([3, 2])
    """

    def __init__(self, vocabulary_size: int, classes: Sequence[str], *, pad_id: int = 0, **kwargs):
        super().__init__(**kwargs)
        self.vocabulary_size = vocabulary_size
        self.classes = tuple(classes)
        self.pad_id = pad_id

    def build(self, inputs_shape=None):
        size = (self.vocabulary_size, len(self.classes))
        self.kernel = self.add_weight(shape=size, initializer="zeros", name="kernel")
        self.bias = self.add_weight(shape=(len(self.classes),), initializer="zeros", name="bias")

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        return self.classify(inputs["source_ids"])[0]

    def embed(self, ids):
        """What each of (B, S) tokens says for each class: (B, S, C)."""
        return ops.take(self.kernel, ids, axis=0)

    def classify(self, ids, embedded=None, training=None):
        """As `Classifier.classify`; there are no weights of attention."""
        keep = masks.keep_from_ids(ids, pad_id=self.pad_id)
        x = masks.zero_padding(self.embed(ids) if embedded is None else embedded, keep)
        # In float32: half precision does not count far.
        logits = ops.sum(masks.to_float32(x), axis=1) + masks.to_float32(self.bias)
        return ops.cast(logits, self.compute_dtype), None

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "classes": list(self.classes),
            "pad_id": self.pad_id,
        }
