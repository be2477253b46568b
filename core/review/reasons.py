"""Reasons that stay in the signed record: long enough to say something."""

from core.errors import InputError

SHORTEST = 20
"""Characters of such a reason, at least."""


def too_short(reason: str) -> bool:
    """Whether it says too little, spaces around it left out."""
    return len(reason.strip()) < SHORTEST


def spelled_out(reason: str) -> str:
    """The reason, without spaces around it.

    Raises:
        InputError: It is too short.
    """
    if too_short(reason):
        raise InputError(
            f"the reason is {reason.strip()!r}: write {SHORTEST} characters or more, it stays in "
            "the record"
        )
    return reason.strip()
