"""Within the limit, over it, or not enough evidence."""

from dataclasses import dataclass

from core.audit.verdict import OPEN, OVER, UNLIMITED, WITHIN

__all__ = ["OPEN", "OVER", "UNLIMITED", "WITHIN", "Allowed", "lower_bound", "state", "upper_bound"]

_ONE_SIDED = 0.95


@dataclass(frozen=True)
class Allowed:
    """How much flagged features may still do.

    Attributes:
        flips: share of decisions that may change, 95 % upper bound; None is no limit.
        max_dp: how far a probability may move; None is no limit.
    """

    flips: float | None = 0.005
    max_dp: float | None = 0.02


def upper_bound(hits: int, n: int) -> float:
    """95 % upper bound of a rate, exact (Clopper and Pearson 1934, one-sided); 1 for 0 of 0.

    >>> [round(upper_bound(0, n), 4) for n in (3000, 1000, 500)]
    [0.001, 0.003, 0.006]
    """
    from scipy.special import betaincinv

    return 1.0 if hits >= n else float(betaincinv(hits + 1, n - hits, _ONE_SIDED))


def lower_bound(hits: int, n: int) -> float:
    """95 % lower bound of a rate, exact, one-sided; 0 for 0 hits."""
    from scipy.special import betaincinv

    return 0.0 if hits == 0 else float(betaincinv(hits, n - hits + 1, 1 - _ONE_SIDED))


def state(hits: int, n: int, max_dp: float, limit: Allowed, exact: bool = False) -> str:
    """What the figures say about the limit.

    Args:
        hits: texts whose decision changed.
        n: texts tried.
        max_dp: largest move of a probability among them.
        limit: what is allowed.
        exact: the effect is nought for every text whatever, so that no sample is needed.
    """
    if limit.flips is None and limit.max_dp is None:
        return UNLIMITED
    flips = 1.0 if limit.flips is None else limit.flips
    if lower_bound(hits, n) > flips or max_dp > (1.0 if limit.max_dp is None else limit.max_dp):
        return OVER
    return WITHIN if exact or (n and upper_bound(hits, n) <= flips) else OPEN
