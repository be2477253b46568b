"""The parts of the page on other ways to decide, and on other draws of the training texts."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, el, join, section, table
from core.report.numbers import label_of, number, percent, points, span
from core.report.tried import MODELS

Part = Mapping[str, Any]

_FIGURES = {
    "accuracy": ("Accuracy", percent),
    "balanced_accuracy": ("Balanced accuracy", percent),
    "f1": ("F1", number),
    "auc": ("AUC", number),
    "log_loss": ("Log loss", number),
    "reliance": ("Reliance", number),
    "impact_ratio": ("Impact ratio", number),
    "selection_gap": ("Gap in favourable decisions", points),
    "tpr_gap": ("Gap in TPR", points),
    "fpr_gap": ("Gap in FPR", points),
}
_WHOLE = ("balanced_accuracy", "f1", "auc", "log_loss", "reliance")
_GAPS = ("impact_ratio", "selection_gap", "tpr_gap", "fpr_gap")


def alternatives(report: Mapping[str, Any]) -> Markup:
    """Every way to decide: what it costs, and how far groups lie apart."""
    part, title = report["alternatives"], "Cost beside other ways to decide"
    if not part["tested"]:
        return section(title, el("p", part["sentence"]))
    rows = part["rows"]
    head = ["Way to decide", "Texts", "Accuracy", *(_FIGURES[name][0] for name in _WHOLE)]
    body = [
        [
            row["words"],
            f"{row['n']:,}",
            _accuracy(row),
            *(_cell(name, row[name]) for name in _WHOLE),
        ]
        for row in rows
    ]
    columns = list(rows[0]["gaps"])
    return section(
        title,
        el("p", part["sentence"]),
        table("Over all test texts", head, body, range(1, 8)),
        *(_gaps(rows, column) for column in columns),
    )


def _accuracy(row: Part) -> Markup:
    bounds = span(row["accuracy_low"], row["accuracy_high"])
    return join([el("span", percent(row["accuracy"])), el("small", bounds)])


def _gaps(rows: list[Part], column: str) -> Markup:
    body = [
        [row["words"], *(_cell(name, row["gaps"][column][name]) for name in _GAPS)] for row in rows
    ]
    head = ["Way to decide", *(_FIGURES[name][0] for name in _GAPS)]
    return table(f"Between groups by {label_of(column)}", head, body, range(1, 5))


def _cell(name: str, value: float | None) -> str:
    return "–" if value is None else _FIGURES[name][1](value)


def spread(report: Mapping[str, Any]) -> Markup:
    """Each figure as exported, and from the lowest to the highest of the draws."""
    part, title = report["spread"], "From draw to draw of the training texts"
    if not part["tested"] or not part["fitted"]:
        return section(title, el("p", part["sentence"]))
    return section(title, el("p", part["sentence"]), *(_model(part, kind) for kind in MODELS))


def _named(row: Part) -> str:
    words = _FIGURES[row["figure"]][0]
    return f"{words} by {label_of(row['column'])}" if row["column"] else words


def _model(part: Part, kind: str) -> Markup:
    rows = [row for row in part["rows"] if row["model"] == kind]
    body = [
        [
            _named(row),
            *(_cell(row["figure"], row[name]) for name in ("exported", "low", "high", "sd")),
        ]
        for row in rows
    ]
    head = ["Figure", "As exported", "Lowest", "Highest", "Standard deviation"]
    return table(f"{MODELS[kind]}, {len(part['seeds']):,} draws", head, body, range(1, 5))
