"""Flag, keep, unsure, undo: what people do with features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import InputError
from core.review.directions import direction_to_text
from core.review.event import DECISIONS, Draft, Event
from core.review.ledger import Ledger, check_fresh
from core.review.verdicts import decisions

CATEGORIES = ("protected attribute", "proxy", "shortcut", "privacy", "other")
"""What a flagged feature stands for."""

_EVENTS = {verdict: event for event, verdict in DECISIONS.items()}


@dataclass(frozen=True)
class FeatureRef:
    """A feature as a decision remembers it, so that the decision outlives its number.

    Attributes:
        feature: its number.
        name: its name as the person saw it.
        direction: its unit decoder direction.
        examples: ids of the texts the person saw.
        suggested: verdict of the software, shown only after the person chose; "" for none.
    """

    feature: int
    name: str
    direction: Sequence[float]
    examples: tuple[str, ...] = field(default=())
    suggested: str = ""


def decide(
    ledger: Ledger,
    features: Sequence[FeatureRef],
    verdict: str,
    reason: str,
    by: str,
    ts: str,
    category: str = "other",
    expected: int | Mapping[int, int] | None = None,
) -> list[Event]:
    """The decisions as they now stand in the ledger, one for each feature, all or none.

    Args:
        ledger: of the case.
        features: what is decided on.
        verdict: "flag", "keep" or "unsure".
        reason: why; may be blank for "keep" only.
        by: who decides.
        ts: when (UTC, RFC 3339).
        category: of what is flagged or unsure, one of `CATEGORIES`.
        expected: seq of the decision the person saw stand (0 for none), for all features or by
            feature; None does not ask.

    Raises:
        InputError: no reason, no name, no feature, or an unknown verdict or category.
        StaleError: another decision stands by now on one of them; none is recorded.
    """
    _check(features, verdict, reason, category)
    named = {ref.feature: ref for ref in features}
    drafts = [
        Draft(by.strip(), _EVENTS[verdict], _subject(ref, verdict, category), reason.strip(), ts)
        for ref in named.values()
    ]

    def after(events: tuple[Event, ...]) -> list[Draft]:
        for feature in named:
            seen = expected.get(feature) if isinstance(expected, Mapping) else expected
            if seen is not None:
                check_fresh(events, feature, seen)
        return drafts

    return ledger.record(after)


def undo(ledger: Ledger, by: str, ts: str, seq: int | None = None) -> Event:
    """The event that takes a decision back; the one before it on that feature stands again.

    Args:
        ledger: of the case.
        by: who undoes.
        ts: when (UTC, RFC 3339).
        seq: of the decision to undo, whoever made it; None: the newest one by that person.

    Raises:
        InputError: there is no such decision, or it was undone before.
    """

    def after(events: tuple[Event, ...]) -> list[Draft]:
        target = _target(events, by.strip(), seq)
        subject = {
            "feature": target.subject["feature"],
            "name": target.subject.get("name", ""),
            "seq": target.seq,
            "verdict": DECISIONS[target.event],
        }
        return [Draft(by.strip(), "decision.undone", subject, "", ts)]

    return ledger.record(after)[0]


def _target(events: Sequence[Event], by: str, seq: int | None) -> Event:
    standing = decisions(events)
    if seq is None:
        own = [event for event in standing if event.by == by]
        if not own:
            raise InputError(f"no decision by {by!r} to undo: check the name in the history")
        return own[-1]
    for event in standing:
        if event.seq == seq:
            return event
    raise InputError(f"number {seq} is no decision that stands: choose one from the history")


def _check(features: Sequence[FeatureRef], verdict: str, reason: str, category: str) -> None:
    if verdict not in _EVENTS:
        raise InputError(f"no verdict {verdict!r}: choose {', '.join(_EVENTS)}")
    if category not in CATEGORIES:
        raise InputError(f"no category {category!r}: choose one of {', '.join(CATEGORIES)}")
    if verdict != "keep" and not reason.strip():
        raise InputError(f"no reason given: say why you choose {verdict}")
    if not features:
        raise InputError("no feature given: name at least one")


def _subject(ref: FeatureRef, verdict: str, category: str) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "feature": int(ref.feature),
        "name": ref.name,
        "direction": direction_to_text(ref.direction),
        "examples": [str(example) for example in ref.examples],
    }
    if ref.suggested:
        subject["suggested"] = ref.suggested
    return subject | ({"category": category} if verdict != "keep" else {})
