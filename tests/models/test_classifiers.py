import numpy as np
import pytest

from zoo.models import CLASSIFIERS, build_classifier

SIZES = {"d_model": 8, "num_heads": 2, "d_ff": 16}


@pytest.mark.parametrize("arch", CLASSIFIERS)
def test_every_architecture_is_made(arch):
    model = build_classifier(arch, vocabulary_size=9, classes="abc", **SIZES)
    assert model({"source_ids": np.ones((2, 5), int)}).shape == (2, 3)
    pooling = {"lstm_attention": "attention", "transformer": "mean", "bag_of_words": None}
    assert getattr(model, "pooling", None) == pooling.get(arch, "last")


def test_bad_options():
    with pytest.raises(ValueError, match=r"`arch` must be one of \['bag_of_words', .*, got 'cnn'"):
        build_classifier("cnn", vocabulary_size=9, classes="ab")
    with pytest.raises(ValueError, match=r"`d_model` must be at least 1, got 0\."):
        build_classifier("lstm", vocabulary_size=9, classes="ab", d_model=0)
