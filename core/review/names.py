"""Names people give to features; the suggested name stays on record beside them."""

from collections.abc import Iterable

from core.errors import InputError
from core.review.event import Draft, Event
from core.review.ledger import Ledger

RENAMED = "feature.renamed"
_LONGEST = 120


def names(events: Iterable[Event]) -> dict[int, str]:
    """Feature -> the newest name a person gave it; features with their suggested name are out."""
    given: dict[int, str] = {}
    for event in events:
        if event.event == RENAMED:
            given[event.subject["feature"]] = str(event.subject.get("new", ""))
    return {feature: name for feature, name in given.items() if name}


def rename(ledger: Ledger, feature: int, suggested: str, new: str, by: str, ts: str) -> Event:
    """The event that gives a feature a name; a blank one goes back to the suggested name.

    Args:
        ledger: of the case.
        feature: its number.
        suggested: its name by the software, kept beside the new one.
        new: its name from now on.
        by: who names it.
        ts: when (UTC, RFC 3339).

    Raises:
        InputError: the name is too long, or what the feature is called already.
    """
    new = " ".join(new.split())
    if len(new) > _LONGEST:
        raise InputError(f"a name of {len(new)} characters is too long: use {_LONGEST} or fewer")

    def after(events: tuple[Event, ...]) -> list[Draft]:
        now = names(events).get(feature, "")
        if new == now or (not now and new == suggested):
            raise InputError(f"the feature is called {new or suggested!r} already: type another")
        return [_draft(feature, now or suggested, new, suggested, by, ts)]

    return ledger.record(after)[0]


def confirm(ledger: Ledger, feature: int, suggested: str, by: str, ts: str) -> Event:
    """The event by which the suggested name becomes one that a person gave.

    Args:
        ledger: of the case.
        feature: its number.
        suggested: its name by the software.
        by: who confirms it.
        ts: when (UTC, RFC 3339).

    Raises:
        InputError: a person has given the feature a name already.
    """

    def after(events: tuple[Event, ...]) -> list[Draft]:
        if now := names(events).get(feature):
            raise InputError(f"a person calls the feature {now!r}: look at it again")
        return [_draft(feature, suggested, suggested, suggested, by, ts)]

    return ledger.record(after)[0]


def _draft(feature: int, now: str, new: str, suggested: str, by: str, ts: str) -> Draft:
    subject = {"feature": int(feature), "name": now, "new": new, "suggested": suggested}
    return Draft(by, RENAMED, subject, "", ts)
