"""Scores by group: how well they order, whether they mean what they say, and every threshold."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.report.by_group.charts import calibration_chart, curves, heat_map
from core.report.by_group.outcomes import singles
from core.report.by_group.tables import with_range
from core.report.judged import named
from core.report.markup import Markup, el, join, section, table
from core.report.numbers import number, percent, signed_number

Report = Mapping[str, Any]
_TITLE = "Scores by group"
_AREAS = {"auc": "AUC", "bpsn": "BPSN", "bnsp": "BNSP"}
_CURVES = {"selection_rate": "Favourable decisions", "tpr": "TPR", "fpr": "FPR"}
_ACROSS = 3  # groups whose curves fit in one table
_NOTE = (
    "The score is the probability of the favourable outcome. AUC: the chance that a text with the "
    "favourable label scores above one without it, within the group. BPSN: texts of the group "
    "without the label against texts of the rest with it; low where the group scores too high. "
    "BNSP: texts of the group with the label against texts of the rest without it; low where the "
    "group scores too low. AEG: positive where the group's texts score below the rest's with the "
    "same label. 0.50 is chance, 0 for AEG."
)


def section_of(report: Report) -> Markup:
    """Tables and drawings of each attribute of one column, of the regularized model."""
    attributes = singles(report)
    if not attributes:
        return Markup("")
    parts = [el("p", _NOTE)]
    for attribute in attributes:
        told = attribute["models"]["regularized"]
        parts += [el("h3", f"By {named(attribute)}"), _areas(attribute), _calibrated(attribute)]
        if told["curves"]:
            parts.append(_curves(report, attribute))
    return section(_TITLE, *parts)


def _areas(attribute: Mapping[str, Any]) -> Markup:
    rows = attribute["models"]["regularized"]["scores"]
    before = {row["group"]: row for row in attribute["models"]["plain"]["scores"]}
    title = f"How well scores order, by {named(attribute)}, regularized model: darker is higher"
    head = ["Group", "With the label", "Without", *_AREAS.values(), "AEG with", "AEG without",
            "AUC, plain model", ""]  # fmt: skip
    body = [
        [
            row["group"],
            f"{row['positives']:,}",
            f"{row['negatives']:,}",
            *(_area(row, name) for name in _AREAS),
            *(signed_number(row[name]) for name in ("aeg_positive", "aeg_negative")),
            _area(before[row["group"]], "auc"),
            "" if row["judged"] else "too few to compare",
        ]
        for row in rows
    ]
    cells = [
        [{"rate": row[name], "shown": number(row[name])} if row[name] is not None else None
         for name in _AREAS]
        for row in rows
    ]  # fmt: skip
    return el(
        "figure",
        el("figcaption", title),
        heat_map(title, [row["group"] for row in rows], [*_AREAS.values()], cells),
        table("The same as figures, with intervals", head, body, range(1, 9)),
    )


def _area(row: Mapping[str, Any], name: str) -> str:
    return with_range(number(row[name]), row[f"{name}_low"], row[f"{name}_high"], ratio=True)


def _calibrated(attribute: Mapping[str, Any]) -> Markup:
    rows = attribute["models"]["regularized"]["calibration"]
    about = named(attribute)
    shown = [row for row in rows if row["bins"]]
    if not shown:
        return el("p", f"Calibration by {about}: too few texts in every group.")
    title = f"Calibration by {about}, regularized model: on the line, scores mean what they say"
    head = ["Group", "Texts", "ECE", "Mean score minus share", "Brier"]
    body = [
        [
            row["group"],
            f"{row['n']:,}",
            *(
                [
                    number(row["ece"], 3),
                    _signed_range(row),
                    number(row["brier"], 3),
                ]
                if row["bins"]
                else ["too few", "", ""]
            ),
        ]
        for row in rows
    ]
    return el(
        "figure",
        el("figcaption", title),
        calibration_chart(title, shown),
        table("Calibration in figures", head, body, range(1, 5)),
        _bins(shown),
    )


def _signed_range(row: Mapping[str, Any]) -> Markup:
    low, high = (signed_number(row[f"in_the_large_{end}"], 3) for end in ("low", "high"))
    middle = signed_number(row["in_the_large"], 3)
    return join([el("span", middle), el("small", f"{low} to {high}")])


def _bins(rows: list[Mapping[str, Any]]) -> Markup:
    """One row a bin, the lowest scores first."""
    body = [
        [
            f"{i + 1:,}",
            *(
                f"{number(row['bins'][i]['score'])} → {percent(row['bins'][i]['share'])}"
                if i < len(row["bins"])
                else ""
                for row in rows
            ),
        ]
        for i in range(max(len(row["bins"]) for row in rows))
    ]
    caption = "Mean score → share with the favourable label, in bins of equal size"
    head = ["Bin", *(row["group"] for row in rows)]
    return table(caption, head, body, range(1, len(head)), printed=range(0, len(body), 3))


def _curves(report: Report, attribute: Mapping[str, Any]) -> Markup:
    """One drawing a measure, and all three in one table; in three where groups are many."""
    rows, fairness = attribute["models"]["regularized"]["curves"], report["fairness"]
    chosen, about = fairness["thresholds"]["regularized"], named(attribute)
    title = f"Shares at every threshold, by {about}, regularized model."
    drawn = []
    for name, words in _CURVES.items():
        lines = [(row["group"], row[name]) for row in rows if row[name] is not None]
        said = f"{words} at every threshold, by {about}"
        drawn += [el("p", words), curves(said, fairness["grid"], lines, chosen)]
    told = el("span", f" The threshold in use is {number(chosen, 3)}.", class_="state")
    each = [[*_CURVES]] if len(rows) <= _ACROSS else [[name] for name in _CURVES]
    tables = [_curve_table(fairness["grid"], rows, names) for names in each]
    return el("figure", el("figcaption", title, told), *drawn, *tables)


def _curve_table(grid: list[float], rows: list[Mapping[str, Any]], names: Sequence[str]) -> Markup:
    columns = [(row["group"], name, row[name]) for row in rows for name in names]
    head = ["Threshold", *(f"{group}: {_CURVES[name]}" for group, name, _ in columns)]
    body = [
        [number(at), *("–" if shares is None else percent(shares[i]) for _, _, shares in columns)]
        for i, at in enumerate(grid)
    ]
    caption = "The same as figures; – for too few texts"
    return table(caption, head, body, range(1, len(head)), printed=range(1, len(body), 4))
