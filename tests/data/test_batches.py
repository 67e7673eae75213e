import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from zoo.data.batches import EncodedPairs, encode_pairs, pair_batches
from zoo.text import SPECIAL_IDS, WordTokenizer

PAD, START, END, _ = SPECIAL_IDS
FIRST = 10  # pair number i is made of the id FIRST + i
LENGTHS = [3, 30, 5, 12, 17, 9, 4, 24, 8, 7, 16, 15, 3, 3, 3, 20, 6, 11, 29, 10]


def pairs_of(lengths):
    rows = [np.full(length, FIRST + i, np.int32) for i, length in enumerate(lengths)]
    source = [np.append(row[:-1], np.int32(END)) for row in rows]
    target = [np.r_[START, row[:-2], END].astype(np.int32) for row in rows]
    return EncodedPairs(source, target, SPECIAL_IDS)


def epoch_of(dataset):
    """The pair numbers of each batch, filler rows left out."""
    return [
        (inputs["source_ids"].numpy()[weights.numpy().any(1), 0] - FIRST).tolist()
        for inputs, _, weights in dataset
    ]


def test_contract():
    pairs = EncodedPairs(
        [np.int32([7, 8, 9, END]), np.int32([7, END])],
        [np.int32([START, 5, END]), np.int32([START, 5, 6, END])],
        SPECIAL_IDS,
    )
    ((inputs, targets, weights),) = pair_batches(pairs)
    assert inputs["source_ids"].numpy().tolist() == [[7, 8, 9, END], [7, END, PAD, PAD]]
    assert inputs["target_in_ids"].numpy().tolist() == [[START, 5, PAD], [START, 5, 6]]
    assert targets.numpy().tolist() == [[5, END, PAD], [5, 6, END]]
    assert weights.numpy().tolist() == [[1, 1, 0], [1, 1, 1]]
    assert weights.dtype == "float32"
    assert inputs["source_ids"].dtype == inputs["target_in_ids"].dtype == targets.dtype == "int32"


@pytest.mark.parametrize("shuffle_seed", [None, 1])
@pytest.mark.parametrize("static_shapes", [False, True])
@pytest.mark.parametrize("replicas", [1, 3])
def test_every_pair_once_an_epoch_in_as_many_batches_as_said(shuffle_seed, static_shapes, replicas):
    dataset = pair_batches(
        pairs_of(LENGTHS),
        tokens_per_batch=64,
        shuffle_seed=shuffle_seed,
        static_shapes=static_shapes,
        replicas=replicas,
    )
    for _ in range(2):
        batches = epoch_of(dataset)
        assert len(batches) == dataset.cardinality()
        assert sorted(itertools.chain(*batches)) == list(range(len(LENGTHS)))


def test_a_batch_stays_within_the_token_budget_and_fills_it():
    rows = {}
    for inputs, _, _ in pair_batches(pairs_of([8] * 50 + [24] * 10), tokens_per_batch=100):
        size, length = inputs["source_ids"].shape
        assert size * length <= 100
        rows[length] = max(size, rows.get(length, 0))
    assert rows == {8: 12, 24: 4}


def test_a_pair_longer_than_the_budget_is_a_batch_of_its_own():
    assert epoch_of(pair_batches(pairs_of([40, 40]), tokens_per_batch=10)) == [[0], [1]]


def test_batches_hold_pairs_of_like_length():
    dataset = pair_batches(pairs_of(LENGTHS), tokens_per_batch=64, bucket_width=8, shuffle_seed=0)
    for batch in epoch_of(dataset):
        assert len({(LENGTHS[i] - 1) // 8 for i in batch}) == 1


def test_shuffling_is_seeded_and_differs_by_epoch():
    def two_epochs(seed):
        dataset = pair_batches(pairs_of(LENGTHS), tokens_per_batch=32, shuffle_seed=seed)
        return [epoch_of(dataset), epoch_of(dataset)]

    assert two_epochs(3) == two_epochs(3)
    first, second = two_epochs(3)
    assert first != second
    assert first != two_epochs(4)[0]
    unshuffled = two_epochs(None)
    assert unshuffled[0] == unshuffled[1]


def test_static_shapes_are_one_a_bucket():
    lengths = LENGTHS * 3 + [8] * 5
    dataset = pair_batches(
        pairs_of(lengths), tokens_per_batch=96, static_shapes=True, bucket_width=8
    )
    shapes = {(*inputs["source_ids"].shape, *targets.shape) for inputs, targets, _ in dataset}
    assert shapes == {(12, 8, 12, 7), (6, 16, 6, 15), (4, 24, 4, 23), (3, 30, 3, 29)}


def test_rows_are_a_multiple_of_the_replicas_and_fillers_weigh_nothing():
    fillers = 0
    for inputs, targets, weights in pair_batches(
        pairs_of(LENGTHS), tokens_per_batch=96, replicas=4
    ):
        assert len(weights) % 4 == 0
        is_filler = ~weights.numpy().any(1)
        assert (targets.numpy()[is_filler] == PAD).all()
        sources = inputs["source_ids"].numpy()[is_filler]
        assert (sources[:, 0] == END).all()  # one token stays to attend to
        assert (sources[:, 1:] == PAD).all()
        fillers += is_filler.sum()
    assert fillers


@pytest.mark.parametrize("name", ["tokens_per_batch", "replicas", "bucket_width"])
def test_sizes_below_one(name):
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        pair_batches(pairs_of([3]), **{name: 0})


@pytest.fixture(scope="module")
def words():
    return WordTokenizer.train(["a b c d"], vocabulary_size=10)


def test_encode_pairs(words):
    pairs = encode_pairs([("a b", "c")], words, words)
    a, b, c = words.tokenize(["a b c"]).to_list()[0]
    assert [ids.tolist() for ids in pairs.source] == [[a, b, END]]
    assert [ids.tolist() for ids in pairs.target] == [[START, c, END]]


def test_empty_and_too_long_pairs_are_left_out_and_counted(words):
    pairs = encode_pairs(
        [("a", "b"), ("", "a"), ("a", "  "), ("a b c d", "a"), ("a", "a b c"), ("a b c", "a b")],
        words,
        words,
        max_length=4,
    )
    assert (len(pairs), pairs.empty, pairs.too_long) == (2, 2, 2)
    assert pairs.report() == "2 pairs, left out: 2 with an empty side, 2 too long"


def test_more_lines_than_fit_one_call(words, monkeypatch):
    monkeypatch.setattr("zoo.data.batches._PAIRS_PER_CALL", 3)
    pairs = encode_pairs([("a", "b " * n) for n in range(1, 8)], words, words)
    assert [len(target) for target in pairs.target] == [n + 2 for n in range(1, 8)]


@pytest.mark.parametrize("raw", [[], [("", "")]])
def test_nothing_left_to_learn_from(words, raw):
    with pytest.raises(
        ValueError, match=r"`pairs` must leave something to learn from, got 0 pairs"
    ):
        encode_pairs(raw, words, words)


def test_tokenizers_must_agree_on_special_ids(words):
    other = SimpleNamespace(special=SPECIAL_IDS._replace(pad=9))
    with pytest.raises(ValueError, match="must have the same special ids"):
        encode_pairs([("a", "b")], other, words)
