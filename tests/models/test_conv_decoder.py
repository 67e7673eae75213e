"""The decoding protocol of the convolutional decoder: prompts, beams, windows, scores."""

import numpy as np
import pytest
from keras import ops, tree

from tests.harness.subjects import stepped
from zoo.models import ConvDecoder, ConvEncoder, Memory, RNNDecoder, SelfAttentionDecoder

tf = pytest.importorskip("tensorflow")

B, S, T, D, V, K = 3, 5, 4, 8, 11, 2
SOURCE_KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])
IDS = np.random.default_rng(0).integers(1, V, (B, T)).astype("int32")
PROMPT_LENGTHS = np.array([3, 1, 2])
PROMPT_KEEP = np.arange(3)[None] < PROMPT_LENGTHS[:, None]


def make(dtype="float64", has_keys=True, **options):
    decoder = ConvDecoder(V, **{"num_layers": 2, "d_model": D, **options}, dtype=dtype)
    decoder.build()
    rng = np.random.default_rng(1)
    for weight in decoder.trainable_weights:
        weight.assign(rng.normal(scale=0.4, size=weight.shape))
    values, keys = rng.normal(size=(2, B, S, D)).astype(decoder.variable_dtype)
    return decoder, Memory(values, SOURCE_KEEP, (), keys if has_keys else ())


def repeat(structure):
    return tree.map_structure(lambda x: ops.repeat(x, K, axis=0), structure)


def test_it_is_its_layers():
    decoder, memory = make()
    g = x = decoder.positions(decoder.embedding(IDS) * D**0.5)
    for layer, attention in zip(decoder.layers, decoder.attentions, strict=True):
        h, _ = attention(layer(x), g, memory.keys, memory.values, SOURCE_KEEP)
        x = (x + h) * 0.5**0.5
    expected = decoder.embedding(x, reverse=True)
    np.testing.assert_allclose(decoder(IDS, memory), expected, atol=1e-12)


@pytest.mark.parametrize("positions", ["none", "sinusoidal", "learned"])
@pytest.mark.parametrize("kernel_size", [1, 2, 3, 6])
def test_prefill_equals_stepping(kernel_size, positions):
    """Row by row, since the prompts differ in length: what was padded must never be seen."""
    decoder, memory = make(kernel_size=kernel_size, positions=positions, max_length=5)
    context = decoder.prepare(memory)
    prompt = np.where(PROMPT_KEEP, IDS[:, :3], 9)
    logits, state = decoder.prefill(prompt, PROMPT_KEEP, decoder.start(context, 3 + 2), context)
    np.testing.assert_array_equal(state.positions, PROMPT_LENGTHS)
    after = [logits]
    for i in range(2):
        logits, state = decoder.step(IDS[:, i], 3 + i, state, context)
        after.append(logits)
    for row, length in enumerate(PROMPT_LENGTHS):
        ids = np.concatenate([IDS[row, :length], IDS[row, :2]])[None]
        alone = tree.map_structure(lambda x, row=row: x[row : row + 1], memory)
        expected = decoder(ids, alone)[0, length - 1 :]
        np.testing.assert_allclose([x[row] for x in after], expected, atol=1e-12)


def test_the_state_is_each_layers_last_inputs():
    decoder, memory = make(kernel_size=4)
    context = decoder.prepare(memory)
    state = decoder.start(context, 100)
    assert [window.shape for window in state.windows] == [(B, 3, D)] * 2
    _, state = stepped(decoder.step, IDS[:, :2], state, context)
    embedded = decoder.positions(decoder.embedding(IDS[:, :2]) * D**0.5)
    np.testing.assert_allclose(state.windows[0][:, 1:], embedded, atol=1e-12)
    assert np.all(state.windows[0][:, 0] == 0)
    np.testing.assert_array_equal(state.positions, [2] * B)


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
    np.testing.assert_allclose(logits, decoder(IDS[:, :1], memory)[:, 0], atol=1e-6)


@pytest.mark.parametrize("has_keys", [True, False])
def test_beams_share_their_source(has_keys):
    decoder, memory = make(has_keys=has_keys)
    context = decoder.prepare(memory)
    assert all(leaf.shape[0] == B for leaf in tree.flatten(context))
    ids = np.random.default_rng(3).integers(1, V, (B * K, T)).astype("int32")
    state = repeat(decoder.start(context, T))
    logits, _ = stepped(decoder.step, ids, state, context)
    expected = decoder(ids, repeat(memory))
    np.testing.assert_allclose(logits, expected, atol=1e-12)
    logits, state = decoder.prefill(ids[:, :2], np.ones((B * K, 2), bool), state, context)
    np.testing.assert_allclose(logits, expected[:, 1], atol=1e-12)
    logits, _ = decoder.step(ids[:, 2], 2, state, context)
    np.testing.assert_allclose(logits, expected[:, 2], atol=1e-12)


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

        def body(index, logits, state):
            (state,) = state
            logits, state = decoder.step(ops.take(ids, index, axis=1), index, state, context)
            return index + 1, logits, (state,)

        length = ops.shape(ids)[1]
        start = (0, ops.zeros((ops.shape(ids)[0], V), "float64"), (decoder.start(context, length),))
        return ops.while_loop(lambda index, *_: index < length, body, start)[1]

    expected = decoder(IDS, Memory(memory.values, SOURCE_KEEP))[:, -1]
    np.testing.assert_allclose(last_logits(IDS, memory.values, SOURCE_KEEP), expected, atol=1e-12)


def test_scores_are_the_layers_mean():
    decoder, memory = make("float32")
    scores = np.asarray(decoder.attention_scores(IDS, memory))
    assert scores.shape == (B, T, S)
    np.testing.assert_allclose(scores[:2].sum(axis=-1), np.ones((2, T)), atol=1e-6)
    assert np.all(scores[1, :, 2:] == 0)
    assert np.all(scores[2] == 0)
    logits, same = decoder(IDS, memory, return_scores=True)
    np.testing.assert_array_equal(scores, same)
    np.testing.assert_array_equal(logits, decoder(IDS, memory))
    of_layers = []
    for attention in decoder.attentions:
        plain = attention.call
        attention.call = lambda *a, plain=plain: of_layers.append(plain(*a)) or of_layers[-1]
    decoder(IDS, memory)
    np.testing.assert_allclose(scores, np.mean([x[1] for x in of_layers], axis=0), atol=1e-6)


def test_its_encoder_fits_other_decoders():
    encoder = ConvEncoder(V, num_layers=1, d_model=D)
    ids = np.array([[3, 4, 5], [6, 0, 0]], "int32")
    memory = encoder(ids, ids > 0)
    for decoder in (
        RNNDecoder(V, d_model=D),
        SelfAttentionDecoder(V, num_layers=1, d_model=D, num_heads=2, d_ff=12),
    ):
        assert decoder(IDS[:2], memory).shape == (2, T, V)


def test_width_of_the_memory():
    decoder, memory = make()
    narrow = memory._replace(values=memory.values[..., :6], keys=())
    with pytest.raises(ValueError, match="must be `d_model`=8, got 6"):
        decoder(IDS, narrow)
