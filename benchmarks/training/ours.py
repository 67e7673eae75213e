"""The zoo's models."""

import keras

from benchmarks.training.cases import CLASSES, DROPOUT_RATE, VOCABULARY, Case
from zoo.layers import StackedRNN
from zoo.models import SelfAttentionDecoder, SelfAttentionEncoder, Seq2Seq, build_seq2seq
from zoo.training import ExactFit


class Classifier(ExactFit, keras.Model):
    """Embedding, recurrent layer, its last state, and logits."""

    def __init__(self, case: Case):
        super().__init__()
        self.embedding = keras.layers.Embedding(VOCABULARY, case.d_model)
        self.rnn = StackedRNN("lstm", case.d_model, bidirectional=case.bidirectional)
        self.dropout = keras.layers.Dropout(DROPOUT_RATE)
        self.head = keras.layers.Dense(CLASSES)

    def call(self, ids, training=None):
        _, [(h, _)] = self.rnn(self.embedding(ids), training=training)
        return self.head(self.dropout(h, training=training))


def make_model(case: Case) -> keras.Model:
    """The model of a case."""
    if case.model == "classifier":
        return Classifier(case)
    sizes = {"d_model": case.d_model, "num_layers": case.num_layers, "dropout_rate": DROPOUT_RATE}
    if case.model == "seq2seq":
        return build_seq2seq(
            "lstm_luong",
            source_vocabulary_size=VOCABULARY,
            target_vocabulary_size=VOCABULARY,
            **sizes,
        )
    sizes |= {"num_heads": case.num_heads, "d_ff": case.d_ff}
    sizes["attention_dropout_rate"] = DROPOUT_RATE
    return Seq2Seq(
        SelfAttentionEncoder(VOCABULARY, **sizes), SelfAttentionDecoder(VOCABULARY, **sizes)
    )
