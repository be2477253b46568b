"""The part of the page with outcomes by group: each measure as a drawing and as a table."""

from collections.abc import Mapping
from typing import Any

from core.report.dumbbell import dumbbell
from core.report.markup import Markup, el, section, table
from core.report.numbers import label_of, percent, span
from core.report.words import MEASURES

Report = Mapping[str, Any]


def outcomes(report: Report) -> Markup:
    """Each measure by each group column: a drawing, and the same as a table."""
    columns = dict.fromkeys(panel["column"] for panel in report["panels"])
    if not columns:
        return section("Outcomes by group", el("p", "Not measured: no group column was named."))
    parts = []
    for column in columns:
        parts.append(el("h3", f"By {label_of(column)}"))
        parts += [_panel(p, report["axis"]) for p in report["panels"] if p["column"] == column]
        parts.append(_changed(report["audit"]["changed_by_group"], column))
    return section("Outcomes by group", *parts)


def _panel(panel: Mapping[str, Any], axis: list[float]) -> Markup:
    rows = [
        [
            row["group"],
            *(cell for model in ("plain", "regularized") for cell in _cells(row[model])),
            row["note"],
        ]
        for row in panel["rows"]
    ]
    one = ["", "interval", "counts"]
    head = ["Group", *(f"{m} {o}".strip() for m in ("Plain", "Regularized") for o in one), ""]
    return el(
        "figure",
        el("figcaption", f"{panel['title']}. ", el("span", panel["state"], class_="state")),
        dumbbell(panel["title"], panel["rows"], axis),
        table(f"{MEASURES[panel['metric']]}, as figures", head, rows, range(1, 7)),
    )


def _cells(cell: Mapping[str, Any]) -> list[str]:
    return [
        percent(cell["rate"]),
        span(cell["low"], cell["high"]),
        f"{cell['hits']:,} of {cell['of']:,}",
    ]


def _changed(rows: list[Mapping[str, Any]], column: str) -> Markup:
    names = ("n", "changed", "to_favourable", "from_favourable", "corrected", "spoilt")
    head = ["Group", "Test texts", "Changed", "To the favourable decision", "Away from it",
            "Agree with the label only now", "No longer agree"]  # fmt: skip
    return table(
        f"Decisions that changed, by {label_of(column)}",
        head,
        [[r["group"], *(f"{r[name]:,}" for name in names)] for r in rows if r["column"] == column],
        range(1, 7),
    )
