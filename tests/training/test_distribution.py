import json
import subprocess
import sys
from pathlib import Path

import keras
import pytest
import tensorflow as tf

from zoo.training.distribution import get_strategy, workers_of
from zoo.training.workers import OneWorker

ROOT = Path(__file__).parents[2]
TWO_DEVICES = """
import json, sys
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

import numpy as np
from recipes import translation
from zoo.training.distribution import get_strategy
assert get_strategy("auto").num_replicas_in_sync == 1
assert get_strategy("mirrored").num_replicas_in_sync == 2
config = translation.Config.tiny(
    arch=sys.argv[1], data=sys.argv[2], tokenizer="word", strategy="mirrored", run_dir=sys.argv[3],
    dropout_rate=0.0, ema_momentum=0.9, width=2, tokens_per_batch=200,
    jit_compile=sys.argv[1] == "transformer",
)
run = translation.train(config)
again = translation.train(config)  # reads the backup, and the best weights
for a, b in zip(run.model.weights, again.model.weights, strict=True):
    np.testing.assert_allclose(a, b, atol=1e-5)
texts = [source for source, _ in run.data.text.test[:3]]
run.export(sys.argv[3] + "/exported")
run.export(sys.argv[3] + "/small", storage="int8")
print("said:" + json.dumps([texts, run(texts)]))
"""


def test_names():
    assert get_strategy("none").num_replicas_in_sync == 1
    assert not isinstance(get_strategy("none"), tf.distribute.MirroredStrategy)
    assert isinstance(get_strategy("mirrored"), tf.distribute.MirroredStrategy)
    assert get_strategy("mirrored") is get_strategy("mirrored")  # a model belongs to one strategy
    if len(tf.config.list_logical_devices("GPU")) < 2:
        assert get_strategy("auto") is tf.distribute.get_strategy()
    with pytest.raises(ValueError, match=r"one of .*'multi_worker'.*, got 'tpu'"):
        get_strategy("tpu")


def test_a_strategy_of_ones_own():
    own = tf.distribute.OneDeviceStrategy("CPU:0")
    assert get_strategy(own) is own
    with own.scope():
        assert get_strategy("auto") is own
    assert get_strategy("auto") is not own


def test_strategies_that_keras_does_not_train_under():
    central = tf.distribute.experimental.CentralStorageStrategy(["CPU:0"])
    with pytest.raises(ValueError, match="trains under, got CentralStorageStrategy: use `Mirror"):
        get_strategy(central)
    with central.scope(), pytest.raises(ValueError, match="got CentralStorageStrategy"):
        get_strategy("auto")
    for base in (tf.distribute.TPUStrategy, tf.distribute.ParameterServerStrategy):
        with pytest.raises(ValueError, match=f"got {base.__name__}"):
            get_strategy(object.__new__(base))


def test_keras_distribution_does_nothing_here():
    if keras.__version__.startswith("3.12."):
        pytest.skip("Keras 3.12 makes no distribution on TensorFlow")
    keras.distribution.set_distribution(
        keras.distribution.DataParallel(devices=["cpu:0"], auto_shard_dataset=False)
    )
    try:
        with pytest.raises(ValueError, match=r"`keras\.distribution` does nothing on the TensorFl"):
            get_strategy("auto")
    finally:
        keras.distribution.set_distribution(None)


@pytest.mark.parametrize("text", ["{", "[]", '{"cluster": 3}'])
def test_a_cluster_that_cannot_be_read(monkeypatch, text):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(ValueError, match=r"TF_CONFIG must be JSON like .*, got "):
        get_strategy("auto")


def test_no_cluster(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.delenv("SLURM_PROCID", raising=False)
    with pytest.raises(ValueError, match=r"needs the environment variable TF_CONFIG, .*--work"):
        get_strategy("multi_worker")
    assert type(workers_of(get_strategy("none"))) is OneWorker


def test_a_slurm_job_without_gpus(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.setenv("PATH", "")  # no nvidia-smi
    for name, value in (
        ("SLURM_PROCID", "0"),
        ("SLURM_STEP_NODELIST", "node[1-2]"),
        ("SLURM_STEP_TASKS_PER_NODE", "1(x2)"),
        ("SLURM_STEP_NUM_TASKS", "2"),
    ):
        monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=r"could not read the Slurm job .*describe the workers"):
        get_strategy("multi_worker")


@pytest.mark.parametrize(
    "cluster",
    [{"worker": ["localhost:1", "localhost:2"]}, {"chief": ["localhost:1"], "worker": ["x:2"]}],
)
def test_several_workers_are_asked_for_too_late(monkeypatch, cluster):
    config = {"cluster": cluster, "task": {"type": "worker", "index": 0}}
    monkeypatch.setenv("TF_CONFIG", json.dumps(config))
    tf.constant(1)
    with pytest.raises(RuntimeError, match="must be made before TensorFlow works"):
        get_strategy("auto")


@pytest.mark.slow
@pytest.mark.parametrize("arch", ["lstm_attention", "transformer"])
def test_a_mirrored_run_trains_resumes_translates_and_exports(tmp_path, arch):
    path = tmp_path / "pairs.tsv"
    rows = [f"가 {a} {b}\tgo {b} {a}\n" for a in "나다라마" for b in "바사아자차카"]
    path.write_text("".join(rows), encoding="utf-8")
    command = [sys.executable, "-c", TWO_DEVICES, arch, str(path), str(tmp_path / "run")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "said:" in done.stdout, done.stderr[-3000:]
    texts, translations = json.loads(done.stdout.split("said:")[1])
    # Here there is one device.
    for name in ("exported", "small"):
        served = tf.saved_model.load(str(tmp_path / "run" / name)).signatures["serving_default"]
        answer = served(texts=tf.constant(texts))["text"].numpy()
        if name == "exported":
            assert [text.decode() for text in answer] == translations
        assert len(answer) == len(texts)
