"""What each kind of position makes of order, length and gaps."""

import numpy as np
import pytest

from zoo.models import SelfAttentionEncoder
from zoo.models.positions import KINDS, Positions

pytest.importorskip("tensorflow")

STACK = {"num_layers": 1, "d_model": 8, "num_heads": 2, "d_ff": 12, "max_length": 6}
IDS = np.array([[3, 4, 5, 6, 7]], "int32")


def encode(kind, ids):
    encoder = SelfAttentionEncoder(11, **STACK, positions=kind, dtype="float64")
    encoder.build()
    rng = np.random.default_rng(0)
    for weight in encoder.trainable_weights:
        weight.assign(rng.normal(scale=0.5, size=weight.shape))
    return np.asarray(encoder(ids, ids > 0).values)


@pytest.mark.parametrize("kind", KINDS)
def test_order_matters_but_to_none(kind):
    forwards, backwards = (encode(kind, ids) for ids in (IDS, IDS[:, ::-1]))
    difference = np.max(np.abs(forwards - backwards[:, ::-1]))
    # ALiBi's distances are the same in a mirror: one layer of an encoder cannot tell.
    assert difference < 1e-12 if kind in ("none", "alibi") else difference > 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_longer_than_any_before(kind):
    long = np.tile(IDS, 20)
    if kind == "learned":
        with pytest.raises(ValueError, match="at most `max_length`=6 steps, got 100"):
            encode(kind, long)
    else:
        assert np.all(np.isfinite(encode(kind, long)))


def test_bad_arguments():
    options = {"d_model": 9, "num_heads": 3, "max_length": None, "is_causal": False}
    with pytest.raises(ValueError, match=r"`positions` must be one of .*'alibi'.*, got 'sinus'"):
        Positions("sinus", **options)
    with pytest.raises(ValueError, match='`max_length` must be given with `positions="learned"`'):
        Positions("learned", **options)
    with pytest.raises(ValueError, match=r"`positions` must be one of .*'learned'\], got 'alibi'"):
        Positions("alibi", **{**options, "num_heads": None})
    with pytest.raises(ValueError, match='`d_model` must be even with `positions="sinusoidal"`'):
        Positions("sinusoidal", **options)
    with pytest.raises(ValueError, match="`max_length` must be at least 1, got -3"):
        Positions("none", **{**options, "max_length": -3})
