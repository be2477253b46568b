"""Limits and residual risk: what the figures leave open, and what people say follows from it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from core.audit.verdict import OPEN, OVER, UNMEASURED
from core.report.about import RISK
from core.report.answers import answers
from core.report.markup import Markup, el, facts, section
from core.report.numbers import count, listed, number, percent
from core.report.signoff import CHOICES
from core.report.words import NOT_TESTED

Report = Mapping[str, Any]

_LEFT = (OVER, OPEN, UNMEASURED)
UNDECIDED = "nobody has decided"
GUARD = (
    "The exported model says of each text whether it lies within what was tested; a rising share "
    "outside is a reason to look again."
)


def risk(report: Report) -> dict[str, Any]:
    """The report's part: sentences that follow from its other parts, and what ends an approval."""
    lines = [*_lines(report), *_proxies(report), *_gaps(report), *_unjudged(report)]
    return {
        "lines": [*lines, *_recoverable(report), *_features(report)],
        "ends": [
            report["signoff"]["expiry"],
            "Training again, another threshold, another autoencoder, other texts, other limits or "
            "a decision taken anew each make another bundle, which nobody has signed.",
            GUARD,
        ],
    }


def _lines(report: Report) -> list[str]:
    """The lines of page one that are not within their limit, with what people decided."""
    told = {each["line"]: each for each in report["signoff"]["dispositions"]}
    found = []
    for line in report["front"]:
        if line["state"] in _LEFT:
            said = told.get(line["line"])
            follows = f"{CHOICES[said['choice']]}, by {said['by']}" if said else UNDECIDED
            rest = "" if line["state"] == UNMEASURED and not said else f" What follows: {follows}."
            found.append(f"{line['title']}: {line['state']}.{rest}")
    return found


def _proxies(report: Report) -> list[str]:
    part = report["proxies"]
    if not part["tested"]:
        return ["Nobody looked for features that stand in for a group."]
    found = {row["feature"]: row["status"] for c in part["columns"] for row in c["found"]}
    if not found:
        return []
    states = listed(f"{n:,} {state}" for state, n in Counter(found.values()).items())
    return [f"{count(len(found), 'unflagged feature')} may stand in for a group: {states}."]


def _gaps(report: Report) -> list[str]:
    found = len((report["swaps"] or {}).get("gaps", []))
    if not found:
        return []
    return [
        f"{count(found, 'decision still follows', 'decisions still follow')} an exchanged word "
        "though no flagged feature moved."
    ]


def _unjudged(report: Report) -> list[str]:
    review = report["review"]
    if not review["unjudged"] or review["unjudged_reliance"] is None:
        return []
    return [
        f"{count(review['unjudged'], 'feature')} that nobody judged "
        f"{'carries' if review['unjudged'] == 1 else 'carry'} a reliance of "
        f"{number(review['unjudged_reliance'])} in the regularized model."
    ]


def _recoverable(report: Report) -> list[str]:
    rows = report["leakage"].get("summary") or []
    known = [row for row in rows if row["representation"] is not None]
    return [
        f"The model's internal numbers still tell {row['column'].replace('_', ' ')}: AUC "
        f"{number(row['representation']['auc'])}. A model trained on them later could use it."
        for row in known
        if row["representation"]["state"] == "recoverable"
    ]


def _features(report: Report) -> list[str]:
    return [
        f"The features leave {percent(report['sae']['fvu'])} of the variance of what the language "
        "model holds unexplained; what lies there has no name and nobody judged it."
    ]


def section_of(report: Report) -> Markup:
    """The part of the page."""
    told = report["risk"]
    return section(
        "Limits and residual risk",
        el(
            "p",
            f"What the figures leave open, beside “{NOT_TESTED}” on page one:",
        ),
        el("ul", *(el("li", line) for line in told["lines"])),
        el("h3", "In the words of who answers for it"),
        facts(answers(report, RISK)),
        el("h3", "What ends an approval"),
        el("ul", *(el("li", line) for line in told["ends"])),
    )
