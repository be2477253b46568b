"""Both models by group, and the texts whose decision changed, as rows and headings of tables."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.words.figures import METRICS, counted, points, ranged, span, state
from dashboard.words.sentences import count, label_of, listed, percent, quoted

if TYPE_CHECKING:
    from dashboard.engine.results import Audit

BY = "Compare by"
MEASURE = "Measure"
GAPS = "Gaps between groups"
GAP_HEADS = ("measure", "before", "after", "change", "the gap is", "between, after")
CHANGED = "Decisions that changed, by group"
SHOWN = 20
"""Groups drawn in a chart; the table holds all."""
ALL_GROUPS = "All groups"
DIRECTION = "Direction"
NONE_CHANGED = "The two models decide every test text alike."
NONE_MATCH = "No text changed that way in this group."
WIDEN = "Choose another direction or all groups."
DIRECTIONS = {
    "all": "Any change",
    "to": "To the favourable decision",
    "from": "Away from it",
    "corrected": "Agrees with the label now",
    "spoilt": "No longer agrees with the label",
}


@lru_cache(maxsize=64)  # as long as the comparison is the same one
def group_rows(found: "Audit", column: str, metric: str) -> list[list[str]]:
    """One row a group: name, before, after, each with its counts and range, and the change."""
    rows = found.groups[found.groups["column"] == column]
    plain = rows[rows["model"] == "plain"].set_index("group")
    after = rows[rows["model"] == "regularized"].set_index("group")
    return [
        [
            group,
            f"{int(plain.loc[group, 'n']):,}",
            counted(plain.loc[group], metric),
            counted(after.loc[group], metric),
            points(after.loc[group, metric] - plain.loc[group, metric]),
        ]
        for group in plain.index
    ]


@lru_cache(maxsize=64)  # as long as the comparison is the same one
def gap_rows(found: "Audit", column: str | None = None) -> list[dict[str, Any]]:
    """One row a measure of one or of all columns.

    Each has column, measure, before, after, change, state, between (the highest and the lowest
    group of the regularized model) and left_out (groups with too few texts).
    """
    gaps = found.gaps if column is None else found.gaps[found.gaps["column"] == column]
    return [
        _gap_row(column, metric, own.set_index("model"))
        for (column, metric), own in gaps.groupby(["column", "metric"], sort=False)
    ]


def _gap_row(column: str, metric: str, by_model: pd.DataFrame) -> dict[str, Any]:
    change, after = by_model.loc["change"], by_model.loc["regularized"]
    known = change["gap"] == change["gap"]
    moved = f"{points(change['gap']).split()[0]} ({span(change, '', signed=True)})"
    return {
        "column": label_of(column),
        "measure": METRICS[metric],
        "before": ranged(by_model.loc["plain"], ""),
        "after": ranged(after, ""),
        "change": moved if known else "–",
        "state": state(change),
        "between": f"{after['highest']} and {after['lowest']}" if known else "–",
        "left_out": list(change["left_out"]),
    }


def rates_title(metric: str, column: str, drawn: int, groups: int) -> str:
    """Title of the chart and the table of one rate by group."""
    only = f", the {drawn} largest of {groups:,} groups" if drawn < groups else ""
    return f"{METRICS[metric]} by {label_of(column)}, before and after{only}"


def gaps_title(column: str) -> str:
    """Title of the chart of gaps."""
    return f"Gaps between groups by {label_of(column)}, before and after"


def group_heads(column: str) -> tuple[str, ...]:
    """Headings of the table of rates."""
    return label_of(column), "texts", "plain model", "regularized model", "change"


def changed_heads(column: str, favourable: str) -> tuple[str, ...]:
    """Headings of the table of changed decisions."""
    good = quoted(favourable)
    ways = (f"to {good}", f"away from {good}", "agrees with label now", "no longer agrees")
    return label_of(column), "texts", "changed", *ways


def reading(technical: str) -> str:
    """How to read a rate, and its name among statisticians."""
    return (
        f"In brackets the counts and the 95 % range, in points of a hundred. Statisticians call "
        f"this measure {technical}."
    )


def left_out(rows: Iterable[Mapping[str, Any]]) -> str:
    """How to read the gaps, and which groups were too small for them."""
    small = sorted({group for row in rows for group in row["left_out"]})
    names = f" Left out for some measure: {listed(small)}." if small else ""
    return (
        "A gap is between the highest and the lowest group that has at least 30 texts to judge by, "
        "in points of a hundred with its 95 % range. It is narrower or wider only if the whole "
        f"range of the change says so.{names}"
    )


def found(number: int) -> str:
    """How many texts are listed, and in which order."""
    return f"{count(number, 'text')}, those whose probability moved most first"


def turned(row: Mapping[str, Any]) -> str:
    """What both models decided about a text, beside its label."""
    before, after = (percent(row[f"{m}_probability"], 1) for m in ("plain", "regularized"))
    return (
        f"labelled {quoted(row['label'])} · plain model {quoted(row['plain'])} ({before}) · "
        f"regularized model {quoted(row['regularized'])} ({after})"
    )


def moved(change: float) -> str:
    """How far the probability of the favourable label moved, in points of a hundred."""
    return points(change).split()[0]


def row_name(name: str) -> str:
    """What report and bundle call a text."""
    return f"row {name}"
