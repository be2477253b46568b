"""The part of the page on word swaps: what follows the words, the worst, and the gaps found."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, el, section, table
from core.report.numbers import number
from core.report.tried import MODELS, share

Part = Mapping[str, Any]

_TITLE = "Word swaps"
_PRINTED = 10  # rows on paper


def swaps(report: Mapping[str, Any]) -> Markup:
    """Flips and moves of both models, the worst swaps, and flips no flagged feature explains."""
    part = report["swaps"]
    if not part["tested"]:
        return section(_TITLE, el("p", part["sentence"]))
    sentences = [part[name] for name in ("sentence", "gap_sentence", "coverage_sentence")]
    parts = [_figures(part), _worst(part["worst"], "The swaps that move the score most")]
    if part["gaps"]:
        parts.append(_worst(part["gaps"], "Decisions that flip though no flagged feature moved"))
    if part["movers"]:
        parts.append(_movers(part["movers"]))
    words = el("p", el("strong", "Words exchanged."), " ", part["pairs_sentence"])
    return section(_TITLE, *(el("p", line) for line in sentences), *parts, words)


def _figures(part: Part) -> Markup:
    head = ["Model", "Decisions changed", "At most, with 95 % confidence", "Mean move",
            "95 % move less than", "Mean move towards the second words"]  # fmt: skip
    rows = [
        [
            words,
            f"{told['flips']:,} of {told['n']:,}",
            share(told["upper"]),
            number(told["mean_dp"], 3),
            number(told["p95_dp"], 3),
            number(told["towards_second"], 3),
        ]
        for kind, words in MODELS.items()
        for told in [part[kind]]
    ]
    return table("Moves of the favourable probability", head, rows, range(1, 6))


def _worst(rows: list[Part], title: str) -> Markup:
    head = ["Words", "Where", "Plain, before → after", "Regularized, before → after", "Flips",
            *(["Features that moved most"] if rows and "features" in rows[0] else [])]  # fmt: skip
    body = [
        [
            row["words"],
            row["template"] or f"text {row['text']}",
            *(f"{number(row[k]['before'])} → {number(row[k]['after'])}" for k in MODELS),
            "yes" if row["regularized"]["flipped"] else "no",
            *([", ".join(f["name"] for f in row["features"])] if "features" in row else []),
        ]
        for row in rows
    ]
    return table(title, head, body, printed=range(_PRINTED))


def _movers(rows: list[Part]) -> Markup:
    return table(
        "Unflagged features that move the score in these flips",
        ["Feature", "Number", "Flips"],
        [[row["name"], str(row["feature"]), f"{row['flips']:,}"] for row in rows],
        [1, 2],
    )
