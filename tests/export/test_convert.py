import pytest
import tensorflow as tf

from zoo.export.convert import write_converted

SPECS = [tf.TensorSpec([1, 4], tf.int32), tf.TensorSpec([1, 3], tf.int32)]


def without(op):
    """A converter that can do all but one op; it lists the others."""

    def converter(function):
        graph = function.get_concrete_function().graph
        found = {operation.type for operation in graph.get_operations()}
        if op in found:
            raise NotImplementedError(f"no {op}")
        return " ".join(found).encode()

    return converter


@pytest.fixture
def write(predictor, tmp_path):
    def forward(source_ids, target_in_ids):
        inputs = {"source_ids": source_ids, "target_in_ids": target_in_ids}
        return predictor.model(inputs, training=False)

    def write(op, function=forward, path=tmp_path / "new" / "file"):
        return write_converted(path, without(op), predictor.model, function, SPECS, into="Z")

    return write


def test_what_can_be_converted(write):
    assert b"MatMul" in write("Nothing").read_bytes()


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_the_part_that_cannot_is_named(predictor, write, part, monkeypatch):
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
        write("Betainc")


def test_a_mistake_of_the_function_is_not_the_models(write):
    def wrong(source_ids, target_in_ids):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        write("Nothing", wrong)


def test_a_path_that_is_a_folder(write, tmp_path):
    with pytest.raises(ValueError, match="`path` must be a file to write to, got the folder"):
        write("Nothing", path=tmp_path)
