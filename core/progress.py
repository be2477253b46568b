"""How a long step tells its caller how far it is, and how the caller stops it."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with (stage in plain words, units done, units in all); may raise `Cancelled`."""


def silent(stage: str, done: int, total: int) -> None:
    """The progress of a caller who does not want to know."""
