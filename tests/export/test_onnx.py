import keras
import numpy as np
import pytest

from tests.architectures import spread
from zoo.export import onnx
from zoo.export.onnx import export_onnx
from zoo.models import ARCHITECTURES, build_forecaster, build_seq2seq

REASON = "not installed: pip install seqzoo[onnx] onnxruntime"
S, T, V = 7, 5, 20


def small(arch):
    keras.utils.set_random_seed(0)
    sizes = {"source_vocabulary_size": V + 3, "target_vocabulary_size": V, "d_model": 8}
    model = build_seq2seq(arch, **sizes, num_layers=1, num_heads=2, d_ff=16)
    model.build()
    return model


@pytest.mark.parametrize("arch", spread(ARCHITECTURES, ["transformer"]))
def test_the_runtime_gives_what_the_model_gives(arch, tmp_path):
    pytest.importorskip("tf2onnx", reason=REASON)
    onnxruntime = pytest.importorskip("onnxruntime", reason=REASON)
    model = small(arch)
    path = export_onnx(model, tmp_path / "model.onnx", source_length=S, target_length=T)
    runner = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    generator = np.random.default_rng(0)
    for rows in (1, 3):
        source_ids = generator.integers(3, V, (rows, S)).astype("int32")
        target_in_ids = generator.integers(3, V, (rows, T)).astype("int32")
        source_ids[0, 4:] = target_in_ids[0, 2:] = 0
        inputs = {"source_ids": source_ids, "target_in_ids": target_in_ids}
        (logits,) = runner.run(["logits"], inputs)
        real = target_in_ids != 0
        np.testing.assert_allclose(logits[real], model(inputs).numpy()[real], atol=1e-5)


@pytest.mark.parametrize("name", ["source_length", "target_length"])
def test_lengths_that_there_are_not(name, tmp_path, monkeypatch):
    monkeypatch.setattr(onnx, "find_spec", lambda name: True)
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        export_onnx(small("gru"), tmp_path / "model.onnx", **{name: 0})


def test_where_it_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(onnx, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"pip install seqzoo\[onnx\]"):
        export_onnx(small("gru"), tmp_path / "model.onnx")


def test_another_model(tmp_path):
    model = build_forecaster("linear", context=4, horizon=2, columns=["a"])
    with pytest.raises(TypeError, match="`model` must be a `Seq2Seq`, got a Forecaster"):
        export_onnx(model, tmp_path / "model.onnx")
