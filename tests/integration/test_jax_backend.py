"""Decoding and training on the JAX backend; the harness has the layers."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

pytest.importorskip("jax")

ROOT = Path(__file__).parents[2]
TRAINING = ("losses", "metrics", "optimizers", "schedules")
FILES = ["decoding", *(f"training/test_{name}.py" for name in TRAINING)]


@pytest.mark.slow
def test_what_knows_no_tensorflow_passes_its_tests_on_jax():
    command = [sys.executable, "-m", "pytest", "-m", "not slow", *(f"tests/{f}" for f in FILES)]
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


# Trains each architecture on JAX alone, and leaves the model, what it says and what it decodes.
TRAIN = """
import sys
sys.modules["tensorflow"] = None
import keras
import numpy as np
from zoo.decoding import Request, beam_search
from zoo.models import ScheduledSampling, build_seq2seq

folder, arch = sys.argv[1:]
keras.utils.set_random_seed(0)
sizes = {"d_model": 16, "num_layers": 2, "num_heads": 2, "d_ff": 32, "dropout_rate": 0.1}
sampling = None if arch == "transformer" else ScheduledSampling(0.5, half_steps=10, seed=1)
model = build_seq2seq(
    arch, source_vocabulary_size=12, target_vocabulary_size=12, sampling=sampling, **sizes
)
words = np.random.default_rng(0).integers(4, 12, (64, 5)).astype("int32")
start, end = (np.full((64, 1), i, "int32") for i in (1, 2))
source = np.concatenate([words, end], axis=1)
target = np.concatenate([start, words, end], axis=1)
inputs = {"source_ids": source, "target_in_ids": target[:, :-1]}
model.compile(
    keras.optimizers.Adam(0.01),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=True,
)
losses = model.fit(inputs, target[:, 1:], epochs=6, batch_size=16, verbose=0).history["loss"]
assert losses[-1] < 0.95 * losses[0], losses
model.save(f"{folder}/model.keras")
memory = model.encode(source, training=False)
request = Request(start_id=1, end_id=2, pad_id=0, max_length=8)
decoded = beam_search(model.decoder, model.decoder.prepare(memory), request, width=2)
outputs = {"logits": model(inputs), "ids": decoded.ids, "scores": decoded.scores}
np.savez(f"{folder}/said.npz", **outputs, **inputs)
"""


@pytest.mark.slow
@pytest.mark.parametrize("arch", ["transformer", "gru", "lstm_attention", "lstm_luong"])
def test_trained_on_jax_it_says_the_same_on_tensorflow(arch, tmp_path):
    tf = pytest.importorskip("tensorflow")
    from zoo.export import export_saved_model
    from zoo.predictor import Predictor
    from zoo.text import SPECIAL_TOKENS, WordTokenizer

    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    subprocess.run(
        [sys.executable, "-c", TRAIN, tmp_path, arch], cwd=ROOT, env=environment, check=True
    )
    with np.load(tmp_path / "said.npz") as said:
        said = dict(said)
    logits, ids, scores = (said.pop(name) for name in ("logits", "ids", "scores"))
    model = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(model(said), logits, atol=1e-5)
    # And so does what is exported there: strings to strings.
    words = WordTokenizer([*SPECIAL_TOKENS, *"abcdefgh"])
    predictor = Predictor(model, words, words, width=2, max_length=8)
    path = export_saved_model(predictor, tmp_path / "exported", card="")
    texts = words.detokenize(said["source_ids"])
    found = tf.saved_model.load(str(path)).signatures["n_best"](texts=texts)
    for k in range(2):
        expected = words.detokenize(ids[:, k])
        assert found["text"][:, k].numpy().tolist() == expected.numpy().tolist()
    np.testing.assert_allclose(found["score"], scores, rtol=1e-4)


# Trains on one device or shares each batch among two, and leaves the weights.
SHARE = """
import os, sys
sys.modules["tensorflow"] = None
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"
import jax
import keras
import numpy as np
from zoo.models import build_seq2seq
from zoo.training import LabelSmoothedCrossEntropy, Perplexity

path, devices = sys.argv[1], int(sys.argv[2])
if devices == 2:
    names = [str(device) for device in keras.distribution.list_devices()]
    assert len(names) == 2
    parallel = keras.distribution.DataParallel(devices=names, auto_shard_dataset=False)
    keras.distribution.set_distribution(parallel)
keras.utils.set_random_seed(0)
sizes = {"d_model": 16, "num_layers": 1, "num_heads": 2, "d_ff": 32}
model = build_seq2seq(
    "transformer", source_vocabulary_size=12, target_vocabulary_size=12, **sizes
)
model.compile(
    keras.optimizers.Adam(0.01, global_clipnorm=0.1),
    LabelSmoothedCrossEntropy(0.1),
    weighted_metrics=[Perplexity()],
    jit_compile=True,
)
rng = np.random.default_rng(0)
words = rng.integers(4, 12, (64, 6)).astype("int32")
keep = np.arange(6) < rng.integers(1, 7, (64, 1))  # rows of unlike length
words = np.where(keep, words, 0)
inputs = {"source_ids": words, "target_in_ids": words}
history = model.fit(
    inputs, words, sample_weight=keep.astype("float32"), epochs=5, batch_size=16, shuffle=False,
    verbose=0,
).history
if devices == 2:
    assert len(model.trainable_variables[0].value.sharding.device_set) == 2
np.savez(path, *map(np.asarray, model.trainable_variables), logs=list(history.values()))
"""


@pytest.mark.slow
def test_devices_of_jax_share_a_batch_by_keras_distribution(tmp_path):
    found = []
    for devices in (1, 2):
        path = tmp_path / f"{devices}.npz"
        environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
        command = [sys.executable, "-c", SHARE, str(path), str(devices)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        with np.load(path) as file:
            found.append(dict(file))
    for name, alone in found[0].items():
        np.testing.assert_allclose(found[1][name], alone, atol=1e-5)
