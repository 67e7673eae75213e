"""Keras's own way for recurrent models: a model of one step, called from a loop in Python."""

import keras
import numpy as np
import tensorflow as tf

from benchmarks.decoding.cases import SIZES, SPECIAL, Case, sources


class KerasLoop:
    """As Keras's sequence-to-sequence example decodes, with the step in a `tf.function`."""

    def prepare(self, case: Case) -> None:
        """Build, and trace the two functions."""
        keras.utils.set_random_seed(0)
        s = SIZES[case.size]
        ids = keras.Input((None,), dtype="int32")
        encoder = keras.layers.LSTM(s.d_model, return_state=True)
        _, *state = encoder(keras.layers.Embedding(s.vocabulary, s.d_model)(ids))
        self.encode = tf.function(keras.Model(ids, state), autograph=False)
        token = keras.Input((1,), dtype="int32")
        before = [keras.Input((s.d_model,)) for _ in range(2)]
        decoder = keras.layers.LSTM(s.d_model, return_state=True)
        x = keras.layers.Embedding(s.vocabulary, s.d_model)(token)
        x, *after = decoder(x, initial_state=before)
        logits = keras.layers.Dense(s.vocabulary)(x)
        self.step = tf.function(keras.Model([token, *before], [logits, *after]), autograph=False)
        self.ids, self.new = tf.constant(sources(case)), case.new
        self.run()

    def run(self) -> np.ndarray:
        """Ids (B, T)."""
        state, outputs = self.encode(self.ids), []
        token = tf.fill([len(self.ids), 1], SPECIAL["start"])
        for _ in range(self.new):
            logits, *state = self.step([token, *state])
            token = tf.argmax(logits, axis=-1, output_type=tf.int32)[:, None]
            outputs.append(token)
        return tf.concat(outputs, axis=1).numpy()
