"""The part of the page on cost: accuracy, F1, AUC and log loss before and after, by group."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, el, join, section, table
from core.report.numbers import (
    NONE,
    change,
    label_of,
    number,
    percent,
    signed_number,
    signed_span,
)
from core.report.words import FEW

Report = Mapping[str, Any]
Row = Mapping[str, Any]

_TITLE = "Cost, before and after"
_SAID = (
    "Plain model → regularized model on the same test texts, below it the change with its 95 % "
    "interval. F1 and AUC are of the favourable decision; of log loss, less is better."
)


def cost(report: Report) -> Markup:
    """One table over all texts and every group of every column."""
    rows = (report["fairness"] or {}).get("cost", [])
    if not rows:
        return section(_TITLE, el("p", "Not measured."))
    columns = dict.fromkeys(row["column"] for row in rows)
    return section(_TITLE, el("p", _SAID), *(_table(rows, column) for column in columns))


def _table(rows: list[Row], column: str) -> Markup:
    named = f"By {label_of(column)}" if column else "Over all test texts"
    head = ["Group" if column else "", "Texts", "Accuracy", "F1", "AUC", "Log loss"]
    body = [
        [row["group"] or "all", f"{row['n']:,}", *_cells(row)]
        for row in rows
        if row["column"] == column
    ]
    return table(named, head, body, range(1, 6))


def _cells(row: Row) -> list[Markup | str]:
    if not row["judged"]:
        return [FEW, *[""] * 3]
    return [
        _cell(row, "accuracy", percent, change, signed_span),
        *(_cell(row, name, _three, _moved, _span) for name in ("f1", "auc", "log_loss")),
    ]


def _cell(row: Row, name: str, shown: Any, moved: Any, between: Any) -> Markup | str:  # noqa: ANN401
    """Both figures, and the change with its interval on a line of its own."""
    told = row["change"]
    if told[name] is None:
        return NONE
    sides = f"{shown(row['plain'][name])} → {shown(row['regularized'][name])}"
    bounds = between(told.get(f"{name}_low"), told.get(f"{name}_high"))
    rest = f"; {bounds}" if bounds else ""
    return join([el("span", sides), el("small", f"{moved(told[name])}{rest}")])


def _three(value: float) -> str:
    return number(value, 3)


def _moved(value: float) -> str:
    return signed_number(value, 3)


def _span(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{_moved(low)} to {_moved(high)}"
