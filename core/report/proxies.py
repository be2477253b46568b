"""The parts of the page on proxies, and on the reasons of single decisions."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, el, section, table
from core.report.numbers import label_of, number, percent


def proxies(report: Mapping[str, Any]) -> Markup:
    """Unflagged features that may stand in for a group."""
    part = report["proxies"]
    if not part["tested"]:
        return section("Proxies", el("p", part["sentence"]))
    head = ["Feature", "Group", "Why it is here", "Tells the group (AUC)",
            "Contribution to the decision", "Decision"]  # fmt: skip
    tables = [
        table(
            f"By {label_of(column['column'])}",
            head,
            [
                [row["name"], row["value"], row["why"], number(row["auc"]),
                 number(row["contribution"], 3), row["status"]]
                for row in column["found"]
            ],
            [3, 4],
        )
        for column in part["columns"]
        if column["found"]
    ]  # fmt: skip
    return section("Proxies", el("p", part["sentence"]), *tables)


def reasons(report: Mapping[str, Any]) -> Markup:
    """Single decisions with their reasons."""
    part = report["reasons"]
    if not part["tested"]:
        return section("Reasons of single decisions", el("p", part["sentence"]))
    head = ["Text", "Decision", "Probability", "Changed", "Reasons, with their share of the score"]
    rows = [
        [row["id"], row["decided"], percent(row["probability"]),
         "yes" if row["changed"] else "no", row["told"]]
        for row in part["decisions"]
    ]  # fmt: skip
    return section(
        "Reasons of single decisions",
        el("p", part["sentence"]),
        table("A sample of test texts", head, rows, [2]),
    )
