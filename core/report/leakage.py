"""The part of the page that says what can still be told about people, and from what."""

from collections.abc import Mapping
from typing import Any

from core.report.dots import Dot, dots
from core.report.markup import Markup, el, section, table
from core.report.numbers import count, label_of, number

Part = Mapping[str, Any]

_TITLE = "What is still recoverable"
_DRAWN = {
    "representation": "the embedding",
    "score": "the score",
    "score and label": "score and label",
    "decision": "the decision",
}
_INPUTS = _DRAWN | {
    "flagged activations": "flagged features alone",
    "label": "the label itself",
    "words of the text": "the words of the text",
}
_VERSIONS = {"before": "before", "after": "after", "LEACE": "after LEACE", "": ""}


def leakage(report: Mapping[str, Any]) -> Markup:
    """The probes, column by column."""
    part = report["leakage"]
    if not part["tested"]:
        return section(_TITLE, el("p", part["sentence"]))
    drawn = [_column(told, part["chart"]["ticks"]) for told in part["columns"] if told["probes"]]
    about = (
        f"Probes are fitted and scored on {count(part['texts'], 'test text')} at most, in five "
        f"parts by turns; the null is {count(part['shuffles'], 'shuffle')} of the groups. Before "
        "is the embedding as the plain model reads it; after, without the flagged directions."
    )
    return section(
        _TITLE,
        *(el("p", line) for line in part["sentences"]),
        el("p", part["presence"]),
        *drawn,
        *([el("p", about)] if drawn else []),
    )


def _column(told: Part, ticks: list[Any]) -> Markup:
    title = f"How well a probe tells {label_of(told['column'])} (AUC)"
    straight = {(p["input"], p["version"]): p["auc"] for p in told["probes"] if not p["curved"]}
    rows = [
        Dot(words, straight[name, "before"], straight[name, "after"])
        for name, words in _DRAWN.items()
    ]
    head = ["From", "Version", "Probe", "AUC", "Interval", "Chance stays below", "p", "Verdict"]
    return el(
        "figure",
        el("figcaption", title),
        dots(title, rows, [tuple(tick) for tick in ticks]),
        table(count(told["n"], "test text"), head, [_row(p) for p in told["probes"]], [3, 4, 5, 6]),
    )


def _row(probe: Part) -> list[str]:
    return [
        _INPUTS[probe["input"]],
        _VERSIONS[probe["version"]],
        "curved" if probe["curved"] else "linear",
        number(probe["auc"]),
        f"{number(probe['low'])} to {number(probe['high'])}",
        number(probe["chance"]),
        number(probe["p"], 3),
        probe["state"],
    ]
