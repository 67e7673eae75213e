"""What reads a series, and a head: all future values at once."""

from collections.abc import Sequence

import keras
from keras import ops

from zoo.layers.masks import to_float32
from zoo.layers.number_checks import check_sizes
from zoo.training.exact_fit import ExactFit

CHANNELS = ("apart", "together")
INSTANCE_NORMS = ("last", "mean", "none")


@keras.saving.register_keras_serializable("zoo")
class Forecaster(ExactFit, keras.Model):
    """Reads the last L values of some columns and says the next h.

    ```python
    level = values[:, -1]                           # instance_norm="last"; mean(values) for "mean"
    y = W reader(values - level) + b                # W and b are zeros at first
    forecast = level + y                            # (B, h, K), or sorted(level + y) (B, h, K, Q)
    ```

    So an untrained one forecasts the level. Columns are read "apart", each by the same network
    and for itself, or "together", by one that sees all of them.

    `fit` is exact under a `tf.distribute` strategy, see `zoo.training.ExactFit`.

    Args:
        reader: Layer from (B, L, C) to (B, D); `keras.layers.Flatten` makes a linear model.
        context: L.
        horizon: h.
        columns: Names of the C columns that are read.
        targets: Names of the K columns that are forecast; all where not given.
        means, scales: Of each column: what was subtracted from its values, and what they were
            divided by. Kept for who has values in units of their own; `call` computes without.
        quantiles: Probabilities that go up, 0.5 among them; Q of them. None: a point.
        channels: "apart" or "together". Columns that are no targets are not read if "apart".
        instance_norm: "last", "mean" (steadier where the last value is noisy), or "none": then a
            level that training never saw is hard.

    Call arguments:
        inputs: dict of `values` (B, L, C), standardised.
        training: Whether dropout is active.

    Returns:
        (B, h, K), or with quantiles (B, h, K, Q), which go up along Q: they do not cross.

    Raises:
        ValueError: A size is below 1, `targets` are no columns, `means` and `scales` are not as
            many, `quantiles` do not go up in (0, 1) with 0.5 among them, or an option is unknown.
        TypeError: A size is no whole number.

    Reference:
        Zeng et al. 2023, "Are Transformers Effective for Time Series Forecasting?", section 4
        (linear; NLinear subtracts the last value); Nie et al. 2023, "A Time Series is Worth 64
        Words", section 3.1 (columns apart).

    Example:
        >>> model = Forecaster(keras.layers.Flatten(), context=6, horizon=2, columns=["a", "b"])
        >>> model({"values": np.ones((3, 6, 2))}).shape
        TensorShape([3, 2, 2])
    """

    def __init__(
        self,
        reader: keras.layers.Layer,
        *,
        context: int,
        horizon: int,
        columns: Sequence[str],
        targets: Sequence[str] | None = None,
        means: Sequence[float] | None = None,
        scales: Sequence[float] | None = None,
        quantiles: Sequence[float] | None = None,
        channels: str = "apart",
        instance_norm: str = "last",
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(context=context, horizon=horizon)
        for name, value, choices in (
            ("channels", channels, CHANNELS),
            ("instance_norm", instance_norm, INSTANCE_NORMS),
        ):
            if value not in choices:
                raise ValueError(f"`{name}` must be one of {choices}, got {value!r}.")
        self.reader = reader
        self.context = context
        self.horizon = horizon
        self.columns = tuple(columns)
        self.targets = check_targets(columns, targets)
        self.means = tuple(means or [0.0] * len(self.columns))
        self.scales = tuple(scales or [1.0] * len(self.columns))
        if not len(self.columns) == len(self.means) == len(self.scales):
            raise ValueError(
                f"`means` and `scales` must be as many as `columns`, got {len(self.means)} and "
                f"{len(self.scales)} of {len(self.columns)}."
            )
        self.quantiles = None if quantiles is None else check_quantiles(quantiles)
        self.channels = channels
        self.instance_norm = instance_norm
        together = len(self.targets) if channels == "together" else 1
        self.head = keras.layers.Dense(
            horizon * together * len(self.quantiles or (0.5,)),
            kernel_initializer="zeros",
            dtype=self.dtype_policy,
            name="head",
        )

    @property
    def target_places(self) -> list[int]:
        """Numbers of the columns that are forecast."""
        return [self.columns.index(name) for name in self.targets]

    def build(self, inputs_shape=None):
        width = len(self.columns) if self.channels == "together" else 1
        shape = (None, self.context, width)
        if not self.reader.built:
            self.reader.build(shape)
        self.head.build((None, self.reader.compute_output_shape(shape)[-1]))

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        values, places = inputs["values"], self.target_places
        count, steps = len(places), len(self.quantiles or (0.5,))
        level = self._level(values)
        if level is not None:
            values = values - level
        if self.channels == "apart":
            values = ops.transpose(ops.take(values, places, axis=-1), (0, 2, 1))
            values = ops.reshape(values, (-1, self.context, 1))
        y = self.head(self.reader(values, training=training))
        if self.channels == "apart":
            y = ops.reshape(y, (-1, count, self.horizon, steps))
            y = ops.transpose(y, (0, 2, 1, 3))
        else:
            y = ops.reshape(y, (-1, self.horizon, count, steps))
        if level is not None:
            y = y + ops.take(level, places, axis=-1)[..., None]
        return y[..., 0] if self.quantiles is None else ops.sort(y, axis=-1)

    def get_config(self):
        return {
            **super().get_config(),
            "reader": keras.saving.serialize_keras_object(self.reader),
            "context": self.context,
            "horizon": self.horizon,
            "columns": list(self.columns),
            "targets": list(self.targets),
            "means": list(self.means),
            "scales": list(self.scales),
            "quantiles": None if self.quantiles is None else list(self.quantiles),
            "channels": self.channels,
            "instance_norm": self.instance_norm,
        }

    def _level(self, values):
        """What is subtracted from a context, (B, 1, C) or None."""
        if self.instance_norm == "mean":
            # The sum of a long context does not fit into half precision.
            mean = ops.mean(to_float32(values), axis=1, keepdims=True)
            return ops.cast(mean, values.dtype)
        return values[:, -1:] if self.instance_norm == "last" else None

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        reader = keras.saving.deserialize_keras_object(
            config.pop("reader"), custom_objects=custom_objects
        )
        return cls(reader, **config)


def check_targets(columns: Sequence[str], targets: Sequence[str] | None) -> tuple[str, ...]:
    """The columns that are forecast, all where none is named.

    Raises:
        ValueError: One is no column, or named twice.
    """
    targets = tuple(targets or columns)
    if not targets or len(set(targets)) < len(targets) or not set(targets) <= set(columns):
        raise ValueError(
            f"`targets` must be among the columns {list(columns)}, each once, got {list(targets)}."
        )
    return targets


def check_quantiles(quantiles: Sequence[float]) -> tuple[float, ...]:
    """Probabilities that go up in (0, 1), 0.5 among them.

    Raises:
        ValueError: They are not.
    """
    quantiles = tuple(float(quantile) for quantile in quantiles)
    goes_up = all(a < b for a, b in zip((0.0, *quantiles), (*quantiles, 1.0), strict=True))
    if not goes_up or 0.5 not in quantiles:
        raise ValueError(
            f"`quantiles` must go up between 0 and 1, with 0.5 among them, got {list(quantiles)}."
        )
    return quantiles
