"""Figures with their counts and ranges, gaps and the state of a gap, as they stand in a text."""

from collections.abc import Mapping
from typing import Any

from dashboard.engine.phrases import COUNTS, METRICS, NARROWER, TOO_FEW, UNCLEAR, WIDER
from dashboard.words.sentences import percent, quoted

__all__ = ["COUNTS", "METRICS", "NARROWER", "TOO_FEW", "UNCLEAR", "WIDER"]

TECHNICAL = {
    "selection_rate": "selection rate",
    "tpr": "true positive rate (TPR)",
    "fpr": "false positive rate (FPR)",
    "accuracy": "accuracy",
}


def points(change: float) -> str:
    """A change of a rate as +2.3 points, with a true minus sign."""
    if change != change:
        return "–"
    rounded = round(100 * change, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):.1f}\u00a0points"


def meaning(metric: str, favourable: str) -> str:
    """What a metric divides, in words: the title of an axis."""
    good = quoted(favourable)
    return {
        "selection_rate": f"share of texts decided {good}",
        "tpr": f"share decided {good} among texts labelled {good}",
        "fpr": f"share decided {good} among texts with another label",
        "accuracy": "share of decisions that agree with the label",
    }[metric]


def state(change: Mapping[str, Any]) -> str:
    """A gap's change as a state: the whole range below nought, above it, or neither."""
    if change["gap"] != change["gap"]:
        return TOO_FEW
    if change["high"] < 0:
        return NARROWER
    return WIDER if change["low"] > 0 else UNCLEAR


def ranged(gap: Mapping[str, Any], unit: str = "\u00a0points") -> str:
    """A gap with its range, in points of a hundred: 12.3 points (8.1 to 16.0)."""
    if gap["gap"] != gap["gap"]:
        return "–"
    return f"{100 * gap['gap']:.1f}{unit} ({span(gap, '')})"


def rate(row: Mapping[str, Any], metric: str) -> str:
    """A rate with its range: 82.1 % (79.0 to 85.0)."""
    if row[metric] != row[metric]:
        return "–"
    return f"{percent(row[metric], 1)} ({span(row, metric)})"


def counted(row: Mapping[str, Any], metric: str) -> str:
    """A rate with its counts and range: 82.1 % (160 of 195; 79.0 to 85.0)."""
    hits, n = (int(row[name]) for name in COUNTS[metric])
    if row[metric] != row[metric]:
        return f"– ({hits:,} of {n:,})"
    return f"{percent(row[metric], 1)} ({hits:,} of {n:,}; {span(row, metric)})"


def span(row: Mapping[str, Any], metric: str, signed: bool = False) -> str:
    """A range, 1.2 to 3.4; of a change with its signs."""
    low, high = (row[f"{metric}_{end}" if metric else end] for end in ("low", "high"))
    if not signed:
        return f"{_minus(low)} to {_minus(high)}"
    return f"{points(low).split()[0]} to {points(high).split()[0]}"


def _minus(share: float) -> str:
    return f"{100 * share:.1f}".replace("-", "−")
