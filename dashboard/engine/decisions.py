"""The ledger of a case: what people decided, undo, the policy, the history."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import InputError
from dashboard.engine.places import open_case, revision

if TYPE_CHECKING:
    from core.review.ledger import Event, Verification
    from core.review.verdicts import Verdict

CATEGORIES = ("protected attribute", "proxy", "shortcut", "privacy", "other")
"""What kind of thing a flagged feature picks up."""

_DECISIONS = ("feature.flagged", "feature.kept", "feature.unsure", "decision.undone")


def now() -> str:
    """The time of an event, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def history(case: str) -> "tuple[Event, ...]":
    """Every event of the ledger, the oldest first."""
    return _events(case, revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _events(case: str, revision: str) -> "tuple[Event, ...]":
    from core import pipeline

    return pipeline.ledger(open_case(case)).events()


def integrity(case: str) -> "Verification":
    """Whether the ledger's chain of fingerprints still holds."""
    from core import pipeline

    return pipeline.ledger(open_case(case)).verify()


def verdicts(case: str) -> "dict[int, Verdict]":
    """The decision that stands for each feature."""
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
) -> None:
    """Write one decision for each feature to the ledger.

    Args:
        case: Name of the case.
        ids: Numbers of the features.
        verdict: "flag", "keep" or "unsure"; flag and unsure need a reason.
        reason: Why, in the person's words.
        by: Who decides.
        category: One of `CATEGORIES`.
        seen: Number of the newest decision on the feature that the person saw; with it, a
            decision somebody else made meanwhile is not overwritten.

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
    )


def undo(case: str, by: str) -> "Event":
    """Take back the newest decision of this person; the ledger keeps both."""
    from core import pipeline

    return pipeline.undo_decision(open_case(case), by=by, ts=now())


def policy(case: str) -> str:
    """The rule the case is judged by, as it was last written; empty when there is none."""
    written = [event for event in history(case) if event.event == "policy.set"]
    return str(written[-1].subject.get("policy", "")) if written else ""


def set_policy(case: str, text: str, by: str) -> None:
    """Write a new policy to the ledger.

    Raises:
        InputError: The text or the name is blank.
    """
    from core import pipeline

    if not text.strip() or not by.strip():
        raise InputError("a policy needs words and the name of who writes it")
    pipeline.ledger(open_case(case)).append(
        by=by, event="policy.set", subject={"policy": text.strip()}, reason="", ts=now()
    )


def accept(case: str, by: str) -> None:
    """Write to the ledger that a person accepts the regularized model as it is now."""
    from core import pipeline

    opened = open_case(case)
    subject = {"train": opened.key("train") or "", "audit": opened.key("audit") or ""}
    pipeline.ledger(opened).append(
        by=by, event="model.accepted", subject=subject, reason="", ts=now()
    )


def events_since_training(case: str) -> int:
    """How many decisions were made or undone since the regularized model was last trained."""
    names = [event.event for event in history(case)]
    last = max((i for i, name in enumerate(names) if name == "model.trained"), default=-1)
    return sum(name in _DECISIONS for name in names[last + 1 :])
