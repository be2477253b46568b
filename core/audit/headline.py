"""The figures that are held against a limit: one for each attribute, rule and model.

Groups too small for the figure are left out before anything is compared; texts without a group
are never compared, but bound what their groups could have done to the figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Int

from core.audit.cells import MEASURES, counts
from core.audit.draws import generator
from core.audit.grouping import Grouping
from core.audit.policy import GUESSED, Policy
from core.audit.significance import any_difference
from core.audit.simultaneous import Counted, Extreme, largest_gap, smallest_ratio
from core.audit.verdict import (
    OPEN,
    UNLIMITED,
    WITHIN,
    Limit,
    detectable,
    more_rows,
    state_of,
    survives_one_person,
)

HEADLINES = {
    "impact_ratio": "selection_rate",
    "selection_gap": "selection_rate",
    "tpr_gap": "tpr",
    "fpr_gap": "fpr",
    "ppv_gap": "ppv",
    "accuracy_gap": "accuracy",
}
"""Rule of the policy -> the measure whose groups it compares."""

OUTCOMES = ("impact_ratio", "selection_gap")
ERRORS = ("tpr_gap", "fpr_gap", "ppv_gap", "accuracy_gap")

FEW_GROUPS = "few groups"
NOBODY = "nobody selected"
ONE_PERSON = "one person"
MANY_UNKNOWN = "many unknown"
GUESSED_GROUP = "guessed group"
MAY_CHANGE = "unknown may change it"


@dataclass(frozen=True)
class Headline:
    """A figure, its limit, and what can be said of them.

    Attributes:
        rule: name of the limit.
        measure: the rate that is compared.
        model: "plain" or "regularized".
        value: the largest gap, or the smallest ratio; None where it is not defined.
        low: lower bound for all pairs of groups at once.
        high: upper bound.
        limit: of the policy; None for none.
        floor: the limit is the least that must be reached.
        state: of `core.audit.verdict`.
        reasons: what keeps the state from being better, as the constants of this module.
        highest: the group with the highest rate.
        lowest: the one with the lowest.
        judged: the groups that were compared.
        left_out: group, n, and why of those that were not: "few", "nobody", "excluded".
        p: chance of rates this uneven without any difference; of a permutation test.
        detectable: gap these counts would have shown 80 times of 100.
        more_rows: rows to add to each group to settle an open state; None where none would.
        bounds: with all texts of unknown group counted to the lowest or highest group: value,
            state, and as which group.
    """

    rule: str
    measure: str
    model: str
    value: float | None
    low: float | None
    high: float | None
    limit: float | None
    floor: bool
    state: str
    reasons: tuple[str, ...]
    highest: str | None
    lowest: str | None
    judged: tuple[str, ...]
    left_out: tuple[Mapping[str, Any], ...]
    p: float | None
    detectable: float | None
    more_rows: int | None
    bounds: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Asked:
    """What a headline is worked out from: an attribute's counts, a policy, and a seed."""

    grouping: Grouping
    cells: Int[np.ndarray, "groups 32"]
    policy: Policy
    seed: int

    def counted(self, model: str, measure: str) -> Counted:
        """Hits, denominators and rows of every group, and last of the texts without one."""
        told = counts(self.cells, model)
        hits, n = MEASURES[measure]
        return Counted(told[hits], told[n], told["n"])

    def left_out(self, rule: str) -> dict[int, str]:
        """Place of each group that is not compared -> why; the same groups for both models."""
        n = MEASURES[HEADLINES[rule]][1]
        least = np.minimum(*(counts(self.cells[:-1], model)[n] for model in _MODELS))
        shares = self.grouping.sizes[:-1] / max(1, self.grouping.sizes.sum())
        why = {}
        for i, rows in enumerate(least):
            if rows < self.policy.enough:
                why[i] = "few" if rows else "nobody"
            elif rule == "impact_ratio" and shares[i] < self.policy.exclude_share:
                why[i] = "excluded"
        return why


_MODELS = ("plain", "regularized")


def headlines(asked: Asked) -> list[Headline]:
    """Every headline of an attribute, of both models."""
    return [headline(asked, rule, model) for model in _MODELS for rule in HEADLINES]


def undefined(line: Mapping[str, Any]) -> str:
    """The state of a figure that is not defined: open only where it was to be judged."""
    return UNLIMITED if line["limit"] is None else OPEN


def odds(lines: Sequence[Headline]) -> dict[str, dict[str, float] | None]:
    """Model -> the larger and the mean of its gaps in TPR and FPR; None where one is not defined.

    Source: equalized odds, Hardt and others 2016 (arXiv 1610.02413).
    """
    told: dict[str, dict[str, float] | None] = {}
    for model in _MODELS:
        gaps = [x.value for x in lines if x.model == model and x.rule in ("tpr_gap", "fpr_gap")]
        known = [gap for gap in gaps if gap is not None]
        whole = len(known) == len(gaps)
        told[model] = {"larger": max(known), "mean": sum(known) / len(known)} if whole else None
    return told


def headline(asked: Asked, rule: str, model: str) -> Headline:
    """One figure against its limit."""
    counted, excluded = asked.counted(model, HEADLINES[rule]), asked.left_out(rule)
    eligible = [i for i in range(len(asked.grouping.groups)) if i not in excluded]
    own = Counted(*(side[eligible] for side in counted))
    frame = _frame(asked, rule, model, counted, excluded)
    if len(eligible) < 2:
        return Headline(**frame, **_nothing(), state=undefined(frame), reasons=(FEW_GROUPS,))
    kind = "ratio" if frame["floor"] else "gap"
    rng = generator(asked.seed, asked.grouping.name, HEADLINES[rule], kind, model)
    found = (smallest_ratio if frame["floor"] else largest_gap)(own, rng)
    if np.isnan(found.value):
        return Headline(**frame, **_nothing(), state=undefined(frame), reasons=(NOBODY,))
    names = [asked.grouping.groups[i] for i in eligible]
    p = any_difference(own.hits, own.n, rng)
    return Headline(
        **frame,
        **_extreme(found, names),
        **_verdict(asked, own, counted, found, asked.policy.limit(rule), names),
        p=p,
    )


def _extreme(found: Extreme, names: Sequence[str]) -> dict[str, Any]:
    ends = {"highest": names[found.highest], "lowest": names[found.lowest]}
    return ends | {"value": found.value, "low": found.low, "high": found.high}


def _verdict(
    asked: Asked,
    own: Counted,
    everyone: Counted,
    found: Extreme,
    limit: Limit,
    names: Sequence[str],
) -> dict[str, Any]:
    """State and reasons, and what the data could have shown."""
    bounds = _bounds(own, everyone, found, limit)
    raw = state_of(found.low, found.high, limit)
    reasons = _reasons(asked, own, found, limit, raw, bounds)
    return {
        "state": held_back(raw, reasons),
        "reasons": reasons,
        "detectable": detectable(own, found.critical),
        "more_rows": more_rows(own, limit, found.critical) if raw == OPEN else None,
        "bounds": tuple(bound | {"as": names[bound["as"]]} for bound in bounds),
    }


def guessed(policy: Policy, columns: Sequence[str]) -> bool:
    """Whether a group of these columns was inferred, not recorded."""
    return any(policy.obtained.get(column) in GUESSED for column in columns)


def held_back(raw: str, reasons: Sequence[str]) -> str:
    """The state that the bounds alone give, or "not enough evidence" where a reason forbids it."""
    doubtful = raw == WITHIN and {MANY_UNKNOWN, GUESSED_GROUP} & {*reasons}
    return OPEN if ONE_PERSON in reasons or doubtful else raw


def _frame(
    asked: Asked, rule: str, model: str, counted: Counted, excluded: Mapping[int, str]
) -> dict[str, Any]:
    groups, limit = asked.grouping.groups, asked.policy.limit(rule)
    return {
        "rule": rule,
        "measure": HEADLINES[rule],
        "model": model,
        "limit": limit.value,
        "floor": limit.floor,
        "judged": tuple(group for i, group in enumerate(groups) if i not in excluded),
        "left_out": tuple(
            {"group": groups[i], "n": int(counted.n[i]), "why": why} for i, why in excluded.items()
        ),
    }


def _nothing() -> dict[str, Any]:
    names = ("value", "low", "high", "highest", "lowest", "p", "detectable", "more_rows")
    return dict.fromkeys(names) | {"bounds": ()}


def _bounds(own: Counted, everyone: Counted, found: Extreme, limit: Limit) -> list[dict[str, Any]]:
    """The figure with all texts of unknown group counted to its lowest, then its highest group."""
    if everyone.n[-1] == 0:
        return []
    measure, told = smallest_ratio if limit.floor else largest_gap, []
    for place in (found.lowest, found.highest):
        moved = Counted(*(side.copy() for side in own))
        for side, unknown in zip(moved, everyone, strict=True):
            side[place] += unknown[-1]
        bound = measure(moved, np.random.default_rng(0), critical=found.critical)
        state = state_of(bound.low, bound.high, limit)
        told.append({"as": place, "value": bound.value, "state": state})
    return told


def _reasons(
    asked: Asked,
    own: Counted,
    found: Extreme,
    limit: Limit,
    state: str,
    bounds: Sequence[Mapping[str, Any]],
) -> tuple[str, ...]:
    """What else stands between the figure and a verdict."""
    sizes = asked.grouping.sizes
    ends = [(int(own.hits[i]), int(own.n[i])) for i in (found.lowest, found.highest)]
    hits, n = zip(*ends, strict=True)
    told = {
        ONE_PERSON: limit.floor
        and limit.value is not None
        and not survives_one_person(hits, n, limit.value),
        MANY_UNKNOWN: sizes[-1] > asked.policy.unknown_share * sizes.sum(),
        GUESSED_GROUP: guessed(asked.policy, asked.grouping.columns),
        MAY_CHANGE: any(bound["state"] != state for bound in bounds),
    }
    return tuple(reason for reason, holds in told.items() if holds)
