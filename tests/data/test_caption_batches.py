import numpy as np
import pytest
import tensorflow as tf

from zoo.data.caption_batches import caption_batches, encode_captions
from zoo.data.captioned_images import Split
from zoo.data.epoch_counter import EpochCounter
from zoo.text import WordTokenizer

CAPTIONS = [("a b c", "d"), ("a b c d e f g",), ("e f", "", "g"), ("h", "a h", "b h"), ("c",)]
IMAGES = np.arange(5, dtype="uint8")[:, None, None, None] + np.zeros((5, 4, 4, 3), "uint8")
TOKENIZER = WordTokenizer.train(["a b c d e f g h"], vocabulary_size=20)
SPECIAL = TOKENIZER.special


@pytest.fixture
def encoded():
    return encode_captions(Split(IMAGES, CAPTIONS), TOKENIZER, max_length=6)


def rows(dataset):
    """Of each image: its number and its caption."""
    found = []
    for inputs, targets, weights in dataset:
        for image, row, kept in zip(inputs["image"], targets, weights, strict=True):
            if kept.numpy().any():
                text = TOKENIZER.detokenize(row[None]).numpy()[0].decode()
                found.append((int(image[0, 0, 0]), text))
    return found


def test_what_is_used(encoded):
    assert encoded.report() == ("4 images with 8 captions, left out: 1 blank captions, 1 too long")
    assert encoded.numbers.tolist() == [0, 2, 3, 4]
    assert encoded.begins.tolist() == [0, 2, 4, 7, 8]
    assert encoded.longest == 5


def test_the_contract(encoded):
    batches = list(caption_batches(encoded, batch_size=3))
    assert len(batches) == len(caption_batches(encoded, batch_size=3)) == 2
    inputs, targets, weights = batches[0]
    assert inputs["image"].dtype == tf.uint8
    assert inputs["image"].shape == (3, 4, 4, 3)
    start, end, pad = SPECIAL.start, SPECIAL.end, SPECIAL.pad
    a, b, c = TOKENIZER.tokenize(["a b c"]).to_list()[0]
    np.testing.assert_array_equal(inputs["target_in_ids"][0], [start, a, b, c])
    np.testing.assert_array_equal(targets[0], [a, b, c, end])
    assert targets[2].numpy().tolist()[1:] == [end, pad, pad]
    assert inputs["target_in_ids"][2].numpy().tolist()[2:] == [pad, pad]  # no end goes in
    np.testing.assert_array_equal(weights, targets != pad)
    assert rows(batches) == [(0, "a b c"), (2, "e f"), (3, "h"), (4, "c")]


def test_an_epoch_has_each_image_once_with_one_of_its_captions(encoded):
    epochs = EpochCounter()
    dataset = caption_batches(encoded, batch_size=3, shuffle_seed=0, epochs=epochs)
    seen, orders = set(), set()
    for epoch in range(12):
        epochs.set(epoch)
        found = rows(dataset)
        orders.add(tuple(number for number, _ in found))
        assert sorted(number for number, _ in found) == [0, 2, 3, 4]
        seen |= set(found)
    assert len(orders) > 3
    every = {(i, text) for i in (0, 2, 3, 4) for text in CAPTIONS[i] if text}
    assert seen == every
    epochs.set(3)
    assert rows(dataset) == rows(dataset)  # the epoch alone decides


def test_rows_that_fill_up_weigh_nothing(encoded):
    for options, shape in (({"replicas": 2}, 2), ({"static_shapes": True}, 3)):
        *_, (inputs, targets, weights) = caption_batches(encoded, batch_size=3, **options)
        assert len(inputs["image"]) == len(targets) == shape
        if "static_shapes" in options:
            assert targets.shape == (3, 4)
            assert not weights[1:].numpy().any()
            assert not inputs["image"][1:].numpy().any()
    assert len(caption_batches(encoded, batch_size=3, replicas=2)) == 2
    with pytest.raises(ValueError, match="at least the number of replicas, 4, got 3"):
        caption_batches(encoded, batch_size=3, replicas=4)


def test_images_are_mirrored_and_moved():
    images = np.zeros((64, 6, 6, 3), "uint8")
    images[:, 2, 4] = 200
    split = Split(images, [("a",)] * 64)
    encoded = encode_captions(split, TOKENIZER, max_length=6)

    def places(**options):
        dataset = caption_batches(encoded, batch_size=16, shuffle_seed=0, **options)
        shown = np.concatenate([inputs["image"].numpy() for inputs, _, _ in dataset])
        assert shown.shape == images.shape
        return {(int(r), int(c)) for _, r, c in np.argwhere(shown[..., 0] == 200)}

    assert places() == {(2, 4)}
    assert places(flip=True) == {(2, 4), (2, 1)}
    moved = places(shift=1)
    assert {(r, c) for r in (1, 2, 3) for c in (3, 4, 5)} <= moved  # the edge is mirrored, too
    assert places(shift=1) == moved
    again = caption_batches(encoded, batch_size=16, flip=True, shift=1)  # validation: no seed
    assert all((inputs["image"].numpy() == images[:16]).all() for inputs, _, _ in again)


def test_no_caption_fits():
    with pytest.raises(ValueError, match="`max_length` must leave a caption, got 3: the shortest"):
        encode_captions(Split(IMAGES[:1], [("a b",)]), TOKENIZER, max_length=3)
