"""One line of the ledger, and its hash."""

import re
from dataclasses import dataclass
from typing import Any

from core.durable import canonical_json, sha256_bytes
from core.errors import InputError

DECISIONS = {"feature.flagged": "flag", "feature.kept": "keep", "feature.unsure": "unsure"}
"""Event -> the verdict it gives."""

EVENTS = (
    "case.created",
    "policy.set",
    "policy.locked",
    "about.given",
    *DECISIONS,
    "decision.undone",
    "feature.renamed",
    "opinion.given",
    "opinion.undone",
    "rule.set",
    "flag.carried",
    "model.trained",
    "model.accepted",
    "swap.struck",
    "swap.restored",
    "swap.words",
    "verdict.disposition",
    "section.viewed",
    "signed",
    "approval.refused",
    "key.added",
    "key.retired",
    "bundle.sealed",
    "certificate.revoked",
    "certificate.superseded",
)

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


@dataclass(frozen=True)
class Event:
    """Something a person did, as the ledger keeps it.

    Attributes:
        seq: its number, from 1, which is also its line.
        prev: hash of the event before; of the first, SHA-256 of the case's id.
        ts: when, as the caller said (UTC, RFC 3339).
        by: who.
        event: what, one of `EVENTS`.
        subject: what it is about; the shape depends on the event.
        reason: why, in the person's words; "" where none is asked for.
        hash: SHA-256 of the canonical JSON of all of the above.
    """

    seq: int
    prev: str
    ts: str
    by: str
    event: str
    subject: dict[str, Any]
    reason: str
    hash: str

    def line(self) -> bytes:
        """The event as it stands in the file, without the line's end."""
        return canonical_json(vars(self))

    def expected_hash(self) -> str:
        """The hash its content asks for; another than `hash` where somebody changed it."""
        return _hash({name: value for name, value in vars(self).items() if name != "hash"})


@dataclass(frozen=True)
class Draft:
    """An event that has no place in the ledger yet; see `Event`."""

    by: str
    event: str
    subject: dict[str, Any]
    reason: str
    ts: str

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise InputError("no name given: say who decides")
        if self.event not in EVENTS:
            raise InputError(f"no event {self.event!r}: choose one of {', '.join(EVENTS)}")
        if not has_subject(self.event, self.subject):
            raise InputError(f"{self.event} needs a subject with the number of its feature")
        if not _UTC.fullmatch(self.ts):
            raise InputError(f"time {self.ts!r} is not UTC: write it like 2026-01-31T09:30:00Z")
        try:
            canonical_json([self.by, self.subject, self.reason])
        except UnicodeEncodeError:
            raise InputError("the name or reason is not UTF-8: write it again") from None

    def sealed(self, seq: int, prev: str) -> Event:
        """The event at its place, with its hash."""
        content = vars(self) | {"seq": seq, "prev": prev}
        return Event(**content, hash=_hash(content))


def has_subject(event: str, subject: dict[str, Any]) -> bool:
    """Whether the subject names what this kind of event is about."""
    about_one = (*DECISIONS, "feature.renamed", "opinion.given", "flag.carried")
    needed = ("feature",) if event in about_one else ()
    needed = ("feature", "seq") if event.endswith(".undone") else needed
    return all(type(subject.get(name)) is int for name in needed)


def first_prev(case_id: str) -> str:
    """What the first event of a case follows."""
    return sha256_bytes(case_id.encode())


def _hash(content: dict[str, Any]) -> str:
    return sha256_bytes(canonical_json(content))
