"""Which parts of the report a person has seen before they sign."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.case import Case
from core.durable import sha256_bytes
from core.errors import InputError
from core.pipeline.decide import ledger
from core.review.event import Event
from core.signing.forms import person


def on_screen(report: Mapping[str, Any]) -> dict[str, str]:
    """Title of each part of the page -> SHA-256 of what is on the screen; it changes with it."""
    from core.report.page import parts_of

    return {title: sha256_bytes(part.encode()) for title, part in parts_of(report).items()}


def view_sections(
    case: Case, parts: Mapping[str, str], titles: Sequence[str], by: str, ts: str
) -> Event:
    """Record that a person opened some parts of the report; no proof that they were read.

    Args:
        case: The case.
        parts: Of `on_screen`, of the report as it is now.
        titles: Of the parts that were opened.
        by: Who.
        ts: When (UTC, RFC 3339).

    Raises:
        InputError: there is no such part, or no name was given.
    """
    for title in titles:
        if title not in parts:
            raise InputError(f"the report has no part {title!r}: it has {', '.join(parts)}")
    saw = {title: parts[title] for title in titles}
    return ledger(case).append(
        by=by, event="section.viewed", subject={"saw": saw}, reason="", ts=ts
    )


def seen_by(case: Case, parts: Mapping[str, str], by: str) -> tuple[str, ...]:
    """Titles of the parts that a person has seen as they are now, in the order of the page."""
    events = [e for e in ledger(case).events() if e.event == "section.viewed"]
    saw = {
        digest for e in events if person(e.by) == person(by) for digest in e.subject["saw"].values()
    }
    return tuple(title for title, digest in parts.items() if digest in saw)
