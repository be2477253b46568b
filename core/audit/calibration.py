"""Whether scores mean what they say, by group; and rates at every threshold.

Calibration: the texts of a group in order of score, in equal bins; in each bin the mean score
beside the share of favourable labels. ECE is the mean distance of the two, weighted by texts; in
the large is mean score minus share of favourable labels; Brier is the mean squared distance.
"""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from core.audit.grouping import Grouping
from core.audit.intervals import Z

_MOST_BINS = 10
_PER_BIN = 20  # texts that a bin needs
_LEAST_BINS = 3
THRESHOLDS = tuple(round(0.05 * i, 2) for i in range(1, 20))


def calibration_rows(
    grouping: Grouping,
    positive: Bool[np.ndarray, " texts"],
    score: Float[np.ndarray, " texts"],
) -> list[dict[str, Any]]:
    """One row a group: bins, ECE, in the large with its interval, Brier; None with few texts."""
    return [
        {"group": group, "n": int(own.sum())} | calibration(positive[own], score[own])
        for place, group in enumerate(grouping.groups)
        for own in [grouping.codes == place]
    ]


def calibration(
    positive: Bool[np.ndarray, " texts"], score: Float[np.ndarray, " texts"]
) -> dict[str, Any]:
    """The figures of some texts; None where they are too few for three bins of 20."""
    n, bins = len(score), min(_MOST_BINS, len(score) // _PER_BIN)
    names = ("ece", "in_the_large", "in_the_large_low", "in_the_large_high", "brier")
    if bins < _LEAST_BINS:
        return dict.fromkeys(names) | {"bins": []}
    order = np.lexsort((positive, score))
    parts = [
        {"n": len(part), "score": float(score[part].mean()), "share": float(positive[part].mean())}
        for part in np.array_split(order, bins)
    ]
    off = score - positive
    middle, half = float(off.mean()), Z * float(off.std(ddof=1)) / n**0.5
    return {
        "ece": sum(part["n"] / n * abs(part["share"] - part["score"]) for part in parts),
        "in_the_large": middle,
        "in_the_large_low": middle - half,
        "in_the_large_high": middle + half,
        "brier": float((off**2).mean()),
        "bins": parts,
    }


def curve_rows(
    grouping: Grouping,
    positive: Bool[np.ndarray, " texts"],
    score: Float[np.ndarray, " texts"],
    enough: int,
) -> list[dict[str, Any]]:
    """One row a group: selection rate, TPR and FPR if each threshold were the one that decides.

    None for rates of fewer texts than `enough`.
    """
    rows = []
    for place, group in enumerate(grouping.groups):
        own = grouping.codes == place
        sides = {
            "selection_rate": own,
            "tpr": own & positive,
            "fpr": own & ~positive,
        }
        rows.append(
            {"group": group} | {name: _shares(score[side], enough) for name, side in sides.items()}
        )
    return rows


def _shares(scores: np.ndarray, enough: int) -> list[float] | None:
    if len(scores) < enough:
        return None
    return [float((scores >= threshold).mean()) for threshold in THRESHOLDS]
