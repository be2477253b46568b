"""The public copy as one HTML file that needs nothing else."""

from collections.abc import Mapping
from typing import Any

from core.report.judged import named
from core.report.markup import Markup, checksum, el, facts, section, table
from core.report.numbers import number, percent
from core.report.page import document
from core.report.words import NOT_TESTED

_HELD = "held back"


def render_public(public: Mapping[str, Any]) -> str:
    """The page of public.json."""
    case = public["case"]
    main = el(
        "main",
        el("p", "selfreg · fairness report, public copy", class_="kind"),
        el("h1", case["name"]),
        el("p", f"{case['decides']} {case['scope']}"),
        table("Verdicts", ["Line", "State"], [[r["title"], r["state"]] for r in public["lines"]]),
        el("p", public["policy"]["line"]),
        table("Limits", ["Figure", "Why it is looked at", "Limit"], public["policy"]["rules"]),
        section(
            "Outcomes by group, regularized model",
            el("p", public["sentence"]),
            *(_table(each, public["least"]) for each in public["tables"]),
        ),
        section(NOT_TESTED, el("ul", *(el("li", line) for line in public["not_tested"]))),
        section(
            "Where it comes from",
            el("p", "Derived from report.json, which has every count; its hash and the ledger's:"),
            facts(
                [
                    ("report.json", checksum(public["report_sha256"])),
                    ("Ledger", checksum(public["ledger"])),
                ]
            ),
        ),
    )
    return document(f"Fairness report, public copy: {case['name']}", main)


def _table(given: Mapping[str, Any], least: int) -> Markup:
    head = ["Group", "Texts", "Favourable", "Selection rate", "Impact ratio"]
    rows = [
        [
            row["group"],
            _count(row["n"], least),
            _count(row["selected"], least),
            "–" if row["rate"] is None else percent(row["rate"]),
            "–" if row["ratio"] is None else number(row["ratio"]),
        ]
        for row in given["rows"]
    ]
    return table(f"By {named(given['name'])}", head, rows, range(1, 5))


def _count(value: int | None, least: int) -> str:
    return f"{_HELD} (below {least}, or one more)" if value is None else f"{value:,}"
