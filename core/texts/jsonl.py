"""One JSON object a line."""

import json
from collections.abc import Sequence
from pathlib import Path

from core.errors import InputError
from core.texts.cells import Columns, as_text, broken_byte, not_utf8
from core.texts.columns import check_present


def read_jsonl(path: Path, wanted: Sequence[str], optional: Sequence[str]) -> Columns:
    """The columns (keys) of the objects; a key that an object lacks gives None.

    Raises:
        InputError: a wrong byte, a line that is no JSON object, or a key that is nowhere.
    """
    kept = list(dict.fromkeys([*wanted, *optional]))
    columns: Columns = {name: [] for name in kept}
    seen: dict[str, None] = {}
    # Only "\n" ends a line: texts may hold other line ends as they are.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            row = _object(line, f"line {number}")
            seen.update(dict.fromkeys(row))
            for name in kept:
                columns[name].append(as_text(row.get(name), row=f"line {number}", column=name))
    check_present(wanted, list(seen))
    return {name: cells for name, cells in columns.items() if name in seen}


def _object(line: str, where: str) -> dict[str, object]:
    byte = broken_byte(line)
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        if byte is not None:
            raise not_utf8(byte, row=where, column=None) from None
        problem = error.msg if isinstance(error, json.JSONDecodeError) else "unreadable"
        raise InputError(
            f"{where} is not JSON ({problem}): write one JSON object on each line"
        ) from None
    if not isinstance(row, dict):
        raise InputError(f"{where} is not a JSON object: write one object with keys on each line")
    if byte is not None:
        raise not_utf8(byte, row=where, column=_holder(row))
    return row


def _holder(row: dict[str, object]) -> str | None:
    """The key whose value, or whose name, holds the wrong byte."""
    values = ((key, json.dumps(value, ensure_ascii=False)) for key, value in row.items())
    return next((key for key, text in values if broken_byte(key + text) is not None), None)
