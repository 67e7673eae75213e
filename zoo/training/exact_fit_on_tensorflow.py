"""`fit` and `evaluate` that give under a `tf.distribute` strategy what they give on one device."""

import itertools
from typing import Any

import keras
import tensorflow as tf

from zoo.layers.number_checks import check_sizes
from zoo.training.distribution import check_strategy
from zoo.training.keras_names import check_keras
from zoo.training.replicas import clip, losses_as_they_are, own_draws, sum_of_all, summed_before

__all__ = ["ExactFit"]


class ExactFit:
    """Before `keras.Model` in a model's bases: `fit` takes the global batch as one batch.

    ```python
    mean_r, weight_r = loss of replica r, what it is the mean of
    share_r = weight_r / sum_r(weight_r)
    gradient = sum_r(gradient(share_r * mean_r))                        # then clip, then update
    ```

    So weights, losses and metrics after a step do not depend on the number of replicas, however
    tokens, rows or padding fall on them, and a replica may get no row at all. The same holds for
    micro-batches: `compile(gradient_accumulation_steps=k)` makes one update of k batches.

    Keras clips on each replica before it sums, takes the mean of the replicas' means, and draws the
    same dropout on all.

    What the loss is the mean of: the sum of the sample weights for a loss whose reduction is
    "mean_with_sample_weight", all elements otherwise; `loss_weight` can be overridden. Override
    `compute_loss` and `compute_metrics` as in any Keras model, but not `train_step`.

    On other backends than TensorFlow, `zoo.training.ExactFit` changes nothing.

    Example:
        >>> class Model(ExactFit, keras.Sequential):
        ...     pass
        >>> strategy = tf.distribute.get_strategy()         # or MirroredStrategy, ...
        >>> with strategy.scope():
        ...     model = Model([keras.Input((3,)), keras.layers.Dense(1)])
        ...     model.compile("sgd", "mse", gradient_accumulation_steps=2)
        >>> history = model.fit(np.ones((8, 3)), np.ones((8, 1)), batch_size=2, verbose=0)
        >>> int(model.optimizer.iterations)
        2
    """

    # Where an epoch stands, for `zoo.training.Checkpoints`.
    batches_seen = 0
    batches_to_skip = 0

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        order = [base for base in cls.__mro__ if base in (ExactFit, keras.Model)]
        if order == [keras.Model, ExactFit]:
            raise TypeError(f"`ExactFit` must stand before `keras.Model` in the bases of {cls}.")

    def compile(self, *args, gradient_accumulation_steps: int = 1, **kwargs) -> None:
        """As `keras.Model.compile`.

        Args:
            gradient_accumulation_steps: Batches to an update; the last update of an epoch takes
                those that are left.

        Raises:
            ValueError: `gradient_accumulation_steps` is below 1, the optimizer has its own, or
                there are several losses, or one that is no mean.
            RuntimeError: This version of Keras lacks what is relied on.
            TypeError: A size is no whole number.
        """
        check_sizes(gradient_accumulation_steps=gradient_accumulation_steps)
        check_strategy(self.distribute_strategy)
        self.gradient_accumulation_steps = gradient_accumulation_steps
        super().compile(*args, **kwargs)
        if getattr(self.optimizer, "gradient_accumulation_steps", None):
            raise ValueError(
                "`gradient_accumulation_steps` must be given to `compile`, not to the optimizer, "
                f"got an optimizer with {self.optimizer.gradient_accumulation_steps}."
            )
        if isinstance(self.loss, (list, tuple, dict)):
            raise ValueError(
                f"`loss` must be one loss, got {len(self.loss)}; add others in `compute_loss`."
            )
        _reduction(self.loss)
        check_keras(self)
        if gradient_accumulation_steps > 1:
            # `fit` counts its batches by it.
            self.steps_per_execution = gradient_accumulation_steps * self.steps_per_execution

    def get_compile_config(self) -> dict[str, Any] | None:
        config = super().get_compile_config()
        steps = getattr(self, "gradient_accumulation_steps", 1)
        return config and {**config, "gradient_accumulation_steps": steps}

    def compile_from_config(self, config: dict[str, Any]) -> None:
        # Keras compiles no loaded model whose `compile` is not its own.
        self.compile(**keras.saving.deserialize_keras_object(config))
        if self.optimizer is not None and self.built:
            self.optimizer.build(self.trainable_variables)

    def loss_weight(self, x, y, y_pred, sample_weight) -> tf.Tensor:
        """What the loss of a batch is the mean of: a float32 scalar, 0 for no rows."""
        targets = tf.convert_to_tensor(keras.tree.flatten(x if y is None else y)[0])
        weight = tf.ones(tf.shape(targets))
        mask = getattr(y_pred, "_keras_mask", None)
        if mask is not None:
            weight *= _as(mask, targets)
        if sample_weight is not None and _reduction(self.loss) == "mean_with_sample_weight":
            weight *= _as(sample_weight, targets)
        return tf.reduce_sum(weight)

    def train_step(self, *batches) -> None:
        """One update from this replica's shares of one or more batches."""
        total, weights = self._forward_backward(batches[0])
        if len(batches) > 1:
            total = [_times(gradient, weights) for gradient in total]
            for batch in batches[1:]:
                gradients, weight = self._forward_backward(batch)
                gradients = [_times(gradient, weight) for gradient in gradients]
                total, weights = list(map(_plus, total, gradients)), weights + weight
            total = [_times(gradient, tf.math.reciprocal_no_nan(weights)) for gradient in total]
        known = [gradient for gradient in total if gradient is not None]
        known = sum_of_all(known)
        norm = tf.linalg.global_norm(known)
        self._observe_norm(norm)
        known = iter(clip(known, norm, self.optimizer))
        gradients = [None if gradient is None else next(known) for gradient in total]
        self.optimizer.apply(gradients, self.trainable_variables)

    def test_step(self, batch) -> None:
        """Loss and metrics of this replica's share of a batch."""
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(_without_optionals(batch))
        y_pred = self(x, training=False)
        self._observe(x, y, y_pred, sample_weight, *self._loss_of(x, y, y_pred, sample_weight))

    def make_train_function(self, force: bool = False) -> None:
        if self.train_function is None or force:
            self.train_function = self._function(
                self.train_step, group=self.gradient_accumulation_steps
            )

    def make_test_function(self, force: bool = False) -> None:
        if self.test_function is None or force:
            self.test_function = self._function(self.test_step, group=1)

    def _forward_backward(self, batch):
        """Gradients of this replica's share of a batch's mean loss, and the batch's weight.

        They are scaled as the optimizer wants.
        """
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(_without_optionals(batch))
        alone = self.distribute_strategy.num_replicas_in_sync == 1
        if alone or not self.jit_compile:
            found = self._compute(x, y, sample_weight, sum_of=sum_of_all)
            gradients, y_pred, loss, weight, total = found
        else:
            self._check_compiled()
            # Not with the update: XLA takes no variable of another device. Nor with the sum.
            compute = tf.function(self._compute, jit_compile=True, autograph=False)
            gradients, y_pred, loss, weight, _ = compute(x, y, sample_weight)
            total = sum_of_all(weight)
            share = tf.math.divide_no_nan(weight, total)
            gradients = [_times(gradient, share) for gradient in gradients]
        self._observe(x, y, y_pred, sample_weight, loss, weight)
        return gradients, total

    def _compute(self, x, y, sample_weight, sum_of=lambda weight: weight):
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss, weight = self._loss_of(x, y, y_pred, sample_weight, training=True)
            # The share within: what one replica computes may be part of another's loss.
            total = sum_of(weight)
            share = tf.math.divide_no_nan(weight, total)
            scaled = self.optimizer.scale_loss(loss * share)
        gradients = tape.gradient(scaled, self.trainable_variables)
        # Dense: Keras's Adam leaves the moments of rows that no token looked up as they are.
        gradients = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
        return gradients, y_pred, loss, weight, total

    def _loss_of(self, x, y, y_pred, sample_weight, training=False):
        """The mean loss of this replica's share of a batch, and its weight."""
        loss = self._compute_loss(
            x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=training
        )
        return loss, self.loss_weight(x, y, y_pred, sample_weight)

    def _check_compiled(self):
        for layer in self._flatten_layers():
            if getattr(layer, "synchronized", False):
                raise ValueError(
                    "`jit_compile` must be False under several replicas with a synchronized "
                    f"`BatchNormalization`, got {self.jit_compile} and the layer {layer.name!r}."
                )

    def _observe(self, x, y, y_pred, sample_weight, loss, weight):
        self._loss_tracker.update_state(tf.where(weight > 0, loss, 0.0), sample_weight=weight)
        self.compute_metrics(x, y, y_pred, sample_weight)

    def _observe_norm(self, norm):
        """A gradient that is no number makes the loss none; a scaled one is tried again."""
        if not hasattr(self.optimizer, "inner_optimizer"):
            none = tf.where(tf.math.is_finite(norm), 0.0, float("nan"))
            self._loss_tracker.update_state(none, sample_weight=0.0)

    def _function(self, step, *, group: int):
        """What `fit` and `evaluate` call with an iterator; `group` batches to a step."""
        strategy = self.distribute_strategy
        calls, traced = self.steps_per_execution // group, set()
        alone = strategy.num_replicas_in_sync == 1

        def run(*batches):
            with summed_before(self.optimizer), own_draws(), losses_as_they_are():
                strategy.run(step, args=batches)
            return self.get_metrics_result()

        if not self.run_eagerly:
            run = tf.function(
                run, jit_compile=alone and self.jit_compile, reduce_retracing=True, autograph=False
            )

        def function(iterator):
            if step != self.train_step:
                return take(iterator)
            if self.batches_to_skip:
                return skip(iterator)
            logs = take(iterator)
            self.batches_seen += self.steps_per_execution
            return logs

        def skip(iterator):
            count = min(self.steps_per_execution, self.batches_to_skip)
            for batch in itertools.islice(iterator, count):
                self._build_metrics(batch)
            self.batches_to_skip -= count
            self.batches_seen += count
            return self.get_metrics_result()

        def take(iterator):
            # Outside the graph, which at the end of the data would count an update more.
            logs = None
            for _ in range(calls):
                if batches := list(itertools.islice(iterator, group)):
                    trace_for_all_shapes(iterator, batches)
                    logs = run(*batches)
            if logs is None:
                raise StopIteration
            return logs

        def trace_for_all_shapes(iterator, batches):
            # Once for each number of batches; else it is once for each of the first few shapes.
            if len(batches) in traced or self.run_eagerly:
                return
            traced.add(len(batches))
            if isinstance(iterator, (tf.data.Iterator, tf.distribute.DistributedIterator)):
                self._build_metrics(batches[0])  # variables cannot be made in what is traced
                run.get_concrete_function(*[iterator.element_spec] * len(batches))

        return function

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        # Keras takes the mean of the replicas' batches here, which strings and unequal ones have
        # not, and workers cannot.
        strategy = self._distribute_strategy
        if strategy is None or iterator is None:
            super()._maybe_symbolic_build(iterator, data_batch)
            return
        for _, _, batches in iterator:
            self._build_metrics(next(batches))
            break

    def _build_metrics(self, batch):
        strategy = self.distribute_strategy
        batch = keras.tree.map_structure(
            lambda x: strategy.experimental_local_results(x)[0], _without_optionals(batch)
        )
        with strategy.scope():
            self._symbolic_build(data_batch=batch)


def _reduction(loss):
    if loss is None:
        return "mean"
    reduction = getattr(keras.losses.get(loss), "reduction", "sum_over_batch_size")
    if reduction not in ("sum_over_batch_size", "mean", "mean_with_sample_weight"):
        raise ValueError(f"`loss` must be a mean, got reduction={reduction!r}.")
    return reduction


def _as(weight, targets):
    """Weights of rows or of elements, (B, ...), with the shape of the targets."""
    weight = tf.cast(weight, "float32")
    while len(weight.shape) > max(len(targets.shape), 1) and weight.shape[-1] == 1:
        weight = weight[..., 0]
    for _ in range(len(targets.shape) - len(weight.shape)):
        weight = weight[..., None]
    return tf.broadcast_to(weight, tf.shape(targets))


def _without_optionals(batch):
    """`fit` gives a `None` of a data set as an Optional."""
    return keras.tree.map_structure(
        lambda x: None if isinstance(x, tf.experimental.Optional) else x, batch
    )


def _times(gradient, weight):
    return None if gradient is None else gradient * tf.cast(weight, gradient.dtype)


def _plus(a, b):
    return a if b is None else b if a is None else a + b
