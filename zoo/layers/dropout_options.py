"""What every layer with dropout does with its options: check a rate, give each part a seed."""

from zoo.layers.number_checks import check_numbers


def check_rate(name: str, rate: float) -> None:
    """Raise unless `rate` is a share that leaves something over."""
    check_numbers(**{name: rate})
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"`{name}` must be in [0, 1), got {rate}.")


def part_seed(seed: int | None, part: int) -> int | None:
    """A seed of its own for each part of a layer, or all would drop the same units."""
    return None if seed is None else seed + part
