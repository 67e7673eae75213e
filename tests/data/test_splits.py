"""Splits: what is held out is not trained on, and names of data sets are told from paths."""

import re

import numpy as np
import pytest

from zoo.data.pair_stream import PairStream
from zoo.data.splits import SPLITS, hold_out, is_named_data

PAIRS = [(f"source {number // 2}", f"target {number}") for number in range(400)]


@pytest.mark.parametrize("wrap", [list, lambda pairs: PairStream(lambda: iter(pairs))])
def test_no_source_stands_on_both_sides(wrap):
    train, held_out = hold_out(wrap(PAIRS), "x", 0, most=1_000)
    assert sorted([*train, *held_out]) == sorted(PAIRS)
    assert len(held_out) == 20
    assert not {source for source, _ in train} & {source for source, _ in held_out}


def test_most_and_seed():
    taken = [hold_out(PAIRS, "x", seed, most=6)[1] for seed in (0, 0, 1)]
    assert [len(pairs) for pairs in taken] == [6, 6, 6]
    assert taken[0] == taken[1] != taken[2]


def test_too_few_sources():
    with pytest.raises(ValueError, match=r"at least 3 different source sentences.* got 2 in 'x'"):
        hold_out([*PAIRS[:4], ("blank", " ")], "x", 0, most=9)


def test_the_last_of_a_class_stays():
    rows = [(f"text {i}", "rare" if i == 7 else "common") for i in range(60)]
    for seed in range(60):
        train, held_out = hold_out(rows, "x", seed, most=9, classes=True)
        assert rows[7] in train
        assert len(held_out) == 3
    with pytest.raises(ValueError, match=r"a class of at least two different images.* got none"):
        hold_out(
            [(f"{i}", f"class {i}") for i in range(9)], "x", 0, most=9, what="images", classes=True
        )


@pytest.mark.parametrize("wrap", [list, lambda pairs: PairStream(lambda: iter(pairs))])
def test_no_class_is_held_out_whole_however_its_texts_repeat(wrap):
    rng = np.random.default_rng(0)
    for trial in range(200):
        count = rng.integers(10, 120)
        texts = rng.integers(0, count, count)
        names = np.where(rng.random(count) < 0.1, texts % 7, 0)  # a text may be of two classes
        rows = [(f"text {text}", f"class {name}") for text, name in zip(texts, names, strict=True)]
        train, held_out = hold_out(wrap(rows), "x", trial, most=3, classes=True)
        assert {name for _, name in train} == {name for _, name in rows}
        assert not {text for text, _ in train} & {text for text, _ in held_out}
        assert held_out
    twice = [(f"text {i}", "a") for i in range(100)] * 2  # more sources than are kept
    for seed in range(20):
        assert len(hold_out(wrap(twice), "x", seed, most=3, classes=True)[1]) == 2


@pytest.mark.parametrize(
    ("data", "is_name"),
    [("nsmc", True), ("glue/sst2", True), ("no_such_set", False), ("a/b/c.tsv", False)],
)
def test_names(data, is_name):
    assert is_named_data(data) == is_name


@pytest.mark.parametrize(
    ("stem", "split"),
    [("train", "train"), ("dev", "validation"), ("test_2016", "test"), ("training", None)],
)
def test_names_of_files(stem, split):
    found = [name for name, pattern in SPLITS.items() if re.fullmatch(pattern, stem)]
    assert found == ([split] if split else [])
