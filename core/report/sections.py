"""The parts of the page that say what was found, and about what."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.durable import sha256_bytes
from core.report import first
from core.report.inputs import Signed
from core.report.markup import Markup, checksum, el, facts, join, section, table
from core.report.numbers import count, day, label_of, listed, number
from core.report.signoff import approvals
from core.report.words import NOT_MEASURED
from core.signing.forms import canonical
from core.signing.spoken import in_words

Report = Mapping[str, Any]

_PRINTED = 40  # flagged features on paper


def first_page(report: Report, signed: Sequence[Signed] = ()) -> Markup:
    """What the person who signs reads first."""
    case = report["case"]
    return el(
        "header",
        el("p", "selfreg · fairness report", class_="kind"),
        el("h1", case["name"]),
        el("p", report["status"], class_="status"),
        el("p", f"{case['decides']} {case['scope']}"),
        first.five_lines(report),
        first.not_tested(report),
        approvals(report, signed),
        facts(
            [
                ("Report", checksum(sha256_bytes(canonical(dict(report)) + b"\n"))),
                ("Regularized model", checksum(report["classifier"]["classifier.safetensors"])),
                ("Texts", checksum(report["data"]["content_hash"])),
                ("Ledger", _ledger(report["ledger"]["head"])),
            ]
        ),
        class_="first",
    )


def _ledger(head: str) -> Markup:
    """The ledger's last hash, in words to write down, and whole."""
    return join([el("span", in_words(head)), " ", checksum(head)])


def policy(report: Report) -> Markup:
    """What the decision must not depend on, and what holds for unjudged features."""
    lines = (report["policy"]["text"] or report["policy"]["note"]).splitlines()
    review = report["review"]
    return section(
        "Policy",
        el("blockquote", *(el("p", line) for line in lines if line.strip())),
        el("p", f"{review['sentence']} {review['rule']}"),
        el("p", report["policy"]["line"]),
        table(
            "What is held against a limit",
            ["Figure", "Why it is looked at", "Limit"],
            report["policy"]["rules"],
        ),
        *_versions(report["policy"]["versions"]),
    )


def _versions(versions: list[Mapping[str, Any]]) -> list[Markup]:
    """Every version of the limits, the first as the one it was set to."""
    if not versions:
        return []
    rows = [
        [
            f"{v['version']:,}",
            v["on"],
            v["by"],
            "yes" if v["seen"] else "no",
            "; ".join(v["changes"]) or "as it stood",
            listed(label_of(name) for name in v["judged"]),
            v["policy"]["why"],
        ]
        for v in versions
    ]
    head = [
        "Version",
        "Set on",
        "By",
        "Results were there already",
        "What changed",
        "Judged",
        "Why",
    ]
    return [table("Versions of the limits", head, rows)]


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
        table(count(len(rows), "feature"), head, rows, [4, 5, 6], printed=range(_PRINTED)),
        *_unseen(report["review"]["unseen"]),
    )


def _unseen(told: Mapping[str, Any] | None) -> list[Markup]:
    """What flagging saw of the test texts, with the names somebody else needs to count again."""
    if told is None:
        return []
    return [
        el("p", told["sentence"]),
        el("p", "Hash of the names of the test texts: ", checksum(told["test_rows_sha256"])),
    ]


def _reliance(value: float | None) -> str:
    return NOT_MEASURED if value is None else number(value, 3)


def _by(feature: Mapping[str, Any]) -> str:
    return f"{feature['by']}, {day(feature['ts'])}" if feature["ts"] else feature["by"]
