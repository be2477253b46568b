"""The part of the report on the decisions that changed: each by name, for reading on the spot.

Rows go by the names of the stored predictions, which tell nothing to whoever lacks the case.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from core.report.markup import Markup, el, section, table
from core.report.numbers import label_of, percent
from core.report.outcomes import changed_sentence

Report = Mapping[str, Any]

TITLE = "Decisions that changed"
MOST = 200
NAME = 12
"""Characters of a row's name that are printed."""

_FIGURES = ("label", "plain", "regularized", "plain_probability", "regularized_probability")
_WAY = (
    "Rows go by the names that they have in data/eval_predictions.csv of the bundle; no text "
    "stands here. Whoever has the case reads the texts on the page Compare, where each changed "
    "decision shows the same name."
)
_PRINTED = 20


def changed(texts: Iterable[Mapping[str, Any]], audit: Mapping[str, Any]) -> dict[str, Any]:
    """Up to 200 changed decisions, those whose probability moved most first.

    Args:
        texts: of the audit's `changed_texts`, with the row's name as `id`.
        audit: of `core.audit.to_json`.
    """
    rows = [
        {name: row[name] for name in _FIGURES}
        | {"row": str(row["id"])[:NAME], "groups": dict(row["groups"])}
        for row in texts
    ]
    rest = f" The {MOST:,} that moved most are listed." if len(rows) > MOST else ""
    sentence = f"{changed_sentence(audit)}{rest}{f' {_WAY}' if rows else ''}"
    return {"rows": rows[:MOST], "sentence": sentence}


def section_of(report: Report) -> Markup:
    """How many changed and which way; each of them by name."""
    told = report["changed"]
    parts = [el("p", told["sentence"])]
    if told["rows"]:
        parts.append(_table(told["rows"], report["data"]["groups"]))
    return section(TITLE, *parts)


def _table(rows: list[Mapping[str, Any]], columns: list[str]) -> Markup:
    head = ["Row", "Plain", "Regularized", "Favourable, before → after", "Label"]
    body = [
        [
            el("code", row["row"]),
            row["plain"],
            row["regularized"],
            f"{percent(row['plain_probability'])} → {percent(row['regularized_probability'])}",
            row["label"],
            *("not given" if (own := row["groups"][c]) is None else str(own) for c in columns),
        ]
        for row in rows
    ]
    head += [label_of(column).capitalize() for column in columns]
    caption = "Those whose probability moved most first"
    return table(caption, head, body, [3], printed=range(_PRINTED))
