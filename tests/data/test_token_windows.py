"""Windows: each token once, new places in every epoch, the same again for the same epoch."""

import unicodedata

import numpy as np
import pytest
from tensorflow.python.eager import context

from zoo.data.epoch_counter import EpochCounter
from zoo.data.plain_text import TextPart
from zoo.data.token_windows import EncodedText, encode_text, window_batches
from zoo.text import CharacterTokenizer

PAD = 0


def numbered(count):
    """A text whose tokens are their places, from 10 on."""
    return EncodedText(np.arange(10, 10 + count, dtype=np.int32), PAD, count, 0)


def read(dataset):
    return [
        (inputs["target_in_ids"].numpy(), targets.numpy(), weights.numpy())
        for inputs, targets, weights in dataset
    ]


def check(batches, rows, context):
    for fed, targets, weights in batches:
        assert fed.shape == targets.shape == weights.shape == (rows, context)
        keep = weights > 0
        np.testing.assert_array_equal(targets[keep], fed[keep] + 1)
        assert not fed[~keep].any()
        assert not targets[~keep].any()


@pytest.mark.parametrize("count", [2, 4, 5, 9, 12, 13, 100])
def test_in_order_every_token_but_the_first_is_a_target_once(count):
    dataset = window_batches(numbered(count), context=4, batch_size=3)
    batches = read(dataset)
    assert int(dataset.cardinality()) == len(batches)
    check(batches, 3, 4)
    targets = np.concatenate([targets[weights > 0] for _, targets, weights in batches])
    np.testing.assert_array_equal(targets, np.arange(11, 10 + count))


@pytest.mark.parametrize("count", [2, 5, 6, 8, 9, 13, 203])
def test_shuffled_no_token_is_a_target_twice(count):
    dataset = window_batches(numbered(count), context=4, batch_size=3, shuffle_seed=1)
    starts = set()
    for _ in range(8):
        batches = read(dataset)
        assert int(dataset.cardinality()) == len(batches)
        check(batches, 3, 4)
        targets = np.concatenate([targets[weights > 0] for _, targets, weights in batches])
        assert len(set(targets)) == len(targets) >= min(count - 1, max(count - 8, 4))
        starts.add(min(targets))
    assert (len(starts) > 1) == (count > 5)  # 5 tokens are one window


@pytest.mark.slow
@pytest.mark.parametrize("count", [11, pytest.param(12, marks=pytest.mark.slow)])
def test_every_token_but_the_first_has_its_turn(count):
    dataset = window_batches(numbered(count), context=4, batch_size=3, shuffle_seed=1)
    seen = set()
    for _ in range(60):
        for _, targets, weights in read(dataset):
            seen |= set(targets[weights > 0].tolist())
    assert seen == set(range(11, 10 + count))


def test_an_epoch_is_the_same_again():
    epochs = EpochCounter()
    options = {"context": 4, "batch_size": 3, "shuffle_seed": 0, "epochs": epochs}
    dataset = window_batches(numbered(60), **options)
    orders = []
    for epoch in (0, 1, 0):
        epochs.set(epoch)
        orders.append(np.concatenate([fed for fed, _, _ in read(dataset)]).tolist())
    assert orders[0] == orders[2] != orders[1]


def test_steps_of_an_epoch():
    options = {"context": 4, "batch_size": 3, "shuffle_seed": 0}
    dataset = window_batches(numbered(30), **options, steps=11)
    batches = read(dataset)
    assert len(batches) == int(dataset.cardinality()) == 11
    check(batches, 3, 4)
    assert len({fed.tobytes() for fed, _, _ in batches}) > 8  # read again, cut elsewhere


def test_rows_for_each_replica():
    batches = read(window_batches(numbered(30), context=4, batch_size=3, replicas=2))
    check(batches, 4, 4)


@pytest.fixture
def lines():
    rng = np.random.default_rng(0)
    words = ["to", "be", "or", "not", "that", "is"]
    return "".join(" ".join(rng.choice(words, 5)) + "\n" for _ in range(200))


def test_streamed_is_the_same_text(lines):
    characters = CharacterTokenizer.train([lines], vocabulary_size=40, collapse_whitespace=False)
    part = TextPart.of(lines.encode(), piece=500)
    kept, streamed = (encode_text(part, characters, streaming=s) for s in (False, True))
    assert streamed.report() == kept.report()
    assert kept.characters == len(lines) == sum(kept.lengths)
    assert len(streamed.lengths) == part.count > 5
    epochs = EpochCounter()
    options = {"context": 16, "batch_size": 4, "shuffle_seed": 0, "epochs": epochs}
    dataset = window_batches(streamed, **options)
    orders = []
    joined = " ".join(map(str, kept.ids.numpy()))
    for epoch in (0, 1, 0):
        epochs.set(epoch)
        batches = read(dataset)
        assert len(batches) == int(dataset.cardinality())
        rows = [row for fed, _, weights in batches for row in fed[weights[:, 0] > 0]]
        assert all(" ".join(map(str, row)) in joined for row in rows)
        assert 16 * len(rows) > 0.85 * len(lines)
        orders.append(np.concatenate(rows).tolist())
    assert orders[0] == orders[2] != orders[1]
    assert len(read(window_batches(streamed, **options, steps=200))) == 200


def test_what_is_unknown_is_counted():
    characters = CharacterTokenizer.train(["ab"], vocabulary_size=40)
    assert (
        "3 characters, 3 tokens, 33.33 % unknown"
        in encode_text(TextPart.of(b"abc"), characters).report()
    )


def test_letters_of_hangul_count_as_their_syllable():
    characters = CharacterTokenizer.train(["한글 é"], vocabulary_size=40)
    composed, letters = (
        encode_text(TextPart.of(unicodedata.normalize(form, "한글 한").encode()), characters)
        for form in ("NFC", "NFD")
    )
    assert letters.report() == composed.report()
    assert letters.characters == 4


@pytest.mark.parametrize("seed", [None, 0])
def test_ids_are_no_constants_of_the_graph(seed):
    """They could not be more than 2 GB, and would lie in memory once more."""
    before = set(context.context().list_function_names())
    dataset = window_batches(numbered(100_000), context=4, batch_size=3, shuffle_seed=seed)
    next(iter(dataset))
    functions = set(context.context().list_function_names()) - before
    sizes = [context.context().get_function_def(name).ByteSize() for name in functions]
    assert sum(sizes) < 100_000


def test_too_little_text():
    characters = CharacterTokenizer.train(["ab"], vocabulary_size=40)
    with pytest.raises(ValueError, match="`part` must have at least 2 tokens, got 1"):
        encode_text(TextPart.of(b"a"), characters)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"context": 0}, "`context` must be at least 1, got 0"),
        ({"batch_size": 0}, "`batch_size` must be at least 1, got 0"),
        ({"steps": 3}, "`steps` needs a `shuffle_seed`, got 3 without"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        window_batches(numbered(9), **{"context": 4, "batch_size": 1, **options})
