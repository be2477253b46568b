"""The figures of an audit as a file, and as `selfreg audit --json` prints them."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from core.audit import tables
from core.audit.figures import Audit
from core.durable import write_json
from core.errors import CaseError

_SCHEMA = "selfreg-audit/1"
_TABLES = {
    "groups": tables.GROUPS,
    "gaps": tables.GAPS,
    "overall": tables.OVERALL,
    "changed_by_group": tables.CHANGED_BY_GROUP,
    "changed_texts": tables.CHANGED_TEXTS,
}
_PLAIN = ("reliance", "changed", "favourable", "directions")


def to_json(audit: Audit) -> dict[str, Any]:
    """The figures in JSON's own types; no text, and null where a rate is 0 of 0.

    `groups` holds the rates, `counts` in the same order what they divide.
    """
    keys = ["model", "column", "group", "n"]
    rates = [name for name in tables.GROUPS if name not in tables.COUNTS]
    return {
        "favourable": audit.favourable,
        "groups": tables.records(audit.groups[rates]),
        "counts": tables.records(audit.groups[[*keys, *tables.COUNTS]]),
        "gaps": tables.records(audit.gaps),
        "overall": tables.records(audit.overall),
        "reliance": dict(audit.reliance),
        "changed": audit.changed,
        "changed_directions": dict(audit.directions),
        "changed_by_group": tables.records(audit.changed_by_group),
    }


def save_audit(audit: Audit, path: Path) -> None:
    """Write the figures as JSON, whole or not at all."""
    content: dict[str, Any] = {name: getattr(audit, name) for name in _PLAIN}
    content |= {name: tables.records(getattr(audit, name)) for name in _TABLES}
    write_json(path, {"schema": _SCHEMA} | content)


def load_audit(path: Path) -> Audit:
    """The figures that `save_audit` wrote.

    Raises:
        CaseError: there are none, or another version wrote them.
    """
    if not path.is_file():
        raise CaseError("the models were not compared yet: run `selfreg audit` on the case")
    content = json.loads(path.read_text(encoding="utf-8"))
    if content.get("schema") != _SCHEMA:
        raise CaseError("the comparison was made by another version: run `selfreg audit` again")
    read: dict[str, pd.DataFrame] = {
        name: tables.table(content[name], columns) for name, columns in _TABLES.items()
    }
    return Audit(**read, **{name: content[name] for name in _PLAIN})
