"""A verdict from the whole interval: within the limit, over it, or not enough evidence.

Also what the data could have shown at all, and how many more rows would settle an open verdict.
"""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from core.audit.simultaneous import Counted, Extreme, largest_gap, smallest_ratio

WITHIN = "within the limit"
OVER = "over the limit"
OPEN = "not enough evidence"
UNLIMITED = "no limit set"
UNMEASURED = "not measured"

_SEVERITY = (UNMEASURED, UNLIMITED, WITHIN, OPEN, OVER)
_POWER = 0.8416212335729143  # the 80 % point of the standard normal distribution
_MOST = 1_000_000  # rows added to each group, beyond which nothing would settle the verdict
_UNUSED = np.random.default_rng(0)  # nothing is drawn where the critical value is known


class Limit(NamedTuple):
    """What a figure may be: at most `value`, or at least `value` where `floor` is true."""

    value: float | None
    floor: bool = False


def state_of(low: float, high: float, limit: Limit) -> str:
    """The state of a figure known to lie between `low` and `high`, which may be NaN."""
    if limit.value is None:
        return UNLIMITED
    if limit.floor:
        low, high, line = -high, -low, -limit.value
    else:
        line = limit.value
    if high <= line:
        return WITHIN
    return OVER if low > line else OPEN


def worst(states: Iterable[str]) -> str:
    """The state that decides where several count; "not measured" where there is none."""
    return max(states, key=_SEVERITY.index, default=UNMEASURED)


def detectable(counted: Counted, critical: float) -> float:
    """The smallest gap between any two groups that these counts would show 80 times of 100.

    A gap is shown when its interval, `critical` standard errors wide, leaves out 0. It is worked
    out for the two smallest groups, at the rate of all groups together.
    """
    smallest = np.sort(counted.n)[:2]
    rate = (counted.hits.sum() + 0.5) / (counted.n.sum() + 1)
    spread = math.sqrt(rate * (1 - rate) * float((1 / smallest).sum()))
    return min(1.0, (critical + _POWER) * spread)


def more_rows(counted: Counted, limit: Limit, critical: float) -> int | None:
    """How many more rows of each group would settle the verdict if the rates stayed as they are.

    The same number for every group, counted in rows that enter the rate. None where no number
    would do: the figure lies on the limit, or nearly so.
    """
    settled = _settles(counted, limit, critical)
    if settled(0):
        return 0
    most = 1
    while not settled(most):
        most *= 2
        if most > _MOST:
            return None
    least = most // 2
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if settled(middle) else (middle, most)
    return most


def _settles(counted: Counted, limit: Limit, critical: float) -> Callable[[int], bool]:
    rate, measure = counted.rate, smallest_ratio if limit.floor else largest_gap

    def settles(added: int) -> bool:
        n = counted.n + added
        found: Extreme = measure(Counted(rate * n, n, n), _UNUSED, critical=critical)
        return state_of(found.low, found.high, limit) != OPEN

    return settles


def survives_one_person(hits: tuple[int, int], n: tuple[int, int], limit: float) -> bool:
    """Whether the ratio of two rates stays on its side of the limit if one person moves.

    One more is selected in the lower group, and one fewer in the higher.

    Args:
        hits: selected in the lower, then in the higher group.
        n: rows of the lower, then of the higher group.
        limit: the ratio that must be reached.
    """
    now = _reaches(hits, n, limit)
    moved = (min(hits[0] + 1, n[0]), max(hits[1] - 1, 0))
    return now == _reaches(moved, n, limit)


def _reaches(hits: tuple[int, int], n: tuple[int, int], limit: float) -> bool:
    # Multiplied out, so that a higher group without a selection divides by nothing.
    return hits[0] * n[1] >= limit * hits[1] * n[0] - 1e-9
