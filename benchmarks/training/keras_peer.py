"""The same models of Keras's own layers."""

import keras
from keras import layers, ops

from benchmarks.training.cases import CLASSES, DROPOUT_RATE, NORM_EPSILON, VOCABULARY, Case


def make_model(case: Case) -> keras.Model:
    """The model of a case."""
    if case.model == "classifier":
        return make_classifier(case)
    return Transformer(case, Block) if case.model == "transformer" else AttentionSeq2Seq(case)


def make_classifier(case: Case) -> keras.Model:
    """Embedding, recurrent layer, its last output, and logits."""
    rnn = layers.LSTM(case.d_model)
    return keras.Sequential(
        [
            layers.Embedding(VOCABULARY, case.d_model),
            layers.Bidirectional(rnn) if case.bidirectional else rnn,
            layers.Dropout(DROPOUT_RATE),
            layers.Dense(CLASSES),
        ]
    )


def token_embedding(case: Case) -> keras.layers.Layer:
    """Token vectors that also make the logits."""
    normal = keras.initializers.RandomNormal(stddev=case.d_model**-0.5)
    return layers.ReversibleEmbedding(VOCABULARY, case.d_model, embeddings_initializer=normal)


class Block(layers.Layer):
    """A layer of the Transformer's encoder or, with a memory, of its decoder."""

    def __init__(self, case: Case, *, is_decoder: bool):
        super().__init__()
        sizes = (case.num_heads, case.d_model // case.num_heads)
        self.is_decoder = is_decoder
        self.attentions = [
            layers.MultiHeadAttention(*sizes, dropout=DROPOUT_RATE) for _ in range(1 + is_decoder)
        ]
        self.inner = layers.Dense(case.d_ff, activation="relu")
        self.outer = layers.Dense(case.d_model)
        self.inner_dropout = layers.Dropout(DROPOUT_RATE)
        count = 2 + is_decoder
        self.dropouts = [layers.Dropout(DROPOUT_RATE) for _ in range(count)]
        self.norms = [layers.LayerNormalization(epsilon=NORM_EPSILON) for _ in range(count)]

    def call(self, x, keep, memory=None, memory_keep=None, training=None):
        def add(i, update):
            return self.norms[i](x + self.dropouts[i](update, training=training))

        # A causal decoder never looks at its own padding, which stands behind.
        own = {"use_causal_mask": True} if self.is_decoder else {"attention_mask": keep[:, None]}
        x = add(0, self.attentions[0](x, x, training=training, **own))
        if self.is_decoder:
            seen = {"attention_mask": memory_keep[:, None]}
            x = add(1, self.attentions[1](x, memory, training=training, **seen))
        return add(-1, self.outer(self.inner_dropout(self.inner(x), training=training)))


class Transformer(keras.Model):
    """Embeddings with sinusoidal positions, blocks, and logits by the target's embedding."""

    def __init__(self, case: Case, make_block):
        super().__init__()
        self.d_model = case.d_model
        self.embeddings = [token_embedding(case) for _ in range(2)]
        self.dropout = layers.Dropout(DROPOUT_RATE)
        self.encoder, self.decoder = (
            [make_block(case, is_decoder=is_decoder) for _ in range(case.num_layers)]
            for is_decoder in (False, True)
        )

    def call(self, inputs, training=None):
        ids, target_ids = inputs["source_ids"], inputs["target_in_ids"]
        keep, target_keep = ids != 0, target_ids != 0
        x = self.embed(self.embeddings[0], ids, training)
        for block in self.encoder:
            x = block(x, keep, training=training)
        y = self.embed(self.embeddings[1], target_ids, training)
        for block in self.decoder:
            y = block(y, target_keep, x, keep, training=training)
        return self.embeddings[1](y, reverse=True)

    def embed(self, embedding, ids, training):
        x = embedding(ids) * self.d_model**0.5
        places = ops.cast(ops.arange(ops.shape(ids)[1]), x.dtype)[:, None]
        exponents = ops.arange(0, self.d_model, 2, dtype=x.dtype) / self.d_model
        angles = places * 10_000.0**-exponents
        waves = ops.concatenate([ops.sin(angles), ops.cos(angles)], axis=-1)
        return self.dropout(x + waves, training=training)


class LuongCell(layers.Layer):
    """An LSTM cell that looks at the memory after its step, and is fed what it found."""

    def __init__(self, units: int, memory_dim: int):
        super().__init__()
        self.cell = layers.LSTMCell(units)
        self.combine = layers.Dense(units, activation="tanh", use_bias=False)
        self.output_size = units
        self.state_size = [units, units, units, units, memory_dim, 1]

    def build(self, shape):
        units = self.output_size
        self.cell.build((None, shape[-1] + units))
        self.combine.build((None, units + self.state_size[4]))

    def call(self, x, states):
        h, c, fed, keys, values, keep = states
        h, (h, c) = self.cell(ops.concatenate([x, fed], axis=-1), [h, c])
        energy = ops.squeeze(ops.matmul(keys, h[..., None]), -1)
        weights = ops.softmax(ops.where(keep > 0.5, energy, -1e9))
        context = ops.squeeze(ops.matmul(weights[:, None], values), 1)
        fed = self.combine(ops.concatenate([h, context], axis=-1))
        return fed, [h, c, fed, keys, values, keep]


class AttentionSeq2Seq(keras.Model):
    """A bidirectional encoder, and a decoder with Luong's attention ("general", input feeding)."""

    def __init__(self, case: Case):
        super().__init__()
        d_model = self.d_model = case.d_model
        self.embeddings = [token_embedding(case) for _ in range(2)]
        self.dropouts = [layers.SpatialDropout1D(DROPOUT_RATE) for _ in range(2)]
        self.dropouts += [layers.Dropout(DROPOUT_RATE) for _ in range(2)]
        options = {"return_sequences": True, "return_state": True}
        self.encoder = layers.Bidirectional(layers.LSTM(d_model // 2, **options))
        self.bridges = [layers.Dense(d_model, activation="tanh") for _ in range(2)]
        self.key_dense = layers.Dense(d_model, use_bias=False)
        self.decoder = layers.RNN(LuongCell(d_model, d_model), return_sequences=True)

    def call(self, inputs, training=None):
        ids, target_ids = inputs["source_ids"], inputs["target_in_ids"]
        keep = ids != 0
        drop_source, drop_target, drop_values, drop_output = self.dropouts
        x = drop_source(self.embeddings[0](ids) * self.d_model**0.5, training=training)
        values, h, c, h_back, c_back = self.encoder(x, mask=keep, training=training)
        # Without the mask that a recurrent layer's output carries, which the losses would read.
        values = drop_values(ops.where(keep[..., None], values, 0.0), training=training)
        states = (ops.concatenate(pair, axis=-1) for pair in ((h, h_back), (c, c_back)))
        h, c = (bridge(state) for bridge, state in zip(self.bridges, states, strict=True))
        memory = [self.key_dense(values), values, ops.cast(keep, values.dtype)]
        y = drop_target(self.embeddings[1](target_ids) * self.d_model**0.5, training=training)
        found = self.decoder(y, initial_state=[h, c, ops.zeros_like(h), *memory])
        return self.embeddings[1](drop_output(found, training=training), reverse=True)
