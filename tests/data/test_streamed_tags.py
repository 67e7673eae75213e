import pytest

from tests.data.peak_of_epochs import peak_of_epochs
from zoo.data.conll import TaggedSentence
from zoo.data.epoch_counter import EpochCounter
from zoo.data.pair_stream import PairStream
from zoo.data.streamed_tags import stream_tags
from zoo.data.tag_batches import encode_tags, tag_batches
from zoo.text import CharacterTokenizer, WordTokenizer

TAGS = ("N", "V")
WORDS = ["a", "b-b", "c", "ddd"]
SENTENCES = [
    TaggedSentence(
        tuple(WORDS[(i + j) % 4] for j in range(i % 7)),
        tuple("NVX"[(i * j) % 3] for j in range(i % 7)),
    )
    for i in range(60)
]
TOKENIZERS = [
    kind.train([" ".join(WORDS)], vocabulary_size=20)
    for kind in (WordTokenizer, CharacterTokenizer)
]


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch):
    monkeypatch.setattr("zoo.data.tag_batches._SENTENCES_AT_ONCE", 7)
    monkeypatch.setattr("zoo.data.stream_windows.BLOCKS_PER_WINDOW", 3)


def stream_of(sentences, tokenizer=TOKENIZERS[0], **options):
    return stream_tags(PairStream(lambda: iter(sentences)), tokenizer, TAGS, **options)


def rows_of(dataset):
    """Ids, tags and weights of each row of an epoch that holds a word, padding stripped."""
    found = []
    for inputs, targets, weights in dataset.as_numpy_iterator():
        for ids, *row in zip(inputs["source_ids"], targets, weights, strict=True):
            if row[1].any():
                found.append([x[ids != 0].tolist() for x in (ids, *row)])
    return sorted(found)


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@pytest.mark.parametrize("of_rows", [{}, {"max_length": 3, "read": "last"}])
@pytest.mark.parametrize(
    "options", [{}, {"shuffle_seed": 1, "replicas": 4}, {"shuffle_seed": 1, "static_shapes": True}]
)
def test_an_epoch_holds_what_it_holds_in_memory(tokenizer, of_rows, options):
    in_memory = encode_tags(SENTENCES, tokenizer, TAGS, **of_rows)
    streamed = stream_of(SENTENCES, tokenizer, **of_rows)
    assert tokenizer.special.pad == 0
    assert streamed.report() == in_memory.report()
    assert streamed.length_counts.sum(0).tolist() == in_memory.length_counts[0].tolist()
    assert len(streamed.length_counts) == 3
    options = {"tokens_per_batch": 24, "bucket_width": 2, **options}
    expected, dataset = (tag_batches(rows, **options) for rows in (in_memory, streamed))
    assert dataset.element_spec == expected.element_spec
    for _ in range(2):
        assert rows_of(dataset) == rows_of(expected)
        assert len(list(dataset)) == dataset.cardinality()


def test_the_longest_row_in_one_block_alone():
    """A word that begins one token before the end of a row makes it twice as long."""
    letters, long = TOKENIZERS[1], TaggedSentence(("a", "b" * 9), ("N", "V"))
    sentences = [long, *[TaggedSentence(("a",), ("N",))] * 20]
    streamed = stream_of(sentences, letters, max_length=3)
    assert streamed.length_counts[0].nonzero()[0].max() == 6
    in_memory = encode_tags(sentences, letters, TAGS, max_length=3)
    assert streamed.report() == in_memory.report()


def test_an_epoch_is_in_its_order_from_wherever_it_goes_on():
    epochs = EpochCounter()
    dataset = tag_batches(stream_of(SENTENCES), tokens_per_batch=24, shuffle_seed=3, epochs=epochs)

    def batches(epoch, skipped=0):
        epochs.set(epoch)
        return [batch[0]["source_ids"].numpy().tolist() for batch in dataset.skip(skipped)]

    first, second = batches(0), batches(1)
    assert first != second
    assert batches(0, 5) == first[5:]  # as a run that was killed reads it
    assert batches(1) == second


@pytest.mark.parametrize("sentences", [[], [TaggedSentence((), ())]])
def test_no_word(sentences):
    with pytest.raises(ValueError, match=r"`sentences` must hold a word, got \d without"):
        stream_of(sentences)


def test_sentences_that_cannot_be_read_again():
    with pytest.raises(ValueError, match="`sentences` must be iterable any number of times"):
        stream_tags(iter(SENTENCES), TOKENIZERS[0], TAGS)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_sentences(tmp_path):
    peaks = []
    for thousands in (10, 80):
        path = tmp_path / f"{thousands}.tsv"
        with path.open("w") as file:
            for number in range(thousands * 1_000):
                words = (f"word{number * 31 % (7 + i)}\tN\n" for i in range(30))
                file.write(f"{''.join(words)}{number}\tV\n\n")
        words, peak = peak_of_epochs("tagging", path)
        assert words > 0.9 * thousands * 31_000
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 40  # MiB
