"""The report's part on what only people know: every answer, what is missing, every version."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.audit.policy import OBTAINED, RULES
from core.report.about import NOT_GIVEN, QUESTIONS, About, about_from, differences
from core.report.numbers import count, day, label_of, listed
from core.review.event import Event
from core.signing.forms import canonical


@dataclass(frozen=True)
class Scope:
    """What of a case people have to answer for.

    Attributes:
        columns: its group columns.
        judged: rules that get a verdict.
        obtained: group column -> how its values are known, as the policy has it.
    """

    columns: Sequence[str] = ()
    judged: Sequence[str] = ()
    obtained: Mapping[str, str] = field(default_factory=dict)


def unknown(scope: Scope) -> list[str]:
    """The group columns of which nobody said how they are known."""
    return [c for c in scope.columns if scope.obtained.get(c, OBTAINED[0]) == OBTAINED[0]]


def missing(about: About, scope: Scope) -> list[str]:
    """What is not given, in words."""
    told = [question.words for name, question in QUESTIONS.items() if not about.answer(name)]
    unsaid = unknown(scope)
    for column in scope.columns:
        named = label_of(column)
        if column in unsaid:
            told.append(f"How {named} is known")
        if not about.processed.get(column):
            told.append(f"Why {named} is processed")
    unsaid = sum(not about.chosen.get(name) for name in scope.judged)
    words = count(unsaid, "judged figure was", "judged figures were")
    return [*told, f"Why {words} chosen"] if unsaid else told


def about_versions(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Every version that somebody gave, oldest first, with what it changed."""
    told: list[dict[str, Any]] = []
    before = About()
    for event in (each for each in events if each.event == "about.given"):
        about = about_from(event.subject["about"])
        told.append(
            {
                "version": len(told) + 1,
                "about": about.as_json(),
                "sha256": event.subject["sha256"],
                "by": event.by,
                "ts": event.ts,
                "changes": differences(before, about),
            }
        )
        before = about
    return told


def wordings_of(versions: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Number of a feature -> how a person is told that it was a reason, as the newest has it."""
    return about_from(versions[-1]["about"]).wordings if versions else {}


def problem(report: Mapping[str, Any], events: Iterable[Event]) -> str:
    """What in the report's part is not as the ledger has it; "" where all is."""
    policy = report["policy"]
    versions = [version["policy"] for version in policy["versions"]]
    fresh = about_part(
        about_versions(events), scope_of(report["data"]["groups"], policy["limits"], versions)
    )
    same = json.loads(canonical(fresh)) == report["about"]
    return "" if same else "what was said of use, data and risk is not what the ledger has"


def scope_of(
    columns: Sequence[str], limits: Mapping[str, float | None], policies: Sequence[Mapping]
) -> Scope:
    """What people have to answer for under the newest of some policies."""
    obtained = policies[-1].get("obtained", {}) if policies else {}
    return Scope(columns, [name for name in RULES if limits.get(name) is not None], obtained)


def about_part(versions: Sequence[Mapping[str, Any]], scope: Scope) -> dict[str, Any]:
    """The report's part: every answer under its question, what is not given, every version.

    Args:
        versions: of `about_versions`.
        scope: what people have to answer for.
    """
    about = about_from(versions[-1]["about"]) if versions else About()
    return {
        "answers": [
            {"name": name, "part": q.part, "words": q.words, "answer": about.answer(name)}
            for name, q in QUESTIONS.items()
        ],
        "processed": {column: about.processed.get(column, "") for column in scope.columns},
        "chosen": {name: about.chosen.get(name, "") for name in scope.judged},
        "missing": missing(about, scope),
        "versions": [dict(version) | {"on": day(version["ts"])} for version in versions],
        "line": _line(versions),
    }


def _line(versions: Sequence[Mapping[str, Any]]) -> str:
    if not versions:
        return "Nobody has said yet what the model is for and where its texts come from."
    last = versions[-1]
    earlier = len(versions) - 1
    told = f"As said by {last['by']} on {day(last['ts'])}, version {last['version']:,}"
    if not earlier:
        return f"{told}."
    kept = count(earlier, "earlier version")
    return f"{told}; {kept} in the ledger, this one changed: {listed(last['changes'])}."


def answers(report: Mapping[str, Any], part: str) -> list[tuple[str, str]]:
    """(what it is called, the answer or that it was not given) of one part of the report."""
    return [
        (each["words"], each["answer"] or NOT_GIVEN)
        for each in report["about"]["answers"]
        if each["part"] == part
    ]
