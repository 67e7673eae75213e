from collections import Counter

import pytest

from tests.data.peak_of_epochs import peak_of_epochs
from zoo.data.epoch_counter import EpochCounter
from zoo.data.label_batches import encode_texts, label_batches
from zoo.data.pair_stream import PairStream
from zoo.data.streamed_texts import stream_texts
from zoo.text import WordTokenizer

CLASSES = ("bad", "good", "so so")
WORDS = "abcdefg"
ROWS = [(" ".join((WORDS * 2)[i % 7 :][: i % 9]), CLASSES[i * i % 3]) for i in range(60)]
TOKENIZER = WordTokenizer.train([" ".join(WORDS)], vocabulary_size=20)
MOST = 6


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch):
    monkeypatch.setattr("zoo.data.batches._PAIRS_PER_CALL", 7)
    monkeypatch.setattr("zoo.data.stream_windows.BLOCKS_PER_WINDOW", 3)


def stream_of(rows):
    return stream_texts(PairStream(lambda: iter(rows)), TOKENIZER, CLASSES, max_length=MOST)


def rows_of(dataset):
    """How often each row is in an epoch, rows that only fill up left out and padding stripped."""
    return Counter(
        (tuple(ids[ids != TOKENIZER.special.pad]), int(label))
        for inputs, targets, weights in dataset.as_numpy_iterator()
        for ids, label, weight in zip(inputs["source_ids"], targets, weights, strict=True)
        if weight
    )


@pytest.mark.parametrize(
    "options", [{}, {"shuffle_seed": 1, "replicas": 4}, {"shuffle_seed": 1, "static_shapes": True}]
)
def test_an_epoch_holds_what_it_holds_in_memory(options):
    in_memory = encode_texts(ROWS, TOKENIZER, CLASSES, max_length=MOST)
    streamed = stream_of(ROWS)
    assert streamed.report() == in_memory.report()
    assert streamed.length_counts.sum(0).tolist() == in_memory.length_counts[0].tolist()
    assert len(streamed.length_counts) == 3
    options = {"tokens_per_batch": 24, "bucket_width": 2, **options}
    expected, dataset = (label_batches(texts, **options) for texts in (in_memory, streamed))
    assert dataset.element_spec == expected.element_spec
    for _ in range(2):
        assert rows_of(dataset) == rows_of(expected)
        assert len(list(dataset)) == dataset.cardinality()


def test_an_epoch_is_in_its_order_from_wherever_it_goes_on():
    epochs = EpochCounter()
    dataset = label_batches(stream_of(ROWS), tokens_per_batch=24, shuffle_seed=3, epochs=epochs)

    def batches(epoch, skipped=0):
        epochs.set(epoch)
        return [batch[0]["source_ids"].numpy().tolist() for batch in dataset.skip(skipped)]

    first, second = batches(0), batches(1)
    assert first != second
    assert batches(0, 5) == first[5:]  # as a run that was killed reads it
    assert batches(1) == second


def test_a_window_is_all_that_is_shuffled_together():
    rows = [(WORDS[i // 21], CLASSES[0]) for i in range(63)]
    dataset = label_batches(stream_of(rows), tokens_per_batch=8, shuffle_seed=0)
    found = [int(row[0]) for inputs, *_ in dataset for row in inputs["source_ids"].numpy()]
    assert Counter(found[:21]) == {found[0]: 21}
    assert Counter(found[21:42]) == {found[21]: 21}


@pytest.mark.parametrize("rows", [[], [(" ", "bad")]])
def test_nothing_left_to_learn_from(rows):
    with pytest.raises(ValueError, match=r"`rows` must hold a text, got \d blank ones"):
        stream_of(rows)


def test_texts_that_cannot_be_read_again():
    with pytest.raises(ValueError, match="`rows` must be iterable any number of times"):
        stream_texts(iter(ROWS), TOKENIZER, CLASSES)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_texts(tmp_path):
    peaks = []
    for megabytes in (4, 32):
        path = tmp_path / f"{megabytes}.tsv"
        with path.open("w") as file:
            for number in range(megabytes * 1_000):
                words = (f"word{number * 31 % (7 + i)}" for i in range(170))
                file.write(f"{' '.join(words)} {number}\t{CLASSES[number % 2]}\n")
        texts, peak = peak_of_epochs("sentiment", path)
        assert texts > 0.9 * megabytes * 1_000
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 40  # MiB, where the texts held in memory take 80 more
