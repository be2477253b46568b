"""Outcomes within strata: whether a difference between two groups holds where like meets like."""

from typing import Any

import numpy as np
from jaxtyping import Bool

from core.audit.grouping import Grouping


def within_strata(
    grouping: Grouping,
    strata: Grouping,
    selected: Bool[np.ndarray, " texts"],
    pair: tuple[str, str],
    enough: int,
) -> dict[str, Any]:
    """The difference of two groups' selection rates overall, and in each stratum.

    Args:
        grouping: holds the two groups.
        strata: another attribute of the same texts.
        selected: favourable decisions.
        pair: the group with the higher rate over all texts, and the lower one.
        enough: texts each group needs in a stratum before it is compared there.

    Returns:
        overall and weighted differences, the strata with their counts, and `reversed`: the
        weighted difference points the other way than the overall one (Simpson's paradox).
    """
    places = [grouping.groups.index(group) for group in pair]
    sides = [grouping.codes == place for place in places]
    overall = float(selected[sides[0]].mean() - selected[sides[1]].mean())
    rows = [
        {"stratum": stratum, "n": int((strata.codes == place).sum())}
        | _difference(selected, [side & (strata.codes == place) for side in sides], enough)
        for place, stratum in enumerate(strata.groups)
    ]
    judged = [row for row in rows if row["gap"] is not None]
    weight = sum(row["n"] for row in judged)
    weighted = sum(row["n"] * row["gap"] for row in judged) / weight if weight else None
    return {
        "by": strata.name,
        "higher": pair[0],
        "lower": pair[1],
        "overall": overall,
        "weighted": weighted,
        "judged": len(judged),
        "of": len(rows),
        "reversed": weighted is not None and weighted * overall < 0,
        "strata": rows,
    }


def _difference(selected: np.ndarray, sides: list[np.ndarray], enough: int) -> dict[str, Any]:
    counted = [(int(selected[side].sum()), int(side.sum())) for side in sides]
    told = {
        name: {"hits": hits, "of": n, "rate": hits / n if n else None}
        for name, (hits, n) in zip(("high", "low"), counted, strict=True)
    }
    if min(n for _, n in counted) < enough:
        return told | {"gap": None}
    return told | {"gap": told["high"]["rate"] - told["low"]["rate"]}
