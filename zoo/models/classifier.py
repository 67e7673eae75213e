"""An encoder, what makes one vector of its values, and a head: one label for a sequence."""

from collections.abc import Sequence
from typing import Any

import keras

from zoo.layers import masks
from zoo.layers.attention_pooling import AttentionPooling
from zoo.layers.dropout_options import check_rate
from zoo.layers.mean_pooling import MeanPooling
from zoo.layers.token_dropout import TokenDropout
from zoo.models.memory import Memory
from zoo.training.exact_fit import ExactFit

Tensor = Any
POOLINGS = ("last", "mean", "attention")


@keras.saving.register_keras_serializable("zoo")
class Classifier(ExactFit, keras.Model):
    """Reads a sequence and says which class it is of.

    ```python
    memory = encoder(source_ids, source_keep)
    pooled = memory.state[-1].h | mean(memory.values) | attention_pooling(memory.values)
    logits = W pooled + b
    ```

    `fit` is exact under a `tf.distribute` strategy, see `zoo.training.ExactFit`.

    Args:
        encoder: Layer from (ids, keep) to `Memory`, with an `embedding` and `d_model`.
        classes: Names of the classes, by their number; C of them.
        pooling: "last", the recurrent state after the last token (in both directions, where there
            are two); "mean", see `MeanPooling`; "attention", see `AttentionPooling`.
        dropout_rate: Dropout on the pooled vector.
        token_dropout_rate: See `TokenDropout`.
        pad_id: The id that fills rows up.
        unknown_id: The unknown token; at least `pad_id` where tokens are dropped.

    Call arguments:
        inputs: dict of `source_ids` (B, S), integers, right-padded.
        training: Whether dropout is active.

    Returns:
        Logits (B, C).

    Raises:
        ValueError: `pooling` is unknown, there are less than 2 classes, a rate is not in [0, 1), or
            `unknown_id` is below 0 or `pad_id`.
        TypeError: A rate is no number, or `unknown_id` no whole number.

    Example:
        >>> from zoo.models import RNNEncoder
        >>> model = Classifier(RNNEncoder(50, d_model=8), ["no", "yes"], pooling="attention")
        >>> model({"source_ids": np.ones((3, 5), int)}).shape
        TensorShape([3, 2])
    """

    def __init__(
        self,
        encoder,
        classes: Sequence[str],
        *,
        pooling: str = "last",
        dropout_rate: float = 0.1,
        token_dropout_rate: float = 0.0,
        pad_id: int = 0,
        unknown_id: int = 3,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if pooling not in POOLINGS:
            raise ValueError(f"`pooling` must be one of {POOLINGS}, got {pooling!r}.")
        if len(classes) < 2:
            raise ValueError(f"`classes` must be at least 2, got {list(classes)}.")
        check_rate("dropout_rate", dropout_rate)
        check_rate("token_dropout_rate", token_dropout_rate)
        if token_dropout_rate and unknown_id < pad_id:
            raise ValueError(
                f"`unknown_id` must be at least `pad_id`={pad_id}, or padding is dropped, too, got "
                f"{unknown_id}."
            )
        self.encoder = encoder
        self.classes = tuple(classes)
        self.pooling = pooling
        self.dropout_rate = dropout_rate
        self.token_dropout_rate = token_dropout_rate
        self.pad_id = pad_id
        self.unknown_id = unknown_id
        policy = self.dtype_policy
        self.token_dropout = TokenDropout(
            token_dropout_rate, unknown_id=unknown_id, dtype=policy, name="token_dropout"
        )
        self.pool = None
        if pooling == "mean":
            self.pool = MeanPooling(dtype=policy)
        elif pooling == "attention":
            self.pool = AttentionPooling(encoder.d_model, dtype=policy)
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        self.head = keras.layers.Dense(len(self.classes), dtype=policy, name="head")

    def build(self, inputs_shape=None):
        width = self.encoder.d_model
        if not self.encoder.built:  # after loading it has built itself
            self.encoder.build((None, None))
        if self.pool is not None:
            self.pool.build((None, None, width))
        self.head.build((None, width))

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        ids = self.token_dropout(inputs["source_ids"], training=training)
        return self.classify(ids, training=training)[0]

    def embed(self, ids):
        """The vectors (B, S, D) of (B, S) tokens."""
        return self.encoder.embedding(ids)

    def classify(self, ids, embedded=None, training=None) -> tuple[Tensor, Tensor | None]:
        """Logits (B, C) of (B, S) tokens, and the weights (B, S) of attention pooling, or None.

        Args:
            ids: (B, S).
            embedded: Vectors to read in place of those of `ids`.
            training: Whether dropout is active.
        """
        keep = masks.keep_from_ids(ids, pad_id=self.pad_id)
        embedded = self.embed(ids) if embedded is None else embedded
        memory = Memory(*self.encoder(ids, keep, embedded=embedded, training=training))
        scores = None
        if self.pooling == "last":
            pooled = memory.state[-1][0]
        elif self.pooling == "mean":
            pooled = self.pool(memory.values, keep)
        else:
            pooled, scores = self.pool(memory.values, keep, return_scores=True)
        return self.head(self.dropout(pooled, training=training)), scores

    def get_config(self):
        return {
            **super().get_config(),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "classes": list(self.classes),
            "pooling": self.pooling,
            "dropout_rate": self.dropout_rate,
            "token_dropout_rate": self.token_dropout_rate,
            "pad_id": self.pad_id,
            "unknown_id": self.unknown_id,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        encoder = keras.saving.deserialize_keras_object(
            config.pop("encoder"), custom_objects=custom_objects
        )
        return cls(encoder, **config)
