"""Lists of features people keep, and flags carried over from another case."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.engine.decisions import history, now
from dashboard.engine.places import open_case

if TYPE_CHECKING:
    from core.pipeline.carry import CarriedOver
    from core.review.event import Event
    from core.review.lists import FeatureList


def lists(case: str) -> "dict[str, FeatureList]":
    """Name -> list, by name."""
    from core.review.lists import load_lists

    return load_lists(open_case(case).lists_path)


def put_on_list(case: str, name: str, feature: int) -> None:
    """Add a feature to a list, which is made if there is none of that name.

    Raises:
        InputError: The name is blank or too long.
    """
    kept = _list(case, name)
    features = tuple(dict.fromkeys((*kept.features, feature)))
    _save(case, replace(kept, features=features))


def take_off_list(case: str, name: str, feature: int) -> None:
    """Take a feature off a list; its decision stays."""
    kept = _list(case, name)
    _save(case, replace(kept, features=tuple(f for f in kept.features if f != feature)))


def describe_list(case: str, name: str, note: str, text: str) -> None:
    """Write a list's note and the text to try its features on.

    Raises:
        InputError: Something is too long.
    """
    _save(case, replace(_list(case, name), note=note, text=text))


def remove_list(case: str, name: str) -> None:
    """Drop a list; the decisions on its features stay."""
    from core.review.lists import remove_list as remove

    remove(open_case(case).lists_path, name)


def exported_list(case: str, name: str, masked: bool = False) -> str:
    """A list as a file for another case; masked: personal data people typed is hidden."""
    from core.pipeline.carry import export_list
    from core.pipeline.hiding import hide_in_list

    found = export_list(open_case(case), name)
    return json.dumps(hide_in_list(found) if masked else found, ensure_ascii=False, indent=1)


def list_holds_personal_data(case: str, name: str) -> bool:
    """Whether the file would hold a text somebody typed, or what looks like personal data."""
    whole, hidden = exported_list(case, name), exported_list(case, name, masked=True)
    return bool(lists(case)[name].text) or whole != hidden


def carry_over(case: str, data: bytes, by: str) -> "CarriedOver":
    """Let the flags of an exported list wait here to be confirmed.

    Raises:
        InputError: The file is no exported list.
        CaseError: It was made with another embedding model.
    """
    from core.pipeline.carry import carry_over as carry

    return carry(open_case(case), data, by, now())


def carried(case: str) -> "dict[int, Event]":
    """Feature -> how a flag was carried to it, while nobody has confirmed or refused it."""
    from core.review.lists import carried as waiting

    return waiting(history(case))


def _list(case: str, name: str) -> "FeatureList":
    from core.review.lists import FeatureList

    name = " ".join(name.split())
    return lists(case).get(name) or FeatureList(name)


def _save(case: str, changed: "FeatureList") -> None:
    from core.review.lists import save_list

    save_list(open_case(case).lists_path, changed)
