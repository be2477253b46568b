"""Intervals of rates and of differences between rates, in closed form; 95 % unless told otherwise.

Sources: Wilson 1927, JASA 22; Newcombe 1998, Statistics in Medicine 17, method 10, without a
continuity correction; Zou and Donner 2008, Biometrics 64, for means of rates (Newcombe's idea).
"""

import math
from typing import NamedTuple

import numpy as np

Z = 1.959963984540054  # the 97.5 % point of the standard normal distribution


class Interval(NamedTuple):
    """A lower and an upper bound; NaN where nothing was counted."""

    low: float
    high: float


UNKNOWN = Interval(math.nan, math.nan)


def wilson(hits: float, n: float, z: float = Z) -> Interval:
    """Score interval of the rate hits / n, within 0 and 1.

    Args:
        hits: how many of `n`; a fraction where counts are thought up, not counted.
        n: the denominator.
        z: how many standard errors wide; larger than 1.96 where many intervals must hold at once.

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    """
    if n == 0:
        return UNKNOWN
    rate, spread = hits / n, z**2 / n
    middle = (rate + spread / 2) / (1 + spread)
    half = z * math.sqrt(rate * (1 - rate) / n + spread / (4 * n)) / (1 + spread)
    # At 0 and n the bound is exact; rounding must not put it beyond the rate.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return Interval(low, 1.0 if hits == n else min(1.0, middle + half))


def newcombe(hits: tuple[float, float], n: tuple[float, float], z: float = Z) -> Interval:
    """Interval of hits[0] / n[0] - hits[1] / n[1], for independent groups; within -1 and 1.

    >>> [round(bound, 4) for bound in newcombe((56, 48), (70, 80))]
    [0.0524, 0.3339]
    """
    if 0 in n:
        return UNKNOWN
    first, second = hits[0] / n[0], hits[1] / n[1]
    (low_1, high_1), (low_2, high_2) = (wilson(h, m, z) for h, m in zip(hits, n, strict=True))
    return Interval(
        first - second - math.hypot(first - low_1, high_2 - second),
        first - second + math.hypot(high_1 - first, second - low_2),
    )


def mean_of_rates(hits: list[int], n: list[int]) -> Interval:
    """Interval of the unweighted mean of independent rates; counts of 0 must be left out."""
    if not n:
        return UNKNOWN
    rates = np.asarray(hits) / np.asarray(n)
    bounds = np.asarray([wilson(h, m) for h, m in zip(hits, n, strict=True)])
    below, above = rates - bounds[:, 0], bounds[:, 1] - rates
    middle = float(rates.mean())
    return Interval(
        middle - float(np.linalg.norm(below)) / len(n),
        middle + float(np.linalg.norm(above)) / len(n),
    )
