import contextlib
from types import SimpleNamespace

import pytest
import tensorflow as tf

from zoo.predictor.graph_predictor import GraphPredictor, check_texts, fewest


class Adder(GraphPredictor):
    """Adds what is lent."""

    lent = 0

    @tf.function(autograph=False)
    def add(self, x):
        with self._weights():
            return x + self.lent


def test_another_computes_with_what_is_lent():
    adder = Adder()

    @contextlib.contextmanager
    def lend():
        other.lent = 5
        yield
        other.lent = 0

    assert int(adder.add(tf.constant(1))) == 1
    other = adder.computing_with(lend)
    assert int(other.add(tf.constant(1))) == 6
    assert int(adder.add(tf.constant(1))) == 1


@pytest.mark.parametrize("texts", ["one", [1], [b"bytes"], [None]])
def test_texts_are_a_list_of_strings(texts):
    with pytest.raises(TypeError, match="`texts` must be a list of strings, got"):
        check_texts(texts)
    check_texts([])
    check_texts(("a", ""))


@pytest.mark.parametrize(("places", "least"), [(None, 9), (5, 5), (20, 9)])
def test_fewest(places, least):
    assert fewest(9, SimpleNamespace(max_places=places)) == least
    assert fewest(9, None) == 9
