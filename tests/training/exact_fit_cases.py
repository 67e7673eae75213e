"""Trains a small model on one device and on two, and prints how far apart they end.

    python -m tests.training.exact_fit_cases CASE ...
    TF_CONFIG=... python -m tests.training.exact_fit_cases --save FOLDER CASE ...

One line of JSON a case: `weights` and `logs`, the worst differences, and the numbers of updates.
The second is one worker of several, or without TF_CONFIG the one device that they are compared
with: it keeps what it found as `CASE.npz`.
Rows have from 1 to 8 tokens; the last batch has one row, so that one replica gets none.
"""

import functools
import json
import os
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from zoo.training import (
    AveragingAdam,
    ExactFit,
    InverseSquareRoot,
    LabelSmoothedCrossEntropy,
    Perplexity,
    TokenAccuracy,
)

VOCABULARY, ROWS, BATCH, LENGTH, EPOCHS = 11, 36, 7, 8, 4
_RNG = np.random.default_rng(0)
_LENGTHS = _RNG.integers(1, LENGTH + 1, ROWS)
_LENGTHS[:7] = [8, 8, 8, 8, 1, 1, 1]
X = _RNG.integers(1, VOCABULARY, (ROWS, LENGTH))
Y = (X * 3 + 1) % VOCABULARY
WEIGHT = (np.arange(LENGTH) < _LENGTHS[:, None]).astype("float32")


class Plain(keras.Model):
    """Predicts a token from each token."""

    def __init__(self, dropout_rate=0.0, dtype=None, batch_norm=False):
        super().__init__(dtype=dtype)
        self.embedding = keras.layers.Embedding(VOCABULARY, 8, dtype=dtype)
        self.norm = keras.layers.BatchNormalization(synchronized=True) if batch_norm else None
        self.hidden = keras.layers.Dense(16, "tanh", dtype=dtype)
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=dtype)
        self.output_dense = keras.layers.Dense(VOCABULARY, dtype=dtype)

    def call(self, x, training=None):
        x = self.embedding(x)
        if self.norm is not None:
            x = self.norm(x, training=training)
        return self.output_dense(self.dropout(self.hidden(x), training=training))


class Exact(ExactFit, Plain):
    pass


class OwnLoss(Exact):
    """With a term of its own, a mean over the tokens that count."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss = super().compute_loss(x, y, y_pred, sample_weight, training)
        squares = keras.ops.mean(keras.ops.square(y_pred), axis=-1)
        total = keras.ops.maximum(keras.ops.sum(sample_weight), 1.0)
        return loss + 0.1 * keras.ops.sum(squares * sample_weight) / total


def _adam(**options):
    return lambda: keras.optimizers.Adam(1e-2, **options)


def _averaging():
    return AveragingAdam(
        InverseSquareRoot(1e-2, warmup_steps=5),
        use_ema=True,
        ema_momentum=0.9,
        weight_decay=0.1,
        global_clipnorm=0.1,
    )


CASES = {
    "sgd": {"optimizer": lambda: keras.optimizers.SGD(0.1)},
    "adam": {"optimizer": _adam()},
    "global_clipnorm": {"optimizer": _adam(global_clipnorm=0.1)},
    "clipnorm": {"optimizer": _adam(clipnorm=0.05)},
    "clipvalue": {"optimizer": _adam(clipvalue=0.005)},
    "accumulation": {"optimizer": _adam(global_clipnorm=0.1), "accumulation": 3},
    "steps_per_execution": {"optimizer": _adam(), "steps_per_execution": 3},
    # 6 batches of an epoch, so that the last call has fewer than the others.
    "steps_that_are_left": {"optimizer": _averaging, "steps_per_execution": 4},
    "unknown_length": {"optimizer": _averaging, "known_length": False},
    "own_loss": {"optimizer": _adam(), "model_class": OwnLoss},
    "jit_compile": {"optimizer": _adam(global_clipnorm=0.1), "jit_compile": True},
    "averages_decay_schedule": {"optimizer": _averaging},
    "batch_norm": {"optimizer": _adam(), "batch_norm": True},
    "mixed_bfloat16": {"optimizer": _adam(), "dtype": "mixed_bfloat16"},
    "mixed_float16": {"optimizer": _adam(global_clipnorm=0.1), "dtype": "mixed_float16"},
}


def data(batch: int, padded: bool = True, known_length: bool = True) -> tf.data.Dataset:
    """The same batches at every call; unpadded, all tokens count."""
    weight = WEIGHT if padded else np.ones_like(WEIGHT)
    batches = tf.data.Dataset.from_tensor_slices((X, Y, weight)).batch(batch)
    return batches if known_length else batches.filter(lambda *batch: True)


@functools.cache  # another of the same devices would take the same keys for its sums
def strategy(replicas: int) -> tf.distribute.Strategy:
    """That of so many of the logical devices."""
    if replicas == 1:
        return tf.distribute.get_strategy()
    return tf.distribute.MirroredStrategy([f"CPU:{i}" for i in range(replicas)])


def train(
    replicas: int | tf.distribute.Strategy,
    *,
    optimizer,
    accumulation: int = 1,
    steps_per_execution: int = 1,
    jit_compile: bool = False,
    dtype: str | None = None,
    dropout_rate: float = 0.0,
    batch_norm: bool = False,
    batch: int = BATCH,
    padded: bool = True,
    known_length: bool = True,
    model_class: type[keras.Model] = Exact,
):
    """Weights, history and number of updates after `EPOCHS`."""
    keras.utils.set_random_seed(1)
    options = {"gradient_accumulation_steps": accumulation} if accumulation > 1 else {}
    chosen = strategy(replicas) if isinstance(replicas, int) else replicas
    with chosen.scope():
        model = model_class(dropout_rate, dtype, batch_norm)
        model.compile(
            optimizer(),
            loss=LabelSmoothedCrossEntropy(0.1),
            weighted_metrics=[TokenAccuracy(), Perplexity()],
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile,
            **options,
        )
    examples = data(batch, padded, known_length)
    history = model.fit(examples, epochs=EPOCHS, verbose=0, validation_data=examples)
    return model.get_weights(), history.history, int(model.optimizer.iterations.numpy())


def apart(a, b) -> dict[str, float]:
    """The worst differences between two runs, and their updates."""
    weights = max(np.abs(x - y).max() for x, y in zip(a[0], b[0], strict=True))
    logs = max(np.abs(np.subtract(a[1][name], b[1][name])).max() for name in a[1])
    return {"weights": float(weights), "logs": float(logs), "updates": [a[2], b[2]]}


def run(case: str):
    """What one case finds."""
    if case == "stock":  # Keras's own, on one device
        options = CASES["sgd"]
        return apart(train(1, **options), train(1, **options, model_class=Plain))
    if case == "union":  # k batches are one batch of their union
        options = {"optimizer": _adam(global_clipnorm=0.1)}
        return apart(train(2, **options, accumulation=3), train(1, **options, batch=3 * BATCH))
    if case == "dropout":  # the same run twice; other draws on the other replica
        options = {"optimizer": _adam(), "dropout_rate": 0.5}
        return {**apart(train(2, **options), train(2, **options)), "replicas": draws(Exact)}
    return apart(train(1, **CASES[case]), train(2, **CASES[case]))


def draws(model_class: type[keras.Model]) -> dict[str, int | bool]:
    """Whether the two replicas drop the same of the same ones."""
    seen = []

    class Watched(keras.layers.Dropout):
        def call(self, x, training=None):
            x = super().call(x, training=training)
            context = tf.distribute.get_replica_context()
            if training and context is not None and context.num_replicas_in_sync > 1:
                tf.numpy_function(lambda a: seen.append(a), [x], [])
            return x

    with strategy(2).scope():
        model = model_class()
        model.dropout = Watched(0.5)
        # One token for all: only what is dropped can differ.
        model.compile("sgd", LabelSmoothedCrossEntropy())
    model.fit(tf.data.Dataset.from_tensors((np.ones_like(X[:2]), Y[:2])), verbose=0)
    return {"seen": len(seen), "same": bool(np.array_equal(seen[0], seen[1]))}


def save(folder: str, cases: list[str]) -> None:
    """Train under the strategy of this process, and keep the weights and logs."""
    mine = tf.distribute.get_strategy()
    if "TF_CONFIG" in os.environ:
        mine = tf.distribute.MultiWorkerMirroredStrategy()
    for case in cases:
        weights, history, updates = train(mine, **CASES[case])
        logs = [history[name] for name in sorted(history)]
        named = {f"weights_{i}": weight for i, weight in enumerate(weights)}
        np.savez(Path(folder) / f"{case}.npz", logs=logs, updates=updates, **named)


def main() -> None:
    """Two devices, then the cases."""
    if sys.argv[1] == "--save":
        save(sys.argv[2], sys.argv[3:])
        return
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    for case in sys.argv[1:]:
        print(json.dumps({"case": case, **run(case)}), flush=True)


if __name__ == "__main__":
    main()
