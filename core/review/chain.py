"""Read the ledger's lines, and find the first one that is not as it was written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields

from core.errors import IntegrityError
from core.review.event import EVENTS, Event, first_prev, has_subject

_TYPES = {field.name: field.type for field in fields(Event)}


@dataclass(frozen=True)
class Verification:
    """Whether the ledger is as it was written.

    Attributes:
        ok: no line was changed, removed, added or moved.
        broken_line: the first line that is not right, from 1; None where all are.
        message: the finding in one sentence.
    """

    ok: bool
    broken_line: int | None
    message: str


def whole_lines(data: bytes) -> tuple[list[bytes], bytes]:
    """The lines that were ended, and the rest: what a crash left of a line never acknowledged."""
    *lines, rest = data.split(b"\n")
    return lines, rest


def parse(line: bytes, number: int) -> Event:
    """The event of a line; neither its hash nor its place is checked.

    Raises:
        IntegrityError: the line is not an event.
    """
    try:
        content = json.loads(line)
        event = Event(**content)
        fits = all(type(content[name]) is _plain(kind) for name, kind in _TYPES.items())
    except (ValueError, TypeError, RecursionError):
        fits = False
    if not (fits and event.event in EVENTS and has_subject(event.event, event.subject)):
        raise IntegrityError(
            f"line {number} of the ledger is not an event: put a copy of the ledger from before "
            "the change in its place"
        )
    return event


def check(data: bytes, case_id: str, head: str | None) -> Verification:
    """Whether the ledger's bytes form one unbroken chain.

    Args:
        data: content of the file.
        case_id: of the case it belongs to.
        head: hash of an event known to be in it (a report was signed over it); None for none.
    """
    lines, rest = whole_lines(data)
    prev, seen = first_prev(case_id), set()
    for number, line in enumerate(lines, start=1):
        problem = _problem(line, number, prev)
        if problem:
            return Verification(False, number, f"line {number} of the ledger {problem}")
        prev = parse(line, number).hash
        seen.add(prev)
    if head is not None and head not in seen:
        return Verification(
            False,
            len(lines) + 1,
            f"the ledger ends after {_events(len(lines))}, before the one it was signed at",
        )
    return Verification(True, None, f"{_events(len(lines))}, unbroken{_torn(rest)}")


def check_lines(lines: Sequence[bytes], case_id: str) -> None:
    """Nothing, if the lines form one unbroken chain.

    Raises:
        IntegrityError: they do not; names the first broken line.
    """
    found = check(b"".join(line + b"\n" for line in lines), case_id, None)
    if not found.ok:
        raise IntegrityError(
            f"{found.message}: put a copy of the ledger from before the change in its place"
        )


def _problem(line: bytes, number: int, prev: str) -> str:
    try:
        event = parse(line, number)
    except IntegrityError:
        return "is not an event"
    try:
        untouched = event.hash == event.expected_hash() and event.line() == line
    except ValueError:
        untouched = False
    if not untouched:
        return "was changed after it was written"
    if event.prev != prev and number == 1:
        return "does not start this case: a line was removed or comes from another case"
    if event.prev != prev or event.seq != number:
        return f"does not follow line {number - 1}: a line was removed, added or moved"
    return ""


def _plain(kind: object) -> type:
    return {int: int, str: str}.get(kind, dict)  # type: ignore[call-overload]


def _torn(rest: bytes) -> str:
    if not rest:
        return ""
    return (
        "; an unfinished last line, left by a crash and never acknowledged, "
        "goes with the next decision"
    )


def _events(number: int) -> str:
    return "1 event" if number == 1 else f"{number:,} events"
