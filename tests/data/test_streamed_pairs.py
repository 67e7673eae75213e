import itertools
from collections import Counter
from dataclasses import replace

import pytest

from zoo.data.batches import encode_pairs, pair_batches
from zoo.data.pair_stream import PairStream
from zoo.data.streamed_pairs import stream_pairs
from zoo.text import SPECIAL_IDS, CharacterTokenizer, WordTokenizer

PAIRS = [(" ".join("abcd"[: 1 + i % 4] * (1 + i % 5)), f"c {'d ' * (i % 9)}") for i in range(60)]
PAIRS[3:7] = [("", "a"), ("a", "  "), ("a " * 30, "b"), ("a", "b " * 30)]
MOST = 24


@pytest.fixture(scope="module")
def tokenizers():
    source = WordTokenizer.train([source for source, _ in PAIRS], vocabulary_size=12)
    target = CharacterTokenizer.train([target for _, target in PAIRS], vocabulary_size=12)
    return source, target


@pytest.fixture(params=[7, pytest.param(10_000, marks=pytest.mark.slow)], autouse=True)
def _pairs_per_call(request, monkeypatch):
    monkeypatch.setattr("zoo.data.batches._PAIRS_PER_CALL", request.param)
    monkeypatch.setattr("zoo.data.stream_windows.BLOCKS_PER_WINDOW", 3)


def stream_of(pairs):
    return PairStream(lambda: iter(pairs))


def rows_of(dataset):
    """How often each row is in an epoch, filler rows left out and padding stripped."""
    rows = Counter()
    for inputs, targets, weights in dataset:
        columns = inputs["source_ids"], inputs["target_in_ids"], targets, weights
        for *row, row_weights in zip(*(column.numpy() for column in columns), strict=True):
            if row_weights.any():
                rows[tuple(tuple(ids[ids != 0]) for ids in row)] += 1
    return rows


@pytest.mark.parametrize(
    ("shuffle_seed", "static_shapes", "replicas"),
    [
        (None, False, 1),
        pytest.param(1, True, 1, marks=pytest.mark.slow),
        pytest.param(1, False, 3, marks=pytest.mark.slow),
    ],
)
def test_an_epoch_holds_what_it_holds_in_memory(tokenizers, shuffle_seed, static_shapes, replicas):
    options = {
        "tokens_per_batch": 96,
        "shuffle_seed": shuffle_seed,
        "static_shapes": static_shapes,
        "replicas": replicas,
    }
    in_memory = encode_pairs(PAIRS, *tokenizers, max_length=MOST)
    streamed = stream_pairs(stream_of(PAIRS), *tokenizers, max_length=MOST)
    assert streamed.report() == in_memory.report()
    assert streamed.length_counts.sum(0).tolist() == in_memory.length_counts[0].tolist()
    expected = pair_batches(in_memory, **options)
    dataset = pair_batches(streamed, **options)
    assert dataset.element_spec == expected.element_spec
    for _ in range(2):
        assert rows_of(dataset) == rows_of(expected)
        assert len(list(dataset)) == dataset.cardinality()
    if static_shapes:
        shapes = [
            {(inputs["source_ids"].shape, targets.shape) for inputs, targets, _ in each}
            for each in (dataset, expected)
        ]
        assert shapes[0] == shapes[1]
    assert all(len(weights) % replicas == 0 for *_, weights in dataset)


@pytest.mark.slow
def test_shuffling_is_seeded_and_differs_by_epoch(tokenizers):
    streamed = stream_pairs(stream_of(PAIRS), *tokenizers, max_length=MOST)

    def epochs(seed, count):
        dataset = pair_batches(streamed, tokens_per_batch=96, shuffle_seed=seed)
        return [[batch[1].numpy().tolist() for batch in dataset] for _ in range(count)]

    first, second = epochs(3, 2)
    assert first != second
    assert [first] == epochs(3, 1) != epochs(4, 1)


def test_a_window_is_all_that_is_shuffled_together(tokenizers, monkeypatch):
    monkeypatch.setattr("zoo.data.batches._PAIRS_PER_CALL", 10)
    pairs = [("a", "b " * (1 + i // 30)) for i in range(90)]
    streamed = stream_pairs(stream_of(pairs), *tokenizers, max_length=MOST)
    dataset = pair_batches(streamed, tokens_per_batch=30, shuffle_seed=0)
    lengths = [targets.shape[1] for _, targets, _ in dataset]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) == 3
    assert streamed.length_counts.sum(1).tolist() == [30, 30, 30]


@pytest.mark.slow
def test_reading_keeps_pace_with_training(tokenizers, monkeypatch):
    monkeypatch.setattr("zoo.data.batches._PAIRS_PER_CALL", 10)
    taken = itertools.count()

    def endless():
        for _ in taken:
            yield "a", "b"

    streamed = stream_pairs(stream_of([("a", "b")] * 10_000), *tokenizers, max_length=MOST)
    batches = iter(pair_batches(replace(streamed, pairs=PairStream(endless)), tokens_per_batch=8))
    for _ in range(100):
        next(batches)
    assert next(taken) < 2_000
    del batches


@pytest.mark.parametrize("raw", [[], [("", "")], [("a " * 50, "b")]])
def test_nothing_left_to_learn_from(tokenizers, raw):
    with pytest.raises(ValueError, match="`pairs` must leave something to learn from, got 0 pairs"):
        stream_pairs(stream_of(raw), *tokenizers, max_length=MOST)


def test_an_error_of_reading_is_raised_as_it_is(tokenizers):
    def read():
        yield "a", "b"
        raise ValueError("train.en, line 2: must be UTF-8 text")

    with pytest.raises(ValueError, match=r"^train.en, line 2: must be UTF-8 text$"):
        stream_pairs(PairStream(read), *tokenizers)


def test_tokenizers_must_agree_on_special_ids(tokenizers, monkeypatch):
    monkeypatch.setattr(tokenizers[0], "special", SPECIAL_IDS._replace(pad=9), raising=False)
    with pytest.raises(ValueError, match="must have the same special ids"):
        stream_pairs(stream_of(PAIRS), *tokenizers)


def test_pairs_that_cannot_be_read_again(tokenizers):
    with pytest.raises(ValueError, match="`pairs` must be iterable any number of times"):
        stream_pairs(iter(PAIRS), *tokenizers)
