"""More than two labels: each class against all others, and how decisions spread over them.

Total variation of a group is half the summed distance between its shares of each class and those
of all other texts: 0 where they are alike, 1 where no class is shared.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Int

from core.audit.draws import generator
from core.audit.grouping import Grouping
from core.audit.headline import GUESSED_GROUP, held_back
from core.audit.significance import any_difference, holm
from core.audit.simultaneous import Counted, largest_gap
from core.audit.verdict import OPEN, Limit, state_of


def confusion(
    labels: np.ndarray, decided: np.ndarray, classes: Sequence[str]
) -> Int[np.ndarray, "classes classes"]:
    """How many texts of each label (rows) got each decision (columns)."""
    place = {name: i for i, name in enumerate(classes)}
    rows, columns = ([place[value] for value in side] for side in (labels, decided))
    codes = np.asarray(rows, dtype=int) * len(classes) + np.asarray(columns, dtype=int)
    return np.bincount(codes, minlength=len(classes) ** 2).reshape(len(classes), -1)


def class_figures(
    grouping: Grouping,
    labels: np.ndarray,
    decided: np.ndarray,
    classes: Sequence[str],
    limit: Limit,
    enough: int,
    seed: int,
    *,
    guessed: bool = False,
) -> dict[str, Any]:
    """Figures of one model by group, and the gap of every class against the limit.

    Groups that were `guessed` carry no "within the limit".

    Returns:
        groups: name, n, shares of each decision, total variation against the rest, confusion.
        classes: class, gap with bounds, state, and p of any difference, Holm over the classes.
    """
    tables = [
        confusion(labels[own], decided[own], classes)
        for place in range(len(grouping.groups))
        for own in [grouping.codes == place]
    ]
    totals = np.array([table.sum(axis=0) for table in tables]).reshape(-1, len(classes))
    rows = [
        {
            "group": group,
            "n": int(own.sum()),
            "decided": own.tolist(),
            "total_variation": _variation(own, totals.sum(axis=0) - own),
            "confusion": table.tolist(),
        }
        for group, own, table in zip(grouping.groups, totals, tables, strict=True)
    ]
    n = totals.sum(axis=1)
    judged = np.flatnonzero(n >= enough)
    found = [
        _gap(grouping, name, totals[judged, i], n[judged], judged, limit, seed)
        for i, name in enumerate(classes)
    ]
    for row in found:
        row["state"] = held_back(row["state"], [GUESSED_GROUP] * guessed)
    adjusted = holm([row["p"] if row["p"] is not None else np.nan for row in found])
    told = [
        row | {"p_holm": None if np.isnan(p) else p} for row, p in zip(found, adjusted, strict=True)
    ]
    return {"groups": rows, "classes": told}


def _variation(own: np.ndarray, rest: np.ndarray) -> float | None:
    if not own.sum() or not rest.sum():
        return None
    return float(np.abs(own / own.sum() - rest / rest.sum()).sum() / 2)


def _gap(
    grouping: Grouping,
    name: str,
    hits: np.ndarray,
    n: np.ndarray,
    judged: np.ndarray,
    limit: Limit,
    seed: int,
) -> dict[str, Any]:
    names = ("gap", "low", "high", "highest", "lowest", "p")
    if len(judged) < 2:
        return dict.fromkeys(names) | {"class": name, "state": OPEN}
    rng = generator(seed, grouping.name, "class", name)
    found = largest_gap(Counted(hits, n, n), rng)
    groups = [grouping.groups[i] for i in judged]
    return {
        "class": name,
        "gap": found.value,
        "low": found.low,
        "high": found.high,
        "highest": groups[found.highest],
        "lowest": groups[found.lowest],
        "p": any_difference(hits, n, rng),
        "state": state_of(found.low, found.high, limit),
    }
