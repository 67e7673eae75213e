"""What a number that a user passes must be: whole, large enough, positive."""

from numbers import Integral, Real


def check_integers(**values: int) -> None:
    """Raise a `TypeError` unless each is a whole number."""
    for name, value in values.items():
        if not isinstance(value, Integral):
            raise TypeError(f"`{name}` must be a whole number, got {value!r}.")


def check_numbers(**values: float) -> None:
    """Raise a `TypeError` unless each is a number."""
    for name, value in values.items():
        if not isinstance(value, Real):
            raise TypeError(f"`{name}` must be a number, got {value!r}.")


def check_sizes(least: int = 1, /, **sizes: int) -> None:
    """Raise unless each is a whole number (`TypeError`) and at least `least` (`ValueError`)."""
    check_integers(**sizes)
    for name, size in sizes.items():
        if size < least:
            raise ValueError(f"`{name}` must be at least {least}, got {size}.")


def check_not_negative(**values: float) -> None:
    """Raise unless each is a number (`TypeError`) of at least 0 (`ValueError`)."""
    check_numbers(**values)
    for name, value in values.items():
        if not value >= 0:  # nor NaN
            raise ValueError(f"`{name}` must not be negative, got {value}.")


def check_positive(**values: float) -> None:
    """Raise unless each is a number (`TypeError`) above 0 (`ValueError`)."""
    check_numbers(**values)
    for name, value in values.items():
        if not value > 0:  # nor NaN
            raise ValueError(f"`{name}` must be positive, got {value}.")
