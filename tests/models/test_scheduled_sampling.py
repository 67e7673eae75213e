"""Which tokens are replaced, by what, how often, and that training goes on with them."""

import math

import keras
import numpy as np
import pytest

from zoo.models import ARCHITECTURES, SCHEDULES, ScheduledSampling, build_seq2seq
from zoo.models.scheduled_sampling import mixed_inputs

pytest.importorskip("tensorflow")

V = 9
SIZES = {
    "source_vocabulary_size": V,
    "target_vocabulary_size": V,
    "d_model": 8,
    "num_layers": 1,
    "num_heads": 2,
    "d_ff": 12,
    "dropout_rate": 0.0,
}
SOURCE = np.array([[3, 4, 5, 6, 7], [8, 7, 0, 0, 0]], "int32")
TARGET = np.array([[1, 5, 6, 7, 3, 4], [1, 8, 6, 0, 0, 0]], "int32")
BATCH = {"source_ids": SOURCE, "target_in_ids": TARGET}


def untrained(arch, **options):
    keras.utils.set_random_seed(0)
    model = build_seq2seq(arch, **SIZES, **options)
    model.build()
    rng = np.random.default_rng(0)  # larger weights, so that the predictions vary
    model.set_weights([rng.normal(size=w.shape).astype(w.dtype) for w in model.get_weights()])
    return model


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_each_prediction_has_read_what_was_put_before_it(arch):
    model = untrained(arch)
    coins = np.array([[1, 1, 0, 1, 1, 0], [0, 1, 1, 0, 0, 0]], bool)
    memory = model.encode(SOURCE)
    ids = np.asarray(mixed_inputs(model.decoder, TARGET, coins, memory))
    best = np.argmax(model.decoder(ids, memory), axis=-1)
    expected = np.where(coins[:, 1:], best[:, :-1], TARGET[:, 1:])
    np.testing.assert_array_equal(ids[:, 1:], expected)
    np.testing.assert_array_equal(ids[:, 0], TARGET[:, 0])
    assert np.any(ids != TARGET)


@pytest.mark.parametrize("length", [1, 2])
def test_short_targets(length):
    model = untrained("lstm_attention")
    coins = np.ones((2, length), bool)
    ids = mixed_inputs(model.decoder, TARGET[:, :length], coins, model.encode(SOURCE))
    assert ids.shape == (2, length)
    np.testing.assert_array_equal(ids[:, 0], [1, 1])


def test_only_tokens_after_the_first_are_replaced_and_only_in_training():
    model = untrained("lstm", sampling=ScheduledSampling(0.99, schedule="constant", seed=1))
    read = []
    decoder_call = model.decoder.call
    model.decoder.call = lambda ids, *rest, **options: (
        read.append(np.asarray(ids)),
        decoder_call(ids, *rest, **options),
    )[1]
    model(BATCH)
    np.testing.assert_array_equal(read[0], TARGET)
    assert int(model.sampling.batches) == 0
    model(BATCH, training=True)
    assert int(model.sampling.batches) == 1
    assert np.any(read[1] != TARGET)
    np.testing.assert_array_equal(read[1][TARGET == 0], 0)
    np.testing.assert_array_equal(read[1][:, 0], 1)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules(schedule):
    sampling = ScheduledSampling(0.4, schedule=schedule, half_steps=1_000)
    shares = np.asarray([float(sampling.share(step)) for step in range(0, 20_001, 100)])
    assert np.all(np.diff(shares) >= 0)
    assert shares[-1] == pytest.approx(0.4, abs=1e-4)
    if schedule == "constant":
        assert shares[0] == pytest.approx(0.4)
    else:
        assert shares[0] < 0.01
        assert shares[10] == pytest.approx(0.2, abs=1e-4)


def test_inverse_sigmoid_is_the_papers():
    sampling = ScheduledSampling(1.0, half_steps=round(100 * math.log(100)))
    for step in (0, 100, 400, 900):
        gold = 100 / (100 + math.exp(step / 100))  # the paper's epsilon with k = 100
        assert float(sampling.share(step)) == pytest.approx(1 - gold, abs=2e-3)


def test_the_share_of_coins():
    model = untrained("lstm", sampling=ScheduledSampling(0.3, schedule="constant", seed=3))
    ids = np.full((300, 40), 8, "int32")
    source = np.full((300, 2), 3, "int32")
    mixed = model.sampling(ids, model.encode(source), decoder=model.decoder)
    # A prediction may be the token itself: compare with all coins up.
    always = mixed_inputs(model.decoder, ids, np.ones((300, 40), bool), model.encode(source))
    possible = np.mean(np.asarray(always)[:, 1:] != 8)
    assert possible > 0.5
    assert abs(np.mean(np.asarray(mixed)[:, 1:] != 8) / possible - 0.3) < 0.15


@pytest.mark.slow
@pytest.mark.parametrize(
    "arch", [pytest.param("gru_attention", marks=pytest.mark.slow), "lstm_luong"]
)
def test_fit_and_files(arch, tmp_path):
    model = untrained(arch, sampling=ScheduledSampling(0.5, half_steps=2, seed=5))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, jit_compile=False)
    targets = np.roll(TARGET, -1, axis=1)
    inputs, targets = keras.tree.map_structure(lambda x: np.tile(x, (8, 1)), (BATCH, targets))
    history = model.fit(inputs, targets, batch_size=4, epochs=4, verbose=0).history["loss"]
    assert history[-1] < history[0]
    assert int(model.sampling.batches) == 16
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert int(loaded.sampling.batches) == 16
    assert loaded.sampling.get_config() == model.sampling.get_config()
    np.testing.assert_allclose(loaded(BATCH), model(BATCH), atol=1e-6)


def test_gradients_are_those_of_the_mixed_ids():
    import tensorflow as tf

    model = untrained("lstm_attention", sampling=ScheduledSampling(0.5, schedule="constant"))
    seen = []
    call = model.decoder.call
    model.decoder.call = lambda ids, *rest, **options: (seen.append(ids), call(ids, *rest))[1]

    def gradients(inputs, training):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(inputs, training=training)))
        return tape.gradient(loss, model.trainable_variables)

    sampled = gradients(BATCH, True)
    forced = gradients({**BATCH, "target_in_ids": seen[-1]}, False)
    for one, other in zip(sampled, forced, strict=True):
        np.testing.assert_allclose(
            tf.convert_to_tensor(one), tf.convert_to_tensor(other), atol=1e-5
        )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": 1.1}, r"`rate` must be in \[0, 1\], got 1.1"),
        ({"rate": 0.1, "schedule": "cosine"}, r"one of \['constant', .*got 'cosine'"),
        ({"rate": 0.1, "half_steps": 0}, "`half_steps` must be at least 1, got 0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        ScheduledSampling(**options)
