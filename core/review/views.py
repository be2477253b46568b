"""Questions and filters kept under a name: a convenience, not evidence, so not in the ledger."""

import json
from collections.abc import Mapping
from pathlib import Path

from core.durable import write_json
from core.errors import InputError

_MOST, _LONGEST = 50, 60


def load_views(path: Path) -> dict[str, dict[str, str]]:
    """Name -> what is kept under it, by name; empty where nothing is, or the file is damaged."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    fits = isinstance(kept, dict) and all(isinstance(view, dict) for view in kept.values())
    return dict(sorted(kept.items())) if fits else {}


def save_view(path: Path, name: str, query: Mapping[str, str]) -> None:
    """Keep a question under a name, in place of an older one of that name.

    Raises:
        InputError: the name is blank or too long, nothing is asked, or too many are kept.
    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST:
        raise InputError(f"{name!r} cannot be a name: type 1 to {_LONGEST} characters")
    asked = {key: value for key, value in query.items() if value}
    if not asked:
        raise InputError("there is nothing to keep: search or choose a filter first")
    kept = load_views(path) | {name: asked}
    if len(kept) > _MOST:
        raise InputError(f"{_MOST} searches are kept already: remove one first")
    write_json(path, kept)


def forget_view(path: Path, name: str) -> None:
    """Drop what is kept under a name, if anything is."""
    kept = load_views(path)
    if kept.pop(name, None) is not None:
        write_json(path, kept)
