"""The processes that train a model together."""

__all__ = ["OneWorker"]


class OneWorker:
    """One process; `zoo.training.distribution.workers_of` gives those of a strategy.

    Attributes:
        is_chief: Whether this process writes what is kept.
        is_alone: Whether there are no others.
    """

    is_chief = True
    is_alone = True

    def any(self, flag: bool) -> bool:
        """Whether the flag of any worker is set. All call it at the same step."""
        return flag

    def from_chief(self, payload: bytes) -> bytes:
        """The chief's bytes; those of others are not looked at. All call it at the same step."""
        return payload

    def wait(self) -> None:
        """Until all have come here.

        Raises:
            ConnectionError: One never will.
        """
