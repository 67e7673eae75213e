import numpy as np
import pytest
import tensorflow as tf

from tests.predictor.speech_cases import SOUNDS, make_predictor, untrained
from zoo.predictor.signal_predictor import SignalPredictor
from zoo.predictor.speech_predictor import padded


def make(**options):
    settings = {"width": 2, "length_penalty": 0.6, "rules": (), "max_length": 6, **options}
    return SignalPredictor(*untrained(), **settings)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "`width` must be at least 1, got 0"),
        ({"max_length": 0}, "`max_length` must be at least 1, got 0"),
        ({"length_penalty": -1.0}, "`length_penalty` must not be negative, got -1.0"),
    ],
)
def test_bad_settings_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        make(**options)


def test_what_is_not_there_says_nothing_and_changes_no_other():
    model, _ = untrained()
    samples, lengths = padded(SOUNDS)
    memory = model.encode(samples, lengths, training=False)
    predictor = make()
    found = predictor._found(memory, lengths > 0)
    there = tf.constant([True, False, True])
    less = predictor._found(memory, there)
    assert predictor._details(less, there)["text"].numpy()[1] == b""
    assert float(predictor._details(less, there)["score"][1]) == 0.0
    np.testing.assert_array_equal(less.ids[::2], found.ids[::2])
    assert len(set(predictor._details(found, lengths > 0)["text"].numpy())) > 1


def test_nothing_is_said_that_is_no_text():
    model, tokenizer = untrained()
    special = tokenizer.special
    samples, lengths = padded(SOUNDS)
    memory = model.encode(samples, lengths, training=False)
    bias = np.zeros(tokenizer.vocabulary_size, "float32")
    never = [special.pad, special.start, special.unknown]
    bias[never] = 100.0  # what the model would say
    predictor = make()
    step = predictor.model.decoder.step

    def biased(*args, **options):
        logits, *rest = step(*args, **options)
        return logits + bias, *rest

    predictor.model.decoder.step = biased
    ids = predictor._found(memory, lengths > 0).ids.numpy()
    for row in ids[lengths > 0].reshape(-1, ids.shape[-1]):
        said = row[: list(row).index(special.end)] if special.end in row else row
        assert not np.isin(said, never).any()


def test_nothing_is_looked_at_after_the_end():
    model, tokenizer = untrained()
    samples, lengths = padded(SOUNDS)
    memory = model.encode(samples, lengths, training=False)
    ids = tf.constant([[5, 6, tokenizer.special.end, tokenizer.special.pad]] * 3)
    scores = make()._attended(memory, ids).numpy()
    np.testing.assert_allclose(scores.sum(-1), [[1.0, 1.0, 1.0, 0.0]] * 3, atol=1e-5)


def test_the_encoder_stands_once_in_a_signature():
    """One function for search and attention: a graph with two of them is read for twice as long."""
    graph = make_predictor().predict_detailed.get_concrete_function().graph.as_graph_def()
    names = [function.signature.name for function in graph.library.function]
    assert sum("_listen" in name for name in names) == 1
