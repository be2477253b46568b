"""Which part of the report answers to which obligation; all of it comes from dated data files."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.report.markup import Markup, el, section, table
from core.report.numbers import count, listed

PROVIDED, MISSING, YOURS = "provided", "not measured in this report", "you must add"
NOTE = (
    "Summaries of obligations as they were read on the day named, from the sources named; rows "
    "marked “to be confirmed” were not checked against a primary copy. This is not advice on the "
    "law."
)


@cache
def profiles() -> tuple[dict[str, Any], ...]:
    """Every profile of the data files, in order of name."""
    folder = Path(__file__).with_name("regulations")
    return tuple(json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json")))


def crosswalk(report: Mapping[str, Any]) -> dict[str, Any]:
    """Each obligation with what this report has for it.

    Args:
        report: all other parts of the report.
    """
    return {
        "note": NOTE,
        "profiles": [
            {name: profile[name] for name in ("profile", "title", "note")}
            | {"obligations": [_held(row, report) for row in profile["obligations"]]}
            for profile in profiles()
        ],
    }


def _held(row: Mapping[str, Any], report: Mapping[str, Any]) -> dict[str, Any]:
    if row["part"] is None:
        return dict(row) | {"state": YOURS, "missing": []}
    if unsaid := _unsaid(row, report):
        return dict(row) | {"state": YOURS, "missing": unsaid}
    part = report.get(row["part"])
    there = bool(part) and not (isinstance(part, Mapping) and part.get("tested") is False)
    state = PROVIDED if there else MISSING
    return dict(row) | {"state": state, "missing": []}


def _unsaid(row: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """What an obligation needs of people's answers and nobody has given."""
    about = report["about"]
    said = {each["name"]: each["answer"] for each in about["answers"]}
    said |= {name: all(about[name].values()) for name in ("processed", "chosen")}
    words = {each["name"]: each["words"].lower() for each in about["answers"]}
    words |= {"processed": "why groups are processed", "chosen": "why each figure was chosen"}
    return [words[name] for name in row.get("answers", ()) if not said[name]]


def section_of(report: Mapping[str, Any]) -> Markup:
    """The part of the page."""
    told = report["crosswalk"]
    return section(
        "Crosswalk to obligations",
        el("p", told["note"]),
        *(_profile(profile) for profile in told["profiles"]),
    )


def _profile(profile: Mapping[str, Any]) -> Markup:
    rows = [
        [row["id"], row["summary"], row["section"] or "none", _state(row), _where(row)]
        for row in profile["obligations"]
    ]
    head = ["Number", "What it asks for", "Section here", "State", "Source, status, checked on"]
    caption = f"{profile['title']}: {count(len(rows), 'obligation')}"
    return el(
        "div", el("h3", profile["title"]), el("p", profile["note"]), table(caption, head, rows)
    )


def _state(row: Mapping[str, Any]) -> str:
    return f"{row['state']}: {listed(row['missing'])}" if row["missing"] else row["state"]


def _where(row: Mapping[str, Any]) -> str:
    when = f", from {row['effective']}" if row["effective"] else ""
    mark = "" if row["confirmed"] else "; to be confirmed"
    return f"{row['source']}. {row['status']}{when}; checked on {row['checked_on']}{mark}."
