"""Series made by a known rule: no download is needed, and the best possible forecast is known."""

from collections.abc import Callable

import numpy as np

# A wave that swings about every 20 steps and never repeats itself, and a memory of one step.
COEFFICIENTS = (2.307, -1.806, 0.451)
# Steps of a season, and its size: a day and half of it, and a week, in hours.
SEASONS = {24: 1.0, 12: 0.4, 168: 0.6}
TREND = 5e-4  # a step
NOISE = 0.3
_BURN_IN = 500  # steps after which nothing tells where a series began

# From origins (W,), numbers of the first rows to forecast, and h: the forecasts (W, h, 1).
Best = Callable[[np.ndarray, int], np.ndarray]


def random_walk(size: int, *, seed: int = 0) -> tuple[np.ndarray, Best]:
    """A walk, of which nothing but the last value says anything.

    ```python
    x_t = x_{t-1} + e_t                 # e ~ N(0, 1)
    best(x_{t+k}) = x_t
    ```

    Args:
        size: N.
        seed: Seed of the noise.

    Returns:
        Values (N, 1), and the forecast that has the least expected squared error.

    Example:
        >>> values, best = random_walk(100)
        >>> bool((best(np.array([50]), 3) == values[49]).all())
        True
    """
    values = np.cumsum(_noise(size, seed))[:, None]
    return values, lambda origins, horizon: _repeat(values[origins - 1], horizon)


def autoregressive(
    size: int, *, coefficients: tuple[float, ...] = COEFFICIENTS, seed: int = 0
) -> tuple[np.ndarray, Best]:
    """A series that its last p values say all about, AR(p).

    ```python
    x_t = a_1 x_{t-1} + ... + a_p x_{t-p} + e_t         # e ~ N(0, 1)
    best(x_{t+k}) = a_1 best(x_{t+k-1}) + ... + a_p best(x_{t+k-p})
    ```

    Args:
        size: N.
        coefficients: a_1 .. a_p.
        seed: Seed of the noise.

    Returns:
        Values (N, 1), and the forecast that has the least expected squared error; an origin is at
        least p.

    Raises:
        ValueError: The series would grow without end.
    """
    steps = len(coefficients)
    if np.abs(np.roots([1.0, *(-np.array(coefficients))])).max(initial=0.0) >= 1.0:
        raise ValueError(f"`coefficients` must be of a series that stays, got {coefficients}.")
    noise = _noise(size + _BURN_IN, seed)
    backwards = np.array(coefficients)[::-1]
    x = np.zeros(steps + len(noise))
    for t, shock in enumerate(noise):
        x[t + steps] = x[t : t + steps] @ backwards + shock
    values = x[-size:, None]

    def best(origins, horizon):
        known = values[origins[:, None] + np.arange(-steps, 0), 0]
        for _ in range(horizon):
            known = np.concatenate([known, known[:, -steps:] @ backwards[:, None]], axis=1)
        return known[:, steps:, None]

    return values, best


def seasonal(size: int, *, seed: int = 0) -> tuple[np.ndarray, Best]:
    """A trend, a day, half a day and a week, and noise.

    ```python
    signal_t = 5e-4 t + sum_season size * sin(2 pi t / steps + phase)
    x_t = signal_t + e_t                # e ~ N(0, 0.3^2)
    best(x_{t+k}) = signal_{t+k}
    ```

    Args:
        size: N.
        seed: Seed of the noise and the phases.

    Returns:
        Values (N, 1), and the signal, which nobody who sees the values alone knows exactly.
    """
    time = np.arange(size)
    phases = np.random.default_rng(seed).uniform(0.0, 2.0 * np.pi, len(SEASONS))
    signal = TREND * time
    for (steps, amplitude), phase in zip(SEASONS.items(), phases, strict=True):
        signal = signal + amplitude * np.sin(2.0 * np.pi * time / steps + phase)
    values = (signal + NOISE * _noise(size, seed))[:, None]
    return values, lambda origins, horizon: signal[origins[:, None] + np.arange(horizon), None]


GENERATORS = {
    "random_walk": random_walk,
    "autoregressive": autoregressive,
    "seasonal": seasonal,
}


def _noise(size, seed):
    return np.random.default_rng([seed, 1]).normal(size=size)


def _repeat(rows, horizon):
    return np.repeat(rows[:, None], horizon, axis=1)
