import numpy as np
import pytest
import tensorflow as tf

from tests.predictor.speech_cases import RATE, SOUNDS, make_predictor
from zoo.audio import write_wav

WAVS = [write_wav(sound, RATE) for sound in SOUNDS]


@pytest.fixture(scope="module")
def predictor():
    return make_predictor()


def test_paths_bytes_and_samples_are_the_same(predictor, tmp_path):
    texts = predictor(SOUNDS)
    assert all(type(text) is str for text in texts)
    assert len(set(texts)) > 1
    path = tmp_path / "a.wav"
    path.write_bytes(WAVS[0])
    assert predictor([path, str(path), *WAVS[1:]]) == [texts[0], *texts]
    assert predictor([SOUNDS[1] / 32_768.0]) == [texts[1]]
    assert predictor([]) == []
    assert predictor([SOUNDS[0][:0]]) == [""]


def test_a_row_alone_is_the_row_in_a_batch(predictor):
    together = predictor.predict_n_best(tf.constant(WAVS))
    for i, wav in enumerate(WAVS):
        alone = predictor.predict_n_best(tf.constant([wav]))
        assert alone["text"][0].numpy().tolist() == together["text"][i].numpy().tolist()
        np.testing.assert_allclose(alone["score"][0], together["score"][i], atol=1e-5)


def test_bad_bytes_harm_no_other_row(predictor):
    rows = [b"", WAVS[0], b"RIFF" * 20, write_wav(SOUNDS[0], 16_000), WAVS[1][:-5], WAVS[2]]
    found = predictor.predict_detailed(tf.constant(rows))
    assert found["is_audio"].numpy().tolist() == [False, True, False, False, False, True]
    good = predictor.predict(tf.constant([WAVS[0], WAVS[2]]))
    texts = [text.decode() for text in found["text"].numpy()]
    assert texts == [
        "",
        good["text"][0].numpy().decode(),
        "",
        "",
        "",
        good["text"][1].numpy().decode(),
    ]
    np.testing.assert_array_equal(found["score"].numpy()[[0, 2, 3, 4]], 0.0)
    none = predictor.predict(tf.constant([], tf.string))
    assert none["text"].shape == none["score"].shape == (0,)
    assert predictor.predict(tf.constant([b"none"]))["text"].numpy().tolist() == [b""]


def test_details(predictor):
    found = predictor.predict_detailed(tf.constant(WAVS))
    rows, tokens = found["ids"].shape
    steps = -(-3_000 // predictor.model.encoder.step)
    assert found["attention"].shape == (rows, tokens, steps)
    np.testing.assert_allclose(found["seconds"], np.arange(steps) * 0.04, rtol=1e-6)
    is_token = found["ids"].numpy() != 0
    np.testing.assert_allclose(found["attention"].numpy().sum(-1), is_token, atol=1e-5)
    assert not found["attention"].numpy()[1, :, -(-900 // 320) :].any()
    assert (found["tokens"].numpy() == b"").tolist() == (~is_token).tolist()
    score = found["token_log_probabilities"].numpy().sum(axis=1)
    lengths = is_token.sum(axis=1)
    np.testing.assert_allclose(found["score"], score / ((5 + lengths) / 6) ** 0.6, rtol=1e-4)


def test_a_sound_is_cut():
    cut = make_predictor(max_seconds=900 / RATE)
    np.testing.assert_array_equal(cut.read([SOUNDS[0]])[0], SOUNDS[0][:900])
    samples, lengths, _ = cut.decode(tf.constant([WAVS[0], WAVS[1]]))
    assert lengths.numpy().tolist() == [900, 900]
    np.testing.assert_array_equal(samples, [SOUNDS[0][:900], SOUNDS[1]])


def test_a_silent_sample_to_warm_up(predictor):
    assert predictor.decode(tf.constant([predictor.example]))[1].numpy().tolist() == [RATE]


@pytest.mark.parametrize(
    ("audio", "error", "message"),
    [
        ("a.wav", TypeError, "`audio` must be a list of sounds, got 'a.wav'"),
        (SOUNDS[0], TypeError, "`audio` must be a list of sounds"),
        ([3], TypeError, "`audio` must hold paths, bytes of WAV files or arrays"),
        (["/no/such.wav"], FileNotFoundError, "/no/such.wav"),
        ([np.zeros((2, 2))], ValueError, r"`samples` must be \(N,\), int16 or floats"),
        ([b"none"], ValueError, "`audio` must be a whole WAV file of 16-bit PCM"),
        ([write_wav(SOUNDS[0], 16_000)], ValueError, "sampling rate, 8,000, got 16,000"),
    ],
)
def test_bad_sounds(predictor, audio, error, message):
    with pytest.raises(error, match=message):
        predictor(audio)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "`width` must be at least 1, got 0"),
        ({"max_seconds": 0}, "`max_seconds` must be positive, got 0"),
        ({"length_penalty": -1}, "`length_penalty` must not be negative, got -1"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        make_predictor(**options)
