"""Favourable decisions by one column at a time."""

from collections.abc import Mapping
from typing import Any

from core.audit.headline import OUTCOMES
from core.report.by_group.tables import MODELS, against_table, headline_table, law_table
from core.report.judged import line_of, named, sentence
from core.report.markup import Markup, el, section, table
from core.report.numbers import change, label_of, percent
from core.report.panels import changed_table, panel

Report = Mapping[str, Any]
_TITLE = "Outcomes by group"
NOTE = (
    "A ratio below four fifths is a screen from United States employment practice, not a verdict: "
    "with few people it says nothing, and a higher ratio is not proof of equal treatment. The "
    "table follows the layout of New York City's Local Law 144, which sets no line to pass. The "
    "scoring rate is the share with a score above the median of all test texts."
)


def singles(report: Report) -> list[Mapping[str, Any]]:
    """The attributes of one column."""
    fairness = report["fairness"] or {"attributes": []}
    return [each for each in fairness["attributes"] if len(each["columns"]) == 1]


def section_of(report: Report) -> Markup:
    """Verdicts, tables and the drawing of each column."""
    panels = {p["column"]: p for p in report["panels"] if p["metric"] == "selection_rate"}
    attributes = {each["name"]: each for each in singles(report)}
    if not panels:
        return section(_TITLE, el("p", "Not measured: no group column was named."))
    parts: list[Markup] = [el("p", NOTE)] if attributes else []
    for column, drawn in panels.items():
        parts.append(el("h3", f"By {label_of(column)}"))
        own = attributes.get(column)
        parts += _judged(own) if own else [el("p", "Not held against the limits of the policy.")]
        parts.append(panel(drawn, report["axis"]))
        parts.append(changed_table(report["audit"]["changed_by_group"], column))
        parts += _strata(own) if own else []
    return section(_TITLE, *parts)


def _judged(attribute: Mapping[str, Any]) -> list[Markup]:
    about = named(attribute)
    told = [
        el("p", el("strong", f"{line['state'].capitalize()}."), " ", sentence(attribute, line))
        for line in (line_of(attribute, rule) for rule in OUTCOMES)
        if line["limit"] is not None
    ]
    if attribute["obtained"] != ["not said"]:
        told.append(el("p", f"How {about} is known: {attribute['obtained'][0]}."))
    rows = {model: attribute["models"][model]["outcomes"] for model in MODELS}
    tested = rows["regularized"]
    return [
        *told,
        *(law_table(f"Outcomes by {about}, {m} model", rows[m]) for m in reversed(MODELS)),
        against_table(f"Against the highest rate, by {about}, regularized model", tested),
        headline_table(f"Held against limits, by {about}", attribute, OUTCOMES),
    ]


def _strata(attribute: Mapping[str, Any]) -> list[Markup]:
    """Where like meets like: the difference of the two extremes within every other column."""
    return [
        made
        for found in attribute["strata"]
        if found["model"] == "regularized"
        for made in _stratum(attribute, found)
    ]


def _stratum(attribute: Mapping[str, Any], found: Mapping[str, Any]) -> list[Markup]:
    about, by = named(attribute), label_of(found["by"])
    told = (
        f"Within {by}: “{found['higher']}” minus “{found['lower']}” is "
        f"{change(found['overall'])} over all texts, and {change(found['weighted'])} on average "
        f"between texts of the same {by} ({found['judged']:,} of {found['of']:,} have enough of "
        "both)."
    )
    warning = [
        el("p", el("strong", f"The difference turns round within {by}."), " What holds for all "
           f"texts together does not hold between texts of the same {by} (Simpson's paradox).")
    ] if found["reversed"] else []  # fmt: skip
    rows = [
        [
            row["stratum"],
            f"{row['n']:,}",
            *(_share(row[side]) for side in ("high", "low")),
            "too few" if row["gap"] is None else change(row["gap"]),
        ]
        for row in found["strata"]
    ]
    head = [by.capitalize(), "Texts", found["higher"], found["lower"], "Difference"]
    caption = f"Favourable decisions by {about} within {by}, regularized model"
    return [el("p", told), *warning, table(caption, head, rows, range(1, 5))]


def _share(cell: Mapping[str, Any]) -> str:
    return f"{percent(cell['rate'])} ({cell['hits']:,} of {cell['of']:,})"
