"""The ledger of a case: what people decided, undo, the policy, the history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.engine.places import open_case, revision

if TYPE_CHECKING:
    from core.review.ledger import Event, Ledger, Verification
    from core.review.verdicts import Verdict

CATEGORIES = ("protected attribute", "proxy", "shortcut", "privacy", "other")
"""What kind of thing a flagged feature picks up."""


SMALL = 30
"""Texts that a group needs before anything is said of it, as long as nobody set another number."""


def now() -> str:
    """The time of an event, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def history(case: str) -> "tuple[Event, ...]":
    """Every event of the ledger, the oldest first."""
    return _events(case, revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _events(case: str, revision: str) -> "tuple[Event, ...]":
    return _ledger(case).events()


def _ledger(case: str) -> "Ledger":
    # Not by the pipeline: it loads torch, and a page's first paint must not wait for that.
    from core.review.ledger import Ledger

    opened = open_case(case)
    return Ledger(opened.ledger_path, opened.id)


def integrity(case: str) -> "Verification":
    """Whether the ledger's chain of fingerprints still holds."""
    return _ledger(case).verify()


def verdicts(case: str) -> "dict[int, Verdict]":
    """The decision that stands for each feature. Never change it."""
    return _verdicts(case, revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _verdicts(case: str, revision: str) -> "dict[int, Verdict]":
    from core.review.verdicts import verdicts as standing

    return standing(history(case))


def decide(
    case: str,
    ids: Sequence[int],
    verdict: str,
    *,
    reason: str,
    by: str,
    category: str = "other",
    seen: int | None = None,
    suggested: Mapping[int, str] | None = None,
) -> None:
    """Write one decision for each feature to the ledger.

    Args:
        case: Name of the case.
        ids: Numbers of the features.
        verdict: "flag", "keep" or "unsure"; flag and unsure need a reason.
        reason: Why, in the person's words.
        by: Who decides.
        category: One of `CATEGORIES`.
        seen: Number of the decision on the feature that the person saw stand, 0 for none; with
            it, a decision somebody else made meanwhile is not overwritten.
        suggested: Verdict of the software by feature, which the person had not seen.

    Raises:
        InputError: A reason or a name is missing.
        StaleError: Somebody else decided meanwhile.
    """
    from core import pipeline

    pipeline.decide_features(
        open_case(case),
        tuple(ids),
        verdict,
        reason=reason,
        by=by,
        ts=now(),
        category=category,
        expected=seen,
        suggested=suggested,
    )


def undo(case: str, by: str) -> "Event":
    """Take back the newest decision of this person; the ledger keeps both."""
    from core import pipeline

    return pipeline.undo_decision(open_case(case), by=by, ts=now())


def names(case: str) -> dict[int, str]:
    """Feature -> the name a person gave it. Never change it."""
    return _names(case, revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _names(case: str, revision: str) -> dict[int, str]:
    from core.review.names import names as given

    return given(history(case))


def rename(case: str, feature: int, name: str, by: str) -> None:
    """Give a feature a name; a blank one goes back to the suggested name.

    Raises:
        InputError: The name of the person is missing, or nothing would change.
    """
    from core import pipeline

    pipeline.rename_feature(open_case(case), feature, name, by, now())


def confirm_name(case: str, feature: int, by: str) -> None:
    """Make the suggested name of a feature the one a person stands for.

    Raises:
        InputError: The name of the person is missing, or a person named the feature already.
    """
    from core import pipeline

    pipeline.confirm_name(open_case(case), feature, by, now())


def policy(case: str) -> str:
    """The rule the case is judged by, as it was last written; empty when there is none."""
    written = [event for event in history(case) if event.event == "policy.set"]
    return str(written[-1].subject.get("text", "")) if written else ""


def enough(case: str) -> int:
    """Texts that a group needs before anything is said of it, as the limits were last set."""
    set_ = [event for event in history(case) if event.event == "policy.locked"]
    return int(set_[-1].subject["policy"].get("enough", SMALL)) if set_ else SMALL


def policy_version(case: str) -> int:
    """How often the policy was written; 0 when it never was."""
    return sum(event.event == "policy.set" for event in history(case))


def set_policy(case: str, text: str, by: str) -> None:
    """Write a new policy to the ledger.

    Raises:
        InputError: The text or the name is blank.
    """
    from core import pipeline

    pipeline.set_policy(open_case(case), text, by, now())


def set_unjudged(case: str, rule: str, by: str) -> None:
    """Set what holds for features nobody judged, "keep" or "flag".

    Raises:
        InputError: The name is blank, or the rule holds already.
    """
    from core import pipeline

    pipeline.set_unjudged(open_case(case), rule, by, now())


def accept(case: str, by: str) -> None:
    """Write to the ledger that a person accepts the regularized model as it is now."""
    from core import pipeline

    pipeline.accept_model(open_case(case), by, now())


def changed_since(case: str, event: str) -> int:
    """For how many features another decision stands than at the last event of that kind."""
    return len(_changed_since(case, event))


def retrain_for(case: str) -> int:
    """For how many features a decision waits for training: flags given or taken back since.

    What is kept or put aside asks for no other model, unless unjudged features count as flagged.
    """
    changed = _changed_since(case, "model.trained")
    if open_case(case).settings.unjudged == "flag":
        return len(changed)
    return sum("flag" in pair for pair in changed)


def _changed_since(case: str, event: str) -> list[tuple[str, str]]:
    """Verdict before and after, of every feature for which another decision stands."""
    from core.review.verdicts import verdicts as standing

    events = history(case)
    last = max((i for i, each in enumerate(events) if each.event == event), default=-1)
    before, after = standing(events[: last + 1]), verdicts(case)
    found = []
    for feature in before.keys() | after.keys():
        was, now_ = before.get(feature), after.get(feature)
        if (was and was.seq) != (now_ and now_.seq):
            found.append((was.verdict if was else "", now_.verdict if now_ else ""))
    return found
