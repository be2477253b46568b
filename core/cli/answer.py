"""What a command says: one JSON object, or plain lines for people."""

import dataclasses
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_JOINERS = "\u200c\u200d"  # unprintable by Unicode's rules, needed by Persian, Hindi and emoji


@dataclass(frozen=True)
class Answer:
    """The result of one command."""

    payload: dict[str, Any]
    """What `--json` prints."""
    lines: Sequence[str] = ()
    """What people read without it."""
    exit_code: int = 0
    then: Callable[[], None] | None = None
    """Called after printing; the dashboard takes over the process here."""


def printed(answer: Answer, as_json: bool) -> str:
    """The answer as the text that goes to standard output."""
    if as_json:
        return json.dumps(jsonable(answer.payload), ensure_ascii=False, allow_nan=False)
    return "\n".join(answer.lines)


def jsonable(value: Any) -> Any:  # noqa: ANN401  (any result of the engine)
    """The value in JSON's own types; what is not a number (NaN, infinite) becomes None."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if dataclasses.is_dataclass(value):
        return {f.name: jsonable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, Path):
        return str(value)
    return _from_a_library(value)


def _from_a_library(value: Any) -> Any:  # noqa: ANN401  (any result of the engine)
    if hasattr(value, "to_dict") and hasattr(value, "columns"):  # a table
        return jsonable(value.to_dict("records"))
    if hasattr(value, "tolist"):  # an array, a tensor, or one number of either
        return jsonable(value.tolist())
    if isinstance(value, Iterable):
        return [jsonable(item) for item in value]
    return str(value)


def one_line(text: str) -> str:
    """The text on one line, without characters that could steer the terminal."""
    shown = "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)
    return " ".join(shown.split())


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of aligned columns: numbers to the right, words to the left."""
    body = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *body, strict=True)]
    numeric = [bool(body) and all(_is_number(row[i]) for row in body) for i in range(len(header))]
    return [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in [list(header), *body]
    ]


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else one_line(str(value))


def _is_number(cell: str) -> bool:
    return cell == "–" or cell.lstrip("+-").replace(".", "", 1).isdigit()
