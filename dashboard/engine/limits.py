"""What a case is judged by, and how its models stand against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.engine.decisions import now
from dashboard.engine.places import open_case, revision


@dataclass(frozen=True)
class Limit:
    """One figure that can have a limit.

    Attributes:
        name: of the rule.
        words: what it is.
        why: why it is looked at.
        value: the limit; None for none.
        floor: it is the least that must be reached, not the most allowed.
    """

    name: str
    words: str
    why: str
    value: float | None
    floor: bool


@dataclass(frozen=True)
class Limits:
    """All of them, and who set them.

    Attributes:
        limits: in the order of the report.
        version: 0 while nobody set them.
        by: who did.
        ts: when (UTC).
        seen: results were there already.
    """

    limits: tuple[Limit, ...]
    version: int = 0
    by: str = ""
    ts: str = ""
    seen: bool = False


def limits(case: str) -> Limits:
    """The limits of the case as they stand."""
    from core.audit.policy import RULES
    from core.pipeline.judged import current_policy, locked_policies

    opened = open_case(case)
    policy, versions = current_policy(opened), locked_policies(opened)
    rows = tuple(
        Limit(name, rule.words, rule.why, policy.limit(name).value, rule.floor)
        for name, rule in RULES.items()
    )
    if not versions:
        return Limits(rows)
    last = versions[-1]
    return Limits(rows, last.version, last.by, last.ts, last.seen)


def set_limits(case: str, changed: Mapping[str, float | None], by: str) -> None:
    """Write a version of the limits to the ledger; without a change, as they stand.

    Raises:
        InputError: They say that already, or a limit is no share.
    """
    from core import pipeline

    pipeline.lock_policy(open_case(case), {"limits": dict(changed)}, by, now())


def group_verdicts(case: str) -> list[dict[str, Any]]:
    """Outcomes and errors by group against the limits: title, state, and parts in words.

    Empty where there is no regularized model, or no group column.
    """
    return _group_verdicts(case, revision(case))


@st.cache_data(max_entries=10, show_spinner="Holding the figures against the limits …")
def _group_verdicts(case: str, revision: str) -> list[dict[str, Any]]:
    from core import pipeline
    from core.report.front import group_lines

    opened = open_case(case)
    model = opened.classifier_path("regularized").with_suffix(".json")
    if opened.key("audit") is None or not model.is_file() or not opened.settings.groups:
        return []
    return group_lines(pipeline.fairness_case(opened))
