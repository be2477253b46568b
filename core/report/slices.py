"""The part of the page on where the regularized model errs more often."""

from collections.abc import Mapping
from typing import Any

from core.report.judged import chance
from core.report.markup import Markup, el, join, section, table
from core.report.numbers import change, count, percent, signed_span

Report = Mapping[str, Any]
_TITLE = "Where errors gather"
_KINDS = {"group": "group", "length": "length", "feature": "feature fires"}
_PRINTED = 10  # rows on paper


def slices(report: Report) -> Markup:
    """The parts with the most surprising share of wrong decisions, by both models."""
    told = report.get("slices")
    if not told:
        return section(_TITLE, el("p", "Not measured."))
    found = told["regularized"]
    return section(
        _TITLE,
        el(
            "p",
            f"{count(found['tried'], 'part')} of the test texts were tried: every group, quarters "
            f"by length, and the texts in which each of the {told['features']:,} features that "
            f"move the decision most fires. In {found['found']:,} of them the regularized model "
            f"errs more often than in the rest, at a false discovery rate of 5 %; in the plain "
            f"model in {told['plain']['found']:,}.",
        ),
        _table(found["rows"]) if found["rows"] else "",
    )


def _table(rows: list[Mapping[str, Any]]) -> Markup:
    head = ["Part", "Texts", "Wrong", "In the rest", "Difference", "p", "p, false discovery"]
    body = [
        [
            join([el("span", row["name"]), el("small", _KINDS[row["kind"]])]),
            f"{row['n']:,}",
            f"{percent(row['rate'])} ({row['errors']:,})",
            f"{percent(row['rest_rate'])} ({row['rest_errors']:,} of {row['rest']:,})",
            join(
                [
                    el("span", change(row["difference"])),
                    el("small", signed_span(row["low"], row["high"])),
                ]
            ),
            chance(row["p"]),
            chance(row["p_fdr"]),
        ]
        for row in rows
    ]
    caption = "The least likely by chance first, regularized model"
    return table(caption, head, body, range(1, 7), printed=range(_PRINTED))
