import re
from collections import Counter

import numpy as np
import pytest

from zoo.data.reviews import KINDS, LABELS, generate, generate_by_distance
from zoo.data.reviews.corpus import split_of


@pytest.fixture(scope="module")
def splits():
    return generate(2_000, distance=20, validation_size=300, test_size=300)


def sentences(reviews):
    return {s for review in reviews for s in re.split(r"(?<=\.) ", review.text)}


def test_the_splits_share_no_sentence(splits):
    found = [sentences(split) for split in splits]
    assert all(len(each) > 100 for each in found)
    for i, left in enumerate(found):
        assert not any(left & right for right in found[i + 1 :])
    assert {split_of(sentence) for sentence in found[2]} == {"test"}


def test_the_same_seed_gives_the_same(splits):
    again = generate(500, distance=20, validation_size=300, test_size=300)
    assert again.train == splits.train[:500]
    assert again[1:] == splits[1:]
    assert generate(500, seed=1).train != again.train


def test_labels_and_kinds_are_as_often_as_they_should_be(splits):
    counts = Counter(review.label for review in splits.train)
    assert counts.keys() == set(LABELS)
    assert abs(counts["positive"] - 1_000) < 100
    kinds = Counter(review.kind for review in splits.train)
    for kind, share in KINDS.items():
        assert abs(kinds[kind] / 2_000 - share) < 0.05


def test_no_text_twice(splits):
    texts = [review.text for split in splits for review in split]
    assert len(set(texts)) == len(texts)


def test_both_languages(splits):
    korean = np.mean([bool(re.search("[가-힣]", review.text)) for review in splits.train])
    assert 0.4 < korean < 0.6


@pytest.mark.parametrize("distance", [0, 30, 100])
def test_the_distance_is_what_was_asked_for(distance):
    for review in generate_by_distance(distance, 20):
        assert distance - 7 <= review.distance <= distance
        assert review.distance <= len(review.text.split())


def test_distances_are_spread(splits):
    distances = [review.distance for review in splits.train]
    assert max(distances) <= 20
    assert min(distances) == 0
    assert 6 < np.mean(distances) < 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "`size` must be an integer from 1 to 200000, got 0."),
        ({"distance": -1}, "`distance` must be an integer from 0 to 500, got -1."),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        generate(**arguments)
