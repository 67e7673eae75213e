import pytest
import tensorflow as tf

from zoo.export.convert import convert

SPECS = [tf.TensorSpec([1, 4], tf.int32), tf.TensorSpec([1, 3], tf.int32)]


def without(op):
    """A converter that can do all but one op; it lists the others."""

    def converter(function, specs):
        graph = tf.function(function, autograph=False).get_concrete_function(*specs).graph
        found = {operation.type for operation in graph.get_operations()}
        if op in found:
            raise NotImplementedError(f"no {op}")
        return found

    return converter


@pytest.fixture
def forward(predictor):
    def forward(source_ids, target_in_ids):
        inputs = {"source_ids": source_ids, "target_in_ids": target_in_ids}
        return predictor.model(inputs, training=False)

    return forward


def test_what_can_be_converted(predictor, forward):
    found = convert(without("Nothing"), predictor.model, forward, SPECS, into="Z")
    assert "MatMul" in found


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_the_part_that_cannot_is_named(predictor, forward, part, monkeypatch):
    layer = getattr(predictor.model, part)
    call = layer.call

    def odd(*arguments, **options):
        outputs = call(*arguments, **options)
        if part == "decoder":
            return tf.math.betainc(outputs, outputs, outputs)
        return outputs._replace(values=tf.math.betainc(*[outputs.values] * 3))

    monkeypatch.setattr(layer, "call", odd)
    message = f"express, which its {part} {type(layer).__name__} does not: no Betainc"
    with pytest.raises(ValueError, match=message):
        convert(without("Betainc"), predictor.model, forward, SPECS, into="Z")
