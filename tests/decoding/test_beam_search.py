import itertools
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

from zoo.decoding.beam_search import beam_search
from zoo.decoding.greedy import greedy

SOURCES = np.array([0, 1, 2, 3], "int32")
END, PAD = 2, 0
ON_TENSORFLOW = keras.backend.backend() == "tensorflow"


def as_numpy(decoded):
    return [ops.convert_to_numpy(part) for part in decoded]


def normalised(total, length, alpha):
    return total / ((5 + length) / 6) ** alpha


def exhaustive(decoder, source, limit, width, alpha):
    """Every sequence there is: those that end, best first, then those cut at the limit."""
    ended, cut = [], []
    for length in range(1, limit + 1):
        for ids in itertools.product(range(decoder.vocabulary_size), repeat=length):
            if END in ids[:-1] or (ids[-1] != END and length < limit):
                continue
            total = sum(decoder.log_probabilities(source, ids[:i])[t] for i, t in enumerate(ids))
            group = ended if ids[-1] == END else cut
            group.append((normalised(total, length, alpha), total, list(ids)))
    return (sorted(ended, reverse=True) + sorted(cut, reverse=True))[:width]


def reference(decoder, source, limit, width, alpha):
    """Beam search with lists, which never stops early."""
    live, ended = [(0.0, [])], []
    for _ in range(limit):
        candidates = [
            (total + gain, ids + [token])
            for total, ids in live
            for token, gain in enumerate(decoder.log_probabilities(source, ids))
            if gain > -np.inf
        ]
        candidates = sorted(candidates, reverse=True)[: 2 * width]
        live = [c for c in candidates if c[1][-1] != END][:width]
        ended += [
            (normalised(total, len(ids), alpha), total, ids)
            for total, ids in candidates
            if ids[-1] == END
        ]
    cut = [(normalised(total, limit, alpha), total, ids) for total, ids in live]
    return (sorted(ended, reverse=True)[:width] + cut)[:width]


def check_row(decoded, row, expected):
    ids, scores, log_probabilities, gains = (part[row] for part in decoded)
    assert len(expected) == len(scores)
    for slot, (score, total, tokens) in enumerate(expected):
        assert ids[slot].tolist() == tokens + [PAD] * (ids.shape[1] - len(tokens))
        np.testing.assert_allclose(scores[slot], score, rtol=1e-5)
        np.testing.assert_allclose(log_probabilities[slot], total, rtol=1e-5)
        np.testing.assert_allclose(np.sum(gains[slot]), total, rtol=1e-5)
        assert np.all(gains[slot, len(tokens) :] == 0)


@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.5])
@pytest.mark.parametrize(("vocabulary_size", "length", "seed"), [(3, 3, 0), (4, 3, 1), (3, 4, 2)])
def test_a_wide_beam_finds_what_exhaustive_search_finds(
    toy_decoder, ask, vocabulary_size, length, seed, alpha
):
    decoder = toy_decoder(vocabulary_size, sources=2, seed=seed)
    width = vocabulary_size**length
    options = {"width": width, "length_penalty": alpha}
    decoded = as_numpy(beam_search(decoder, {"source": SOURCES[:2]}, ask(length), **options))
    for row in range(2):
        expected = exhaustive(decoder, row, length, width, alpha)
        check_row([part[:, : len(expected)] for part in decoded], row, expected)
        # There are fewer hypotheses than slots: the rest holds nothing.
        assert np.all(decoded[0][row, len(expected) :] == PAD)
        assert np.all(np.isneginf(decoded[1][row, len(expected) :]))
        assert np.all(np.isneginf(decoded[2][row, len(expected) :]))


@pytest.mark.parametrize("alpha", [0.0, 0.6, 2.0])
@pytest.mark.parametrize("width", [2, 5])
@pytest.mark.parametrize("seed", range(2))
def test_equals_a_search_written_with_lists_that_never_stops_early(
    toy_decoder, ask, seed, width, alpha
):
    decoder = toy_decoder(seed=seed, scale=1.0 + seed)
    options = {"width": width, "length_penalty": alpha}
    decoded = as_numpy(beam_search(decoder, {"source": SOURCES}, ask(7), **options))
    for row in range(4):
        check_row(decoded, row, reference(decoder, row, 7, width, alpha))


@pytest.mark.parametrize("seed", range(4))
def test_width_one_is_greedy_search(toy_decoder, ask, seed):
    request = ask(6, max_length_per_row=SOURCES + 3)
    arguments = (toy_decoder(seed=seed), {"source": SOURCES}, request)
    one = as_numpy(beam_search(*arguments, width=1))
    for left, right in zip(one, as_numpy(greedy(*arguments)), strict=True):
        np.testing.assert_array_equal(left, right)


def test_a_source_alone_is_the_source_in_a_batch(toy_decoder, ask):
    decoder = toy_decoder(seed=3)
    together = as_numpy(beam_search(decoder, {"source": SOURCES}, ask(7)))
    for row in range(4):
        context = {"source": SOURCES[row : row + 1]}
        alone = as_numpy(beam_search(decoder, context, ask(7)))
        for one, many in zip(alone, together, strict=True):
            np.testing.assert_allclose(one[0], many[row], rtol=1e-6)


@pytest.mark.parametrize("end_logit", [None, -np.inf])
def test_each_source_stops_at_its_own_limit(toy_decoder, ask, end_logit):
    decoder = toy_decoder(seed=1)
    if end_logit is not None:
        decoder.table[..., END] = end_logit
    limits = np.array([1, 2, 5, 9], "int32")
    decoded = beam_search(decoder, {"source": SOURCES}, ask(6, max_length_per_row=limits), width=3)
    decoded = as_numpy(decoded)
    for row, limit in enumerate([1, 2, 5, 6]):
        check_row(decoded, row, reference(decoder, row, limit, 3, 0.6))


def test_a_limit_of_zero_leaves_the_empty_hypothesis(toy_decoder, ask):
    limits = np.array([0, 3], "int32")
    context = {"source": SOURCES[:2]}
    ids, scores, *_ = as_numpy(
        beam_search(toy_decoder(), context, ask(4, max_length_per_row=limits), width=2)
    )
    assert np.all(ids[0] == PAD)
    assert scores[0].tolist() == [0.0, -np.inf]


def test_stops_as_soon_as_nothing_can_improve(toy_decoder, ask):
    decoder = toy_decoder(scale=0.1)
    decoder.table[..., END] = 10.0
    ids, scores, *_ = as_numpy(
        beam_search(decoder, {"source": SOURCES}, ask(50), width=3, length_penalty=0.0)
    )
    assert np.all(ids[:, 0] == [END] + [PAD] * 49)
    assert np.all(np.isfinite(scores))
    assert np.all(np.sum(ids == END, axis=-1) == 1)
    if ON_TENSORFLOW:  # which runs the loop in Python
        assert decoder.steps == 2  # one hypothesis ends at the first, three at the second


def test_ends_never_emitted_return_the_running_hypotheses(toy_decoder, ask):
    decoder = toy_decoder()
    decoder.table[..., [END, PAD]] = -np.inf
    ids, scores, *_ = as_numpy(beam_search(decoder, {"source": SOURCES}, ask(5), width=4))
    assert np.all((ids != END) & (ids != PAD))
    assert np.all(np.isfinite(scores))
    assert np.all(np.diff(scores, axis=1) <= 0)


def test_forbidden_tokens_leave_no_nan(toy_decoder, ask):
    decoder = toy_decoder()
    decoder.table[..., [0, 1, 4]] = -np.inf  # only 3 or the end is left
    ids, scores, log_probabilities, _ = as_numpy(
        beam_search(decoder, {"source": SOURCES}, ask(3), width=5)
    )
    assert not np.any(np.isnan(scores))
    assert not np.any(np.isnan(log_probabilities))
    for row in ids:
        found = {tuple(hypothesis.tolist()) for hypothesis in row[:4]}
        assert found == {(2, 0, 0), (3, 2, 0), (3, 3, 2), (3, 3, 3)}
    assert np.all(ids[:, 4] == PAD)
    assert np.all(np.isneginf(scores[:, 4]))


def test_equal_hypotheses_rank_the_same_for_every_source(toy_decoder, ask):
    decoder = toy_decoder()
    decoder.table[:] = 0.0
    for part in as_numpy(beam_search(decoder, {"source": SOURCES}, ask(4))):
        np.testing.assert_array_equal(part, np.broadcast_to(part[:1], part.shape))


def test_an_empty_batch_is_decoded(toy_decoder, ask):
    context = {"source": SOURCES[:0]}
    ids, scores, *_ = as_numpy(beam_search(toy_decoder(), context, ask(6), width=3))
    assert ids.shape == (0, 3, 6)
    assert scores.shape == (0, 3)


@pytest.mark.skipif(not ON_TENSORFLOW, reason="needs the TensorFlow backend")
@pytest.mark.parametrize(("batch", "length_is_a_tensor"), [(None, True), (4, False)])
def test_the_same_inside_a_tf_function(toy_decoder, ask, batch, length_is_a_tensor):
    import tensorflow as tf

    decoder = toy_decoder(seed=2)

    @tf.function(input_signature=[tf.TensorSpec([batch], "int32"), tf.TensorSpec([], "int32")])
    def decode(source, length):
        length = length if length_is_a_tensor else 6
        return beam_search(decoder, {"source": source}, ask(length), width=3)

    eager = beam_search(decoder, {"source": SOURCES}, ask(6), width=3)
    for one, other in zip(decode(SOURCES, 6), eager, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
    if batch is None:
        assert decode(SOURCES[:0], 6).ids.shape == (0, 3, 6)


@pytest.mark.skipif(not ON_TENSORFLOW, reason="needs the TensorFlow backend")
def test_the_same_when_compiled_by_xla(toy_decoder, ask):
    import tensorflow as tf

    decoder = toy_decoder(seed=2)

    @tf.function(jit_compile=True)
    def decode(source):
        return beam_search(decoder, {"source": source}, ask(6), width=3)

    eager = beam_search(decoder, {"source": SOURCES}, ask(6), width=3)
    for one, other in zip(decode(tf.constant(SOURCES)), eager, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="needs the JAX backend")
def test_the_same_under_jax_jit(toy_decoder, ask):
    import jax

    decoder = toy_decoder(seed=2)

    def decode(source):
        return beam_search(decoder, {"source": source}, ask(6), width=3)

    for one, other in zip(jax.jit(decode)(SOURCES), decode(SOURCES), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


SERVE = """
import sys
import numpy as np
import tensorflow as tf

serve = tf.saved_model.load(sys.argv[1]).serve
assert "zoo" not in sys.modules
for batch in (0, 1, 4):
    outputs = serve(tf.constant(np.arange(batch), tf.int32), tf.constant(6))
    np.savez(f"{sys.argv[1]}/{batch}.npz", **{k: v.numpy() for k, v in outputs.items()})
"""


@pytest.mark.slow
@pytest.mark.skipif(not ON_TENSORFLOW, reason="needs the TensorFlow backend")
def test_a_saved_model_serves_without_this_package(toy_decoder, ask, tmp_path):
    import tensorflow as tf

    decoder = toy_decoder(seed=4)

    def decode(source, length):
        context = {"source": source}
        best = greedy(decoder, context, ask(length))
        beams = beam_search(decoder, context, ask(length), width=3)
        return {"greedy": best.ids, "ids": beams.ids, "scores": beams.scores}

    module = tf.Module()
    signature = [tf.TensorSpec([None], "int32"), tf.TensorSpec([], "int32")]
    module.serve = tf.function(decode, input_signature=signature)
    tf.saved_model.save(module, str(tmp_path))
    subprocess.run([sys.executable, "-c", SERVE, str(tmp_path)], check=True, cwd=tmp_path)
    for batch in (0, 1, 4):
        served = np.load(tmp_path / f"{batch}.npz")
        for name, expected in decode(SOURCES[:batch], 6).items():
            np.testing.assert_allclose(served[name], expected, rtol=1e-6)


def reference_in_groups(decoder, source, limit, width, groups, diversity):
    """Diverse beam search with lists, without length penalty and early stop."""
    each = width // groups
    live, ended = [[(0.0, [])] for _ in range(groups)], [[] for _ in range(groups)]
    for _ in range(limit):
        taken = []
        for group in range(groups):
            candidates = [
                (total + gain - diversity * taken.count(token), total + gain, [*ids, token])
                for total, ids in live[group]
                for token, gain in enumerate(decoder.log_probabilities(source, ids))
            ]
            candidates = sorted(candidates, reverse=True)[: 2 * each]
            taken += [ids[-1] for _, _, ids in candidates[:each]]
            live[group] = [c[1:] for c in candidates if c[2][-1] != END][:each]
            ended[group] += [c[1:] for c in candidates if c[2][-1] == END]
    found = [
        hypothesis
        for group in range(groups)
        for hypothesis in (sorted(ended[group], reverse=True)[:each] + live[group])[:each]
    ]
    return sorted(found, key=lambda of: (END in of[1], *of), reverse=True)


@pytest.mark.parametrize(("width", "groups"), [(4, 2), (6, 3), (3, 3)])
@pytest.mark.parametrize("seed", range(2))
def test_groups(toy_decoder, ask, seed, width, groups):
    decoder = toy_decoder(7, seed=seed)
    found = as_numpy(
        beam_search(
            decoder,
            {"source": SOURCES},
            ask(5),
            width=width,
            groups=groups,
            diversity=1.3,
            length_penalty=0.0,
        )
    )
    for row in range(4):
        expected = reference_in_groups(decoder, row, 5, width, groups, 1.3)
        np.testing.assert_allclose(found[1][row], [total for total, _ in expected], rtol=1e-5)
        tokens = [ids + [PAD] * (5 - len(ids)) for _, ids in expected]
        assert sorted(found[0][row].tolist()) == sorted(tokens)


def test_groups_find_more_different_hypotheses(toy_decoder, ask):
    decoder, context = toy_decoder(40, scale=1.0), {"source": SOURCES}
    plain, diverse = (
        as_numpy(beam_search(decoder, context, ask(6), width=6, groups=n, diversity=3.0))[0]
        for n in (1, 3)
    )
    assert len({t[0] for row in diverse for t in row}) > len({t[0] for row in plain for t in row})


def test_wrong_arguments_are_named(toy_decoder, ask):
    context = {"source": SOURCES}
    with pytest.raises(ValueError, match="`width` must be at least 1, got 0"):
        beam_search(toy_decoder(), context, ask(6), width=0)
    with pytest.raises(ValueError, match="`groups` must divide `width`, got 3 and 4"):
        beam_search(toy_decoder(), context, ask(6), width=4, groups=3)
    with pytest.raises(ValueError, match=r"`diversity` must not be negative, got -0\.5"):
        beam_search(toy_decoder(), context, ask(6), width=4, groups=2, diversity=-0.5)
    with pytest.raises(ValueError, match=r"`length_penalty` must not be negative, got -0\.5"):
        beam_search(toy_decoder(), context, ask(6), length_penalty=-0.5)
