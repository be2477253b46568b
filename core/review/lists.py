"""Lists of features a person keeps: a name, a note, a text to try them on.

A list decides nothing, so it is not in the ledger. Its flags can be carried to another case, where
they come in as "carried over, to confirm": an event each, which is no decision either.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.durable import write_json
from core.errors import InputError
from core.review.event import DECISIONS, Event

CARRIED = "flag.carried"
SCHEMA = "selfreg-list/1"
_LONGEST = {"name": 60, "note": 2000, "text": 20_000}


@dataclass(frozen=True)
class FeatureList:
    """Features kept together.

    Attributes:
        name: of the list.
        note: what it is for.
        text: a text to try its features on.
        features: their numbers.
    """

    name: str
    note: str = ""
    text: str = ""
    features: tuple[int, ...] = ()


def load_lists(path: Path) -> dict[str, FeatureList]:
    """Name -> list, by name; empty where there is none, or the file is damaged."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        lists = [FeatureList(**(each | {"features": tuple(each["features"])})) for each in kept]
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return {each.name: each for each in sorted(lists, key=lambda each: each.name)}


def save_list(path: Path, changed: FeatureList) -> None:
    """Keep a list, in place of an older one of its name.

    Raises:
        InputError: its name is blank, or something in it is too long.
    """
    changed = replace(changed, name=" ".join(changed.name.split()))
    if not changed.name:
        raise InputError("the list has no name: type one")
    for part, most in _LONGEST.items():
        if len(getattr(changed, part)) > most:
            raise InputError(f"the {part} of the list is too long: use {most:,} characters or less")
    _write(path, load_lists(path) | {changed.name: changed})


def remove_list(path: Path, name: str) -> None:
    """Drop a list, if there is one of that name; the decisions on its features stay."""
    _write(path, {other: kept for other, kept in load_lists(path).items() if other != name})


def read_list(data: bytes) -> dict[str, Any]:
    """A list that another case exported.

    Raises:
        InputError: the file is not one.
    """
    try:
        found = json.loads(data)
        fits = found["schema"] == SCHEMA and all(
            isinstance(each["name"], str) and isinstance(each["direction"], str)
            for each in found["features"]
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        fits = False
    if not fits:
        raise InputError("the file is no exported list: choose one that selfreg exported")
    return found


def carried(events: Iterable[Event]) -> dict[int, Event]:
    """Feature -> the event that carried a flag to it, as long as nobody has decided since."""
    waiting: dict[int, Event] = {}
    for event in events:
        if event.event == CARRIED:
            waiting[event.subject["feature"]] = event
        elif event.event in DECISIONS:
            waiting.pop(event.subject["feature"], None)
    return waiting


def _write(path: Path, lists: Mapping[str, FeatureList]) -> None:
    write_json(path, [asdict(each) for each in lists.values()])
