import pytest
import tensorflow as tf

from zoo.text.of_rows import of_rows


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ([["a", "b"], [], ["c"]], [[1, 2], [], [3]]),
        ([[], []], []),
        ([], []),
        ([["a"]], [[]]),
    ],
)
def test_it_is_merge_dims(words, parts):
    words = tf.ragged.constant(words, tf.string, ragged_rank=1)
    parts = tf.ragged.constant(parts, tf.int32, ragged_rank=1)
    found = of_rows(parts, words)
    assert found.to_list() == words.with_values(parts).merge_dims(1, 2).to_list()
    assert found.nrows() == words.nrows()
