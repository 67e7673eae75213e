"""Some tokens become the unknown one, in training alone."""

import numpy as np
import pytest

from zoo.layers import TokenDropout
from zoo.models import Classifier, RNNEncoder

IDS = np.random.default_rng(0).integers(4, 20, (50, 40)).astype("int32")
IDS[:, -1], IDS[::2, 30:] = 2, 0


def test_a_share_is_replaced_and_special_tokens_stay():
    found = np.array(TokenDropout(0.3, seed=1)(IDS, training=True))
    assert found.dtype == IDS.dtype
    replaced = found != IDS
    assert set(found[replaced]) == {3}
    assert not replaced[IDS < 4].any()
    assert 0.25 < replaced[IDS > 3].mean() < 0.35


def test_every_batch_has_other_coins():
    dropout = TokenDropout(0.3, seed=1)
    first, second = (np.array(dropout(IDS, training=True)) for _ in range(2))
    assert (first != second).any()


def test_nothing_is_replaced_without_training_or_rate():
    np.testing.assert_array_equal(TokenDropout(0.3)(IDS), IDS)
    np.testing.assert_array_equal(TokenDropout(0.0)(IDS, training=True), IDS)


def test_a_classifier_reads_the_unknown_token():
    model = Classifier(
        RNNEncoder(20, cell="gru", d_model=8, dropout_rate=0.0),
        "ab",
        dropout_rate=0.0,
        token_dropout_rate=0.99,
    )
    asked, unread = model({"source_ids": IDS}), {"source_ids": np.where(IDS > 3, 3, IDS)}
    trained = model({"source_ids": IDS}, training=True)
    near, far = (np.abs(np.array(trained) - np.array(x)).mean() for x in (model(unread), asked))
    assert near < 0.5 * far
    copy = Classifier.from_config(model.get_config())
    assert (copy.token_dropout.rate, copy.token_dropout.unknown_id) == (0.99, 3)


def test_config_round_trip():
    dropout = TokenDropout(0.2, unknown_id=1, seed=4)
    assert TokenDropout.from_config(dropout.get_config()).get_config() == dropout.get_config()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": 1.0}, r"`rate` must be in \[0, 1\), got 1\.0"),
        ({"rate": "0.1"}, "`rate` must be a number, got '0.1'"),
        ({"rate": 0.1, "unknown_id": -1}, "`unknown_id` must be at least 0, got -1"),
        ({"rate": 0.1, "unknown_id": 3.0}, "`unknown_id` must be a whole number, got 3.0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises((ValueError, TypeError), match=message):
        TokenDropout(**options)
