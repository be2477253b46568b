"""The part of the page on flagged features: who decided why, where they fire, what they weigh."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, checksum, el, join, section, table
from core.report.numbers import NONE, count, day, label_of, listed, number, percent, quoted
from core.report.words import NOT_MEASURED

Report = Mapping[str, Any]
Feature = Mapping[str, Any]

_PRINTED, _FIGURES_PRINTED = 40, 15  # features on paper, and their figures
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
    return [
        *_with_words(report["swaps"]),
        *(_covered(column, [row for row in rows if row["column"] == column]) for column in columns),
        report["review"]["drawn_sentence"],
    ]


def _with_words(swaps: Feature) -> list[str]:
    if not swaps["tested"]:
        return []
    held = swaps["coverage"]
    return [
        f"Of {count(held['n'], 'test text')} with a word that the word swaps exchange, "
        f"{held['covered']:,} have at least one flagged feature."
    ]


def _covered(column: str, rows: list[Feature]) -> str:
    shares = (
        f"{percent(row['covered'] / row['n'])} of the texts of {quoted(row['group'])}"
        for row in rows
        if row["n"]
    )
    return f"By {label_of(column)}, at least one flagged feature fires in {listed(shares)}."


def flagged(report: Report) -> Markup:
    """Who decided, where they fire, what they weigh; coverage, and what flagging saw."""
    rows, printed = report["flagged"], range(_FIGURES_PRINTED)
    decided = ["Feature", "Number", "Kind", "Words", "Why", "Decided by"]
    return section(
        "Flagged features",
        table(
            f"{count(len(rows), 'feature')}: what they are, and why",
            decided,
            [_decided(row) for row in rows],
            [1],
            printed=range(_PRINTED),
        ),
        el("p", _FIT),
        _fires(report, printed),
        _weights(report, printed),
        el("h3", "How much the flags cover"),
        *(el("p", sentence) for sentence in report["flag_coverage"]),
        *_unseen(report["review"]["unseen"]),
    )


def _decided(feature: Feature) -> list[str]:
    by = f"{feature['by']}, {day(feature['ts'])}" if feature["ts"] else feature["by"]
    words = ", ".join(feature["words"])
    return [feature["name"], _named(feature), feature["category"], words, feature["reason"], by]


def _fires(report: Report, printed: range) -> Markup:
    """How well each name fits, and in which share of texts and groups each fires."""
    columns = report["data"]["groups"]
    head = ["Feature", "Number", "Name fits", "Texts", "Of all"]
    body = [
        [
            feature["name"],
            _named(feature),
            NOT_MEASURED if feature["fit"] is None else number(feature["fit"]),
            NOT_MEASURED if feature["texts"] is None else f"{feature['texts']:,}",
            NOT_MEASURED if feature["share"] is None else percent(feature["share"]),
            *_groups(feature, columns),
        ]
        for feature in report["flagged"]
        if feature["texts"] is not None
    ]
    head += [f"By {label_of(column)}" for column in columns]
    missing = len(report["flagged"]) - len(body)
    told = (
        f"{count(missing, 'feature')} of an earlier autoencoder {'is' if missing == 1 else 'are'} "
        "like none of today's: where they fire was not counted."
    )
    made = table("Where they fire", head, body, range(1, 5), printed=printed) if body else ""
    return join([made, *([el("p", told)] if missing else [])])


def _weights(report: Report, printed: range) -> Markup:
    """What each weighs, and how much of the score it carries, in both models."""
    names = [
        f"{figure}_{model}"
        for figure in ("weight", "reliance")
        for model in ("plain", "regularized")
    ]
    head = ["Feature", "Number", *(label_of(name.replace("_", ", ")) for name in names)]
    body = [
        [feature["name"], _named(feature), *(_number(feature[name]) for name in names)]
        for feature in report["flagged"]
    ]
    caption = "What they weigh, before and after"
    return table(caption, [h.capitalize() for h in head], body, range(1, 6), printed=printed)


def _named(feature: Feature) -> str:
    return "none today" if feature["feature"] is None else f"{feature['feature']}"


def _groups(feature: Feature, columns: list[str]) -> list[Markup | str]:
    """For each column the group it fires in most, below it the one it fires in least."""
    told = {each["column"]: each for each in feature["groups"]}
    return [_between(told[column]) if column in told else NOT_MEASURED for column in columns]


def _between(told: Feature) -> Markup:
    ratio = NONE if told["ratio"] is None else number(told["ratio"])
    most = f"{told['highest']} {percent(told['highest_rate'])}"
    least = f"{told['lowest']} {percent(told['lowest_rate'])}"
    return join([el("span", most), el("small", least), el("small", f"ratio {ratio}")])


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
