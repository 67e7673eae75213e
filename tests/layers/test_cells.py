import numpy as np
import pytest

from tests.harness.subjects import stepped
from zoo.layers.cells import CELLS, make_cell
from zoo.models import AttentionRNNDecoder, RNNDecoder, RNNEncoder

pytest.importorskip("tensorflow")

IDS, KEEP = np.array([[3, 4, 5], [6, 7, 0]]), np.array([[1, 1, 1], [1, 1, 0]], bool)


@pytest.mark.slow
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("decoder_class", [RNNDecoder, AttentionRNNDecoder])
def test_every_cell_in_every_model(cell, decoder_class):
    options = {"cell": cell, "d_model": 8, "depth": 2, "recurrent_dropout_rate": 0.1}
    memory = RNNEncoder(9, **options, bidirectional=True)(IDS, KEEP, training=True)
    decoder = decoder_class(9, **options)
    logits = decoder(IDS, memory)
    assert logits.shape == (2, 3, 9)
    context = decoder.prepare(memory)
    steps, _ = stepped(decoder.step, IDS, decoder.start(context, 3), context)
    np.testing.assert_allclose(steps, logits, atol=1e-5)


def test_names():
    assert make_cell("simple_rnn", 4, activation="relu").activation == "relu"
    assert make_cell("layer_norm_lstm", 4, dropout_rate=0.1).dropout_rate == 0.1
    with pytest.raises(ValueError, match=r"`cell` must be one of .*'peephole_lstm'.*, got 'rnn'"):
        make_cell("rnn", 4)
    with pytest.raises(ValueError, match="`activation` must be \"tanh\" for 'gru', got 'relu'"):
        make_cell("gru", 4, activation="relu")
