"""The same Transformer of KerasHub's layers, which drop no inner features."""

import keras
import keras_hub

from benchmarks.training import keras_peer
from benchmarks.training.cases import DROPOUT_RATE, NORM_EPSILON, Case


class Block(keras.layers.Layer):
    """KerasHub's encoder or decoder layer."""

    def __init__(self, case: Case, *, is_decoder: bool):
        super().__init__()
        layers = keras_hub.layers
        self.is_decoder, self.d_model = is_decoder, case.d_model
        self.layer = (layers.TransformerDecoder if is_decoder else layers.TransformerEncoder)(
            case.d_ff,
            case.num_heads,
            dropout=DROPOUT_RATE,
            layer_norm_epsilon=NORM_EPSILON,
        )

    def build(self, shape, *others):
        shapes = {"decoder_sequence_shape": shape, "encoder_sequence_shape": shape}
        self.layer.build(**shapes if self.is_decoder else {"inputs_shape": shape})

    def call(self, x, keep, memory=None, memory_keep=None, training=None):
        if not self.is_decoder:
            return self.layer(x, padding_mask=keep, training=training)
        return self.layer(
            x,
            memory,
            decoder_padding_mask=keep,
            encoder_padding_mask=memory_keep,
            training=training,
        )


def make_model(case: Case) -> keras.Model:
    """The Transformer; KerasHub has no recurrent models."""
    return keras_peer.Transformer(case, Block)
