import numpy as np
import pytest

from zoo.models import Classifier, RNNEncoder, SelfAttentionEncoder

IDS = np.array([[5, 6, 7, 2], [8, 2, 0, 0]])


def encoder(**options):
    return RNNEncoder(12, cell="gru", d_model=8, **options)


def test_the_last_state_is_that_of_the_last_token():
    rnn = encoder(bidirectional=False)
    model = Classifier(rnn, "ab", pooling="last")
    logits = model({"source_ids": IDS})
    values = rnn(IDS, IDS != 0).values
    last = np.stack([values[0, 3], values[1, 1]])
    np.testing.assert_allclose(logits, model.head(last), rtol=1e-5)


@pytest.mark.parametrize("pooling", ["mean", "attention"])
def test_what_is_pooled(pooling):
    model = Classifier(encoder(), "abc", pooling=pooling)
    logits, scores = model.classify(IDS)
    assert logits.shape == (2, 3)
    if pooling == "mean":
        assert scores is None
    else:
        np.testing.assert_allclose(np.sum(scores, axis=1), 1.0, rtol=1e-5)
        assert not np.any(np.array(scores)[IDS == 0])


@pytest.mark.parametrize("kind", [RNNEncoder, SelfAttentionEncoder])
def test_vectors_in_place_of_tokens(kind):
    options = {} if kind is RNNEncoder else {"num_layers": 1, "num_heads": 2, "d_ff": 8}
    model = Classifier(kind(12, d_model=8, **options), "ab", pooling="mean")
    logits, _ = model.classify(IDS)
    same, _ = model.classify(IDS, embedded=model.embed(IDS))
    other, _ = model.classify(IDS, embedded=0.5 * model.embed(IDS))
    np.testing.assert_array_equal(logits, same)
    assert np.abs(np.array(logits) - np.array(other)).max() > 1e-3


def test_bad_options():
    with pytest.raises(ValueError, match=r"`pooling` must be one of .*, got 'max'"):
        Classifier(encoder(), "ab", pooling="max")
    with pytest.raises(ValueError, match=r"`classes` must be at least 2, got \['a'\]"):
        Classifier(encoder(), "a")
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1\.0"):
        Classifier(encoder(), "ab", dropout_rate=1.0)
    with pytest.raises(ValueError, match=r"`token_dropout_rate` must be in \[0, 1\), got 1\.5"):
        Classifier(encoder(), "ab", token_dropout_rate=1.5)
    with pytest.raises(ValueError, match=r"`unknown_id` must be at least `pad_id`=1, .* got 0"):
        Classifier(encoder(), "ab", token_dropout_rate=0.1, pad_id=1, unknown_id=0)
