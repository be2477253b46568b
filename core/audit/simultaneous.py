"""How large the largest gap between groups may be: intervals of all pairs that hold together.

The largest gap is an extreme of many differences, so its own bootstrap interval lies too high and
never holds 0. Instead every pair of groups gets an interval, wide enough that all hold at once
with 95 % confidence: c standard errors, where c is the 95 % point of the largest studentised
difference over all pairs (max-|T|) among bootstrap draws of each group's rows. The true largest
gap then lies between the largest lower and the largest upper bound.

A group's rows are drawn as counts of three cells: in the rate, hit or not, and outside it. Half a
row is added to both sides of the rate that is drawn from, so that a rate of 0 or 1 has a spread.
Each pair's interval is Newcombe's (differences) or Koopman's (ratios) with c in place of 1.96.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from core.audit.intervals import Z, wilson
from core.audit.ratio import koopman_pairs

DRAWS = 5_000
CONFIDENCE = 0.95


class Counted(NamedTuple):
    """A rate of each of some groups: hits of n, out of all rows of the group."""

    hits: Int[np.ndarray, " groups"]
    n: Int[np.ndarray, " groups"]
    rows: Int[np.ndarray, " groups"]

    @property
    def rate(self) -> Float[np.ndarray, " groups"]:
        """Hits of n; every n must be above 0."""
        return self.hits / self.n


class Extreme(NamedTuple):
    """The largest gap, or the smallest ratio, between two of the groups.

    Attributes:
        value: as counted; NaN where no ratio is defined.
        low: lower bound, with 95 % confidence for all pairs together.
        high: upper bound.
        highest: place of the group with the highest rate.
        lowest: place of the one with the lowest.
        critical: c, how many standard errors wide each pair's interval is.
    """

    value: float
    low: float
    high: float
    highest: int
    lowest: int
    critical: float


def largest_gap(
    counted: Counted, rng: np.random.Generator, draws: int = DRAWS, critical: float | None = None
) -> Extreme:
    """Highest minus lowest rate of two groups or more.

    Args:
        counted: the rates.
        rng: of the draws.
        draws: how many.
        critical: c, where it is known already; nothing is drawn then.
    """
    c = critical_value(counted, rng, draws) if critical is None else critical
    highest, lowest = _ends(counted.rate)
    low, high = _gap_bounds(counted, c)
    value = float(counted.rate[highest] - counted.rate[lowest])
    return Extreme(value, max(0.0, float(low.max())), float(high.max()), highest, lowest, c)


def _gap_bounds(counted: Counted, c: float) -> tuple[np.ndarray, np.ndarray]:
    """Newcombe's bounds of every pair of groups, both ways round: from c-wide Wilson intervals."""
    rate = counted.rate
    each = [wilson(hits, n, c) for hits, n in zip(counted.hits, counted.n, strict=True)]
    bottom, top = (np.asarray(side) for side in zip(*each, strict=True))
    below, above = rate - bottom, top - rate
    apart = ~np.eye(len(rate), dtype=bool)
    difference = np.subtract.outer(rate, rate)
    low = difference - np.hypot.outer(below, above)
    high = difference + np.hypot.outer(above, below)
    return low[apart], high[apart]


def smallest_ratio(
    counted: Counted, rng: np.random.Generator, draws: int = DRAWS, critical: float | None = None
) -> Extreme:
    """Lowest rate divided by the highest, of two groups or more; 0 to 1.

    Args:
        counted: the rates.
        rng: of the draws.
        draws: how many.
        critical: c, where it is known already; nothing is drawn then.
    """
    c = critical_value(counted, rng, draws, ratio=True) if critical is None else critical
    highest, lowest = _ends(counted.rate)
    if not counted.hits.any():  # nobody was selected: there is no ratio
        return Extreme(math.nan, math.nan, math.nan, highest, lowest, c)
    pairs = np.asarray(_pairs(len(counted.n)))
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    hits, n = counted.hits.astype(float), counted.n.astype(float)
    low, high = koopman_pairs(
        hits[pairs[:, 0]], hits[pairs[:, 1]], n[pairs[:, 0]], n[pairs[:, 1]], c
    )
    # Two groups in which nobody was selected say nothing about their ratio: anything from 0 up.
    low, high = np.nan_to_num(low, nan=0.0), np.nan_to_num(high, nan=np.inf)
    value = float(counted.rate[lowest] / counted.rate[highest])
    return Extreme(value, float(low.min()), min(1.0, float(high.min())), highest, lowest, c)


def critical_value(
    counted: Counted, rng: np.random.Generator, draws: int = DRAWS, ratio: bool = False
) -> float:
    """How many standard errors wide all pairs must be; never below 1.96, right for a single one."""
    hits, n = counted.hits + 0.5, counted.n + 1.0
    drawn = [
        _draw(share, counted.n[i], counted.rows[i], rng, draws) for i, share in enumerate(hits / n)
    ]
    drawn_hits, drawn_n = (np.stack(side, axis=1) for side in zip(*drawn, strict=True))
    centre, _ = _scaled(hits / n, n, ratio)
    rates = (drawn_hits + 0.5) / (drawn_n + 1.0)
    values, spreads = _scaled(rates, drawn_n + 1.0, ratio)
    off, largest = values - centre, np.zeros(draws)
    for i, j in _pairs(len(n)):
        size = np.abs(off[:, i] - off[:, j]) / np.sqrt(spreads[:, i] + spreads[:, j])
        np.maximum(largest, size, out=largest)
    return max(Z, float(np.quantile(largest, CONFIDENCE)))


def _draw(
    share: float, n: int, rows: int, rng: np.random.Generator, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """Hits and denominators of a group in each draw."""
    inside = rng.binomial(rows, n / rows, size=draws) if n < rows else np.full(draws, n)
    return rng.binomial(inside, share), inside


def _scaled(
    rate: Float[np.ndarray, "*draws groups"], n: np.ndarray, ratio: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The rates on the scale on which they are compared, and their variances there."""
    if ratio:
        return np.log(rate), (1 - rate) / (rate * n)
    return rate, rate * (1 - rate) / n


def _pairs(groups: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(groups) for j in range(i + 1, groups)]


def _ends(rate: Sequence[float] | np.ndarray) -> tuple[int, int]:
    """Places of the highest and the lowest rate; two groups even where all rates are equal."""
    highest, lowest = int(np.argmax(rate)), int(np.argmin(rate))
    return (highest, lowest) if highest != lowest else (0, 1)
