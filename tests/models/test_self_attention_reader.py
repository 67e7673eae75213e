import numpy as np
import pytest

from zoo.models import SelfAttentionReader

VALUES = np.random.default_rng(0).normal(size=(2, 12, 3)).astype("float32")


def test_the_order_of_the_tokens_counts():
    reader = SelfAttentionReader(8, num_heads=2, d_ff=16, patch=4)
    turned = VALUES.reshape(2, 3, 4, 3)[:, ::-1].reshape(2, 12, 3)
    assert np.abs(reader(VALUES) - reader(turned)).max() > 1e-3


def test_every_token_counts():
    reader = SelfAttentionReader(8, num_heads=2, d_ff=16, patch=4)
    before = np.array(reader(VALUES))
    for step in (0, 5, 11):
        changed = VALUES.copy()
        changed[:, step] += 1.0
        assert np.abs(before - reader(changed)).max() > 1e-3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_layers": 0}, "`num_layers` must be at least 1, got 0"),
        ({"d_model": 6, "num_heads": 4}, "must be divisible by `num_heads`, got 6 and 4"),
        ({"d_model": 5, "num_heads": 1}, "`d_model` must be even"),
    ],
)
def test_options_that_will_not_do(options, message):
    with pytest.raises(ValueError, match=message):
        SelfAttentionReader(**{"d_model": 8, "num_heads": 2, "d_ff": 16, **options})
