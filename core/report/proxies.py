"""The part of the page on proxies."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, el, section, table
from core.report.numbers import label_of, number


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
