import numpy as np
import pytest
import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.label_batches import encode_texts, label_batches
from zoo.text import WordTokenizer

CLASSES = ("bad", "good", "so so")
ROWS = [(" ".join(["w"] * (i % 9)), CLASSES[i % 3]) for i in range(60)]
TOKENIZER = WordTokenizer.train(["w v"], vocabulary_size=10)
END, PAD = TOKENIZER.special.end, TOKENIZER.special.pad


@pytest.fixture(scope="module")
def texts():
    return encode_texts(ROWS, TOKENIZER, CLASSES, max_length=6)


def test_what_is_kept(texts):
    assert texts.report() == (
        "53 texts (good 20, so so 20, bad 13), 18 of them cut, left out: 7 blank"
    )
    kept = [(text, label) for text, label in ROWS if text]
    assert texts.labels.tolist() == [CLASSES.index(label) for _, label in kept]
    lengths = [min(len(text.split()), 5) + 1 for text, _ in kept]
    assert texts.ids.row_lengths().numpy().tolist() == lengths


def test_a_report_of_many_classes():
    rows = [("w", str(i)) for i in range(30) for _ in range(i + 1)]
    report = encode_texts(rows, TOKENIZER, [str(i) for i in range(30)]).report()
    assert "(29 30, 28 29, 27 28, 26 27, 25 26, ..., 4 5, 3 4, 2 3, 1 2, 0 1), 0 of" in report


def rows_of(dataset):
    """Tokens and class of every row that counts, sorted."""
    return sorted(
        (int(np.sum(ids != PAD)), int(label))
        for inputs, targets, weights in dataset.as_numpy_iterator()
        for ids, label, weight in zip(inputs["source_ids"], targets, weights, strict=True)
        if weight
    )


@pytest.mark.parametrize(
    "options", [{}, {"shuffle_seed": 1}, {"replicas": 4}, {"static_shapes": True}]
)
def test_each_text_once_in_batches_of_like_length(texts, options):
    dataset = label_batches(texts, tokens_per_batch=24, bucket_width=2, **options)
    wanted = zip(texts.ids.row_lengths().numpy().tolist(), texts.labels.tolist(), strict=True)
    assert rows_of(dataset) == sorted(wanted)
    batches = list(dataset.as_numpy_iterator())
    assert len(batches) == dataset.cardinality()
    for inputs, targets, weights in batches:
        ids = inputs["source_ids"]
        assert ids.shape[0] == len(targets) == len(weights)
        assert ids.shape[0] % options.get("replicas", 1) == 0
        assert ids.size <= 24 or ids.shape[0] == options.get("replicas", 1)
        assert set(ids[weights == 0].ravel()) <= {END, PAD}
        assert np.all(np.any(ids != PAD, axis=1))
        if options.get("static_shapes"):
            assert ids.shape in {(12, 2), (6, 4), (4, 6)}


def test_the_order_hangs_on_the_epoch(texts):
    epochs = EpochCounter()
    dataset = label_batches(texts, tokens_per_batch=24, shuffle_seed=3, epochs=epochs)

    def labels(epoch):
        epochs.set(epoch)
        return np.concatenate([targets for _, targets, _ in dataset.as_numpy_iterator()]).tolist()

    assert labels(0) == labels(0) != labels(1)


def test_nothing_but_blank_texts():
    with pytest.raises(ValueError, match=r"`rows` must hold a text, got 2 blank ones\."):
        encode_texts([(" ", "bad"), ("", "good")], TOKENIZER, CLASSES)


@pytest.mark.parametrize("name", ["tokens_per_batch", "replicas", "bucket_width"])
def test_sizes_below_one(texts, name):
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        label_batches(texts, **{name: 0})


def test_a_model_trains_on_them(texts):
    from zoo.models import build_classifier
    from zoo.training import LabelSmoothedCrossEntropy

    model = build_classifier("bag_of_words", vocabulary_size=10, classes=CLASSES)
    model.compile("adam", loss=LabelSmoothedCrossEntropy(0.0))
    # Rows that fill up weigh nothing: untrained, each text costs log(3).
    loss = model.evaluate(label_batches(texts, tokens_per_batch=24, replicas=4), verbose=0)
    np.testing.assert_allclose(loss, np.log(3.0), rtol=1e-5)
    assert isinstance(label_batches(texts), tf.data.Dataset)
