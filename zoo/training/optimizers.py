"""Adam with averaged weights that are good from the start, and decay of matrices alone."""

import keras
from keras import ops

__all__ = ["AveragingAdam"]


@keras.saving.register_keras_serializable("zoo")
class AveragingAdam(keras.optimizers.Adam):
    """`keras.optimizers.Adam` whose weight average (`use_ema=True`) forgets the first weights.

    Keras's own average starts from the weights after the first update and leaves them a share of
    `ema_momentum ** step`: with 0.999, still 37 % after 1,000 steps. Here the momentum grows with
    the step, so that the average spans about the last tenth of training, up to its full length:

    ```python
    momentum = min(ema_momentum, step / (10 + step))        # step: updates before this one
    average = momentum * average + (1 - momentum) * weights
    ```

    Its `weight_decay` is AdamW's, and acts on kernels and embeddings alone: biases, norms and
    peepholes have no need to be small.

    Takes the arguments of `keras.optimizers.Adam`.

    Reference:
        Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2.
        Polyak and Juditsky 1992, "Acceleration of Stochastic Approximation by Averaging"; a
        growing momentum stands in `tf.train.ExponentialMovingAverage(num_updates=...)`.

    Example:
        >>> optimizer = AveragingAdam(1e-3, use_ema=True, ema_momentum=0.999)
        >>> optimizer.ema_momentum
        0.999
    """

    def add_variable_from_reference(self, reference_variable, name=None, initializer="zeros"):
        if name == "average":
            # Before the first update the average is the weights themselves, not Keras's zeros.
            def initializer(shape, dtype):
                # A copy: JAX gives a buffer away once only.
                return ops.copy(ops.cast(reference_variable, dtype))

        return super().add_variable_from_reference(reference_variable, name, initializer)

    # Keras calls these two at every update; the names are private, and tests hold them.
    def _use_weight_decay(self, variable):
        name = variable.name.split("/")[-1].split(":")[0]  # TensorFlow's is "path/to/bias:0"
        return len(variable.shape) > 1 and name != "bias"

    def _update_model_variables_moving_average(self, trainable_variables):
        if not self.use_ema:
            return
        step = ops.cast(self.iterations, "float32")
        momentum = ops.minimum(self.ema_momentum, step / (10.0 + step))
        averages = self._model_variables_moving_average
        for variable, average in zip(trainable_variables, averages, strict=True):
            if average is not None:
                share = ops.cast(1.0 - momentum, average.dtype)
                average.assign(average + share * (variable - average))
