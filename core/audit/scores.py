"""How well scores order texts, by group: AUC, and the two AUCs that mix a group with the rest.

AUC is the chance that a text with the favourable label scores above one without, ties counted
half (Mann and Whitney). BPSN takes the texts without the favourable label from the group and
those with it from the rest: low where the group is scored too high. BNSP is the other way round.
AEG is ½ minus the chance that a text of the group scores above one of the rest with the same kind
of label: positive where the group is scored lower (Borkan and others 2019, arXiv 1903.04561).
Intervals are DeLong's, on the scale of the logit.
"""

import math
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from core.audit.grouping import Grouping
from core.audit.intervals import Interval, Z, wilson

AREAS = ("auc", "bpsn", "bnsp")
EDGES = ("aeg_positive", "aeg_negative")


def area(
    above: Float[np.ndarray, " positives"], below: Float[np.ndarray, " negatives"]
) -> tuple[float, Interval]:
    """Chance that one of `above` is higher than one of `below`, with its 95 % interval.

    >>> area(np.array([0.9, 0.4]), np.array([0.1, 0.4]))[0]
    0.875
    """
    first, second = _placed(above, below), 1 - _placed(below, above)
    value = float(first.mean())
    spread = sum(float(part.var(ddof=1)) / len(part) for part in (first, second) if len(part) > 1)
    if spread == 0 or not 0 < value < 1:
        least = min(len(above), len(below))
        return value, wilson(value * least, least)
    logit = math.log(value / (1 - value))
    half = Z * math.sqrt(spread) / (value * (1 - value))
    return value, Interval(*(1 / (1 + math.exp(-x)) for x in (logit - half, logit + half)))


def _placed(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """For each value, the share of `among` that is below it, ties counted half."""
    ordered = np.sort(among)
    below, upto = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return (below + upto) / (2 * len(among))


def score_rows(
    grouping: Grouping,
    positive: Bool[np.ndarray, " texts"],
    score: Float[np.ndarray, " texts"],
    enough: int,
) -> list[dict[str, Any]]:
    """One row a group: AUC, BPSN and BNSP with intervals, and both AEG.

    None where one side has no text; `judged` where both sides have enough.

    Args:
        grouping: of the texts.
        positive: texts with the favourable label.
        score: probability of the favourable outcome.
        enough: texts that each side needs before the group is compared.
    """
    rows, known = [], ~grouping.unknown
    for place, group in enumerate(grouping.groups):
        own, rest = grouping.codes == place, known & (grouping.codes != place)
        parts = {
            "positives": score[own & positive],
            "negatives": score[own & ~positive],
            "rest_positives": score[rest & positive],
            "rest_negatives": score[rest & ~positive],
        }
        sides = min(len(parts["positives"]), len(parts["negatives"]))
        row = {"group": group, "judged": sides >= enough}
        row |= {name: len(parts[name]) for name in ("positives", "negatives")}
        rows.append(row | _areas(parts) | _edges(parts))
    return rows


def _areas(parts: dict[str, np.ndarray]) -> dict[str, Any]:
    sides = {
        "auc": (parts["positives"], parts["negatives"]),
        "bpsn": (parts["rest_positives"], parts["negatives"]),
        "bnsp": (parts["positives"], parts["rest_negatives"]),
    }
    told: dict[str, Any] = {}
    for name, (above, below) in sides.items():
        if len(above) and len(below):
            value, (low, high) = area(above, below)
            told |= {name: value, f"{name}_low": low, f"{name}_high": high}
        else:
            told |= dict.fromkeys((name, f"{name}_low", f"{name}_high"))
    return told


def _edges(parts: dict[str, np.ndarray]) -> dict[str, float | None]:
    return {
        f"aeg_{kind}": 0.5 - float(_placed(own, rest).mean()) if len(own) and len(rest) else None
        for kind in ("positive", "negative")
        for own, rest in [(parts[f"{kind}s"], parts[f"rest_{kind}s"])]
    }
