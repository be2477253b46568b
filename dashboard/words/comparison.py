"""Before and after in words: where the comparison stands, its headline, the overall figures."""

from functools import lru_cache
from typing import TYPE_CHECKING

from dashboard.words.figures import METRICS, WIDER, points, ranged, rate, span
from dashboard.words.groups import gap_rows
from dashboard.words.sentences import count, label_of, percent, quoted

if TYPE_CHECKING:
    from dashboard.engine.results import Audit

OVERALL = "Overall"
OVERALL_HEADS = ("measure, with 95 % range", "plain model", "regularized model", "change")
BY_GROUP = "By group"
NO_GROUPS = "This case has no column with groups, so there is nothing to compare between them."
NO_GROUPS_ADVICE = "Name one when the case is made, such as sex or age."
CHANGED_TEXTS = "Texts whose decision changed"
TRY = "Try a text"
ACCEPTING = "Accept this version"
ACCEPT = "Accept this version for sign-off"
ACCEPTED = "Accepted; the history says by whom. Here it is signed."
IS_ACCEPTED = "This version was accepted; the history says by whom and when."
TO_SIGN = "Sign and export"
TO_RETRAIN = "Train the regularized model"


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


@lru_cache(maxsize=8)  # as long as the comparison is the same one
def headline(found: "Audit") -> list[str]:
    """The comparison in three or four sentences, each with its figures and ranges."""
    sentences = [*_reliance(found), accuracy(found), *_largest_gap(found), changed(found)]
    wider = [row for row in gap_rows(found) if row["state"] == WIDER]
    if wider:
        named = "; ".join(f"{row['measure'].lower()} by {row['column']}" for row in wider)
        sentences.append(f"{count(len(wider), 'gap')} became wider: {named}.")
    return sentences


def _reliance(found: "Audit") -> list[str]:
    if not found.reliance:
        return []
    before, after = (percent(found.reliance[model], 1) for model in ("plain", "regularized"))
    return [
        f"On the test texts, flagged features make up {before} of what moves the plain model and "
        f"{after} of what moves the regularized model."
    ]


def accuracy(found: "Audit") -> str:
    """How many test decisions agree with the label before and after, in one sentence."""
    rows = found.overall.set_index("model")
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
        f"{count(way['corrected'], 'agrees', 'agree')} with the label only now, "
        f"{count(way['spoilt'], 'no longer does', 'no longer do')}."
    )


@lru_cache(maxsize=8)  # as long as the comparison is the same one
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
