"""The parts of the page that say what was found, and about what."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.audit.policy import RULES
from core.durable import sha256_bytes
from core.report import first
from core.report.judged import capital
from core.report.markup import Markup, checksum, el, facts, join, section, table
from core.report.numbers import label_of
from core.report.scope import chosen_why
from core.report.signers import Signed
from core.report.signoff import approvals, drawn
from core.signing.forms import canonical
from core.signing.spoken import in_words

Report = Mapping[str, Any]


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
        *drawn(signed),
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
            ["Figure", "Why it is looked at", "Limit", "Why it was chosen here"],
            [
                [*row, chosen_why(report, name)]
                for name, row in zip(RULES, report["policy"]["rules"], strict=True)
            ],
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
            label_of("; ".join(v["changes"])) or "as it stood",
            capital("; ".join(RULES[name].words for name in v["judged"])),
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
