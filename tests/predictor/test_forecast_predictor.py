import numpy as np
import pytest
import tensorflow as tf

from zoo.models import build_forecaster
from zoo.predictor import ForecastPredictor

MEANS, SCALES = [1000.0, -5.0], [200.0, 0.5]
rng = np.random.default_rng(0)
VALUES = rng.normal(size=(3, 12, 2)) * SCALES + MEANS


def make(arch="gru", **options):
    model = build_forecaster(
        arch,
        context=12,
        horizon=3,
        columns=["load", "oil"],
        patch=4,
        d_model=8,
        num_heads=2,
        d_ff=16,
        means=MEANS,
        scales=SCALES,
        **options,
    )
    model.build()
    model.set_weights([rng.normal(scale=0.4, size=w.shape) for w in model.get_weights()])
    return ForecastPredictor(model)


@pytest.fixture(scope="module")
def predictor():
    return make()


def test_it_standardises_and_goes_back(predictor):
    standard = ((VALUES - MEANS) / SCALES).astype("float32")
    expected = predictor.model({"values": standard}) * SCALES + MEANS
    found = predictor(VALUES)
    assert found.shape == (3, 3, 2)
    assert found.dtype == "float32"
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_quantiles_and_their_middle():
    predictor = make(quantiles=[0.1, 0.5, 0.7, 0.9], targets=["oil"])
    found = predictor.predict_all(VALUES)
    assert found["quantiles"].shape == (3, 3, 1, 4)
    np.testing.assert_array_equal(found["forecast"], found["quantiles"][..., 1])
    assert (np.diff(found["quantiles"], axis=-1) >= 0).all()
    assert np.abs(found["forecast"] - MEANS[1]).max() < 20 * SCALES[1]


def test_the_last_rows_count(predictor):
    longer = np.concatenate([rng.normal(size=(3, 5, 2)), VALUES], axis=1)
    np.testing.assert_array_equal(predictor(longer), predictor(VALUES))
    np.testing.assert_array_equal(predictor(VALUES.tolist()), predictor(VALUES))


def test_a_row_alone_and_among_many(predictor):
    many = np.concatenate([rng.normal(size=(600, 12, 2)), VALUES])
    np.testing.assert_allclose(predictor(many)[-3:], predictor(VALUES), rtol=1e-5)
    np.testing.assert_allclose(predictor(VALUES[1:2])[0], predictor(VALUES)[1], rtol=1e-5)
    assert predictor(VALUES[:0]).shape == (0, 3, 2)


@pytest.mark.parametrize(
    ("arch", "bad"), [("gru", np.nan), ("linear", np.inf), ("transformer", -np.inf)]
)
def test_a_bad_row_has_nan_for_an_answer_and_changes_no_other(arch, bad):
    predictor = make(arch, quantiles=[0.1, 0.5], channels="together")
    values = VALUES.astype("float32")
    expected = predictor.predict(tf.constant(values))
    values[1, 4, 0] = bad
    found = predictor.predict(tf.constant(values))
    for name, answer in found.items():
        assert np.isnan(answer[1]).all()
        for row in (0, 2):
            np.testing.assert_array_equal(answer[row], expected[name][row])


def test_weights_are_lent(predictor):
    import keras

    doubled = [(v, 2.0 * v.value) for v in predictor.model.trainable_variables]
    lent = predictor.computing_with(lambda: keras.StatelessScope(state_mapping=doubled))
    before = predictor(VALUES)
    assert np.abs(lent(VALUES) - before).max() > 1.0
    np.testing.assert_array_equal(predictor(VALUES), before)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (VALUES[0], r"`values` must be \(B, 12 or more, 2\), got \(12, 2\)"),
        (VALUES[:, :11], r"`values` must be \(B, 12 or more, 2\), got \(3, 11, 2\)"),
        (VALUES[..., :1], r"got \(3, 12, 1\)"),
        ([[["a", "b"]]], "`values` must be numbers, got "),
        (
            np.where(np.arange(72).reshape(3, 12, 2) == 31, np.nan, VALUES),
            r"`values` must be finite, got nan in row 1, 9 steps from the end, column 'oil'",
        ),
    ],
)
def test_values_that_will_not_do(predictor, values, message):
    with pytest.raises(ValueError, match=message):
        predictor(values)
