"""Before and after, overall and by group, in words with counts and ranges."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.words.sentences import count, label_of, percent, quoted
from dashboard.words.training import points

if TYPE_CHECKING:
    from dashboard.engine.results import Audit

METRICS = {
    "selection_rate": "Favourable decisions",
    "tpr": "Favourable decisions where the label agrees",
    "fpr": "Favourable decisions where the label does not agree",
    "accuracy": "Decisions that agree with the label",
}
TECHNICAL = {
    "selection_rate": "selection rate",
    "tpr": "true positive rate (TPR)",
    "fpr": "false positive rate (FPR)",
    "accuracy": "accuracy",
}
COUNTS = {
    "selection_rate": ("selected", "n"),
    "tpr": ("true_positives", "positives"),
    "fpr": ("false_positives", "negatives"),
    "accuracy": ("correct", "n"),
}
"""Metric -> the two counts it divides."""

NARROWER = "narrower"
WIDER = "wider"
UNCLEAR = "not enough evidence of a change"
TOO_FEW = "too few texts to say"

DIRECTIONS = {
    "all": "Any change",
    "to": "To the favourable decision",
    "from": "Away from it",
    "corrected": "Agrees with the label now",
    "spoilt": "No longer agrees with the label",
}


def meaning(metric: str, favourable: str) -> str:
    """What a metric divides, in words: the title of an axis."""
    good = quoted(favourable)
    return {
        "selection_rate": f"share of texts decided {good}",
        "tpr": f"share decided {good} among texts labelled {good}",
        "fpr": f"share decided {good} among texts with another label",
        "accuracy": "share of decisions that agree with the label",
    }[metric]


def lead(found: "Audit | None", stale: str) -> str:
    """Where the comparison stands and what to do next."""
    if found is None:
        return "The two models have not been compared yet. Train the regularized model first."
    if stale:
        return f"What follows is out of date: {stale}. Train again before you rely on it."
    return (
        "Read what changed, look at the texts behind it, and accept the regularized model "
        "when you can stand by it."
    )


def headline(found: "Audit") -> list[str]:
    """The comparison in three or four sentences, each with its figures and ranges."""
    sentences = [_accuracy(found.overall), *_largest_gap(found), changed(found)]
    wider = [row for row in gap_rows(found, metrics=None) if row["state"] == WIDER]
    if wider:
        named = "; ".join(f"{row['measure']}, by {row['column']}" for row in wider)
        sentences.append(f"{count(len(wider), 'gap')} became wider: {named}.")
    return sentences


def _accuracy(overall: pd.DataFrame) -> str:
    rows = overall.set_index("model")
    plain, after, change = rows.loc["plain"], rows.loc["regularized"], rows.loc["change"]
    return (
        f"Of {int(plain['n']):,} test decisions, {percent(plain['accuracy'], 1)} agree with the "
        f"label before and {percent(after['accuracy'], 1)} after "
        f"({points(change['accuracy'])}; {span(change, 'accuracy', signed=True)})."
    )


def _largest_gap(found: "Audit") -> list[str]:
    gaps = found.gaps[found.gaps["metric"] != "accuracy"]
    plain = gaps[gaps["model"] == "plain"].dropna(subset=["gap"])
    if plain.empty:
        return []
    worst = plain.sort_values("gap", kind="stable").iloc[-1]
    same = (gaps["column"] == worst["column"]) & (gaps["metric"] == worst["metric"])
    after = gaps[same & (gaps["model"] == "regularized")].iloc[0]
    return [
        f"The largest gap between groups, {METRICS[worst['metric']].lower()} by "
        f"{label_of(worst['column'])}, was {ranged(worst)} and is now {ranged(after)}."
    ]


def changed(found: "Audit") -> str:
    """How many decisions changed, and which way."""
    if not found.changed:
        return "No decision changed."
    way = found.directions
    return (
        f"{count(found.changed, 'decision')} changed: {way['to_favourable']:,} to "
        f"{quoted(found.favourable)}, {way['from_favourable']:,} away from it; "
        f"{way['corrected']:,} agree with the label only now, {way['spoilt']:,} no longer do."
    )


def overall_rows(found: "Audit") -> list[list[str]]:
    """Accuracy and balanced accuracy: measure, before, after, change; each with its range."""
    rows = found.overall.set_index("model")
    named = {
        "accuracy": "Decisions that agree with the label",
        "balanced_accuracy": "The same, each label counted alike",
    }
    return [
        [
            words,
            rate(rows.loc["plain"], metric),
            rate(rows.loc["regularized"], metric),
            f"{points(rows.loc['change'][metric])} "
            f"({span(rows.loc['change'], metric, signed=True)})",
        ]
        for metric, words in named.items()
    ]


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


def gap_rows(found: "Audit", metrics: tuple[str, ...] | None) -> list[dict[str, Any]]:
    """One row a column and metric: column, measure, before, after, change, state, left_out."""
    wanted = found.gaps[found.gaps["metric"].isin(metrics or METRICS)]
    rows = []
    for (column, metric), own in wanted.groupby(["column", "metric"], sort=False):
        by_model = own.set_index("model")
        change = by_model.loc["change"]
        rows.append(
            {
                "column": label_of(column),
                "measure": METRICS[metric].lower(),
                "before": ranged(by_model.loc["plain"]),
                "after": ranged(by_model.loc["regularized"]),
                "change": f"{points(change['gap'])} ({span(change, '', signed=True)})"
                if change["gap"] == change["gap"]
                else "–",
                "state": state(change),
                "left_out": list(change["left_out"]),
            }
        )
    return rows


def state(change: "pd.Series | dict[str, Any]") -> str:
    """A gap's change as a state: the whole range below nought, above it, or neither."""
    if change["gap"] != change["gap"]:
        return TOO_FEW
    if change["high"] < 0:
        return NARROWER
    return WIDER if change["low"] > 0 else UNCLEAR


def ranged(gap: "pd.Series | dict[str, Any]") -> str:
    """A gap with its range, in points of a hundred: 12.3 points (8.1 to 16.0)."""
    if gap["gap"] != gap["gap"]:
        return "–"
    return f"{100 * gap['gap']:.1f}\u00a0points ({span(gap, '')})"


def rate(row: pd.Series, metric: str) -> str:
    """A rate with its range: 82.1 % (79.0 to 85.0)."""
    if row[metric] != row[metric]:
        return "–"
    return f"{percent(row[metric], 1)} ({span(row, metric)})"


def counted(row: pd.Series, metric: str) -> str:
    """A rate with its counts and range: 82.1 % (160 of 195; 79.0 to 85.0)."""
    hits, n = (int(row[name]) for name in COUNTS[metric])
    if row[metric] != row[metric]:
        return f"– ({hits:,} of {n:,})"
    return f"{percent(row[metric], 1)} ({hits:,} of {n:,}; {span(row, metric)})"


def span(row: "pd.Series | dict[str, Any]", metric: str, signed: bool = False) -> str:
    """A range, 1.2 to 3.4; of a change with its signs."""
    low, high = (row[f"{metric}_{end}" if metric else end] for end in ("low", "high"))
    if not signed:
        return f"{100 * low:.1f} to {100 * high:.1f}"
    return f"{points(low).split()[0]} to {points(high).split()[0]}"
