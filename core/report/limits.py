"""What was not tested: said before anybody asks."""

from typing import Any

from core.report.counts import NOT_GIVEN
from core.report.inputs import ReportInputs
from core.report.numbers import count, label_of, listed, quoted
from core.report.words import MEASURES, OTHER_TEXTS, PRESENCE

NO_GROUPS = "Outcomes by group were not measured: the data names no group column."


def not_tested(inputs: ReportInputs) -> list[str]:
    """Plain sentences on what the figures do not cover; the caller's own come last."""
    return [
        *_left_out(inputs.audit["gaps"]),
        *_missing(inputs),
        *_length(inputs),
        *_unjudged(inputs),
        *_seen(inputs),
        *_lost(inputs),
        _other_groups(inputs),
        OTHER_TEXTS,
        PRESENCE,
        *_crosses(inputs),
        *_unswapped(inputs),
        *inputs.not_tested,
    ]


def _other_groups(inputs: ReportInputs) -> str:
    """The groups that are compared, so that whoever reads it sees which are not."""
    columns = listed(label_of(column) for column in inputs.data.groups)
    return f"Groups other than those by {columns} were not looked at." if columns else NO_GROUPS


def _crosses(inputs: ReportInputs) -> list[str]:
    compared = inputs.fairness["attributes"] if inputs.fairness else []
    if len(inputs.data.groups) < 2 or any(len(each["columns"]) > 1 for each in compared):
        return []
    return ["Groups defined by two columns at once were not compared."]


def _left_out(gaps: list[dict[str, Any]]) -> list[str]:
    """One sentence a column, for groups that were too small for one of its gaps."""
    small: dict[str, dict[str, list[str]]] = {}
    for gap in gaps:
        if gap["model"] == "plain":
            for group in gap["left_out"]:
                named = small.setdefault(gap["column"], {}).setdefault(group, [])
                named.append(MEASURES[gap["metric"]].lower())
    return [
        f"By {label_of(column)}, groups of fewer than 30 texts for a measure were left out of its "
        f"gap: {'; '.join(f'{quoted(group)} ({_measures(m)})' for group, m in groups.items())}."
        for column, groups in small.items()
    ]


def _measures(named: list[str]) -> str:
    return "every measure" if len(named) == len(MEASURES) else listed(named)


def _missing(inputs: ReportInputs) -> list[str]:
    rows = [r for r in inputs.audit["groups"] if r["group"] == NOT_GIVEN]
    return [
        f"By {label_of(row['column'])}, {count(row['n'], 'test text has', 'test texts have')} no "
        "value: shown apart, in no gap."
        for row in rows
        if row["model"] == "plain"
    ]


def _length(inputs: ReportInputs) -> list[str]:
    limit = inputs.embedding.get("max_tokens")
    if not inputs.data.cut or not limit:
        return []
    return [
        f"{count(inputs.data.cut, 'text is', 'texts are')} longer than the {limit:,} tokens the "
        "embedding model reads; what comes after was not seen."
    ]


def _unswapped(inputs: ReportInputs) -> list[str]:
    if inputs.evidence.get("swaps"):
        return ["Words that are in no pair of the swaps were not exchanged."]
    return ["No text was rewritten to see whether another name or word changes the decision."]


def _lost(inputs: ReportInputs) -> list[str]:
    """Flags from an earlier autoencoder that none of today's features is near to."""
    lost = sum(each.feature is None for each in inputs.flagged)
    if not lost:
        return []
    return [
        f"{lost:,} of {count(len(inputs.flagged), 'flagged feature')} are like none of today's: "
        "their directions count in training, but they were not switched off or turned up."
    ]


def _seen(inputs: ReportInputs) -> list[str]:
    """Where flagging was not blind to the test texts, that the figures may look too good."""
    told = inputs.review.unseen
    if told is None or told["holds"]:
        return []
    return [f"Flagging was not blind to the test texts: {told['sentence']}"]


def _unjudged(inputs: ReportInputs) -> list[str]:
    if not inputs.review.unjudged or inputs.review.unjudged_rule == "flag":
        return []
    return [
        f"{count(inputs.review.unjudged, 'feature was', 'features were')} judged by nobody, and "
        "the model may rely on them."
    ]
