import keras
import numpy as np
import pytest

from zoo.training.losses import LabelSmoothedCrossEntropy
from zoo.training.metrics import Perplexity, TokenAccuracy

V = 6
METRICS = [TokenAccuracy, Perplexity]


def log_softmax(logits):
    logits = logits.astype("float64") - logits.max(-1, keepdims=True)
    return logits - np.log(np.sum(np.exp(logits), axis=-1, keepdims=True))


def true_values(batches):
    """Accuracy and perplexity over all tokens of all batches."""
    correct = cross_entropy = tokens = 0.0
    for targets, logits, weights in batches:
        each = -np.take_along_axis(log_softmax(logits), targets[..., None], -1)[..., 0]
        correct += np.sum((logits.argmax(-1) == targets) * weights)
        cross_entropy += np.sum(each * weights)
        tokens += np.sum(weights)
    return {TokenAccuracy: correct / tokens, Perplexity: np.exp(cross_entropy / tokens)}


@pytest.fixture
def batches():
    """Batches that differ in rows, length and share of padding."""
    rng = np.random.default_rng(0)
    made = []
    for rows, length, share in [(2, 3, 1.0), (3, 9, 0.3), (1, 1, 1.0), (2, 5, 0.0)]:
        targets = rng.integers(0, V, (rows, length)).astype("int32")
        logits = rng.normal(0, 2, (rows, length, V)).astype("float32")
        weights = (rng.random((rows, length)) < share).astype("float32")
        made.append((targets, logits, weights))
    return made


@pytest.mark.parametrize("metric_class", METRICS)
def test_is_the_mean_over_all_tokens_of_the_epoch(metric_class, batches):
    metric = metric_class()
    for _ in range(2):  # the second epoch starts from nothing
        metric.reset_state()
        for targets, logits, weights in batches:
            metric.update_state(targets, logits, weights)
        np.testing.assert_allclose(metric.result(), true_values(batches)[metric_class], rtol=1e-5)


@pytest.mark.parametrize("metric_class", METRICS)
@pytest.mark.parametrize("shape", [(3,), (3, 1), None])
def test_weights_of_rows_or_none_count_for_each_token(metric_class, batches, shape):
    targets, logits, _ = batches[1]
    rows = np.array([1.0, 0.0, 2.0]) if shape else np.ones(3)
    metric = metric_class()
    metric.update_state(targets, logits, rows.reshape(shape) if shape else None)
    full = np.broadcast_to(rows[:, None], targets.shape)
    expected = true_values([(targets, logits, full)])[metric_class]
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-5)


@pytest.mark.parametrize("metric_class", METRICS)
def test_targets_of_one_label_a_row(metric_class, batches):
    batch = tuple(part[:, 0] for part in batches[0])
    metric = metric_class()
    metric.update_state(*batch)
    np.testing.assert_allclose(metric.result(), true_values([batch])[metric_class], rtol=1e-5)


def test_the_first_of_equal_logits_is_the_prediction():
    accuracy = TokenAccuracy()
    accuracy.update_state(np.array([[0, 1, 2, 3]]), np.zeros((1, 4, V)))
    assert float(accuracy.result()) == 0.25


def test_before_any_token_the_result_is_finite(batches):
    assert float(TokenAccuracy().result()) == 0.0
    assert float(Perplexity().result()) == 1.0


def test_perplexity_of_a_diverged_model_stays_finite():
    perplexity = Perplexity()
    perplexity.update_state(np.array([[0]]), np.array([[[-1e4, 1e4]]]))
    np.testing.assert_allclose(perplexity.result(), np.exp(80.0), rtol=1e-5)


def test_perplexity_matches_the_loss_without_smoothing(batches):
    targets, logits, weights = batches[1]
    perplexity = Perplexity()
    perplexity.update_state(targets, logits, weights)
    loss = LabelSmoothedCrossEntropy(0.0)(targets, logits, weights)
    np.testing.assert_allclose(np.log(perplexity.result()), loss, rtol=1e-5)


def test_fit_reports_the_mean_over_tokens():
    rng = np.random.default_rng(1)
    ids = rng.integers(0, V, (5, 4)).astype("int32")
    targets = rng.integers(0, V, (5, 4)).astype("int32")
    weights = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0]])
    model = keras.Sequential([keras.layers.Embedding(V, V)])
    model.compile(
        optimizer=keras.optimizers.SGD(0.0),  # the model stays the same over the epoch
        loss=LabelSmoothedCrossEntropy(0.1),
        weighted_metrics=[TokenAccuracy(), Perplexity()],
        jit_compile=False,
    )
    data = {"x": ids, "y": targets, "sample_weight": weights.astype("float32")}
    history = model.fit(**data, batch_size=2, shuffle=False, verbose=0).history
    expected = true_values([(targets, np.array(model(ids)), weights)])
    np.testing.assert_allclose(history["token_accuracy"], expected[TokenAccuracy], rtol=1e-5)
    np.testing.assert_allclose(history["perplexity"], expected[Perplexity], rtol=1e-5)
    evaluated = model.evaluate(**data, batch_size=3, verbose=0, return_dict=True)
    np.testing.assert_allclose(evaluated["perplexity"], expected[Perplexity], rtol=1e-5)


@pytest.mark.parametrize("metric_class", METRICS)
def test_config_round_trip(metric_class):
    metric = metric_class(name="mine", dtype="float64")
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(metric))
    assert type(copy) is metric_class
    assert copy.get_config() == metric.get_config() == {"name": "mine", "dtype": "float64"}
