"""Two columns at once: the matrix of Local Law 144, and the same tables as for one column."""

from collections.abc import Mapping
from typing import Any

from core.audit.grouping import JOINED
from core.audit.headline import OUTCOMES
from core.report.by_group.tables import headline_table, law_table
from core.report.judged import WHY, line_of, named, sentence
from core.report.markup import Markup, el, join, section, table
from core.report.numbers import label_of, number, percent

Report = Mapping[str, Any]
_TITLE = "Groups by two columns at once"


def section_of(report: Report) -> Markup:
    """One matrix and table a pair of columns; nothing where there is none."""
    fairness = report["fairness"] or {"attributes": []}
    crossed = [each for each in fairness["attributes"] if len(each["columns"]) == 2]
    if not crossed:
        return Markup("")
    return section(_TITLE, *(part for each in crossed for part in _cross(each)))


def _cross(attribute: Mapping[str, Any]) -> list[Markup]:
    about = named(attribute)
    told = [
        el("p", el("strong", f"{line['state'].capitalize()}."), " ", sentence(attribute, line))
        for line in (line_of(attribute, rule) for rule in OUTCOMES)
        if line["limit"] is not None
    ]
    rows = attribute["models"]["regularized"]["outcomes"]
    return [
        el("h3", f"By {about}"),
        *told,
        _matrix(attribute, rows),
        law_table(f"Outcomes by {about}, the largest groups first, regularized model", rows),
        headline_table(f"Held against limits, by {about}", attribute, OUTCOMES),
    ]


def _matrix(attribute: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> Markup:
    """The first column down, the second across: rate, count, impact ratio."""
    cells = {tuple(row["group"].split(JOINED)): row for row in rows if JOINED in row["group"]}
    down, across = (sorted({key[i] for key in cells if len(key) == 2}) for i in (0, 1))
    first, second = (label_of(column) for column in attribute["columns"])
    body = [[name, *(_cell(cells.get((name, other))) for other in across)] for name in down]
    caption = f"Selection rate and impact ratio by {first} (down) and {second} (across)"
    return table(caption, [first.capitalize(), *across], body, range(1, len(across) + 1))


def _cell(row: Mapping[str, Any] | None) -> Markup | str:
    if row is None:
        return "nobody"
    counted = f"{row['selected']:,} of {row['n']:,}"
    ratio = WHY[row["why"]] if row["ratio"] is None else f"ratio {number(row['ratio'])}"
    made = join([el("span", percent(row["rate"])), el("small", counted), el("small", ratio)])
    return el("span", made, class_="faint") if row["why"] else made
