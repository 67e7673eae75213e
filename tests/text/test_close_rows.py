import tensorflow as tf

from zoo.text import SPECIAL_IDS
from zoo.text.close_rows import close_rows


def test_the_middle_of_a_long_row_goes():
    rows = tf.ragged.constant([list(range(10, 30)), [], [10, 11]], dtype=tf.int32)
    long, blank, short = close_rows(rows, SPECIAL_IDS, 9).to_list()
    assert long == [10, 11, 24, 25, 26, 27, 28, 29, SPECIAL_IDS.end]
    assert blank == [SPECIAL_IDS.end]
    assert short == [10, 11, SPECIAL_IDS.end]


def test_a_row_that_just_fits_stays():
    rows = tf.ragged.constant([list(range(10, 18))], dtype=tf.int32)
    assert close_rows(rows, SPECIAL_IDS, 9).to_list()[0] == [*range(10, 18), SPECIAL_IDS.end]
