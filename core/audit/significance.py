"""Tests of differences between groups, and what many tests at once do to them.

No verdict rests on them alone: a test that finds nothing has not found that there is nothing.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

PERMUTATIONS = 10_000
_FEW = 5  # expected counts below this ask for Fisher's exact test
_TIE = 1e-9


class PairTest(NamedTuple):
    """One rate against another.

    Attributes:
        test: "Fisher" or "two-proportion z".
        p: two-sided; NaN where there is nothing to compare.
        deviations: difference in standard deviations of the pooled rate; NaN where it has none.
    """

    test: str
    p: float
    deviations: float


def any_difference(
    hits: Sequence[int], n: Sequence[int], rng: np.random.Generator, draws: int = PERMUTATIONS
) -> float:
    """Chance of rates at least this uneven if the hits fell on the rows without regard to group.

    The rows that were counted keep their number in each group, and the hits are dealt out anew:
    draws from the multivariate hypergeometric distribution. Uneven is Pearson's chi-square, which
    a small group cannot dominate. p = (1 + draws at least as uneven) / (1 + draws).
    """
    hits_, n_ = np.asarray(hits, dtype=np.int64), np.asarray(n, dtype=np.int64)
    if len(n_) < 2 or n_.sum() == 0:
        return math.nan
    # Dealing out the rarer of hits and misses draws less, and is as uneven.
    rarer = hits_ if 2 * hits_.sum() <= n_.sum() else n_ - hits_
    dealt = rng.multivariate_hypergeometric(n_, int(rarer.sum()), size=draws, method="marginals")
    least = _uneven(rarer, n_) - _TIE
    return float((1 + np.count_nonzero(_uneven(dealt, n_) >= least)) / (1 + draws))


def _uneven(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    # Pearson's chi-square, but for terms and factors that are the same in every draw.
    return (hits.astype(float) ** 2 / n).sum(axis=-1)


def pair_test(hits: tuple[int, int], n: tuple[int, int]) -> PairTest:
    """Whether two rates differ: Fisher's exact test where an expected count is below 5, else z."""
    from scipy.stats import fisher_exact, norm

    total, found = sum(n), sum(hits)
    if 0 in n:
        return PairTest("Fisher", math.nan, math.nan)
    deviations, pooled = math.nan, found / total
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
    if spread > 0:
        deviations = (hits[0] / n[0] - hits[1] / n[1]) / spread
    expected = min(min(m * found / total, m * (total - found) / total) for m in n)
    if expected < _FEW:
        table = [[hits[0], n[0] - hits[0]], [hits[1], n[1] - hits[1]]]
        return PairTest("Fisher", float(fisher_exact(table).pvalue), deviations)
    return PairTest("two-proportion z", float(2 * norm.sf(abs(deviations))), deviations)


def mcnemar(one_way: int, other_way: int) -> float:
    """Exact chance of a split at least this uneven if changes went either way alike; 1 for none."""
    from scipy.stats import binomtest

    changed = one_way + other_way
    return 1.0 if changed == 0 else float(binomtest(one_way, changed).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values, each raised so that all hold together (Holm 1979); NaN stays and is no test."""
    p = np.asarray(p_values, dtype=float)
    order = [i for i in np.argsort(p, kind="stable") if not np.isnan(p[i])]
    raised, least = p.copy(), 0.0
    for rank, i in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * p[i]))
        raised[i] = least
    return [float(value) for value in raised]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The p-values as false discovery rates, for findings that nobody asked for beforehand."""
    from scipy.stats import false_discovery_control

    p = np.array(p_values, dtype=float)
    known = ~np.isnan(p)
    if known.any():
        p[known] = false_discovery_control(p[known])
    return [float(value) for value in p]
