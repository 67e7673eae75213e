import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.architectures import spread
from zoo.models import build_classifier
from zoo.predictor import Answer, ClassifierPredictor
from zoo.text import WordTokenizer

TEXTS = ["좋은 영화", "", "the film was not good at all", "bad", " \t"]
TOKENIZER = WordTokenizer.train(TEXTS, vocabulary_size=40)
CLASSES = ("bad", "good", "so so")


@pytest.fixture(
    scope="module",
    params=spread(["gru", "lstm_attention", "transformer", "bag_of_words"], ["lstm_attention"]),
)
def predictor(request):
    keras.utils.set_random_seed(0)
    model = build_classifier(
        request.param,
        vocabulary_size=TOKENIZER.vocabulary_size,
        classes=CLASSES,
        d_model=8,
        num_heads=2,
        d_ff=16,
    )
    model.build()
    rng = np.random.default_rng(1)
    for weight in model.trainable_weights:
        weight.assign(rng.normal(scale=0.5, size=weight.shape))
    return ClassifierPredictor(model, TOKENIZER, max_length=12)


def test_answers(predictor):
    answers = predictor(TEXTS)
    assert [type(answer) for answer in answers] == [Answer] * 5
    probabilities = predictor.probabilities(TEXTS)
    np.testing.assert_allclose(probabilities.sum(axis=1), [1, 0, 1, 1, 0], rtol=1e-5)
    for i in (0, 2, 3):
        assert answers[i].label == CLASSES[probabilities[i].argmax()]
        assert answers[i].score == pytest.approx(probabilities[i].max(), rel=1e-5)


def test_a_blank_text_has_no_class(predictor):
    answers = predictor(TEXTS)
    assert answers[1] == answers[4] == Answer("", 0.0)
    assert not predictor.probabilities([""]).any()


def test_a_row_alone_is_the_row_in_a_batch(predictor, monkeypatch):
    together = predictor.probabilities(TEXTS)
    alone = np.concatenate([predictor.probabilities([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    monkeypatch.setattr("zoo.predictor.classifier_predictor._TOKENS_PER_CALL", 10)
    np.testing.assert_allclose(predictor.probabilities(TEXTS), together, atol=1e-6)


def test_no_text(predictor):
    assert predictor([]) == []
    assert predictor.probabilities([]).shape == (0, 3)
    found = predictor.predict_attributed(tf.constant([], tf.string))
    assert found["attribution"].shape[0] == 0


def test_details(predictor):
    found = predictor.predict_detailed(tf.constant(TEXTS))
    assert found["tokens"].numpy()[0, :4].tolist() == [
        *map(str.encode, "좋은 영화 [END]".split()),
        b"",
    ]
    assert found["classes"].numpy()[0].tolist() == [name.encode() for name in CLASSES]
    assert ("attention" in found) == predictor.has_attention
    if predictor.has_attention:
        np.testing.assert_allclose(tf.reduce_sum(found["attention"], axis=1), 1.0, rtol=1e-5)


def test_attributions_sum_to_what_they_explain(predictor):
    found = predictor.predict_attributed(tf.constant(TEXTS))
    ids = predictor.encode(tf.constant(TEXTS))
    nothing = tf.zeros_like(predictor.model.embed(ids))
    logits, _ = predictor.model.classify(ids, embedded=nothing)
    best = found["probabilities"].numpy().argmax(axis=1)
    before = tf.nn.softmax(logits).numpy()[range(len(TEXTS)), best]
    total = found["attribution"].numpy().sum(axis=1)
    for i in (0, 2, 3):
        assert total[i] == pytest.approx(found["score"].numpy()[i] - before[i], abs=1e-3)
    assert not total[1]
    is_padding = found["tokens"].numpy() == b""
    assert not np.any(found["attribution"].numpy()[is_padding])


def test_the_attribution_of_a_linear_model_is_its_weights():
    model = build_classifier("bag_of_words", vocabulary_size=40, classes="ab")
    model.build()
    model.kernel.assign(np.random.default_rng(0).normal(scale=1e-3, size=(40, 2)))
    predictor = ClassifierPredictor(model, TOKENIZER)
    text = "the film was good"
    found = predictor.predict_attributed(tf.constant([text]))
    best = found["probabilities"].numpy()[0].argmax()
    ids = predictor.encode(tf.constant([text])).numpy()[0]
    kernel = model.kernel.numpy()
    # p = softmax: near zero its slope in the logits' difference is a quarter.
    expected = (kernel[ids, best] - kernel[ids, 1 - best]) / 4
    np.testing.assert_allclose(found["attribution"].numpy()[0], expected, rtol=1e-3, atol=1e-7)


def test_a_long_text_is_cut(predictor):
    long = " ".join(["film"] * 50)
    assert predictor.encode(tf.constant([long])).shape == (1, 12)


def test_bad_arguments(predictor):
    with pytest.raises(TypeError, match="`texts` must be a list of strings, got 'good'"):
        predictor("good")
    with pytest.raises(TypeError, match=r"`texts` must be a list of strings, got \[1\]"):
        predictor([1])
    with pytest.raises(ValueError, match=r"`max_length` must be at least 2, got 1\."):
        ClassifierPredictor(predictor.model, TOKENIZER, max_length=1)
