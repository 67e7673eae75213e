"""An encoder and a decoder, joined to one trainable model."""

import keras

from zoo.layers import masks
from zoo.models.scheduled_sampling import ScheduledSampling
from zoo.training.exact_fit import ExactFit


@keras.saving.register_keras_serializable("zoo")
class Seq2Seq(ExactFit, keras.Model):
    """Reads a source, then predicts every target token from those before it (teacher forcing).

    ```python
    memory = encoder(source_ids, source_keep)
    logits = decoder(target_in_ids, memory)
    ```

    `fit` is exact under a `tf.distribute` strategy, see `zoo.training.ExactFit`.

    Args:
        encoder: Layer from (ids, keep) to `Memory`.
        decoder: Layer from (target_in_ids, memory) to logits, with the decoding protocol
            `prepare, start, step, prefill`.
        pad_id: The id that fills rows up.
        sampling: A `ScheduledSampling`: in training the decoder then reads some of its own
            predictions. Not by default.

    Call arguments:
        inputs: dict of `source_ids` (B, S) and `target_in_ids` (B, T), integers, right-padded.
        training: Whether dropout and `sampling` are active.

    Returns:
        Logits (B, T, V).

    Reference:
        Sutskever et al. 2014, "Sequence to Sequence Learning with Neural Networks", section 2.

    Example:
        >>> from zoo.models import SelfAttentionDecoder, SelfAttentionEncoder
        >>> sizes = dict(num_layers=1, d_model=8, num_heads=2, d_ff=16)
        >>> model = Seq2Seq(SelfAttentionEncoder(50, **sizes), SelfAttentionDecoder(60, **sizes))
        >>> ids = {"source_ids": np.ones((2, 5), int), "target_in_ids": np.ones((2, 4), int)}
        >>> model(ids).shape
        TensorShape([2, 4, 60])
    """

    source = "source_ids"  # the input that is encoded, or a tuple of several

    def __init__(
        self,
        encoder,
        decoder,
        *,
        pad_id: int = 0,
        sampling: ScheduledSampling | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.pad_id = pad_id
        self.sampling = sampling

    def build(self, inputs_shape=None):
        # After loading, the parts have built themselves.
        for part in (self.decoder, self.encoder, self.sampling):
            if part is not None and not part.built:
                part.build()

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        names = (self.source,) if isinstance(self.source, str) else self.source
        memory = self.encode(*(inputs[name] for name in names), training=training)
        ids = inputs["target_in_ids"]
        if training and self.sampling is not None:
            ids = self.sampling(ids, memory, decoder=self.decoder, pad_id=self.pad_id)
        return self.decoder(ids, memory, training=training)

    def encode(self, source_ids, training=None):
        """`Memory` of (B, S) source ids."""
        keep = masks.keep_from_ids(source_ids, pad_id=self.pad_id)
        return self.encoder(source_ids, keep, training=training)

    def get_config(self):
        return {
            **super().get_config(),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
            "share_embedding": self._shares_embedding(),
            "pad_id": self.pad_id,
            "sampling": keras.saving.serialize_keras_object(self.sampling),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        encoder, share = config.pop("encoder"), config.pop("share_embedding")
        decoder = keras.saving.deserialize_keras_object(
            config.pop("decoder"), custom_objects=custom_objects
        )
        if share:
            # Serialisation writes the encoder without the shared layer: give it the decoder's.
            encoder_class = keras.saving.get_registered_object(encoder["registered_name"])
            encoder = encoder_class.from_config(
                {**encoder["config"], "embedding": decoder.embedding}
            )
        else:
            encoder = keras.saving.deserialize_keras_object(encoder, custom_objects=custom_objects)
        sampling = keras.saving.deserialize_keras_object(
            config.pop("sampling", None), custom_objects=custom_objects
        )
        return cls(encoder, decoder, sampling=sampling, **config)

    def _shares_embedding(self):
        embedding = getattr(self.decoder, "embedding", None)
        return embedding is not None and getattr(self.encoder, "embedding", None) is embedding
