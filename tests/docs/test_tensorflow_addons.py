"""What the page names in place of TensorFlow Addons exists."""

import inspect
import re
from functools import reduce
from pathlib import Path

import keras
import pytest

pytest.importorskip("tensorflow")

import zoo
from zoo import decoding, layers, models, training

PAGE = (Path(__file__).parents[2] / "docs" / "tensorflow_addons.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("root", [zoo, keras], ids=lambda root: root.__name__)
def test_names(root):
    names = set(re.findall(rf"`{root.__name__}\.([\w.]+)", PAGE))
    assert names
    for name in names:
        reduce(getattr, name.split("."), root)


# Of the page's second column, and of what it says of defaults.
ARGUMENTS = {
    layers.LayerNormLSTMCell: "dropout_rate recurrent_dropout_rate norm_epsilon",
    layers.PeepholeLSTMCell: "dropout_rate recurrent_dropout_rate",
    layers.AttentionCell: "attention order",
    layers.AdditiveAttention.call: "keep",
    layers.DotProductAttention: "score",
    layers.MultiHeadAttention: "d_model num_heads use_bias",
    layers.MultiHeadAttention.call: "keep return_scores",
    models.ScheduledSampling: "rate schedule",
    models.AttentionRNNDecoder.attention_scores: "target_in_ids memory",
    decoding.Request: "start_id end_id max_length",
    decoding.beam_search: "width length_penalty",
    decoding.rerank_by_coverage: "penalty",
    decoding.sample: "temperature top_k top_p min_p",
    training.LabelSmoothedCrossEntropy: "label_smoothing reduction",
}


@pytest.mark.parametrize("call", ARGUMENTS, ids=lambda call: call.__qualname__)
def test_arguments(call):
    assert set(ARGUMENTS[call].split()) <= set(inspect.signature(call).parameters)


def test_the_default_of_the_length_penalty():
    assert inspect.signature(decoding.beam_search).parameters["length_penalty"].default == 0.6
