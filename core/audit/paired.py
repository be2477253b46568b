"""What the regularized model changes, on the same texts: paired bootstrap and McNemar's test."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Int

from core.audit.cells import MEASURES, MODELS, counts, rates
from core.audit.draws import draw, generator, mirrored
from core.audit.headline import HEADLINES, Asked
from core.audit.significance import mcnemar


def gap_changes(asked: Asked) -> list[dict[str, Any]]:
    """One row a measure: largest gap of the regularized model minus that of the plain one.

    Both gaps are of the same groups, those large enough under both models. Each draw takes the
    texts of every group anew with both decisions on them; the interval is the draws' own,
    mirrored at the figure, because a gap of drawn texts lies too high.
    """
    rules = {measure: rule for rule, measure in HEADLINES.items()}
    eligible = {
        measure: [i for i in range(len(asked.cells) - 1) if i not in asked.left_out(rule)]
        for measure, rule in rules.items()
    }
    drawn = {
        i: draw(
            asked.cells[i],
            generator(asked.seed, asked.grouping.name, asked.grouping.groups[i]),
        )
        for i in sorted({i for places in eligible.values() for i in places})
    }
    return [_change(asked.cells, measure, eligible[measure], drawn) for measure in rules]


def _change(
    cells: Int[np.ndarray, "groups 32"],
    measure: str,
    eligible: Sequence[int],
    drawn: dict[int, np.ndarray],
) -> dict[str, Any]:
    row: dict[str, Any] = {"measure": measure, "change": None, "low": None, "high": None}
    if len(eligible) < 2:
        return row
    told = {measure: MEASURES[measure]}
    gaps, points = {}, {}
    for model in MODELS:
        rate = np.stack([rates(counts(drawn[i], model), told)[measure] for i in eligible])
        gaps[model] = np.nanmax(rate, axis=0) - np.nanmin(rate, axis=0)
        point = rates(counts(cells[eligible], model), told)[measure]
        points[model] = float(point.max() - point.min())
    change = points["regularized"] - points["plain"]
    low, high = mirrored(gaps["regularized"] - gaps["plain"], change)
    return row | {"change": change, "low": low, "high": high}


def changed_decisions(asked: Asked) -> list[dict[str, Any]]:
    """One row for each group, after one for all texts: changed decisions, with exact tests.

    `p_favourable` asks whether changes went to and away from the favourable outcome alike,
    `p_right` whether as many decisions became right as wrong (McNemar).
    """
    rows = [("", asked.cells.sum(axis=0))]
    rows += [*zip(asked.grouping.groups, asked.cells[:-1], strict=True)]
    return [{"group": group, "n": int(cell.sum())} | moves(cell) for group, cell in rows]


def moves(cell: Int[np.ndarray, "32"]) -> dict[str, Any]:
    """Changes counted by direction, from counts of cells."""
    _, plain, plain_right, regularized, right = np.indices((2,) * 5).reshape(5, -1)
    to = int(cell[(plain == 0) & (regularized == 1)].sum())
    away = int(cell[(plain == 1) & (regularized == 0)].sum())
    gained = int(cell[(plain_right == 0) & (right == 1)].sum())
    lost = int(cell[(plain_right == 1) & (right == 0)].sum())
    return {
        "to_favourable": to,
        "from_favourable": away,
        "p_favourable": mcnemar(to, away),
        "corrected": gained,
        "spoilt": lost,
        "p_right": mcnemar(gained, lost),
    }
