import numpy as np
import pytest

from zoo.data.tones import NUMERALS, generate
from zoo.data.tones.corpus import split_of

SMALL = {"validation_size": 20, "test_size": 20}


def test_no_sequence_is_in_two_splits():
    splits = generate(60, max_digits=2, **SMALL)
    texts = [{text for _, text in split} for split in splits]
    assert all(texts)
    assert not texts[0] & texts[1]
    assert not texts[0] & texts[2]
    assert not texts[1] & texts[2]
    assert {split_of(tuple(map(int, text.split()))) for text in texts[2]} == {"test"}


def test_the_seed_decides():
    first, again = generate(4, seed=1, **SMALL), generate(6, seed=1, **SMALL)
    for split, other in zip(first, again, strict=True):
        for (sound, text), (same, written) in zip(split[:4], other, strict=False):
            assert text == written
            np.testing.assert_array_equal(sound, same)
    assert generate(4, seed=-2, **SMALL).train[0][1] != first.train[0][1]


@pytest.mark.parametrize("numerals", NUMERALS)
def test_digits_are_written_by_name(numerals):
    texts = [text for _, text in generate(40, numerals=numerals, max_digits=4, **SMALL).train]
    assert {word for text in texts for word in text.split()} == set(NUMERALS[numerals])
    assert {len(text.split()) for text in texts} == {2, 3, 4}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 0}, "`size` must be an integer from 1 to 200000, got 0"),
        ({"max_digits": 1}, "`max_digits` must be an integer from 2 to 12, got 1"),
        ({"numerals": "roman"}, r"`numerals` must be one of \['digits', 'korean', 'english'\]"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        generate(**options)
