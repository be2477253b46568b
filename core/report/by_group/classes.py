"""More than two labels: decisions by class and group, and the class whose gap is widest."""

from collections.abc import Mapping
from typing import Any

from core.audit.verdict import worst
from core.report.judged import chance, named
from core.report.markup import Markup, el, section, table
from core.report.numbers import number, points, span

Report = Mapping[str, Any]
_NOTE = (
    "Each class against all others. Total variation: half the summed distance between a group's "
    "shares of each decision and those of all other texts; 0 where they are alike."
)


def section_of(report: Report) -> Markup:
    """Tables of each attribute; nothing with two labels."""
    attributes = (report["fairness"] or {"attributes": []})["attributes"]
    told = [each for each in attributes if each["models"]["regularized"]["classes"]]
    if not told:
        return Markup("")
    classes = report["fairness"]["classes"]
    return section(
        "Decisions by class",
        el("p", _NOTE),
        *(part for each in told for part in _tables(each, classes)),
    )


def _tables(attribute: Mapping[str, Any], classes: list[str]) -> list[Markup]:
    found, about = attribute["models"]["regularized"]["classes"], named(attribute)
    gaps = [
        [
            row["class"],
            "–"
            if row["gap"] is None
            else f"{points(row['gap'])} ({span(row['low'], row['high'])})",
            row["state"],
            chance(row["p"]),
            chance(row["p_holm"]),
        ]
        for row in found["classes"]
    ]
    shares = [
        [
            row["group"],
            f"{row['n']:,}",
            *(f"{value:,}" for value in row["decided"]),
            "–" if row["total_variation"] is None else number(row["total_variation"]),
        ]
        for row in found["groups"]
    ]
    state = worst(row["state"] for row in found["classes"])
    head = ["Class decided", "Gap between groups", "State", "p", "p, Holm"]
    return [
        el("h3", f"By {about}: {state}"),
        table(f"Gap of each class by {about}, regularized model", head, gaps, (3, 4)),
        table(
            f"Decisions by {about}, regularized model",
            ["Group", "Texts", *classes, "Total variation"],
            shares,
            range(1, len(classes) + 3),
        ),
        *(_confusion(row, classes) for row in found["groups"]),
    ]


def _confusion(row: Mapping[str, Any], classes: list[str]) -> Markup:
    body = [
        [label, *(f"{value:,}" for value in counted)]
        for label, counted in zip(classes, row["confusion"], strict=True)
    ]
    caption = f"{row['group']}: label (down) and decision (across)"
    return table(caption, ["Label", *classes], body, range(1, len(classes) + 1))
