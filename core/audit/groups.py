"""Rates by group, and the gaps between groups."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.audit.cells import METRICS, MODELS, NOT_GIVEN, counts, rates
from core.audit.draws import generator
from core.audit.intervals import wilson
from core.audit.simultaneous import Counted, largest_gap
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


def gap_rows(column: str, cells: Cells, seed: int = 0) -> list[dict[str, Any]]:
    """One row for each model and metric: highest minus lowest rate among the judged groups.

    The two groups are named for being the extremes, so the bounds are those that hold for all
    pairs of groups at once.
    """
    return [_gap(column, cells, model, metric, seed) for model in MODELS for metric in METRICS]


def _gap(column: str, cells: Cells, model: str, metric: str, seed: int) -> dict[str, Any]:
    judged = judged_groups(cells, metric)
    row = gap_frame(model, column, metric, cells)
    if len(judged) < 2:
        return row
    hits, n = METRICS[metric]
    told = counts(np.stack([cells[group] for group in judged]), model)
    counted = Counted(told[hits], told[n], told["n"])
    found = largest_gap(counted, generator(seed, column, metric, "gap", model))
    return row | {
        "gap": found.value,
        "low": found.low,
        "high": found.high,
        "highest": judged[found.highest],
        "lowest": judged[found.lowest],
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
