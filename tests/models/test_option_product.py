"""Every combination of options builds a model that works, or is refused by the name of one."""

import itertools
import random

import numpy as np
import pytest
from keras import ops, tree

from tests.harness.subjects import arrays, stepped
from zoo.models import ARCHITECTURES, OPTIONS, RNNDecoder, build_seq2seq
from zoo.models.positions import ADDED_KINDS, KINDS

tf = pytest.importorskip("tensorflow")

RECURRENT = tuple(arch for arch in ARCHITECTURES if "cell" in OPTIONS[arch])
CELLS = {
    "simple_rnn": ("simple_rnn",),
    "lstm": ("lstm", "layer_norm_lstm", "peephole_lstm"),
    "gru": ("gru", "layer_norm_gru"),
}
# What an option may be, the first being as good as any.
OF_ALL = {
    "d_model": (8, 9),
    "num_layers": (1, 2),
    "num_heads": (2, 3, 4),
    "d_ff": (12,),
    "max_length": (6, None),
    "dropout_rate": (0.0, 0.3),
    "share_embedding": (False, True),
    "target_vocabulary_size": (11, 13),
    "dtype": ("float32", "mixed_bfloat16", "mixed_float16"),
}
OF_SOME = {
    "cell": tuple(cell for cells in CELLS.values() for cell in cells),
    "bidirectional": (False, True),
    "skips": ("none", "residual", "concatenate"),
    "recurrent_dropout_rate": (0.0, 0.3),
    "zoneout_rate": (0.0, 0.2),
    "norm": ("post", "pre"),
    "norm_type": ("layer", "rms"),
    "feed_forward": ("relu", "gelu", "swiglu", "geglu"),
    "num_kv_heads": (None, 1, 2),
    "kernel_size": (3, 1, 2),
    "positions": KINDS,
}
VALUES = {**OF_ALL, **OF_SOME}
# What it may never be.
WRONG = {
    "d_model": 0,
    "num_layers": 0,
    "num_heads": 0,
    "d_ff": 0,
    "max_length": -3,
    "dropout_rate": 1.0,
    "target_vocabulary_size": 0,
    "cell": "rnn",
    "skips": "dense",
    "recurrent_dropout_rate": 1.0,
    "zoneout_rate": -0.1,
    "norm": "none",
    "norm_type": "batch",
    "feed_forward": "glu",
    "num_kv_heads": 0,
    "kernel_size": 0,
    "positions": "sinus",
}
BASE = {name: values[0] for name, values in OF_ALL.items()}
SOURCE = np.array([[3, 4], [8, 0], [5, 6]], "int32")
TARGET = np.array([[1, 5, 6], [1, 8, 9], [1, 9, 3]], "int32")
PROMPT_LENGTHS = np.array([2, 1, 2])
TOLERANCE = {"float32": 1e-5, "mixed_bfloat16": 0.1, "mixed_float16": 0.02}


def build(row):
    return build_seq2seq(source_vocabulary_size=11, **row)


def to_blame(row):
    """The options for which a row is refused, by what the documentation says; none: it works."""
    arch = row["arch"]
    has = (*OF_ALL, *OPTIONS[arch])
    blamed = {name for name in VALUES if name in row and name not in has}
    blamed |= {name for name in WRONG if name in row and row[name] == WRONG[name]}
    if row["share_embedding"] and row["target_vocabulary_size"] != 11:
        blamed.add("share_embedding")
    if arch in RECURRENT:
        return blamed | recurrent_to_blame(row)
    return blamed | positions_to_blame(row) | (heads_to_blame(row) if arch != "conv" else set())


def recurrent_to_blame(row):
    blamed = set()
    kind = row["arch"].removesuffix("_attention").removesuffix("_luong")
    if row.get("cell", kind) not in CELLS[kind]:
        blamed.add("cell")
    if row["d_model"] % 2 and row.get("bidirectional", row["arch"] != kind):
        blamed.add("d_model")
    return blamed


def positions_to_blame(row):
    blamed = set()
    positions = row.get("positions", "sinusoidal")
    if positions == "learned" and row["max_length"] is None:
        blamed.add("max_length")
    if positions == "sinusoidal" and row["d_model"] % 2:
        blamed.add("d_model")
    if row["arch"] == "conv" and positions not in ADDED_KINDS:
        blamed.add("positions")
    return blamed


def heads_to_blame(row):
    blamed = set()
    heads, is_rotary = row["num_heads"] or 1, row.get("positions") == "rotary"
    if row["d_model"] % heads or (is_rotary and row["d_model"] // heads % 2):
        blamed.add("num_heads")
    if heads % (row.get("num_kv_heads") or heads):
        blamed.add("num_kv_heads")
    return blamed


def all_pairs(values, is_allowed):
    """Rows in which any two values that may stand together do, found greedily."""
    draw = random.Random(0)
    names = list(values)
    unseen = {
        ((a, x), (b, y))
        for a, b in itertools.combinations(names, 2)
        for x, y in itertools.product(values[a], values[b])
    }

    def pairs(row):
        return unseen.intersection(itertools.combinations(row.items(), 2))

    for wanted in sorted(unseen, key=repr):
        if wanted not in unseen:
            continue
        drawn = (
            {name: draw.choice(values[name]) for name in names} | dict(wanted) for _ in range(300)
        )
        rows = list(itertools.islice(filter(is_allowed, drawn), 8))
        if rows:  # or the two exclude one another
            best = max(rows, key=lambda row: len(pairs(row)))
            unseen -= pairs(best)
            yield best


def values_for(*archs):
    """The choices of architectures with the same options."""
    return {"arch": archs, **OF_ALL, **{name: OF_SOME[name] for name in OPTIONS[archs[0]]}}


def working_rows(*archs):
    return list(all_pairs(values_for(*archs), lambda row: not to_blame(row)))


def name_of(row):
    return "-".join(str(value) for name, value in row.items() if name not in OF_ALL)


def check_build(row):
    """It builds, or the message names an option that is to blame."""
    blamed = to_blame(row)
    if not blamed:
        build(row)
        return
    with pytest.raises(ValueError, match="`") as refusal:
        build(row)
    assert any(f"`{name}`" in str(refusal.value) for name in blamed), (blamed, refusal.value)


def check_it_works(row):
    """Finite logits and gradients; steps, and steps after a prompt, equal all at once."""
    model = build(row)
    model.build()
    check_gradients(model)
    decoder = model.decoder
    memory = model.encode(SOURCE, training=False)
    (logits,) = arrays(decoder(TARGET, memory))
    assert logits.shape == (*TARGET.shape, row["target_vocabulary_size"])
    assert np.all(np.isfinite(logits))
    tolerance = TOLERANCE[row["dtype"]] * max(1.0, np.max(np.abs(logits)))
    context = decoder.prepare(memory)
    start = decoder.start(context, 3)
    steps, _ = stepped(decoder.step, TARGET, start, context)
    np.testing.assert_allclose(arrays(steps)[0], logits, atol=tolerance)

    keep = np.arange(2)[None] < PROMPT_LENGTHS[:, None]
    prompt = np.where(keep, TARGET[:, :2], 4)
    found, state = decoder.prefill(prompt, keep, start, context)
    tree.assert_same_structure(state, start)
    rows = np.arange(len(TARGET))
    np.testing.assert_allclose(arrays(found)[0], logits[rows, PROMPT_LENGTHS - 1], atol=tolerance)
    found, _ = decoder.step(TARGET[rows, PROMPT_LENGTHS], 2, state, context)
    np.testing.assert_allclose(arrays(found)[0], logits[rows, PROMPT_LENGTHS], atol=tolerance)


def check_gradients(model):
    unused = []
    if isinstance(model.decoder, RNNDecoder) and model.encoder.projection is not None:
        unused = model.encoder.projection.weights  # of values, and this decoder sees states alone
    weights = [w for w in model.trainable_weights if all(w is not other for other in unused)]
    with tf.GradientTape() as tape:
        logits = model({"source_ids": SOURCE, "target_in_ids": TARGET}, training=True)
        loss = -ops.mean(ops.log_softmax(ops.cast(logits, "float64"))[..., 5])
    for weight, gradient in zip(weights, tape.gradient(loss, weights), strict=True):
        assert gradient is not None, weight.path
        assert np.all(np.isfinite(tf.convert_to_tensor(gradient))), weight.path


def test_pairs():
    values = {"a": (0, 1, 2), "b": (0, 1), "c": (0, 1, 2)}
    rows = list(all_pairs(values, lambda row: row["a"] != row["c"]))
    for one, other in itertools.combinations(values, 2):
        every = set(itertools.product(values[one], values[other]))
        missing = every - {(row[one], row[other]) for row in rows}
        assert missing == ({(i, i) for i in range(3)} if (one, other) == ("a", "c") else set())


ROWS = [*working_rows(*RECURRENT), *working_rows("conv"), *working_rows("transformer")]


@pytest.mark.parametrize(
    "row",
    # A part for the fast suite, of every architecture.
    [
        pytest.param(row, marks=[pytest.mark.slow] if i % 6 else [], id=name_of(row))
        for i, row in enumerate(ROWS)
    ],
)
def test_any_two_options_work_together(row):
    check_it_works(row)


@pytest.mark.slow
@pytest.mark.parametrize("arch", RECURRENT)
def test_any_two_options_of_one_architecture_work_together(arch):
    for row in working_rows(arch):
        check_it_works(row)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_any_two_options_build_or_say_why_not(arch):
    # With more than one reason to be refused, a row would not tell which of them is known.
    for row in all_pairs(values_for(arch), lambda row: len(to_blame(row)) <= 1):
        check_build(row)


@pytest.mark.slow
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_all_options_build_or_say_why_not(arch):
    """The whole product of an architecture's own options, each row with others of those of all."""
    draw = random.Random(0)
    names = OPTIONS[arch]
    for values in itertools.product(*(OF_SOME[name] for name in names)):
        of_all = {name: draw.choice(choices) for name, choices in OF_ALL.items()}
        of_all["share_embedding"] = False
        check_build({"arch": arch, **of_all, **dict(zip(names, values, strict=True))})


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_wrong_value_is_named(arch):
    rows = itertools.cycle(working_rows(arch))
    for name in {*OF_ALL, *OPTIONS[arch]} & set(WRONG):
        for row in itertools.islice(rows, 3):
            with pytest.raises(ValueError, match=f"`{name}`"):
                build({**row, name: WRONG[name]})


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_number_of_another_type_is_named(arch):
    rows = itertools.cycle(working_rows(arch))
    for name in {*OF_ALL, *OPTIONS[arch]} & set(WRONG):
        if isinstance(WRONG[name], str):
            continue
        kind = "number" if name.endswith("_rate") else "whole number"
        for value in ("1",) if kind == "number" else ("8", 1.5):
            with pytest.raises(TypeError, match=f"`{name}` must be a {kind}, got {value!r}"):
                build({**next(rows), name: value})


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_options_of_other_architectures_in_any_number(arch):
    foreign = set(OF_SOME) - set(OPTIONS[arch])
    given = {name: values[-1] for name, values in OF_SOME.items()}
    for count in range(1, len(given) + 1):
        for names in itertools.combinations(given, count):
            if foreign & set(names):
                check_build({"arch": arch, **BASE, **{name: given[name] for name in names}})
