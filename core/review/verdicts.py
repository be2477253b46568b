"""Which decision stands for each feature."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.review.event import DECISIONS, Event


@dataclass(frozen=True)
class Verdict:
    """The decision that stands for a feature.

    Attributes:
        feature: its number.
        verdict: "flag", "keep" or "unsure".
        reason: why, in the person's words.
        by: who decided.
        ts: when (UTC).
        seq: number of the event in the ledger.
        category: of a flag, "protected attribute", "proxy", …; "" of the others.
    """

    feature: int
    verdict: str
    reason: str
    by: str
    ts: str
    seq: int
    category: str


def verdicts(events: Iterable[Event]) -> dict[int, Verdict]:
    """Feature -> its newest decision that was not undone, in the order of feature numbers."""
    standing = {event.subject["feature"]: _verdict(event) for event in decisions(events)}
    return dict(sorted(standing.items()))


def flagged(events: Iterable[Event]) -> tuple[int, ...]:
    """The features that are flagged, in order."""
    return tuple(f for f, each in verdicts(events).items() if each.verdict == "flag")


def decisions(events: Iterable[Event]) -> list[Event]:
    """The decisions that were not undone, oldest first."""
    events = tuple(events)
    undone = {event.subject["seq"] for event in events if event.event == "decision.undone"}
    return [event for event in events if event.event in DECISIONS and event.seq not in undone]


def _verdict(event: Event) -> Verdict:
    return Verdict(
        feature=event.subject["feature"],
        verdict=DECISIONS[event.event],
        reason=event.reason,
        by=event.by,
        ts=event.ts,
        seq=event.seq,
        category=event.subject.get("category", ""),
    )
