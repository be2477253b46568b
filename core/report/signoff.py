"""Who may sign, what people decided about lines that are open, and where the signatures stand."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.report.inputs import SignoffFacts
from core.report.markup import Markup, el, facts, section, table
from core.report.numbers import count, day, listed

CHOICES = {
    "accept": "accepted",
    "fix": "to be fixed",
    "restrict use": "use restricted",
    "collect data": "more data to be collected",
}
"""What a person may decide about a line that is over its limit, or lacks evidence."""

COMMAND = "selfreg verify BUNDLE --trust keys.json"
WHERE = (
    "Signatures stand beside this report, in the folder attestations of the bundle: a page that "
    "is signed does not hold the signatures over itself."
)
RULE = (
    "An approval counts where two people or more give one, each with a key of their own, over the "
    "same files; where none of them trained the model; and where one of them states to be "
    "independent of its development and is not the only one who flagged features."
)


def signoff(given: SignoffFacts) -> dict[str, Any]:
    """The report's part on signatures."""
    return {
        "where": WHERE,
        "rule": RULE,
        "expiry": (
            f"An approval ends after {count(given.months, 'month')} at the latest, and at once "
            "when a file of the bundle is another than the one that was signed."
        ),
        "months": given.months,
        "builders": list(given.builders),
        "reviewers": list(given.reviewers),
        "dispositions": [asdict(each) | {"on": day(each.ts)} for each in given.dispositions],
        "command": COMMAND,
    }


def section_of(report: Mapping[str, Any]) -> Markup:
    """The part of the page on signatures."""
    told = report["signoff"]
    named = [("Trained by", listed(told["builders"])), ("Flagged by", listed(told["reviewers"]))]
    parts = [
        el("p", told["where"]),
        el("p", f"{told['rule']} {told['expiry']}"),
        facts([(term, value or "not named") for term, value in named]),
    ]
    if told["dispositions"]:
        head = ["Line", "State", "Decided", "Why", "By"]
        rows = [
            [d["line"], d["state"], CHOICES[d["choice"]], d["reason"], f"{d['by']}, {d['on']}"]
            for d in told["dispositions"]
        ]
        parts.append(table("Decisions on lines that are open", head, rows))
    parts.append(el("p", "To check the signatures: ", el("code", told["command"])))
    return section("Sign-off", *parts)
