"""The part of the report on reasons of single decisions, in the words that people gave for them."""

from collections.abc import Mapping
from typing import Any

from core.report.markup import Markup, el, section, table
from core.report.numbers import count, listed, percent, quoted

Part = Mapping[str, Any]

TITLE = "Reasons of single decisions"
_UNWORDED = (
    "Nobody gave words in which a person concerned is told of a reason: features stand under their "
    "own names."
)


def in_reasons(part: dict[str, Any], wordings: Mapping[str, str]) -> dict[str, Any]:
    """Sentences for the figures; each decision is told in words, and each feature named most often.

    Args:
        part: of the evidence; its rows get `told` and `wording`.
        wordings: number of a feature -> how a person is told that it was a reason.
    """
    for row in part["decisions"]:
        row["told"] = told(row, wordings)
    often = [row | {"wording": wordings.get(str(row["feature"]), "")} for row in part["named"]]
    return {
        "named": [*often, *_others(part, wordings)],
        "sentence": (
            f"A sample of decisions, with at most {part['most']} features that fire in the text "
            "and pushed towards the decision, beside the average text. Of all "
            f"{count(part['n'], 'test text')}, reasons are refused for {part['refused']:,}, "
            "because features leave more than half of the score unexplained."
        ),
        "wording_sentence": _worded(often) if wordings else _UNWORDED,
    }


def _others(part: Part, wordings: Mapping[str, str]) -> list[dict[str, Any]]:
    """Features with words that are not among those named most often; `n` is None."""
    known = {str(row["feature"]) for row in part["named"]}
    names = {str(r["feature"]): r["name"] for row in part["decisions"] for r in row["reasons"]}
    return [
        {"feature": int(feature), "name": names.get(feature, ""), "n": None, "wording": said}
        for feature, said in sorted(wordings.items(), key=lambda item: int(item[0]))
        if feature not in known
    ]


def _worded(named: list[dict[str, Any]]) -> str:
    given = sum(bool(row["wording"]) for row in named)
    return (
        "A reason stands in the words that people gave for the person concerned, its feature in "
        f"brackets. Of the {count(len(named), 'feature')} named most often, {given:,} "
        f"{'has' if given == 1 else 'have'} such words."
    )


def told(row: Part, wordings: Mapping[str, str]) -> str:
    """The reasons of one decision in a sentence, or that they are refused.

    Args:
        row: refused, unexplained, and reasons (feature, name, share, flagged).
        wordings: number of a feature -> how a person is told that it was a reason.
    """
    left = f"{percent(row['unexplained'], 0)} of the score is unexplained."
    if row["refused"]:
        just = "just over " if round(100 * row["unexplained"]) == 50 else ""
        return f"Refused: {just}{left}"
    named = [_reason(reason, wordings.get(str(reason["feature"]))) for reason in row["reasons"]]
    return f"{listed(named)}; {left}" if named else f"No single feature stands out; {left}"


def _reason(reason: Part, wording: str | None) -> str:
    share = f"{percent(reason['share'], 0)}{' (flagged)' if reason['flagged'] else ''}"
    name = quoted(reason["name"])
    return f"{quoted(wording)} ({name}, {share})" if wording else f"{name} {share}"


def problem(report: Mapping[str, Any], wordings: Mapping[str, str]) -> str:
    """What in the reasons is told in other words than the ledger has; "" where nothing is."""
    part = report["reasons"]
    if not part["tested"]:
        return ""
    fresh = [told(row, wordings) for row in part["decisions"]]
    words = [wordings.get(str(row["feature"]), "") for row in part["named"]]
    same = fresh == [row["told"] for row in part["decisions"]]
    same = same and words == [row["wording"] for row in part["named"]]
    same = same and {*wordings} <= {str(row["feature"]) for row in part["named"]}
    return "" if same else "reasons are told in other words than the ledger has"


def reasons(report: Mapping[str, Any]) -> Markup:
    """Single decisions with their reasons, and the words for the features named most often."""
    part = report["reasons"]
    if not part["tested"]:
        return section(TITLE, el("p", part["sentence"]))
    head = ["Text", "Decision", "Probability", "Changed", "Reasons, with their share of the score"]
    rows = [
        [row["id"], row["decided"], percent(row["probability"]),
         "yes" if row["changed"] else "no", row["told"]]
        for row in part["decisions"]
    ]  # fmt: skip
    words = [
        [
            row["name"] or "–",
            str(row["feature"]),
            "fewer" if row["n"] is None else f"{row['n']:,}",
            row["wording"] or "not given",
        ]
        for row in part["named"]
    ]
    return section(
        TITLE,
        el("p", part["sentence"]),
        table("A sample of test texts", head, rows, [2]),
        el("p", part["wording_sentence"]),
        table(
            "The features named most often, and the words for the person concerned",
            ["Feature", "Number", "Reason of", "Words for the person concerned"],
            words,
            [1, 2],
        ),
    )
