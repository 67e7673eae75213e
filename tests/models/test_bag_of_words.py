import numpy as np

from zoo.models import BagOfWords


def test_it_counts_tokens_whatever_their_order():
    model = BagOfWords(5, "ab")
    model.build()
    model.kernel.assign(np.arange(10.0).reshape(5, 2))
    model.bias.assign([0.5, 0.0])
    logits = model({"source_ids": np.array([[1, 3, 1, 0], [3, 1, 1, 0], [4, 0, 0, 0]])})
    one = [2 + 6 + 2 + 0.5, 3 + 7 + 3 + 0.0]
    np.testing.assert_allclose(logits, [one, one, [8.5, 9.0]])
