"""The decoding protocol of the Transformer: prompts, beams, caches, scores."""

import keras
import numpy as np
import pytest
from keras import ops, tree

from tests.architectures import spread
from tests.harness.subjects import stepped
from zoo.models import Memory, SelfAttentionDecoder
from zoo.models.positions import KINDS

tf = pytest.importorskip("tensorflow")

B, S, T, D, V, K = 3, 5, 4, 8, 11, 2
FAST = ("sinusoidal", "rotary", "relative")
STACK = {"num_layers": 2, "d_model": D, "num_heads": 2, "d_ff": 12}
SOURCE_KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])
IDS = np.random.default_rng(0).integers(1, V, (B, T)).astype("int32")
PROMPT_LENGTHS = np.array([3, 1, 2])
PROMPT_KEEP = np.arange(3)[None] < PROMPT_LENGTHS[:, None]


def make(dtype="float64", memory_dim=D, **options):
    decoder = SelfAttentionDecoder(V, **{**STACK, **options}, memory_dim=memory_dim, dtype=dtype)
    decoder.build()
    rng = np.random.default_rng(1)
    for weight in decoder.trainable_weights:
        weight.assign(rng.normal(scale=0.4, size=weight.shape))
    values = rng.normal(size=(B, S, memory_dim)).astype(decoder.variable_dtype)
    return decoder, Memory(values, SOURCE_KEEP)


def repeat(structure):
    return tree.map_structure(lambda x: ops.repeat(x, K, axis=0), structure)


@pytest.mark.parametrize("positions", KINDS)
@pytest.mark.parametrize("norm", [pytest.param("post", marks=pytest.mark.slow), "pre"])
def test_prefill_equals_stepping(norm, positions):
    """Row by row, since the prompts differ in length: what was padded must never be seen."""
    decoder, memory = make(norm=norm, positions=positions, max_length=5)
    context = decoder.prepare(memory)
    prompt = np.where(PROMPT_KEEP, IDS[:, :3], 9)
    logits, state = decoder.prefill(prompt, PROMPT_KEEP, decoder.start(context, 3 + 2), context)
    np.testing.assert_array_equal(state.positions[:, 0], PROMPT_LENGTHS)
    after = [logits]
    for i in range(2):
        logits, state = decoder.step(IDS[:, i], 3 + i, state, context)
        after.append(logits)
    for row, length in enumerate(PROMPT_LENGTHS):
        ids = np.concatenate([IDS[row, :length], IDS[row, :2]])[None]
        alone = Memory(memory.values[row : row + 1], SOURCE_KEEP[row : row + 1])
        expected = decoder(ids, alone)[0, length - 1 :]
        np.testing.assert_allclose([x[row] for x in after], expected, atol=1e-12)


@pytest.mark.parametrize("dtype", ["mixed_bfloat16", "mixed_float16"])
def test_prefill_has_the_dtypes_of_stepping(dtype):
    decoder, memory = make(dtype)
    context = decoder.prepare(memory)
    start = decoder.start(context, 4)
    logits, state = decoder.prefill(IDS[:, :3], PROMPT_KEEP, start, context)
    stepped_logits, stepped_state = decoder.step(IDS[:, 0], 0, start, context)
    assert logits.dtype == stepped_logits.dtype
    for a, b in zip(tree.flatten(state), tree.flatten(stepped_state), strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)


def test_an_empty_prompt_and_an_empty_source_stay_finite():
    decoder, memory = make("float32")
    context = decoder.prepare(memory)
    nothing = np.zeros((B, 1), bool)
    logits, state = decoder.prefill(IDS[:, :1], nothing, decoder.start(context, 3), context)
    assert np.all(np.isfinite(logits))
    logits, _ = decoder.step(IDS[:, 0], 1, state, context)
    assert np.all(np.isfinite(logits))


def in_beams(state, decoder):
    """The state of K hypotheses that all go on from the only one."""
    return decoder.reorder(state, np.zeros((B, K), "int32"))


@pytest.mark.parametrize("positions", spread(KINDS, FAST))
def test_beams_share_their_source(positions):
    decoder, memory = make(positions=positions, max_length=T)
    context = decoder.prepare(memory)
    ids = np.random.default_rng(3).integers(1, V, (B * K, T)).astype("int32")
    state = in_beams(decoder.start(context, T), decoder)
    logits, _ = stepped(decoder.step, ids, state, context)
    np.testing.assert_allclose(logits, decoder(ids, repeat(memory)), atol=1e-12)
    assert {leaf.shape[0] for leaf in (context.keep, state.ancestors, state.positions)} == {B}
    assert {leaf.shape[0] for leaf in tree.flatten((context.cross, state.caches))} == {B * 2}


@pytest.mark.parametrize("positions", spread(KINDS, FAST))
def test_beams_go_on_from_a_prompt_and_from_one_another(positions):
    """Prompts of different lengths, then hypotheses that change places at every step."""
    rng = np.random.default_rng(4)
    decoder, memory = make(positions=positions, max_length=8)
    context = decoder.prepare(memory)
    start = decoder.start(context, 3 + 4)
    _, state = decoder.prefill(IDS[:, :3], PROMPT_KEEP, start, context)
    state = in_beams(state, decoder)
    history = [[[*IDS[b, :length]] for _ in range(K)] for b, length in enumerate(PROMPT_LENGTHS)]
    for column in range(3, 7):
        ids = rng.integers(1, V, (B, K)).astype("int32")
        logits, state = decoder.step(ids.reshape(-1), column, state, context)
        for b in range(B):
            alone = Memory(memory.values[b : b + 1], SOURCE_KEEP[b : b + 1])
            for k in range(K):
                history[b][k] = [*history[b][k], ids[b, k]]
                expected = decoder(np.array(history[b][k])[None], alone)[0, -1]
                np.testing.assert_allclose(logits[b * K + k], expected, atol=1e-12)
        parents = rng.integers(0, K, (B, K)).astype("int32")
        state = decoder.reorder(state, parents)
        history = [[history[b][parent] for parent in parents[b]] for b in range(B)]


def test_reorder_keeps_the_number_of_hypotheses():
    decoder, memory = make()
    state = in_beams(decoder.start(decoder.prepare(memory), 4), decoder)
    with pytest.raises(ValueError, match=r"`parents` must have 2 columns.*, got 3"):
        decoder.reorder(state, np.zeros((B, 3), "int32"))


def test_spare_columns_change_nothing():
    decoder, memory = make()
    context = decoder.prepare(memory)
    short, _ = stepped(decoder.step, IDS, decoder.start(context, T), context)
    long, _ = stepped(decoder.step, IDS, decoder.start(context, T + 5), context)
    np.testing.assert_allclose(short, long, atol=1e-12)


def test_a_loop_in_a_graph():
    decoder, memory = make()

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, None], "int32"),
            tf.TensorSpec([None, None, D], "float64"),
            tf.TensorSpec([None, None], "bool"),
        ]
    )
    def last_logits(ids, values, keep):
        context = decoder.prepare(Memory(values, keep))
        length = ops.shape(ids)[1]

        def body(index, logits, state):
            (state,) = state
            logits, state = decoder.step(ops.take(ids, index, axis=1), index, state, context)
            return index + 1, logits, (state,)

        start = (0, ops.zeros((ops.shape(ids)[0], V), "float64"), (decoder.start(context, length),))
        return ops.while_loop(lambda index, *_: index < length, body, start)[1]

    expected = decoder(IDS, memory)[:, -1]
    np.testing.assert_allclose(last_logits(IDS, memory.values, SOURCE_KEEP), expected, atol=1e-12)


def test_scores():
    decoder, memory = make("float32", memory_dim=6)
    scores = np.asarray(decoder.attention_scores(IDS, memory))
    assert scores.shape == (B, T, S)
    np.testing.assert_allclose(scores[:2].sum(axis=-1), np.ones((2, T)), atol=1e-6)
    assert np.all(scores[1, :, 2:] == 0)
    assert np.all(scores[2] == 0)
    logits, heads = decoder(IDS, memory, return_scores=True)
    np.testing.assert_allclose(scores, np.mean(heads, axis=1), atol=1e-6)
    np.testing.assert_array_equal(logits, decoder(IDS, memory))


def test_tied_weights():
    decoder, memory = make(norm="pre")
    names = [weight.path for weight in decoder.weights if V in weight.shape]
    assert len(names) == 1
    before = np.asarray(decoder(IDS, memory))
    # Token 10 is not read here, so its row acts on its own logit alone.
    ids = np.where(IDS == 10, 9, IDS)
    before = np.asarray(decoder(ids, memory))
    rows = decoder.embedding.get_weights()[0]
    rows[10] *= 2
    decoder.embedding.set_weights([rows])
    after = np.asarray(decoder(ids, memory))
    np.testing.assert_allclose(after[..., 10], 2 * before[..., 10], atol=1e-12)
    np.testing.assert_array_equal(after[..., :10], before[..., :10])


def test_depth():
    with pytest.raises(ValueError, match="`num_layers` must be at least 1, got 0"):
        SelfAttentionDecoder(V, num_layers=0)


def test_vocabulary_size_is_known():
    assert make()[0].vocabulary_size == V
    assert isinstance(make()[0], keras.layers.Layer)
