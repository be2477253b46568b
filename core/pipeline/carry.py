"""A list of features leaves one case and comes into another, matched by direction."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.case import Case
from core.errors import CaseError, InputError
from core.pipeline.decide import ledger
from core.pipeline.look import given_names, index
from core.review.directions import direction_from_text, direction_to_text
from core.review.event import Draft, Event
from core.review.lists import CARRIED, SCHEMA, carried, load_lists, read_list
from core.review.verdicts import verdicts

NEAR = 0.8
"""Cosine from which on a feature of this case counts as the one that was flagged elsewhere."""


@dataclass(frozen=True)
class CarriedOver:
    """What came of a list that was carried to this case.

    Attributes:
        confirm: features of this case that now wait to be confirmed.
        judged: features it matched that have a decision here already, and keep it.
        lost: names of flags that no feature of this case is near to.
    """

    confirm: tuple[int, ...]
    judged: tuple[int, ...]
    lost: tuple[str, ...]


def export_list(case: Case, name: str) -> dict[str, Any]:
    """A list with the directions and decisions of its features, to be carried elsewhere.

    Raises:
        InputError: There is no list of that name.
    """
    found = load_lists(case.lists_path).get(name)
    if found is None:
        raise InputError(f"there is no list {name!r}: choose one of those there are")
    features = index(case)
    known = [f for f in found.features if f < len(features.features)]
    standing, given = verdicts(ledger(case).events()), given_names(case)
    return {
        "schema": SCHEMA,
        "name": found.name,
        "note": found.note,
        "text": found.text,
        "case": case.name,
        "model": space(case),
        "features": [
            {
                "name": given.get(f, str(features.features.name[f])),
                "direction": direction_to_text(direction),
                "verdict": standing[f].verdict if f in standing else "",
                "category": standing[f].category if f in standing else "",
                "reason": standing[f].reason if f in standing else "",
                "by": standing[f].by if f in standing else "",
            }
            for f, direction in zip(known, features.directions(known), strict=True)
        ],
    }


def carry_over(case: Case, data: bytes, by: str, ts: str) -> CarriedOver:
    """Flags of an exported list, as features of this case that wait to be confirmed.

    Raises:
        InputError: The file is no exported list.
        CaseError: It was made with another embedding model.
    """
    found, features = read_list(data), index(case)
    if found.get("model") != space(case):
        raise CaseError(
            "the list was made with another embedding model or after another of its layers, so its "
            "directions mean nothing here: carry it to a case of the same model and layer"
        )
    table = features.features
    today = features.directions(list(range(len(table))))
    flags = [each for each in found["features"] if each.get("verdict") == "flag"]
    matched = [(each, *_nearest(today, each["direction"])) for each in flags]
    near = {place: (each, score) for each, place, score in matched if score >= NEAR}

    def after(events: tuple[Event, ...]) -> list[Draft]:
        open_ones = near.keys() - verdicts(events).keys() - carried(events).keys()
        drafts = []
        for place in sorted(open_ones):
            subject, why = _subject(place, near[place], found, table), near[place][0].get("reason")
            drafts.append(Draft(by, CARRIED, subject, str(why or ""), ts))
        return drafts

    new = ledger(case).record(after)
    confirm = tuple(event.subject["feature"] for event in new)
    lost = tuple(each["name"] for each, _, score in matched if score < NEAR)
    return CarriedOver(confirm, tuple(sorted(near.keys() - set(confirm))), lost)


def space(case: Case) -> str:
    """What must be the same for directions to mean the same: the model, and the layer if any."""
    site = case.info("embed")
    checksum, layer = site.get("checksum", ""), site.get("layer")
    return checksum if layer is None else f"{checksum}/{layer}"


def _nearest(today: np.ndarray, text: str) -> tuple[int, float]:
    direction = direction_from_text(text)
    if direction.shape != today.shape[1:]:
        raise CaseError("a direction of the list does not fit this case: use the same model")
    scores = today @ direction / max(float(np.linalg.norm(direction)), 1e-9)
    return int(scores.argmax()), float(scores.max())


def _subject(place: int, match: tuple, found: dict[str, Any], table: Any) -> dict[str, Any]:  # noqa: ANN401
    each, score = match
    return {
        "feature": place,
        "name": str(table.name[place]),
        "list": str(found["name"]),
        "case": str(found.get("case", "")),
        "was": each["name"],
        "category": str(each.get("category") or "other"),
        "decided_by": str(each.get("by", "")),
        "cosine": round(score, 4),
    }
