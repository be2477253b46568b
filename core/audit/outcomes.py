"""Rates of every group with their counts; of favourable outcomes also ratios and shortfalls.

The layout of favourable outcomes follows New York City's Local Law 144: number, number selected,
selection rate, impact ratio; and for scores the share above the median of all texts.
"""

import math
from fractions import Fraction
from typing import Any

import numpy as np
from jaxtyping import Bool

from core.audit.cells import MEASURES, NOT_GIVEN, counts
from core.audit.headline import Asked
from core.audit.intervals import newcombe, wilson
from core.audit.ratio import koopman
from core.audit.significance import holm, pair_test

FOUR_FIFTHS = Fraction(4, 5)


def rate_rows(asked: Asked, model: str) -> list[dict[str, Any]]:
    """One row a group, last the texts without one: size, and each measure of `MEASURES`."""
    told, groups = counts(asked.cells, model), [*asked.grouping.groups, NOT_GIVEN]
    return [
        {
            "group": group,
            "n": int(told["n"][i]),
            "share": int(told["n"][i]) / max(1, int(told["n"].sum())),
            "known": i < len(groups) - 1,
            "measures": {
                measure: _rate(int(told[hits][i]), int(told[n][i]))
                for measure, (hits, n) in MEASURES.items()
            },
        }
        for i, group in enumerate(groups)
        if told["n"][i] or i < len(groups) - 1
    ]


def _rate(hits: int, n: int) -> dict[str, Any]:
    low, high = (None, None) if n == 0 else wilson(hits, n)
    return {"hits": hits, "of": n, "rate": hits / n if n else None, "low": low, "high": high}


def outcome_rows(
    asked: Asked, model: str, above: Bool[np.ndarray, " texts"]
) -> list[dict[str, Any]]:
    """One row a group that has texts: rates, impact ratio, shortfall, and test against the best.

    Args:
        asked: attribute, counts and policy.
        model: "plain" or "regularized".
        above: whether each text's score is above the median of all scores.
    """
    counted, left_out = asked.counted(model, "selection_rate"), asked.left_out("impact_ratio")
    hits, n = counted.hits.tolist(), counted.n.tolist()
    scored = np.bincount(asked.grouping.codes[above], minlength=len(n)).tolist()
    eligible = [i for i in range(len(asked.grouping.groups)) if i not in left_out]
    best = {name: _best(values, n, eligible) for name, values in (("s", hits), ("m", scored))}
    rows = []
    for i, group in enumerate([*asked.grouping.groups, NOT_GIVEN]):
        if n[i]:
            row = {"group": group, "n": n[i], "selected": hits[i], "rate": hits[i] / n[i]}
            row |= {"above_median": scored[i], "scoring_rate": scored[i] / n[i]}
            row |= {"why": left_out.get(i, "unknown" if group == NOT_GIVEN else "")}
            own = i in eligible
            row |= _ratio(hits, n, i, best["s"] if own else None, "ratio")
            row |= _ratio(scored, n, i, best["m"] if own else None, "scoring_ratio")
            rows.append(row | _against(hits, n, i, best["s"] if own else None))
    adjusted = holm([math.nan if row["p"] is None else row["p"] for row in rows])
    return [
        row | {"p_holm": None if math.isnan(p) else p}
        for row, p in zip(rows, adjusted, strict=True)
    ]


def _best(hits: list[int], n: list[int], eligible: list[int]) -> int | None:
    """Place of the reference: the highest rate of those compared; None where nobody was hit."""
    found = max(eligible, key=lambda i: hits[i] / n[i], default=None)
    return found if found is not None and hits[found] else None


def _ratio(hits: list[int], n: list[int], i: int, best: int | None, name: str) -> dict[str, Any]:
    if best is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    value = (hits[i] / n[i]) / (hits[best] / n[best])
    if i == best:
        return {name: value, f"{name}_low": None, f"{name}_high": None}
    low, high = koopman((hits[i], hits[best]), (n[i], n[best]))
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _against(hits: list[int], n: list[int], i: int, best: int | None) -> dict[str, Any]:
    """The group against the one with the highest rate: difference, test, and people missing."""
    names = ("difference", "difference_low", "difference_high", "test", "p", "deviations")
    nothing = dict.fromkeys((*names, "shortfall", "shortfall_parity"))
    if best is None:
        return nothing | {"reference": False}
    told = {
        "reference": i == best,
        "shortfall": shortfall(hits[i], n[i], (hits[best], n[best]), FOUR_FIFTHS),
        "shortfall_parity": shortfall(hits[i], n[i], (hits[best], n[best]), Fraction(1)),
    }
    if i == best:
        return nothing | told
    pair = (hits[i], hits[best]), (n[i], n[best])
    test, bounds = pair_test(*pair), newcombe(*pair)
    deviations = None if math.isnan(test.deviations) else test.deviations
    tested = {"test": test.test, "p": test.p, "deviations": deviations}
    between = {"difference_low": bounds.low, "difference_high": bounds.high}
    return told | tested | between | {"difference": hits[i] / n[i] - hits[best] / n[best]}


def shortfall(hits: int, n: int, best: tuple[int, int], share: Fraction) -> int:
    """How many more of the group would have to be selected to reach a share of the best rate.

    >>> shortfall(20, 100, (50, 100), FOUR_FIFTHS)
    20
    """
    return max(0, math.ceil(share * Fraction(best[0], best[1]) * n - hits))
