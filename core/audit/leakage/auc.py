"""The chance that a text of a class scores above one that is not of it; ties count half."""

import numpy as np
from jaxtyping import Bool, Float


def auc(
    scores: Float[np.ndarray, "texts columns"], positive: Bool[np.ndarray, "texts columns"]
) -> Float[np.ndarray, " columns"]:
    """Area under the ROC curve column by column; one half where a column has one class only.

    >>> auc(np.array([[1.0], [2.0], [3.0]]), np.array([[False], [True], [True]])).tolist()
    [1.0]
    """
    from scipy.stats import rankdata

    ranks = rankdata(scores, axis=0)
    p, n = positive.sum(axis=0), (~positive).sum(axis=0)
    wins = (ranks * positive).sum(axis=0) - p * (p + 1) / 2
    return np.divide(wins, p * n, out=np.full(len(p), 0.5), where=p * n > 0)


def auc_of_draws(
    scores: Float[np.ndarray, " texts"],
    positive: Bool[np.ndarray, " texts"],
    weights: Float[np.ndarray, "draws texts"],
) -> Float[np.ndarray, " draws"]:
    """The same when each text counts as often as each draw took it; NaN without both classes."""
    order = np.argsort(scores, kind="stable")
    _, first = np.unique(scores[order], return_index=True)
    of = weights[:, order]
    hits, misses = (np.add.reduceat(of * side, first, axis=1) for side in _sides(positive[order]))
    below = np.cumsum(misses, axis=1) - misses / 2
    total = hits.sum(axis=1) * misses.sum(axis=1)
    wins = (hits * below).sum(axis=1)
    return np.divide(wins, total, out=np.full(len(total), np.nan), where=total > 0)


def _sides(positive: Bool[np.ndarray, " texts"]) -> tuple[np.ndarray, np.ndarray]:
    return positive.astype(float), (~positive).astype(float)
