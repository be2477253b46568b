"""Page one as HTML: five lines with their states, what was not tested, and the key figures."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, el, join, section, table
from core.report.words import NOT_TESTED

Report = Mapping[str, Any]


def five_lines(report: Report) -> Markup:
    """Non-reliance, outcomes, errors, still recoverable, cost: each with its state."""
    return el(
        "section",
        *(_line(line) for line in report["front"]),
        el("p", report["policy"]["line"]),
        class_="lines",
        aria_label="Verdicts",
    )


def _line(line: Mapping[str, Any]) -> Markup:
    head = el("h2", f"{line['title']}: ", el("span", line["state"], class_="state"))
    if not line["parts"][0]["about"]:
        return el("div", head, el("p", line["parts"][0]["text"]), class_="line")
    told = [
        el("li", el("strong", f"{part['about']}: {part['state']}."), " ", part["text"])
        for part in line["parts"]
    ]
    return el("div", head, el("ul", *told), class_="line")


def not_tested(report: Report) -> Markup:
    """What the figures do not cover, on page one."""
    lines = [el("li", line) for line in report["not_tested"]]
    return el("div", el("h2", NOT_TESTED), el("ul", *lines), class_="line")


def key_figures(report: Report) -> Markup:
    """The figures of both models side by side, and the findings in words."""
    rows = [
        [r["measure"], *(_cell(r[name]) for name in ("plain", "regularized", "change")), r["state"]]
        for r in report["key_figures"]
    ]
    head = ["Measure", "Plain model", "Regularized model", "Change", "Direction"]
    told = [
        el("p", el("strong", finding["title"]), " ", finding["text"])
        for finding in report["findings"]
    ]
    return section(
        "What was found",
        table("Key figures, on the test texts", head, rows, [1, 2, 3]),
        *told,
    )


def _cell(cell: Mapping[str, str]) -> Markup | str:
    """A figure, with its interval on a line of its own."""
    if not cell["interval"]:
        return cell["value"]
    return join([el("span", cell["value"]), el("small", cell["interval"])])
