import numpy as np
import pytest

from zoo.models import FORECASTERS, RecurrentReader, SelfAttentionReader, build_forecaster

SIZES = {"context": 12, "horizon": 5, "columns": ["a", "b"], "patch": 3}
SMALL = {"d_model": 8, "num_heads": 2, "d_ff": 16}


@pytest.mark.parametrize("arch", FORECASTERS)
def test_every_architecture_forecasts(arch):
    model = build_forecaster(arch, **SIZES, **SMALL, targets=["b"], quantiles=[0.25, 0.5])
    assert model({"values": np.ones((3, 12, 2))}).shape == (3, 5, 1, 2)
    kinds = {"linear": "Flatten", "transformer": SelfAttentionReader.__name__}
    assert type(model.reader).__name__ == kinds.get(arch, RecurrentReader.__name__)


def test_a_dtype_is_that_of_all_parts():
    model = build_forecaster("lstm", **SIZES, **SMALL, dtype="mixed_bfloat16")
    model.build()
    policies = {layer.dtype_policy.name for layer in model._flatten_layers()}
    assert policies == {"mixed_bfloat16"}


@pytest.mark.parametrize(
    ("arch", "options", "message"),
    [
        ("tcn", {}, r"`arch` must be one of \['linear', 'simple_rnn', .*\], got 'tcn'"),
        ("lstm", {"patch": 5}, "`patch` must divide the `context` of 12 steps, got 5"),
        ("lstm", {"patch": 0}, "`patch` must be at least 1, got 0"),
        ("lstm", {"d_model": 0}, "`d_model` must be at least 1, got 0"),
        ("lstm", {"dropout_rate": 1.0}, r"`dropout_rate` must be in \[0, 1\), got 1.0"),
        ("transformer", {"num_layers": 0}, "`num_layers` must be at least 1, got 0"),
        ("linear", {"horizon": 0}, "`horizon` must be at least 1, got 0"),
    ],
)
def test_options_that_will_not_do(arch, options, message):
    with pytest.raises(ValueError, match=message):
        build_forecaster(arch, **{**SIZES, **SMALL, **options})
