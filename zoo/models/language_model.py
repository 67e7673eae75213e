"""A decoder alone: it predicts every token of a text from those before it."""

import keras

from zoo.models.memory import no_memory
from zoo.training.exact_fit import ExactFit


@keras.saving.register_keras_serializable("zoo")
class LanguageModel(ExactFit, keras.Model):
    """A decoder that has read nothing but what it wrote itself.

    ```python
    p(x_1 ... x_T) = prod_t p(x_t | x_1 ... x_{t-1})
    logits = decoder(target_in_ids, no_memory(target_in_ids))
    ```

    With a `SelfAttentionDecoder` this is GPT, with an `RNNDecoder` a recurrent language model.
    It is decoded by the decoder's own `prepare, start, step, prefill`.

    `fit` is exact under a `tf.distribute` strategy, see `zoo.training.ExactFit`.

    Args:
        decoder: Layer from (target_in_ids, memory) to logits, made with `memory_dim=0`.

    Call arguments:
        inputs: dict of `target_in_ids` (B, T), integers, right-padded.
        training: Whether dropout is active.

    Returns:
        Logits (B, T, V), of the token after each.

    Reference:
        Mikolov et al. 2010, "Recurrent neural network based language model"; Radford et al. 2018,
        "Improving Language Understanding by Generative Pre-Training", section 3.1.

    Example:
        >>> from zoo.models import RNNDecoder
        >>> model = LanguageModel(RNNDecoder(50, cell="gru", d_model=8, memory_dim=0))
        >>> model({"target_in_ids": np.ones((2, 4), int)}).shape
        TensorShape([2, 4, 50])
    """

    def __init__(self, decoder, **kwargs):
        super().__init__(**kwargs)
        self.decoder = decoder

    def build(self, inputs_shape=None):
        if not self.decoder.built:  # after loading, it has built itself
            self.decoder.build()

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        ids = inputs["target_in_ids"]
        return self.decoder(ids, no_memory(ids), training=training)

    def prepare(self, ids):
        """The decoder's context for as many rows as `ids` (B, P) has."""
        return self.decoder.prepare(no_memory(ids))

    def get_config(self):
        return {
            **super().get_config(),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        decoder = keras.saving.deserialize_keras_object(
            config.pop("decoder"), custom_objects=custom_objects
        )
        return cls(decoder, **config)
