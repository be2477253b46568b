"""Audit figures as sentences, and as rows of charts and tables."""

from collections.abc import Mapping
from typing import Any

from core.report import numbers
from core.report.counts import NOT_GIVEN
from core.report.numbers import count, label_of, percent, quoted
from core.report.words import (
    APART,
    COUNTS,
    FEW,
    MEASURES,
    METRICS,
    NARROWER,
    NOT_MEASURED,
    TOO_FEW,
    UNCLEAR,
    WIDER,
)

Audit = Mapping[str, Any]
Cell = dict[str, str]
KeyFigure = dict[str, Any]
_MODELS = ("plain", "regularized")


def state(change: Mapping[str, Any]) -> str:
    """A change of a gap as a state: the whole interval below nought, above it, or neither."""
    if change["gap"] is None:
        return TOO_FEW
    if change["high"] < 0:
        return NARROWER
    return WIDER if change["low"] > 0 else UNCLEAR


def key_figures(audit: Audit) -> list[KeyFigure]:
    """Rows for the person who signs: measure, plain, regularized, change, state."""
    return [_reliance(audit), *_gap_figures(audit), *_overall_figures(audit), _changed(audit)]


def outcome_sentences(audit: Audit) -> list[dict[str, str]]:
    """One finding a column and measure: title with its state, and what was counted."""
    return [
        {
            "title": f"{MEASURES[metric]}, by {label_of(column)}: {state(own['change'])}.",
            "text": _gap_sentence(audit, column, metric, own),
        }
        for column, metric, own in _gaps(audit)
        if metric != "accuracy"
    ]


def cost_sentence(audit: Audit) -> str:
    """What the regularized model costs or gains in accuracy, and the decisions that changed."""
    rows = {row["model"]: row for row in audit["overall"]}
    told = []
    for name, words in (("accuracy", "Accuracy"), ("balanced_accuracy", "Balanced accuracy")):
        before, after, moved = (rows[m] for m in (*_MODELS, "change"))
        interval = numbers.signed_span(moved[f"{name}_low"], moved[f"{name}_high"])
        told.append(
            f"{words} {percent(before[name])} → {percent(after[name])} "
            f"({numbers.change(moved[name])}; {interval})."
        )
    return " ".join([*told, changed_sentence(audit)])


def changed_sentence(audit: Audit) -> str:
    """How many decisions changed, and which way."""
    n, way = audit["overall"][0]["n"], audit["changed_directions"]
    if not audit["changed"]:
        return f"None of {count(n, 'decision')} changed."
    return (
        f"{audit['changed']:,} of {count(n, 'decision')} changed: {way['to_favourable']:,} to "
        f"{quoted(audit['favourable'])}, {way['from_favourable']:,} away from it; "
        f"{way['corrected']:,} agree with the label only now, {way['spoilt']:,} no longer do."
    )


def panels(audit: Audit) -> list[dict[str, Any]]:
    """One chart and table for each column and measure: title, rows, and the axis' range."""
    return [
        {
            "column": column,
            "metric": metric,
            "title": _panel_title(column, metric, own),
            "state": state(own["change"]),
            "rows": _panel_rows(audit, column, metric, own["plain"]["judged"]),
        }
        for column, metric, own in _gaps(audit)
    ]


def _gaps(audit: Audit) -> list[tuple[str, str, dict[str, dict[str, Any]]]]:
    """Column, measure, and the gap of each model with its change."""
    found: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in audit["gaps"]:
        found.setdefault((row["column"], row["metric"]), {})[row["model"]] = row
    columns = dict.fromkeys(column for column, _ in found)
    return [(column, metric, found[column, metric]) for column in columns for metric in METRICS]


def _panel_title(column: str, metric: str, own: Mapping[str, Any]) -> str:
    start = f"{MEASURES[metric]}, by {label_of(column)}"
    if own["plain"]["gap"] is None:
        return f"{start}: {TOO_FEW} how far groups lie apart"
    before, after = (numbers.points(own[model]["gap"]) for model in _MODELS)
    return f"{start}: gap {before} before, {after} after"


def _panel_rows(audit: Audit, column: str, metric: str, judged: list[str]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for rate, counted in zip(audit["groups"], audit["counts"], strict=True):
        if rate["column"] != column:
            continue
        row = rows.setdefault(
            rate["group"],
            {
                "group": rate["group"],
                "n": rate["n"],
                "compared": rate["group"] in judged,
                "note": _note(rate["group"], judged),
            },
        )
        hits, n = COUNTS[metric]
        row[rate["model"]] = {
            "rate": rate[metric],
            "low": rate[f"{metric}_low"],
            "high": rate[f"{metric}_high"],
            "hits": counted[hits],
            "of": counted[n],
        }
    return list(rows.values())


def _note(group: str, judged: list[str]) -> str:
    if group in judged:
        return ""
    return APART if group == NOT_GIVEN else FEW


def _reliance(audit: Audit) -> KeyFigure:
    before, after = (audit["reliance"].get(model) for model in _MODELS)
    return {
        "measure": "Reliance on the flagged features",
        "plain": _cell(numbers.number(before)),
        "regularized": _cell(numbers.number(after)),
        "change": _cell(_difference(before, after)),
        "state": _direction(before, after),
    }


def _difference(before: float | None, after: float | None) -> str:
    return "" if before is None or after is None else numbers.number(after - before)


def _direction(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return NOT_MEASURED
    return "lower" if after < before else "higher" if after > before else "the same"


def _gap_figures(audit: Audit) -> list[KeyFigure]:
    return [
        {
            "measure": f"Gap by {label_of(column)}: {MEASURES[metric].lower()}",
            **{model: _gap_cell(own[model], numbers.points, numbers.span) for model in _MODELS},
            "change": _gap_cell(own["change"], numbers.change, numbers.signed_span),
            "state": state(own["change"]),
        }
        for column, metric, own in _gaps(audit)
        if metric != "accuracy"
    ]


def _cell(value: str, interval: str = "") -> Cell:
    return {"value": value, "interval": interval}


def _gap_cell(gap: Mapping[str, Any], shown: Any, span: Any) -> Cell:  # noqa: ANN401  (formats)
    if gap["gap"] is None:
        return _cell(TOO_FEW)
    return _cell(shown(gap["gap"]), span(gap["low"], gap["high"]))


def _with(shown: Any, gap: Mapping[str, Any], span: Any) -> str:  # noqa: ANN401  (two formats)
    interval = span(gap["low"], gap["high"])
    return f"{shown(gap['gap'])} ({interval})" if interval else TOO_FEW


def _overall_figures(audit: Audit) -> list[KeyFigure]:
    rows = {row["model"]: row for row in audit["overall"]}
    figures = []
    for name, words in (
        ("accuracy", "Decisions that agree with the label (accuracy)"),
        ("balanced_accuracy", "The same, each label counted alike (balanced accuracy)"),
    ):
        row: KeyFigure = {"measure": words}
        moved = rows["change"]
        for model in _MODELS:
            low, high = (rows[model][f"{name}_{end}"] for end in ("low", "high"))
            row[model] = _cell(percent(rows[model][name]), numbers.span(low, high))
        low, high = moved[f"{name}_low"], moved[f"{name}_high"]
        row["change"] = _cell(numbers.change(moved[name]), numbers.signed_span(low, high))
        row["state"] = "higher" if low > 0 else "lower" if high < 0 else UNCLEAR
        figures.append(row)
    return figures


def _changed(audit: Audit) -> KeyFigure:
    total = f"{audit['changed']:,} of {audit['overall'][0]['n']:,}"
    row = {"measure": "Decisions that changed", "change": _cell(total), "state": ""}
    return row | {model: _cell("") for model in _MODELS}


def _gap_sentence(audit: Audit, column: str, metric: str, own: Mapping[str, Any]) -> str:
    if own["plain"]["gap"] is None:
        return "Fewer than two groups have 30 texts or more for this measure."
    rows = {row["group"]: row for row in _panel_rows(audit, column, metric, [])}
    told = [
        f"{model.capitalize()} model: {_side(rows, own[model], 'highest', model)}, "
        f"{_side(rows, own[model], 'lowest', model)}; gap "
        f"{_with(numbers.points, own[model], numbers.span)}."
        for model in _MODELS
    ]
    return " ".join([*told, f"Change {_with(numbers.change, own['change'], numbers.signed_span)}."])


def _side(rows: Mapping[str, Any], gap: Mapping[str, Any], end: str, model: str) -> str:
    group = gap[end]
    cell = rows[group][model]
    return f"{quoted(group)} {percent(cell['rate'])} ({cell['hits']:,} of {cell['of']:,})"
