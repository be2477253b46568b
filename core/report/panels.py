"""One measure by one group column, before and after: as a drawing and as a table."""

from collections.abc import Mapping
from typing import Any

from core.report.dumbbell import dumbbell
from core.report.markup import Markup, el, table
from core.report.numbers import label_of, percent, span
from core.report.words import MEASURES

_PRINTED = 12


def panel(drawn: Mapping[str, Any], axis: list[float], *, repeated: bool = False) -> Markup:
    """The drawing of a panel of the report, with the same figures as a table.

    Args:
        drawn: the panel.
        axis: shares to draw a line at.
        repeated: the figures stand in another table too, so that paper needs them only once.
    """
    rows = [
        [
            row["group"],
            *(cell for model in ("plain", "regularized") for cell in _cells(row[model])),
            row["note"],
        ]
        for row in drawn["rows"]
    ]
    one = ["", "interval", "counts"]
    head = ["Group", *(f"{m} {o}".strip() for m in ("Plain", "Regularized") for o in one), ""]
    figures = table(
        f"{MEASURES[drawn['metric']]}, as figures",
        head,
        rows,
        range(1, 7),
        printed=range(_PRINTED),
    )
    return el(
        "figure",
        el("figcaption", f"{drawn['title']}. ", el("span", drawn["state"], class_="state")),
        dumbbell(drawn["title"], drawn["rows"], axis),
        el("div", figures, class_="screen") if repeated else figures,
    )


def _cells(cell: Mapping[str, Any]) -> list[str]:
    return [
        percent(cell["rate"]),
        span(cell["low"], cell["high"]),
        f"{cell['hits']:,} of {cell['of']:,}",
    ]


def changed_table(rows: list[Mapping[str, Any]], column: str) -> Markup:
    """Decisions that changed in each group of a column, by direction."""
    names = ("n", "changed", "to_favourable", "from_favourable", "corrected", "spoilt")
    head = ["Group", "Test texts", "Changed", "To the favourable decision", "Away from it",
            "Agree with the label only now", "No longer agree"]  # fmt: skip
    return table(
        f"Decisions that changed, by {label_of(column)}",
        head,
        [[r["group"], *(f"{r[name]:,}" for name in names)] for r in rows if r["column"] == column],
        range(1, 7),
    )
