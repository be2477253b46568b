"""What people said about the case, version by version, in its ledger."""

from collections.abc import Mapping
from typing import Any

from core.case import Case
from core.errors import InputError
from core.pipeline.decide import ledger
from core.pipeline.judged import current_policy
from core.pipeline.look import index
from core.report.about import About, about_from
from core.report.answers import Scope, missing, unknown
from core.review.event import Draft, Event


def current_about(case: Case) -> About:
    """What stands."""
    return _standing(ledger(case).events())


def say_about(case: Case, changes: Mapping[str, Any], by: str, ts: str) -> Event:
    """Write a version to the ledger; earlier ones stay there.

    Args:
        case: The case.
        changes: Answers given anew, by name of `About`; "" takes one back.
        by: Who says so.
        ts: When (UTC, RFC 3339).

    Raises:
        InputError: A column, figure or feature that the case does not have, or nothing new.
    """
    for column in changes.get("processed", {}):
        if column not in case.settings.groups:
            raise InputError(f"no group column {column!r}: choose from {case.settings.groups}")
    if wordings := changes.get("wordings"):
        known = {str(feature) for feature in index(case).features.feature}
        for feature in wordings:
            if feature not in known:
                raise InputError(f"no feature {feature!r}: `selfreg features` lists them by number")

    def draft(events: tuple[Event, ...]) -> list[Draft]:
        before = _standing(events)
        after = before.changed(changes)
        if after == before:
            raise InputError("that stands already: change an answer, or leave them as they are")
        subject = {"about": after.as_json(), "sha256": after.sha256}
        return [Draft(by.strip(), "about.given", subject, "", ts)]

    return ledger(case).record(draft)[0]


def not_given(case: Case) -> list[str]:
    """What nobody has said yet, in words."""
    return missing(current_about(case), _scope(case))


def unknown_groups(case: Case) -> list[str]:
    """The group columns of which nobody said how they are known."""
    return unknown(_scope(case))


def _scope(case: Case) -> Scope:
    policy = current_policy(case)
    return Scope(case.settings.groups, policy.judged, policy.obtained)


def _standing(events: tuple[Event, ...]) -> About:
    given = [event for event in events if event.event == "about.given"]
    return about_from(given[-1].subject["about"]) if given else About()
