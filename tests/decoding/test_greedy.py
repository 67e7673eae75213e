import keras
import numpy as np
import pytest
from keras import ops

from zoo.decoding.greedy import greedy

SOURCES = np.array([0, 1, 2, 3], "int32")
END, PAD = 2, 0


def reference(decoder, source, limit):
    ids, total = [], 0.0
    while len(ids) < limit and END not in ids:
        log_probabilities = decoder.log_probabilities(source, ids)
        ids.append(int(np.argmax(log_probabilities)))
        total += log_probabilities[ids[-1]]
    return ids, total


def as_numpy(decoded):
    return [ops.convert_to_numpy(part) for part in decoded]


@pytest.mark.parametrize("seed", range(4))
def test_takes_the_most_probable_token_at_every_step(toy_decoder, ask, seed):
    decoder = toy_decoder(seed=seed)
    decoded = greedy(decoder, {"source": SOURCES}, ask(6), length_penalty=0.8)
    ids, scores, log_probabilities, _ = as_numpy(decoded)
    assert ids.shape == (4, 1, 6)
    assert ids.dtype == "int32"
    assert scores.dtype == log_probabilities.dtype == "float32"
    for row in range(4):
        expected, total = reference(decoder, row, 6)
        assert ids[row, 0].tolist() == expected + [PAD] * (6 - len(expected))
        np.testing.assert_allclose(log_probabilities[row, 0], total, rtol=1e-5)
        normalised = total / ((5 + len(expected)) / 6) ** 0.8
        np.testing.assert_allclose(scores[row, 0], normalised, rtol=1e-5)


def test_a_row_alone_is_the_row_in_a_batch(toy_decoder, ask):
    decoder = toy_decoder(seed=1)
    together = as_numpy(greedy(decoder, {"source": SOURCES}, ask(6)))
    for row in range(4):
        context = {"source": SOURCES[row : row + 1]}
        alone = as_numpy(greedy(decoder, context, ask(6)))
        for one, many in zip(alone, together, strict=True):
            np.testing.assert_allclose(one[0], many[row], rtol=1e-6)


def test_each_row_stops_at_its_own_limit(toy_decoder, ask):
    decoder = toy_decoder(seed=1)
    decoder.table[..., END] = -np.inf
    limits = np.array([0, 2, 5, 9], "int32")
    ids, scores, log_probabilities, _ = as_numpy(
        greedy(decoder, {"source": SOURCES}, ask(6, max_length_per_row=limits))
    )
    for row, limit in enumerate([0, 2, 5, 6]):
        expected, total = reference(decoder, row, limit)
        assert ids[row, 0].tolist() == expected + [PAD] * (6 - limit)
        np.testing.assert_allclose(log_probabilities[row, 0], total, rtol=1e-5)
    assert np.all(np.isfinite(scores))


def test_stops_when_every_row_has_ended(toy_decoder, ask):
    decoder = toy_decoder()
    decoder.table[..., END] = 50.0
    ids, _, log_probabilities, _ = as_numpy(greedy(decoder, {"source": SOURCES}, ask(6)))
    assert ids[:, 0].tolist() == [[END] + [PAD] * 5] * 4
    np.testing.assert_allclose(log_probabilities, 0.0, atol=1e-5)
    if keras.backend.backend() == "tensorflow":  # which runs the loop in Python
        assert decoder.steps == 1


def test_the_first_of_equal_tokens_is_taken(toy_decoder, ask):
    decoder = toy_decoder()
    decoder.table[:] = 0.0
    decoder.table[..., 3:] = 1.0
    ids, *_ = as_numpy(greedy(decoder, {"source": SOURCES}, ask(3)))
    assert ids.tolist() == [[[3, 3, 3]]] * 4


def test_forbidden_tokens_are_never_taken_and_half_precision_is_summed_in_float32(toy_decoder, ask):
    decoder = toy_decoder()
    decoder.table[..., [0, 1]] = -np.inf
    decoder.table = decoder.table.astype("float16")
    ids, scores, *_ = as_numpy(greedy(decoder, {"source": SOURCES}, ask(6)))
    generated = [row[: row.index(END)] if END in row else row for row in ids[:, 0].tolist()]
    assert not {0, 1} & {token for row in generated for token in row}
    assert scores.dtype == "float32"
    assert np.all(np.isfinite(scores))


def test_an_empty_batch_is_decoded(toy_decoder, ask):
    ids, scores, *_ = as_numpy(greedy(toy_decoder(), {"source": SOURCES[:0]}, ask(6)))
    assert ids.shape == (0, 1, 6)
    assert scores.shape == (0, 1)


@pytest.mark.parametrize(("batch", "length_is_a_tensor"), [(None, True), (4, False)])
def test_the_same_inside_a_tf_function(toy_decoder, ask, batch, length_is_a_tensor):
    tf = pytest.importorskip("tensorflow")
    if keras.backend.backend() != "tensorflow":
        pytest.skip("needs the TensorFlow backend")
    decoder = toy_decoder(seed=2)

    @tf.function(input_signature=[tf.TensorSpec([batch], "int32"), tf.TensorSpec([], "int32")])
    def decode(source, length):
        length = length if length_is_a_tensor else 6
        return greedy(decoder, {"source": source}, ask(length))

    eager = greedy(decoder, {"source": SOURCES}, ask(6))
    for one, other in zip(decode(SOURCES, 6), eager, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
    if batch is None:
        assert decode(SOURCES[:0], 6).ids.shape == (0, 1, 6)


def test_wrong_arguments_are_named(toy_decoder, ask):
    context = {"source": SOURCES}
    with pytest.raises(ValueError, match="`max_length` must be at least 1, got 0"):
        greedy(toy_decoder(), context, ask(0))
    with pytest.raises(ValueError, match="`length_penalty` must not be negative, got -1"):
        greedy(toy_decoder(), context, ask(6), length_penalty=-1.0)

    class Stateless:
        def start(self, context, length):
            return ()

    with pytest.raises(ValueError, match="must hold at least one tensor, got none"):
        greedy(Stateless(), (), ask(6))
