import numpy as np
import pytest

from zoo.data.epoch_counter import EpochCounter
from zoo.data.speech_batches import encode_speech, speech_batches
from zoo.data.spoken_text import Utterances
from zoo.text import WordTokenizer

RATE = 1_000
TEXTS = [f"{'one ' * (1 + i % 3)}{'two' if i % 2 else ''}" for i in range(11)]
SOUNDS = [np.full(90 + 130 * (i % 5), i + 1, "int16") for i in range(11)]
WORDS = WordTokenizer.train(["one two"], vocabulary_size=9)
PAD, START, END = WORDS.special[:3]


def encoded(texts=TEXTS, sounds=SOUNDS, **options):
    options = {"sampling_rate": RATE, "max_seconds": 2.0, "max_length": 10, **options}
    return encode_speech(Utterances(sounds, texts), WORDS, **options)


def rows_of(dataset):
    """Sound and text of every row that counts."""
    found = []
    for inputs, targets, weights in dataset.as_numpy_iterator():
        for audio, length, row, out, weight in zip(*inputs.values(), targets, weights, strict=True):
            assert not audio[length:].any()
            np.testing.assert_array_equal(weight, out != PAD)
            if weight.any():
                assert row[0] == START
                np.testing.assert_array_equal(row[1 : weight.sum().astype(int)], out[out > END])
                [text] = WORDS.detokenize(out[None]).numpy()
                found.append((length, audio[0], text.decode()))
    return found


def test_every_utterance_once():
    found = rows_of(speech_batches(encoded(), seconds_per_batch=1.5))
    assert sorted(found) == sorted(
        (len(sound), sound[0], text.strip()) for sound, text in zip(SOUNDS, TEXTS, strict=True)
    )


def test_batches_hold_so_many_seconds_of_like_lengths():
    dataset = speech_batches(encoded(), seconds_per_batch=1.5)
    batches = list(dataset.as_numpy_iterator())
    assert len(batches) == int(dataset.cardinality())
    for inputs, _, _ in batches:
        rows, width = inputs["audio"].shape
        assert inputs["audio"].dtype == np.int16
        assert width == inputs["audio_lengths"].max()
        assert rows == 1 or rows * width <= 1.5 * RATE
        assert width - inputs["audio_lengths"].min() < 0.2 * RATE


def test_the_number_of_an_epoch_decides_its_order():
    epochs = EpochCounter()
    dataset = speech_batches(encoded(), seconds_per_batch=1.0, shuffle_seed=3, epochs=epochs)
    orders = []
    for epoch in (0, 1, 0):
        epochs.set(epoch)
        orders.append(rows_of(dataset))
    assert orders[0] == orders[2] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def test_rows_for_each_replica():
    for inputs, targets, weights in speech_batches(
        encoded(), seconds_per_batch=1.0, replicas=3
    ).as_numpy_iterator():
        assert len(targets) % 3 == 0
        is_filler = ~weights.any(axis=1)
        assert (inputs["target_in_ids"][is_filler] == PAD).all()
        assert not inputs["audio_lengths"][is_filler].any()


def test_one_shape_a_bucket():
    dataset = speech_batches(encoded(), seconds_per_batch=1.5, static_shapes=True, shuffle_seed=0)
    shapes = {}
    for inputs, _, _ in dataset.as_numpy_iterator():
        shapes.setdefault(inputs["audio"].shape[1], set()).add(
            (inputs["audio"].shape, inputs["target_in_ids"].shape)
        )
    assert all(len(found) == 1 for found in shapes.values())
    assert len(rows_of(dataset)) == len(SOUNDS)


def test_what_is_left_out_is_counted():
    texts, sounds = (
        [*TEXTS, " ", "one", "one " * 20],
        [*SOUNDS, SOUNDS[0], SOUNDS[0][:0], SOUNDS[0]],
    )
    sounds.append(np.zeros(2_001, "int16"))
    found = encoded([*texts, "one"], sounds)
    assert found.report() == "11 utterances, left out: 2 empty, 2 too long"
    with pytest.raises(ValueError, match=r"must leave an utterance, got 0\.05 and 10: the"):
        encoded(max_seconds=0.05)


def test_bad_options():
    with pytest.raises(ValueError, match=r"`seconds_per_batch` must be at least 0.1, got 0.01"):
        speech_batches(encoded(), seconds_per_batch=0.01)
    with pytest.raises(ValueError, match="`replicas` must be at least 1, got 0"):
        speech_batches(encoded(), replicas=0)
