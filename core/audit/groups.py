"""Rates by group, and the gaps between groups."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.audit.cells import METRICS, MODELS, NOT_GIVEN, counts, rates
from core.audit.intervals import newcombe, wilson
from core.audit.tables import COUNTS

ENOUGH = 30
"""A rate of fewer texts than this is shown, and enters no gap."""

Cells = Mapping[str, np.ndarray]


def group_rows(column: str, cells: Cells) -> list[dict[str, Any]]:
    """One row for each model and group of a column: counts, and rates with Wilson intervals."""
    return [
        {"model": model, "column": column, "group": group, **_figures(counts(cell, model))}
        for model in MODELS
        for group, cell in cells.items()
    ]


def _figures(counted: dict[str, Any]) -> dict[str, Any]:
    figures: dict[str, Any] = {"n": int(counted["n"])}
    figures |= {name: int(counted[name]) for name in COUNTS}
    for metric, rate in rates(counted).items():
        hits, n = METRICS[metric]
        low, high = wilson(int(counted[hits]), int(counted[n]))
        figures |= {metric: float(rate), f"{metric}_low": low, f"{metric}_high": high}
    return figures


def judged_groups(cells: Cells, metric: str) -> list[str]:
    """Groups with enough texts for the metric; the same for both models."""
    n = METRICS[metric][1]
    return [g for g, cell in cells.items() if g != NOT_GIVEN and counts(cell, "plain")[n] >= ENOUGH]


def gap_rows(column: str, cells: Cells) -> list[dict[str, Any]]:
    """One row for each model and metric: highest minus lowest rate among the judged groups.

    The interval is Newcombe's for the two groups named. They were chosen for being the extremes,
    so with many groups of equal rates it tends to lie too high.
    """
    return [_gap(column, cells, model, metric) for model in MODELS for metric in METRICS]


def _gap(column: str, cells: Cells, model: str, metric: str) -> dict[str, Any]:
    judged = judged_groups(cells, metric)
    row = gap_frame(model, column, metric, cells)
    if len(judged) < 2:
        return row
    counted = {group: counts(cells[group], model) for group in judged}
    rate = {group: float(rates(counted[group])[metric]) for group in judged}
    highest, lowest = max(judged, key=rate.__getitem__), min(judged, key=rate.__getitem__)
    if highest == lowest:  # all rates are equal: name two groups all the same
        lowest = judged[1]
    hits, n = ([int(counted[g][name]) for g in (highest, lowest)] for name in METRICS[metric])
    low, high = newcombe(tuple(hits), tuple(n))
    return row | {
        "gap": rate[highest] - rate[lowest],
        "low": low,
        "high": high,
        "highest": highest,
        "lowest": lowest,
    }


def gap_frame(model: str, column: str, metric: str, cells: Cells) -> dict[str, Any]:
    """A row of the gaps without its figures: too few groups to compare."""
    judged = judged_groups(cells, metric)
    left_out = [group for group in cells if group not in judged and group != NOT_GIVEN]
    return {
        "model": model,
        "column": column,
        "metric": metric,
        "gap": np.nan,
        "low": np.nan,
        "high": np.nan,
        "highest": None,
        "lowest": None,
        "judged": judged,
        "left_out": left_out,
    }
