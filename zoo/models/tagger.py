"""An encoder and a head at each of its steps: one label for each token."""

from collections.abc import Sequence

import keras

from zoo.layers import masks
from zoo.layers.dropout_options import check_rate
from zoo.models.memory import Memory
from zoo.training.exact_fit import ExactFit


@keras.saving.register_keras_serializable("zoo")
class Tagger(ExactFit, keras.Model):
    """Reads a sequence and says of each token which label it has.

    ```python
    memory = encoder(source_ids, source_keep)
    logits_t = W memory.values_t + b
    ```

    `fit` is exact under a `tf.distribute` strategy, see `zoo.training.ExactFit`.

    Args:
        encoder: Layer from (ids, keep) to `Memory`, with an `embedding` and `d_model`.
        classes: Names of the labels, by their number; C of them.
        dropout_rate: Dropout on the encoder's values.
        pad_id: The id that fills rows up.

    Call arguments:
        inputs: dict of `source_ids` (B, S), integers, right-padded.
        training: Whether dropout is active.

    Returns:
        Logits (B, S, C).

    Raises:
        ValueError: There are less than 2 classes, or `dropout_rate` is not in [0, 1).

    Reference:
        Graves and Schmidhuber 2005, "Framewise Phoneme Classification with Bidirectional LSTM and
        Other Neural Network Architectures", section 2; Huang et al. 2015, "Bidirectional LSTM-CRF
        Models for Sequence Tagging", section 2.2 (without the CRF).

    Example:
        >>> from zoo.models import RNNEncoder
        >>> model = Tagger(RNNEncoder(50, d_model=8), ["NOUN", "VERB", "DET"])
        >>> model({"source_ids": np.ones((2, 5), int)}).shape, model.read
        (TensorShape([2, 5, 3]), 'first')
    """

    def __init__(
        self,
        encoder,
        classes: Sequence[str],
        *,
        dropout_rate: float = 0.1,
        pad_id: int = 0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if len(classes) < 2:
            raise ValueError(f"`classes` must be at least 2, got {list(classes)}.")
        check_rate("dropout_rate", dropout_rate)
        self.encoder = encoder
        self.classes = tuple(classes)
        self.dropout_rate = dropout_rate
        self.pad_id = pad_id
        policy = self.dtype_policy
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        self.head = keras.layers.Dense(len(self.classes), dtype=policy, name="head")

    @property
    def read(self) -> str:
        """Where the label of a word of several tokens stands: at its "first", or at its "last"
        where the encoder reads forward only, and knows nothing of the word before."""
        return "first" if getattr(self.encoder, "bidirectional", True) else "last"

    def build(self, inputs_shape=None):
        if not self.encoder.built:  # after loading it has built itself
            self.encoder.build((None, None))
        self.head.build((None, None, self.encoder.d_model))

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        ids = inputs["source_ids"]
        keep = masks.keep_from_ids(ids, pad_id=self.pad_id)
        memory = Memory(*self.encoder(ids, keep, training=training))
        return self.head(self.dropout(memory.values, training=training))

    def get_config(self):
        return {
            **super().get_config(),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "classes": list(self.classes),
            "dropout_rate": self.dropout_rate,
            "pad_id": self.pad_id,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        encoder = keras.saving.deserialize_keras_object(
            config.pop("encoder"), custom_objects=custom_objects
        )
        return cls(encoder, **config)
