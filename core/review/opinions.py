"""A second person's opinion, given without seeing the first, and how far the two agree.

An opinion changes no decision. Where the two differ, somebody decides again: that decision stands
and settles it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.errors import InputError, StaleError
from core.review.decide import CATEGORIES
from core.review.event import DECISIONS, Draft, Event
from core.review.ledger import Ledger
from core.review.verdicts import Verdict, verdicts

OPINION, UNDONE = "opinion.given", "opinion.undone"


@dataclass(frozen=True)
class Difference:
    """A feature on which two people differ and nobody has decided since.

    Attributes:
        first: the decision that stands.
        second: the opinion of another person, given later.
    """

    first: Verdict
    second: Verdict


def opinions(events: Iterable[Event]) -> dict[int, tuple[Verdict, ...]]:
    """Feature -> the newest opinion of each person, oldest first."""
    found: dict[int, tuple[Verdict, ...]] = {}
    for event in newest(events):
        opinion = _opinion(event)
        found[opinion.feature] = (*found.get(opinion.feature, ()), opinion)
    return dict(sorted(found.items()))


def pairs(events: Iterable[Event]) -> list[tuple[str, str]]:
    """(decision, opinion) as verdicts, for each opinion given blind and the decision before it."""
    events = tuple(events)
    found = []
    for event in newest(events):
        before = verdicts(events[: event.seq - 1]).get(event.subject["feature"])
        if before is not None and not event.subject.get("seen"):
            found.append((before.verdict, str(event.subject.get("verdict", ""))))
    return found


def newest(events: Iterable[Event]) -> list[Event]:
    """The newest opinion of each person on each feature that was not taken back, oldest first."""
    events = tuple(events)
    undone = {event.subject["seq"] for event in events if event.event == UNDONE}
    found: dict[tuple[int, str], Event] = {}
    for event in events:
        if event.event == OPINION and event.seq not in undone:
            found.pop((event.subject["feature"], event.by), None)
            found[event.subject["feature"], event.by] = event
    return list(found.values())


def differences(events: Iterable[Event]) -> list[Difference]:
    """Where an opinion differs from the decision that stands, and is newer than it."""
    events = tuple(events)
    standing = verdicts(events)
    return [
        Difference(standing[feature], opinion)
        for feature, given in opinions(events).items()
        for opinion in given
        if feature in standing
        and standing[feature].seq < opinion.seq
        and standing[feature].verdict != opinion.verdict
    ]


def give_opinion(
    ledger: Ledger,
    feature: int,
    name: str,
    verdict: str,
    reason: str,
    by: str,
    ts: str,
    category: str = "other",
    *,
    drawn: bool = False,
) -> Event:
    """The opinion as it now stands in the ledger.

    One given anew after one was taken back is no longer blind: it says so, and `pairs` leaves it
    out.

    Args:
        ledger: of the case.
        feature: its number.
        name: its name as the person saw it.
        verdict: "flag", "keep" or "unsure".
        reason: why; may be blank for "keep" only.
        by: who, another person than the one who decided.
        ts: when (UTC, RFC 3339).
        category: of a flag, one of `CATEGORIES`.
        drawn: the feature was drawn from those nobody flagged; it needs no decision.

    Raises:
        InputError: no reason, an unknown verdict or category, or the same person decided.
        StaleError: no decision stands on the feature any more.
    """
    if verdict not in DECISIONS.values() or category not in CATEGORIES:
        raise InputError(f"no verdict {verdict!r} as {category!r}: choose flag, keep or unsure")
    if verdict != "keep" and not reason.strip():
        raise InputError(f"no reason given: say why you choose {verdict}")
    subject = {"feature": int(feature), "name": name, "verdict": verdict}
    subject |= {"category": category} if verdict != "keep" else {}
    subject |= {"drawn": True} if drawn else {}

    def after(events: tuple[Event, ...]) -> list[Draft]:
        first = verdicts(events).get(feature)
        if first is None and not drawn:
            raise StaleError(f"feature {feature} has no decision any more: choose another")
        if first is not None and first.by == by.strip():
            raise InputError(f"{by.strip()!r} decided on this feature: a second person must look")
        seen = any(
            event.event == UNDONE and event.by == by.strip() and event.subject["feature"] == feature
            for event in events
        )
        blind = {"seen": True} if seen else {}
        return [Draft(by.strip(), OPINION, subject | blind, reason.strip(), ts)]

    return ledger.record(after)[0]


def undo_opinion(ledger: Ledger, by: str, ts: str) -> Event:
    """The event that takes a person's newest opinion back; the ledger keeps both.

    Raises:
        InputError: there is none.
    """

    def after(events: tuple[Event, ...]) -> list[Draft]:
        own = [event for event in newest(events) if event.by == by.strip()]
        if not own:
            raise InputError(f"no second opinion by {by!r} to undo: check the name in the history")
        target = own[-1]
        kept = {name: target.subject[name] for name in ("feature", "name", "verdict")}
        return [Draft(by.strip(), UNDONE, kept | {"seq": target.seq}, "", ts)]

    return ledger.record(after)[0]


def kappa(given: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa: agreement of two people beyond chance, 1 is full, 0 is chance.

    (p_observed - p_chance) / (1 - p_chance), p_chance from each side's own shares of verdicts.
    None without pairs, and where both sides always said one and the same.
    Source: Cohen (1960), A coefficient of agreement for nominal scales.

    >>> round(kappa([("flag", "flag")] * 20 + [("flag", "keep")] * 5
    ...     + [("keep", "flag")] * 10 + [("keep", "keep")] * 15), 2)
    0.4
    """
    if not given:
        return None
    n = len(given)
    first, second = zip(*given, strict=True)
    observed = sum(a == b for a, b in given) / n
    chance = sum(first.count(v) * second.count(v) for v in set(first) | set(second)) / n**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def suggested(events: Iterable[Event]) -> tuple[int, int]:
    """(decisions made before seeing what the software would choose, those that agree with it).

    Unsure neither agrees nor differs, and is left out.
    """
    told = [
        (DECISIONS[event.event], event.subject["suggested"])
        for event in events
        if event.event in DECISIONS and event.subject.get("suggested")
    ]
    counted = [pair for pair in told if pair[0] != "unsure"]
    return len(counted), sum(own == software for own, software in counted)


def _opinion(event: Event) -> Verdict:
    subject = event.subject
    return Verdict(
        feature=subject["feature"],
        verdict=str(subject.get("verdict", "")),
        reason=event.reason,
        by=event.by,
        ts=event.ts,
        seq=event.seq,
        category=str(subject.get("category", "")),
    )
