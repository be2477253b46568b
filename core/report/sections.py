"""The parts of the page that say what was found, and about what."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, checksum, el, facts, join, section, table
from core.report.numbers import count, day, listed, number
from core.report.words import MEANINGS, NOT_MEASURED

Report = Mapping[str, Any]


def first_page(report: Report) -> Markup:
    """What the person who signs reads first."""
    case = report["case"]
    key = [
        [r["measure"], *(_key(r[name]) for name in ("plain", "regularized", "change")), r["state"]]
        for r in report["key_figures"]
    ]
    return el(
        "header",
        el("p", "selfreg · fairness report", class_="kind"),
        el("h1", case["name"]),
        el("p", report["status"], class_="status"),
        el("p", f"{case['decides']} {case['scope']}"),
        table(
            "Key figures, on the test texts",
            ["Measure", "Plain model", "Regularized model", "Change", "Verdict"],
            key,
            [1, 2, 3],
        ),
        _signatures(report),
        facts(
            [
                ("Regularized model", checksum(report["classifier"]["classifier.safetensors"])),
                ("Texts", checksum(report["data"]["content_hash"])),
                ("Ledger", checksum(report["ledger"]["head"])),
            ]
        ),
        class_="first",
    )


def _key(cell: Mapping[str, str]) -> Markup | str:
    """A figure, with its interval on a line of its own."""
    if not cell["interval"]:
        return cell["value"]
    return join([el("span", cell["value"]), el("small", cell["interval"])])


def _signatures(report: Report) -> Markup:
    if not report["signoffs"]:
        return el("p", "No signatures.")
    rows = [
        [s["by"], s["role"], MEANINGS[s["meaning"]], s["on"], s["statement"], _holds(s)]
        for s in report["signoffs"]
    ]
    head = ["Signed by", "Role", "Meaning", "When", "In these words", "Holds"]
    return table("Signatures", head, rows)


def _holds(signoff: Mapping[str, Any]) -> str:
    return "yes" if signoff["holds"] else f"no: {listed(signoff['changed'])} changed since"


def findings(report: Report) -> Markup:
    """The findings in words, each with its counts."""
    told = [
        el("p", el("strong", finding["title"]), " ", finding["text"])
        for finding in report["findings"]
    ]
    return section("What was found", *told)


def not_tested(report: Report) -> Markup:
    """What the figures do not cover."""
    return section(
        "What was not tested", el("ul", *(el("li", line) for line in report["not_tested"]))
    )


def policy(report: Report) -> Markup:
    """What the decision must not depend on, and what holds for unjudged features."""
    lines = (report["policy"]["text"] or report["policy"]["note"]).splitlines()
    review = report["review"]
    return section(
        "Policy",
        el("blockquote", *(el("p", line) for line in lines if line.strip())),
        el("p", f"{review['sentence']} {review['rule']}"),
    )


def flagged(report: Report) -> Markup:
    """Every flagged feature, why, and how much each model relies on it."""
    rows = [
        [
            feature["name"],
            feature["category"],
            f"{feature['reason']} ({_by(feature)})",
            ", ".join(feature["words"]),
            NOT_MEASURED if feature["texts"] is None else f"{feature['texts']:,}",
            *(_reliance(feature[f"reliance_{model}"]) for model in ("plain", "regularized")),
        ]
        for feature in report["flagged"]
    ]
    head = ["Feature", "Kind", "Why", "Words", "Texts", "Reliance, plain", "Reliance, regularized"]
    return section(
        "Flagged features",
        table(count(len(rows), "feature"), head, rows, [4, 5, 6]),
    )


def _reliance(value: float | None) -> str:
    return NOT_MEASURED if value is None else number(value, 3)


def _by(feature: Mapping[str, Any]) -> str:
    return f"{feature['by']}, {day(feature['ts'])}" if feature["ts"] else feature["by"]
