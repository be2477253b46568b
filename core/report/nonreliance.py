"""The part of the page that says what flagged features can still change, and how it was tried."""

import math
from collections.abc import Mapping
from typing import Any

from core.report.by_group.charts import curves
from core.report.dots import Dot, dots
from core.report.markup import Markup, el, section, table
from core.report.numbers import count, label_of, number, percent
from core.report.tried import MODELS, share

Part = Mapping[str, Any]

_TITLE = "What flagged features can still change"
_PRINTED = 10
_SHOWN = 20  # features drawn and listed on the page; report.json has all of them


def nonreliance(report: Mapping[str, Any]) -> Markup:
    """The certificate: in words, together, feature by feature, placebo, deleted words."""
    part = report["nonreliance"]
    if not part["tested"]:
        return section(_TITLE, el("p", part["sentence"]))
    sentences = ("sentence", "limit_sentence", "exact_sentence", "plain_sentence")
    return section(
        _TITLE,
        el("p", el("strong", part["title"]), " ", part["sentence"]),
        *(el("p", part[name]) for name in sentences[1:]),
        _together(part),
        _alone(part),
        *_margins(part),
        _levels(part),
        _placebo(part["placebo_rows"], part["placebo"]["draws"]),
        _deleted(part),
        _coverage(part["coverage"]),
        el("h3", "What this does not cover"),
        el("ul", *(el("li", line) for line in part["not_covered"])),
    )


def _together(part: Part) -> Markup:
    head = ["All flagged features", "Model", "Decisions changed", "At most, with 95 % confidence",
            "Largest move of a probability", "Largest move of a score, in its spread",
            "The same, 99 of 100 texts"]  # fmt: skip
    rows = [
        [row["move"], words, *_effect(part["joint"][kind][row["key"]])]
        for row in part["joint_rows"]
        for kind, words in MODELS.items()
    ]
    return table("Together", head, rows, range(2, 7))


def _effect(told: Part) -> list[str]:
    return [
        f"{told['flips']:,} of {told['n']:,}",
        share(told["upper"]),
        number(told["max_dp"], 4),
        number(told["max_sd"], 4),
        number(told["p99_sd"], 4),
    ]


def _alone(part: Part) -> Markup:
    """Each feature turned up to the end of its range: a drawing, and the same as a table."""
    features = sorted(part["features"], key=lambda f: -f["plain"]["moves"]["top"]["max_sd"])
    shown = features[:_SHOWN]
    title = (
        "How far a score moves, in its spread, when one feature is turned up by the largest value "
        "seen; below 1e-8 is drawn at 1e-8"
    )
    rows = [[f["name"], *(cell for kind in MODELS for cell in _cells(f[kind]))] for f in shown]
    one = ["score", "decisions", "bound", "cosine"]
    head = ["Feature", *(f"{words}, {o}" for words in ("Plain", "Regularized") for o in one)]
    more = f"{count(len(features), 'feature')}, the largest moves first" + (
        f"; the first {_SHOWN}" if len(features) > _SHOWN else ""
    )
    dotted = [
        Dot(f["name"], *(_log(f[kind]["moves"]["top"]["max_sd"]) for kind in MODELS)) for f in shown
    ]
    return el(
        "figure",
        el("figcaption", "One feature at a time. ", el("span", f"{title}.", class_="state")),
        dots(title, dotted, [tuple(tick) for tick in part["chart"]["ticks"]]),
        table(more, head, rows, range(1, 9), printed=range(_PRINTED)),
    )


def _margins(part: Part) -> list[Markup]:
    """How far decisions are from turning over, beside the largest move of a probability."""
    told = part.get("margins")
    if not told:
        return []
    title = "Share of decisions that stand at least so far from turning over"
    lines = [(words, told[kind]["shares"]) for kind, words in MODELS.items()]
    rows = [
        [number(at), *(percent(told[kind]["shares"][i]) for kind in MODELS)]
        for i, at in enumerate(told["grid"])
    ]
    drawn = curves(
        title,
        told["grid"],
        lines,
        told["regularized"]["largest"],
        "largest move, regularized",
        "margin: how far a probability has to move",
    )
    figure = el(
        "figure",
        el("figcaption", f"{title}. ", el("span", part["margin_sentence"], class_="state")),
        drawn,
        table(
            "The same as figures",
            ["Margin", *MODELS.values()],
            rows,
            (1, 2),
            printed=range(0, len(rows), 4),
        ),
    )
    return [figure]


def _cells(told: Part) -> list[str]:
    top = told["moves"]["top"]
    return [
        number(top["max_sd"], 4),
        f"{top['flips']:,}",
        number(told["bound"]["max_move"], 4),
        number(told["cosine"], 4),
    ]


def _log(value: float) -> float:
    return math.log10(value) if value > 0 else -math.inf


def _levels(part: Part) -> Markup:
    """What each model reaches of the four levels."""
    summaries = (part["summary"]["plain"], part["summary"])
    rows = [
        ["N0 structural: largest cosine with a flagged direction",
         *(number(part["levels"][kind]["structural"]["max_cosine"], 4) for kind in MODELS)],
        ["N1 tested: decisions changed within the range",
         *(f"{told['flips']:,} of {told['n']:,}" for told in summaries)],
        ["N2 bounded: decisions that stand at any mix of strengths",
         *(share(part["levels"][kind]["bounded"]["certified"]) for kind in MODELS)],
        ["N3 exact: weights at right angles to every flagged direction",
         *("yes" if part["levels"][kind]["exact"]["holds"] else "no" for kind in MODELS)],
    ]  # fmt: skip
    return table("Levels", ["Level", *MODELS.values()], rows, [1, 2])


def _placebo(rows: list[Part], draws: int) -> Markup:
    title = f"Switched off in the plain model, beside {count(draws, 'draw')} of random features"
    head = ["", "Flagged features", "Random features, median", "Random features, most",
            "Share of sets that do as much (p)"]  # fmt: skip
    names = ("flagged", "placebo", "placebo_most", "p")
    body = [[row["words"], *(number(row[name], 3) for name in names)] for row in rows]
    return table(title, head, body, range(1, 5))


def _deleted(part: Part) -> Markup:
    told = part["deleted_words"]
    if not told["n"]:
        return el("p", part["deleted_sentence"])
    rows = [
        [words, f"{told[kind]['flips']:,} of {told[kind]['n']:,}", share(told[kind]["upper"]),
         number(told[kind]["mean_dp"], 4), number(told[kind]["max_dp"], 4)]
        for kind, words in MODELS.items()
    ]  # fmt: skip
    head = ["Model", "Decisions changed", "At most, with 95 % confidence",
            "Mean move of a probability", "Largest"]  # fmt: skip
    return el(
        "div",
        el("h3", "The words themselves deleted"),
        el("p", part["deleted_sentence"]),
        table("Texts without the words of flagged features", head, rows, range(1, 5)),
    )


def _coverage(rows: list[Part]) -> Markup:
    body = [
        [
            "all" if row["column"] is None else f"{label_of(row['column'])}: {row['group']}",
            f"{row['n']:,}",
            f"{row['covered']:,}",
        ]
        for row in rows
    ]
    head = ["Test texts", "Texts", "With a flagged feature"]
    return table("In how many texts a flagged feature is present", head, body, [1, 2])
