"""Forecasting: past values to the next ones (many-to-one, numbers).

Run: python -m recipes forecasting --arch lstm --data seasonal
"""

from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from recipes.run import BaseRun
from zoo.data.epoch_counter import EpochCounter
from zoo.data.series import Rows, Series, load_series, origins_of, split_rows
from zoo.data.series_windows import window_batches
from zoo.export import load_data_checksum, load_folder
from zoo.export.forecasting_card import forecasting_card
from zoo.models import build_forecaster
from zoo.models.forecaster import check_targets
from zoo.predictor import ForecastPredictor, draw_forecast, score_baselines, score_forecaster
from zoo.training import ForecastLoss, LogValidation
from zoo.training.config import MAY_CHANGE, TrainingConfig
from zoo.training.distribution import get_strategy, workers_of
from zoo.training.fit import (
    check_same_run,
    checksum,
    compile_model,
    fit,
    keep_settings,
    make_deterministic,
    standard_callbacks,
)

# What a resumed run may change beside: where its series lies (its checksum is compared).
_MAY_CHANGE = [*MAY_CHANGE, *"data date gaps period".split()]
_LEAST = dict.fromkeys("size context horizon period batch_size patch".split(), 1)


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    """What is trained on what. The defaults suit `seasonal` on a laptop."""

    arch: str = "lstm"
    """linear, simple_rnn, lstm, gru or transformer."""
    data: str = "seasonal"
    """random_walk, autoregressive or seasonal (generated), or a .csv or .tsv file with a header, a
    column of dates and columns of numbers; see `zoo.data.series`."""
    date: str = ""
    """Column of the dates; the first where not given."""
    columns: str = ""
    """Columns that are read, with commas between; all others where not given."""
    targets: str = ""
    """Columns of these that are forecast; all where not given."""
    gaps: str = "refuse"
    """refuse rows that are not evenly spaced, or ignore that: days of trading."""
    split: str = ""
    """Shares of the rows, or numbers of rows, for training, validation and test. Empty: the shares
    0.7,0.1,0.2, or for ETTh1.csv and its like the customary 12, 4 and 4 months."""
    size: int = 4_000
    """Rows to generate."""
    context: int = 96
    """Rows that a forecast reads."""
    horizon: int = 24
    """Rows that it forecasts, all at once."""
    period: int = 24
    """Rows of a season, for the seasonal naive baseline; at most `context`."""
    loss: str = "mse"
    """mse, mae, or pinball, which forecasts `quantiles`."""
    quantiles: str = "0.1,0.5,0.9"
    """Of pinball; they go up, and 0.5 is among them."""
    channels: str = "apart"
    """Columns apart: each by the same network and for itself; or together: all by one."""
    instance_norm: str = "mean"
    """mean subtracts a context's mean, and adds it to the forecast; last its last value, which is
    better for what wanders and has little noise; none nothing."""
    patch: int = 1
    """Rows that a network takes in one step, a divisor of `context`; linear has none."""
    d_model: int = 64
    num_layers: int = 1
    num_heads: int = 4
    d_ff: int = 128
    """Transformer only, as is `num_heads`."""
    dropout_rate: float = 0.0
    batch_size: int = 32
    """Windows of a batch of all replicas."""
    epochs: int = 10
    warmup_steps: int = 100
    ema_momentum: float = 0.99

    @classmethod
    def tiny(cls, **changes) -> "Config":
        """Learns something within seconds."""
        small = cls(size=1_500, context=48, horizon=12, patch=6, num_heads=2, d_ff=64)
        small = replace(small, d_model=32, epochs=5, warmup_steps=20, peak_learning_rate=1e-2)
        small = replace(small, ema_momentum=0.9)
        return replace(small, **changes)


@dataclass(frozen=True)
class Data:
    """What `load_data` made of a `Config`; a loaded run has none of it."""

    series: Series | None = None
    rows: Rows | None = None
    train: tf.data.Dataset | None = None
    validation: tf.data.Dataset | None = None
    callbacks: tuple[keras.callbacks.Callback, ...] = ()
    report: str = ""
    config: Config | None = None
    checksum: int | None = None


def load_data(config: Config) -> Data:
    """Read or generate the series, standardise it by its training rows, and make windows."""
    _check(config)
    strategy = get_strategy(config.strategy)
    if config.deterministic:
        make_deterministic()
    with strategy.scope():
        _untrained(replace(config, targets=""), ["a"], [0.0], [1.0])  # parts refuse; no weight
    series, rows = _load_series(config)
    found = _checksum(series)
    if config.run_dir and workers_of(strategy).is_chief:
        settings = {**asdict(config), "series": found}
        keep_settings(config.run_dir, settings, may_change=_MAY_CHANGE)
    means, scales = _standard(series, rows)
    windows = partial(
        window_batches,
        (series.values - means) / scales,
        context=config.context,
        horizon=config.horizon,
        targets=_places(config, series),
        batch_size=config.batch_size,
        replicas=strategy.num_replicas_in_sync,
    )
    train, validation, test = (_origins(config, of_split) for of_split in rows)
    epochs = EpochCounter()
    batches = windows(validation)
    return Data(
        series,
        rows,
        train=windows(train, shuffle_seed=config.seed, epochs=epochs),
        validation=batches,
        callbacks=tuple(
            standard_callbacks(
                config,
                LogValidation(batches),
                monitor="val_loss",
                mode="min",
                set_epoch=epochs.set,
            )
        ),
        config=config,
        checksum=found,
        report=f"{series.report}\nwindows: train {len(train):,}, validation {len(validation):,}, "
        f"test {len(test):,}, of {len(rows.train):,}, {len(rows.validation):,} and "
        f"{len(rows.test):,} rows",
    )


def build_model(config: Config, data: Data) -> keras.Model:
    """A compiled model, made inside the scope of the config's strategy.

    Raises:
        ValueError: `config` cannot be built, or differs from that of a `data` with a `run_dir`:
            the folder belongs to one run.
    """
    _check(config)
    check_same_run(config, data.config, _MAY_CHANGE)
    keras.utils.set_random_seed(config.seed)
    with get_strategy(config.strategy).scope():
        means, scales = _standard(data.series, data.rows)
        model = _untrained(config, data.series.columns, means.tolist(), scales.tolist())
        model.build()
    return model


def train(config: Config | None = None, **changes) -> "Run":
    """Data, model, `fit`: the whole path in one call. `changes` are fields of `Config`."""
    config = replace(config or Config(), **changes)
    data = load_data(config)
    print(data.report)
    model = build_model(config, data)
    fit(model, config, data, batch_size="batch_size")
    return Run(config, data, model)


class Run(BaseRun):
    """A trained forecaster: call it, evaluate it, draw it, save it, export it.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
    """

    def __init__(self, config: Config, data: Data, model: keras.Model):
        super().__init__(config, data, model, ForecastPredictor(model))

    def __call__(self, values) -> np.ndarray:
        """What comes after values (B, L, C), in their own units: (B, h, K)."""
        return self.predictor(values)

    def draw(self, path: str | Path, *, window: int = 0) -> Path:
        """Write a picture of the forecast of a test window beside what came.

        Raises:
            ValueError: There is no such window.
        """
        series, rows = self._series
        origins = _origins(self.config, rows.test)
        if not 0 <= window < len(origins):
            raise ValueError(
                f"`window` must be from 0 to {len(origins) - 1}, the test windows, got {window}."
            )
        return draw_forecast(self.predictor, series.values, path, origin=int(origins[window]))

    def _score(self):
        """Errors on the test split; of quantiles also how far their interval holds."""
        series, rows = self._series
        return score_forecaster(self.predictor, series.values, _origins(self.config, rows.test))

    def _score_baselines(self):
        """Those of the last value, of the season before, of a ridge regression, and the best."""
        series, rows = self._series
        return score_baselines(
            self.model,
            series.values,
            [_origins(self.config, of_split) for of_split in rows],
            period=self.config.period,
            best=series.best,
        )

    def _card(self, settings, scores):
        return forecasting_card(self.predictor, settings, scores)

    @cached_property
    def _series(self):
        data = self.data
        if data.series:
            return data.series, data.rows
        return self._reread(_load_series, lambda read: _checksum(read[0]))


def load(directory: str | Path) -> Run:
    """Read what `Run.save` wrote.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged.
    """
    config, model, _ = load_folder(directory, Config, ())
    data = Data(checksum=load_data_checksum(directory))
    return Run(config, data, model)


def _check(config: Config) -> None:
    """Refuse before anything is read what would fail after minutes."""
    config.check_least(_LEAST)
    if config.period > config.context:
        raise ValueError(
            f"`period` must be at most the `context` of {config.context}, got {config.period}."
        )
    config.check()


def _names(text: str) -> list[str]:
    """The names in an option, with commas between."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _checksum(series: Series) -> int:
    return checksum([(series.values.tobytes(),)])


def _load_series(config: Config) -> tuple[Series, Rows]:
    series = load_series(
        config.data,
        date=config.date,
        columns=_names(config.columns),
        gaps=config.gaps,
        size=config.size,
        seed=config.seed,
    )
    rows = split_rows(len(series.values), config.split, config.data)
    for name, of_split in rows._asdict().items():
        if not len(_origins(config, of_split)):
            need = config.horizon + (config.context if name == "train" else 0)
            raise ValueError(
                f"`data` must have at least {need} {name} rows for a `context` of {config.context} "
                f"and a `horizon` of {config.horizon}, got {len(of_split)} in {config.data!r}."
            )
    return series, rows


def _origins(config: Config, rows: range) -> np.ndarray:
    return origins_of(rows, context=config.context, horizon=config.horizon)


def _places(config: Config, series: Series) -> list[int]:
    targets = check_targets(series.columns, _names(config.targets))
    return [series.columns.index(name) for name in targets]


def _standard(series: Series, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the training rows; a column that stays has scale 1."""
    past = series.values[rows.train.start : rows.train.stop]
    scales = past.std(axis=0)
    return past.mean(axis=0), np.where(scales > 0, scales, 1.0)


def _untrained(config: Config, columns, means, scales) -> keras.Model:
    """The compiled model for these columns, not built yet."""
    quantiles = _quantiles(config)
    model = build_forecaster(
        config.arch,
        context=config.context,
        horizon=config.horizon,
        columns=columns,
        targets=_names(config.targets),
        means=means,
        scales=scales,
        quantiles=quantiles,
        channels=config.channels,
        instance_norm=config.instance_norm,
        patch=config.patch,
        d_model=config.d_model,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        d_ff=config.d_ff,
        dropout_rate=config.dropout_rate,
        dtype=config.precision,
    )
    compile_model(model, config, loss=ForecastLoss(config.loss, quantiles))
    return model


def _quantiles(config: Config) -> list[float] | None:
    if config.loss != "pinball":
        return None
    try:
        return [float(part) for part in config.quantiles.split(",")]
    except ValueError as error:
        raise ValueError(
            f"`quantiles` must be numbers with commas between, got {config.quantiles!r}."
        ) from error
