"""The part of the page on flagged features: who decided why, where they fire, what they weigh."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, checksum, el, join, section, table
from core.report.numbers import NONE, count, day, label_of, listed, number, percent, quoted
from core.report.words import NOT_MEASURED

Report = Mapping[str, Any]
Feature = Mapping[str, Any]

_PRINTED = 40  # features on paper
_FIT = (
    "How well the name fits is the chance (AUC) that a text with what the name says has more of "
    "the feature than one without; 0.5 is chance. The ratio is the highest share divided by the "
    "lowest. Weight is what the score of the favourable decision gains where the embedding goes "
    "one unit along the feature."
)


def groups_of(fires: list[Feature]) -> list[dict[str, Any]]:
    """For each group column the groups a feature fires in least and most, and the ratio."""
    told = []
    for column in dict.fromkeys(row["column"] for row in fires):
        rows = [row for row in fires if row["column"] == column and row["n"]]
        if len(rows) < 2:
            continue
        low, high = (pick(rows, key=lambda row: row["rate"]) for pick in (min, max))
        ratio = high["rate"] / low["rate"] if low["rate"] else None
        told.append(
            {
                "column": column,
                "lowest": low["group"],
                "lowest_rate": low["rate"],
                "highest": high["group"],
                "highest_rate": high["rate"],
                "ratio": ratio,
            }
        )
    return told


def drawn_sentence(told: Feature | None) -> str:
    """How many features that should be flagged are, estimated by a blind second look."""
    if not told or not told["recall"]:
        return (
            "How many features that should be flagged are not was not estimated: nobody has "
            "judged a drawn share of the unflagged features without seeing what was decided."
        )
    found = told["recall"]
    if found["value"] is None:
        rest = "nothing is flagged and nothing was found."
    else:
        rest = (
            f"so an estimated {percent(found['value'], 0)} ({percent(found['low'], 0)} to "
            f"{percent(found['high'], 0)}) of the features that should be flagged are. It takes "
            "every flag as right and the second person's view of the others as the measure."
        )
    return (
        f"Of {count(told['looked'], 'unflagged feature')} drawn at random, a second person who did "
        f"not see what was decided would flag {told['found']:,}, of which {told['waiting']:,} "
        f"{'is' if told['waiting'] == 1 else 'are'} still not flagged; {rest}"
    )


def coverage(report: Report) -> list[str]:
    """In which share of the texts that matter a flagged feature fires, and what may be missing."""
    rows = report["nonreliance"].get("coverage", [])
    columns = dict.fromkeys(row["column"] for row in rows if row["column"])
    words = [report["swaps"]["coverage_sentence"]] if report["swaps"]["tested"] else []
    return [
        *words,
        *(_covered(column, [row for row in rows if row["column"] == column]) for column in columns),
        report["review"]["drawn_sentence"],
        report["review"]["agreement"],
    ]


def _covered(column: str, rows: list[Feature]) -> str:
    shares = (
        f"{percent(row['covered'] / row['n'])} of the texts of {quoted(row['group'])}"
        for row in rows
        if row["n"]
    )
    return f"By {label_of(column)}, at least one flagged feature fires in {listed(shares)}."


def flagged(report: Report) -> Markup:
    """Both tables, and what flagging saw of the test texts."""
    rows = report["flagged"]
    printed = range(_PRINTED)
    decided = ["Feature", "Number", "Kind", "Words", "Why", "Decided by"]
    return section(
        "Flagged features",
        table(
            f"{count(len(rows), 'feature')}: what they are, and why",
            decided,
            [_decided(row) for row in rows],
            [1],
            printed=printed,
        ),
        el("p", _FIT),
        _fires(report, printed),
        el("h3", "How much the flags cover"),
        *(el("p", sentence) for sentence in report["flag_coverage"]),
        *_unseen(report["review"]["unseen"]),
    )


def _decided(feature: Feature) -> list[str]:
    by = f"{feature['by']}, {day(feature['ts'])}" if feature["ts"] else feature["by"]
    named = "none today" if feature["feature"] is None else f"{feature['feature']}"
    words = ", ".join(feature["words"])
    return [feature["name"], named, feature["category"], words, feature["reason"], by]


def _fires(report: Report, printed: range) -> Markup:
    """Where each fires, how well its name fits, and what it weighs in both models."""
    columns = report["data"]["groups"]
    head = [
        "Feature", "Number", "Name fits", "Texts", "Of all",
        *(f"By {label_of(column)}" for column in columns),
        "Weight, plain", "Weight, regularized", "Reliance, plain", "Reliance, regularized",
    ]  # fmt: skip
    body = [_figures(row, columns) for row in report["flagged"]]
    numeric = [1, 2, 3, 4, *range(5 + len(columns), 9 + len(columns))]
    return table("Where they fire, and what they weigh", head, body, numeric, printed=printed)


def _figures(feature: Feature, columns: list[str]) -> list[str]:
    groups = {each["column"]: each for each in feature["groups"]}
    known = feature["feature"] is not None
    return [
        feature["name"],
        f"{feature['feature']}" if known else "none today",
        NOT_MEASURED if feature["fit"] is None else number(feature["fit"]),
        NOT_MEASURED if feature["texts"] is None else f"{feature['texts']:,}",
        NOT_MEASURED if feature["share"] is None else percent(feature["share"]),
        *(_between(groups.get(column)) for column in columns),
        *(_number(feature[f"weight_{model}"]) for model in ("plain", "regularized")),
        *(_number(feature[f"reliance_{model}"]) for model in ("plain", "regularized")),
    ]


def _between(told: Feature | None) -> Markup | str:
    """Shares of the groups it fires in most and least, with their ratio on a line of its own."""
    if told is None:
        return NOT_MEASURED
    sides = (
        f"{told['highest']} {percent(told['highest_rate'])}, {told['lowest']} "
        f"{percent(told['lowest_rate'])}"
    )
    ratio = NONE if told["ratio"] is None else number(told["ratio"])
    return join([el("span", sides), el("small", f"ratio {ratio}")])


def _number(value: float | None) -> str:
    return NOT_MEASURED if value is None else number(value, 3)


def _unseen(told: Mapping[str, Any] | None) -> list[Markup]:
    """What flagging saw of the test texts, with the names somebody else needs to count again."""
    if told is None:
        return []
    return [
        el("p", told["sentence"]),
        el("p", "Hash of the names of the test texts: ", checksum(told["test_rows_sha256"])),
    ]
