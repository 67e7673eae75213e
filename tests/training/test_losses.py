import keras
import numpy as np
import pytest
from keras import ops

from zoo.training.losses import LabelSmoothedCrossEntropy

B, T, V = 3, 4, 7


@pytest.fixture
def batch():
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (B, T, V)).astype("float32")
    targets = rng.integers(0, V, (B, T)).astype("int32")
    weights = np.array([[1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 0.5, 2]], "float32")
    return targets, logits, weights


def keras_loss(eps):
    """Keras's dense loss, which needs a one-hot target."""
    loss = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=eps, reduction="mean_with_sample_weight"
    )
    return lambda targets, logits, weights: loss(np.eye(V)[targets], logits, weights)


@pytest.mark.parametrize("eps", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("weighted", [False, True])
def test_value_equals_keras_on_one_hot_targets(batch, eps, weighted):
    targets, logits, weights = batch
    weights = weights if weighted else None
    ours = LabelSmoothedCrossEntropy(eps)(targets, logits, weights)
    np.testing.assert_allclose(ours, keras_loss(eps)(targets, logits, weights), rtol=1e-5)


def gradient_of(loss, targets, logits, weights):
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(jax.grad(lambda z: loss(targets, z, weights)))(logits)
    import tensorflow as tf

    logits = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = loss(targets, logits, weights)
    return tape.gradient(value, logits)


@pytest.mark.parametrize("eps", [0.0, 0.1, 0.5])
def test_gradient_equals_keras_on_one_hot_targets(batch, eps):
    ours = gradient_of(LabelSmoothedCrossEntropy(eps), *batch)
    np.testing.assert_allclose(ours, gradient_of(keras_loss(eps), *batch), atol=1e-6)


def test_divides_by_the_weights_and_not_by_the_padded_length(batch):
    targets, logits, weights = batch
    each = LabelSmoothedCrossEntropy(reduction="none")(targets, logits)
    assert tuple(each.shape) == (B, T)
    expected = np.sum(each * weights) / np.sum(weights)
    loss = LabelSmoothedCrossEntropy()
    np.testing.assert_allclose(loss(targets, logits, weights), expected, rtol=1e-6)
    longer = [np.pad(part, ((0, 0), (0, 3))) for part in (targets, weights)]
    logits = np.pad(logits, ((0, 0), (0, 3), (0, 0)), constant_values=1e4)
    np.testing.assert_allclose(loss(longer[0], logits, longer[1]), expected, rtol=1e-6)


def test_all_weights_zero_or_no_rows_is_zero(batch):
    targets, logits, weights = batch
    loss = LabelSmoothedCrossEntropy()
    assert float(loss(targets, logits, weights * 0)) == 0.0
    assert float(loss(targets[:0], logits[:0], weights[:0])) == 0.0


def test_targets_of_one_label_a_row(batch):
    targets, logits, weights = (part[:, 0] for part in batch)
    ours = LabelSmoothedCrossEntropy(0.1)(targets, logits, weights)
    np.testing.assert_allclose(ours, keras_loss(0.1)(targets, logits, weights), rtol=1e-5)


def test_half_precision_is_computed_in_float32_and_float64_on_request(batch):
    targets, logits, weights = batch
    half = ops.cast(logits, "float16")
    same = ops.cast(half, "float32")
    loss = LabelSmoothedCrossEntropy()
    assert float(loss(targets, half, weights)) == float(loss(targets, same, weights))
    if keras.backend.backend() == "tensorflow":  # JAX has no float64 unless told so
        value = LabelSmoothedCrossEntropy(dtype="float64")(targets, logits.astype("float64"))
        assert keras.backend.standardize_dtype(value.dtype) == "float64"


def test_config_round_trip():
    loss = LabelSmoothedCrossEntropy(0.2, reduction="sum", name="xent", dtype="float64")
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert isinstance(copy, LabelSmoothedCrossEntropy)
    assert copy.get_config() == loss.get_config()
    assert copy.get_config() == {
        "name": "xent",
        "reduction": "sum",
        "label_smoothing": 0.2,
        "dtype": "float64",
    }


@pytest.mark.parametrize("eps", [-0.1, 1.0])
def test_wrong_arguments_are_named(eps):
    with pytest.raises(ValueError, match=r"`label_smoothing` must be in \[0, 1\), got"):
        LabelSmoothedCrossEntropy(eps)
