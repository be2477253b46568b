"""The decisions log: what people decided about features, with reasons, overrides and agreement."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from core.audit.missed import recall
from core.report.markup import Markup, el, section, table
from core.report.numbers import count, day, quoted
from core.review.drawn import looked
from core.review.event import DECISIONS, Event
from core.signing.forms import canonical

Report = Mapping[str, Any]

DID = {
    "feature.flagged": "flagged",
    "feature.kept": "kept",
    "feature.unsure": "put aside as unsure",
    "decision.undone": "took a decision back",
    "feature.renamed": "renamed",
    "flag.carried": "carried a flag over, to be confirmed",
    "opinion.given": "gave a second opinion",
    "opinion.undone": "took a second opinion back",
}
"""Event of the ledger -> what the log calls it."""

_SAID = {"flag": "flag it", "keep": "keep it", "unsure": "unsure"}
_PRINTED = 40


def decision_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    """One row for each decision and opinion on a feature, oldest first; no text is quoted.

    `overrides` says what a decision goes against: an earlier one by somebody, a second opinion
    that it settles, or what the software would have chosen; "" where nothing.
    """
    rows: list[dict[str, Any]] = []
    standing: dict[int, Event] = {}
    opinions: dict[int, Event] = {}
    for event in events:
        if event.event not in DID:
            continue
        feature = event.subject["feature"]
        rows.append(_row(event, _overrides(event, standing.get(feature), opinions.get(feature))))
        if event.event in DECISIONS:
            standing[feature] = event
            opinions.pop(feature, None)
        elif event.event == "decision.undone":
            standing.pop(feature, None)
        elif event.event == "opinion.given":
            opinions[feature] = event
    return rows


def _row(event: Event, overrides: str) -> dict[str, Any]:
    subject = event.subject
    return {
        "seq": event.seq,
        "ts": event.ts,
        "on": day(event.ts),
        "by": event.by,
        "did": _did(event),
        "feature": subject["feature"],
        "name": str(subject.get("name", "")),
        "category": str(subject.get("category", "")),
        "reason": event.reason,
        "overrides": overrides,
    }


def _did(event: Event) -> str:
    subject, did = event.subject, DID[event.event]
    if event.event == "opinion.given":
        by_lot = "on a feature drawn at random, " if subject.get("drawn") else ""
        how = "after seeing the decision" if subject.get("seen") else "blind"
        return f"{did}, {by_lot}{how}: {_SAID.get(str(subject.get('verdict')), 'unsure')}"
    if event.event == "feature.renamed":
        new = str(subject.get("new", ""))
        if new and new == subject.get("name"):
            return "confirmed the name"
        return f"{did} to {quoted(new)}" if new else f"{did} back to the suggested name"
    return did


def _overrides(event: Event, before: Event | None, opinion: Event | None) -> str:
    own = DECISIONS.get(event.event)
    if own is None:
        return ""
    if opinion is not None and before is not None:
        other = opinion.subject.get("verdict")
        if other != DECISIONS[before.event]:
            side = "with" if other == own else "against"
            return f"settles a difference, {side} the second opinion of {opinion.by}"
    if before is not None and DECISIONS[before.event] != own:
        return f"changes the decision of {before.by}"
    suggested = event.subject.get("suggested")
    if suggested and "unsure" not in (own, suggested) and suggested != own:
        return f"the software would have said: {_SAID.get(str(suggested), 'unsure')}"
    return ""


def log(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The report's part."""
    rows = [dict(row) for row in rows]
    people, against = {row["by"] for row in rows}, sum(bool(row["overrides"]) for row in rows)
    return {
        "rows": rows,
        "overrides": against,
        "sentence": (
            f"{count(len(rows), 'entry', 'entries')} on features by "
            f"{count(len(people), 'person', 'people')}; {against:,} of them "
            f"{'goes' if against == 1 else 'go'} against something that was said before."
        ),
    }


def problem(report: Report, events: Iterable[Event]) -> str:
    """What in the log is not as the ledger has it; "" where all is."""
    events = list(events)
    if report["decisions"] != log(decision_rows(events)):
        return "the decisions log is not the one that the ledger holds"
    return _missed(report["review"]["drawn"], events)


def _missed(told: Mapping[str, Any] | None, events: list[Event]) -> str:
    """What in the estimate of missing flags does not follow from the ledger; "" where all does."""
    if told is None:
        return ""
    counts = looked((), events)._replace(rest=told["rest"])._asdict()
    found = recall(**counts)
    fresh = counts | {"recall": None if found is None else asdict(found)}
    same = json.loads(canonical(fresh)) == told
    return "" if same else "the estimate of missing flags does not follow from the ledger"


def section_of(report: Report) -> Markup:
    """The part of the page."""
    told = report["decisions"]
    body = [
        [
            f"{row['seq']:,}",
            row["on"],
            row["by"],
            row["did"],
            f"{row['name']} ({row['feature']})",
            row["category"],
            row["reason"] or "none given",
            row["overrides"],
        ]
        for row in told["rows"]
    ]
    head = ["Line", "When", "By", "Did", "Feature", "Kind", "Reason", "Overrides"]
    caption = "In the order of the ledger"
    shown = [table(caption, head, body, [0], printed=range(_PRINTED))] if body else []
    return section(
        "Decisions log",
        el("p", f"{told['sentence']} {report['review']['agreement']}"),
        *shown,
    )
