"""Learning rate schedules."""

import keras
from keras import ops

from zoo.layers.number_checks import check_positive, check_sizes

__all__ = ["InverseSquareRoot"]


@keras.saving.register_keras_serializable("zoo")
class InverseSquareRoot(keras.optimizers.schedules.LearningRateSchedule):
    """Linear warmup to a peak, then decay with the inverse square root of the step.

        rate = peak_learning_rate * min(step / warmup_steps, sqrt(warmup_steps / step))

    The paper writes the same curve with the model's width in place of the peak; see `noam`. The
    optimizer counts finished updates, so its first update is made at step 0, with rate 0.

    Args:
        peak_learning_rate: The highest rate, reached at `warmup_steps`.
        warmup_steps: Number of steps over which the rate rises.

    Call arguments:
        step: Number of finished updates, an integer scalar (or any shape).

    Returns:
        The learning rate, float32 of the shape of `step`.

    Raises:
        ValueError: If `peak_learning_rate` is not positive or `warmup_steps` is below 1.
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", equation 3.

    Example:

    >>> schedule = InverseSquareRoot(1e-3, warmup_steps=100)
    >>> [round(float(schedule(step)), 6) for step in (0, 50, 100, 400)]
    [0.0, 0.0005, 0.001, 0.0005]
    """

    def __init__(self, peak_learning_rate: float, *, warmup_steps: int):
        super().__init__()
        check_positive(peak_learning_rate=peak_learning_rate)
        check_sizes(warmup_steps=warmup_steps)
        self.peak_learning_rate = peak_learning_rate
        self.warmup_steps = warmup_steps

    @classmethod
    def noam(
        cls, d_model: int, *, warmup_steps: int = 4000, scale: float = 1.0
    ) -> "InverseSquareRoot":
        """The schedule as the paper parametrises it, with the peak set by the model's width.

            rate = scale * d_model**-0.5 * min(step**-0.5, step * warmup_steps**-1.5)

        Args:
            d_model: Width of the model.
            warmup_steps: Number of steps over which the rate rises.
            scale: Factor on the whole curve.

        Raises:
            ValueError: If `d_model` or `warmup_steps` is below 1 or `scale` is not positive.
            TypeError: A size is no whole number, or a rate no number.
        """
        check_sizes(d_model=d_model, warmup_steps=warmup_steps)
        check_positive(scale=scale)
        return cls(scale * (d_model * warmup_steps) ** -0.5, warmup_steps=warmup_steps)

    def __call__(self, step):
        step = ops.cast(step, "float32")
        rising = step / self.warmup_steps
        falling = ops.sqrt(self.warmup_steps / ops.maximum(step, 1.0))
        return self.peak_learning_rate * ops.minimum(rising, falling)

    def get_config(self):
        return {
            "peak_learning_rate": self.peak_learning_rate,
            "warmup_steps": self.warmup_steps,
        }
