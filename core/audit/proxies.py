"""Unflagged features that tell a group and move the decision: might they stand in for it?

rank = |2 · AUC − 1| of the feature for the group  ×  its contribution to the decision
Features whose AUC could be chance (Mann and Whitney's test, Benjamini and Hochberg at 5 %) do not
enter, nor do those that tell or carry next to nothing. Nothing is decided here: each one found
waits for a person.
Source: report study, idea 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.sparse import csc_matrix

_LEVEL = 0.05
LEAST_POWER = 0.2
"""Below, an AUC within 0.4 to 0.6: hardly more than guessing by how common the groups are."""
LEAST_RANK = 0.002
"""Below, what the feature carries of the group into the decision is lost among all others."""


@dataclass(frozen=True)
class Proxy:
    """A feature that may stand in for a group.

    Attributes:
        feature: its place among the features given.
        value: the group it tells best, as a class number.
        auc: how well, one half being chance.
        power: |2 · auc − 1|.
        contribution: of the feature to the decision, as given.
        rank: power times contribution.
        rate: share of the group's texts it fires in.
        other_rate: share of the other texts.
    """

    feature: int
    value: int
    auc: float
    power: float
    contribution: float
    rank: float
    rate: float
    other_rate: float


def proxies(
    pooled: csc_matrix,
    groups: Int[np.ndarray, " texts"],
    contribution: Float[np.ndarray, " features"],
    top: int = 12,
) -> list[Proxy]:
    """The features most worth a person's look, highest rank first.

    Args:
        pooled: how much of each unflagged feature each text holds, texts × features.
        groups: class of each text; below 0 where it is not known.
        contribution: of each feature to the decision, 0 for none.
        top: how many at most.
    """
    known = np.flatnonzero(groups >= 0)
    groups, pooled = groups[known], csc_matrix(pooled)[known]
    values = [v for v in np.unique(groups) if 0 < (groups == v).sum() < len(groups)]
    if not values:
        return []
    told = [
        (i, *_best(pooled[:, i].toarray().ravel(), groups, values)) for i in range(pooled.shape[1])
    ]
    real = _discoveries(np.array([p for *_, p in told]))
    found = []
    for (i, v, auc, _), holds in zip(told, real, strict=True):
        power, carried = abs(2 * auc - 1), float(contribution[i])
        rank = power * carried
        if holds and power >= LEAST_POWER and rank >= LEAST_RANK:
            rates = _rates(pooled[:, i], groups == v)
            found.append(Proxy(i, int(v), auc, power, carried, rank, *rates))
    return sorted(found, key=lambda proxy: (-proxy.rank, proxy.feature))[:top]


def _best(
    column: Float[np.ndarray, " texts"], groups: np.ndarray, values: Sequence[int]
) -> tuple[int, float, float]:
    """The group a feature tells best, its AUC, and how likely chance gives one so far from half."""
    from scipy.special import ndtr
    from scipy.stats import rankdata

    ranks = rankdata(column)
    spread = float(ranks.var())
    best = (int(values[0]), 0.5, 1.0)
    for value in values:
        own = groups == value
        n, m = int(own.sum()), int((~own).sum())
        area = float((ranks[own].sum() - n * (n + 1) / 2) / (n * m))
        # Variance of a rank sum with ties: n m / (N − 1) times the variance of all ranks.
        sd = np.sqrt(spread * n * m / max(n + m - 1, 1)) / (n * m)
        p = float(2 * ndtr(-abs(area - 0.5) / sd)) * len(values) if sd > 0 else 1.0
        # Of two groups one is told as well as the other: name the one whose texts have more of it.
        gain = abs(area - 0.5) - abs(best[1] - 0.5)
        if gain > 1e-9 or (gain > -1e-9 and area > best[1]):
            best = (int(value), area, min(p, 1.0))
    return best


def _discoveries(p: Float[np.ndarray, " features"]) -> np.ndarray:
    """Which of many tests hold when 5 % of those that do may be chance."""
    if not len(p):
        return np.zeros(0, bool)
    order = np.argsort(p)
    below = p[order] <= _LEVEL * np.arange(1, len(p) + 1) / len(p)
    last = np.flatnonzero(below).max(initial=-1)
    holds = np.zeros(len(p), bool)
    holds[order[: last + 1]] = True
    return holds


def _rates(column: csc_matrix, own: np.ndarray) -> tuple[float, float]:
    fires = column.toarray().ravel() > 0
    return float(fires[own].mean()), float(fires[~own].mean())
