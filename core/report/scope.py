"""The part of the page on what the model is for, in the words of people."""

from collections.abc import Mapping
from typing import Any

from core.report.about import NOT_GIVEN, SCOPE
from core.report.answers import answers
from core.report.markup import Markup, checksum, el, facts, section, table

Report = Mapping[str, Any]


def scope(report: Report) -> Markup:
    """Use, people affected, favourable outcome, threshold; all versions of what was said."""
    case, model = report["case"], report["model"]
    return section(
        "Scope and use",
        el("p", report["about"]["line"]),
        facts(
            [
                ("What is decided", case["decides"]),
                *answers(report, SCOPE),
                ("How the favourable decision was chosen", case["favourable_how"]),
                threshold(model),
                ("Regularized model", checksum(report["classifier"]["classifier.safetensors"])),
            ]
        ),
        *_missing(report),
        *_versions(report["about"]["versions"]),
    )


def _missing(report: Report) -> list[Markup]:
    left = report["about"]["missing"]
    return [el("p", el("strong", "Not given by anybody: "), "; ".join(left), ".")] if left else []


def _versions(versions: list[Mapping[str, Any]]) -> list[Markup]:
    if len(versions) < 2:
        return []
    rows = [[f"{v['version']:,}", v["on"], v["by"], "; ".join(v["changes"])] for v in versions]
    return [table("Versions of these answers", ["Version", "Given on", "By", "What changed"], rows)]


def chosen_why(report: Report, rule: str) -> str:
    """Why a figure was chosen, in the words of who chose it; "–" where it is not judged."""
    chosen = report["about"]["chosen"]
    return (chosen[rule] or NOT_GIVEN) if rule in chosen else "–"


def threshold(model: Report) -> tuple[str, str]:
    """From where on the favourable label is decided, and how that was chosen: a row of facts."""
    return "Decision threshold", f"{model['threshold_words']} {model['threshold_how']}".strip()
