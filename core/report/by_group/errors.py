"""Errors by group: rates with counts, gaps against limits, a heat map of all of it."""

from collections.abc import Mapping
from typing import Any

from core.audit.headline import ERRORS
from core.report.by_group.charts import heat_map
from core.report.by_group.outcomes import singles
from core.report.by_group.tables import headline_table, rate_table
from core.report.judged import SHORT, line_of, named, sentence
from core.report.markup import Markup, el, section, table
from core.report.numbers import points
from core.report.panels import panel

Report = Mapping[str, Any]
_TITLE = "Errors by group"
MEASURES = ("tpr", "fpr", "fnr", "ppv", "npv", "accuracy")
_NOTE = (
    "TPR: favourable decisions among texts with the favourable label. FPR: the same among the "
    "others. FNR: the rest of TPR. PPV and NPV: how often the label agrees with a favourable and "
    "with an unfavourable decision. A share of nothing is not defined; it enters no gap."
)


def section_of(report: Report) -> Markup:
    """For each attribute: verdicts, gaps, rates, heat map, and a drawing of before and after."""
    attributes = (report["fairness"] or {"attributes": []})["attributes"]
    if not attributes:
        return Markup("") if not report["panels"] else section(_TITLE, *_drawings(report, None))
    parts = [el("p", _NOTE)]
    for attribute in attributes:
        parts.append(el("h3", f"By {named(attribute)}"))
        parts += _judged(attribute, report["fairness"]["methods"]["enough"])
        if attribute in singles(report):
            parts += _drawings(report, attribute["name"])
    return section(_TITLE, *parts)


def _judged(attribute: Mapping[str, Any], enough: int) -> list[Markup]:
    about = named(attribute)
    told = [
        el("p", el("strong", f"{line['state'].capitalize()}."), " ", sentence(attribute, line))
        for line in (line_of(attribute, rule) for rule in ERRORS)
        if line["limit"] is not None
    ]
    before = attribute["models"]["plain"]["rates"] if len(attribute["columns"]) == 1 else []
    return [
        *told,
        *_odds(attribute),
        headline_table(f"Held against limits, by {about}", attribute, ERRORS),
        _heat(attribute, enough),
        *([rate_table(f"Errors by {about}, plain model", before, MEASURES, enough)] * bool(before)),
    ]


def _odds(attribute: Mapping[str, Any]) -> list[Markup]:
    """Equal opportunity and equalized odds: the larger of two gaps, and beside it their mean."""
    rows = []
    for model in ("plain", "regularized"):
        found, gap = attribute["odds"][model], line_of(attribute, "tpr_gap", model)["value"]
        if found:
            rows.append([model, *(points(x) for x in (gap, found["larger"], found["mean"]))])
    head = ["Model", "Equal opportunity: gap in TPR", "Equalized odds: larger of the gaps in TPR "
            "and FPR", "Mean of the two"]  # fmt: skip
    about = f"Equalized odds, by {named(attribute)}"
    return [table(about, head, rows, (1, 2, 3))] if rows else []


def _heat(attribute: Mapping[str, Any], enough: int) -> Markup:
    every = attribute["models"]["regularized"]["rates"]
    rows = [row for row in every if row["known"]]
    cells = [
        [cell if cell["of"] >= enough else None for cell in map(row["measures"].get, MEASURES)]
        for row in rows
    ]
    title = f"Errors by {named(attribute)}, regularized model: darker is higher"
    return el(
        "figure",
        el("figcaption", title),
        heat_map(title, [row["group"] for row in rows], [SHORT[name] for name in MEASURES], cells),
        rate_table("The same as figures", every, MEASURES, enough),
    )


def _drawings(report: Report, column: str | None) -> list[Markup]:
    return [
        panel(drawn, report["axis"], repeated=column is not None)
        for drawn in report["panels"]
        if drawn["metric"] != "selection_rate" and column in (None, drawn["column"])
    ]
