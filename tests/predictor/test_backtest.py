import numpy as np
import pytest

from zoo.models import build_forecaster
from zoo.predictor import ForecastPredictor, backtest

rng = np.random.default_rng(0)
VALUES = rng.normal(size=(40, 2)).cumsum(axis=0)


def make(arch, **options):
    sizes = {"d_model": 8, "num_heads": 2, "d_ff": 16, "patch": 4}
    model = build_forecaster(arch, context=8, horizon=5, columns=["a", "b"], **sizes, **options)
    model.build()
    model.set_weights([rng.normal(scale=0.4, size=w.shape) for w in model.get_weights()])
    return ForecastPredictor(model)


@pytest.mark.parametrize("arch", ["linear", "lstm", "transformer"])
def test_the_future_changes_nothing(arch):
    predictor = make(arch, channels="together", quantiles=[0.1, 0.5])
    origins = np.array([8, 20, 33])
    before = backtest(predictor, VALUES, origins)
    for number, origin in enumerate(origins):
        changed = VALUES.copy()
        changed[origin:] = rng.normal(scale=1e3, size=changed[origin:].shape)
        found = backtest(predictor, changed, origins)
        for name in ("forecast", "quantiles"):
            np.testing.assert_array_equal(found[name][: number + 1], before[name][: number + 1])
        changed = VALUES.copy()
        changed[origin - 1] += 1.0  # the last value that it may know
        found = backtest(predictor, changed, origins)["forecast"][number]
        assert not np.array_equal(found, before["forecast"][number])


def test_what_came_before_the_context_changes_nothing():
    predictor = make("lstm")
    changed = VALUES.copy()
    changed[:12] = 7.0
    found, before = (backtest(predictor, x, [20])["forecast"] for x in (changed, VALUES))
    np.testing.assert_array_equal(found, before)


def test_it_is_what_a_call_says():
    predictor = make("gru")
    found = backtest(predictor, VALUES, [8, 20, 40])["forecast"]
    assert found.shape == (3, 5, 2)
    for row, origin in zip(found, (8, 20, 40), strict=True):
        np.testing.assert_allclose(row, predictor(VALUES[None, :origin])[0], rtol=1e-5, atol=1e-6)
    assert backtest(predictor, VALUES, [])["forecast"].shape == (0, 5, 2)


@pytest.mark.parametrize("origins", [[7, 20], [20, 41]])
def test_origins_that_will_not_do(origins):
    with pytest.raises(ValueError, match=r"`origins` must be from 8 to 40, got (7|20) to (20|41)"):
        backtest(make("linear"), VALUES, origins)
