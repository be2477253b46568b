"""What goes into the regularized model, what came out, and what it cost, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.engine import Status
from dashboard.words.figures import points
from dashboard.words.sentences import count, listed, percent, quoted

METHODS = {"hard": "Strict", "soft": "Graded", "paper": "As published"}
METHOD_HELP = {
    "hard": "The regularized model is fitted so that none of the flagged features can move its "
    "decision. What is left is the best model under that rule.",
    "soft": "Flagged features may still move the decision, but every bit of it costs. The higher "
    "the strength, the less of it is left; at strength 0 it is the plain model.",
    "paper": "The flagged features are taken out of every text's numbers and the rest of their "
    "direction is penalized, as in the paper by Wu, Yu, Zhai and Liu (2025).",
}
SWAPPING = ("hard", "soft")
"""Methods that can hold still when words are exchanged."""
STRENGTHS = {"hard": 1.0, "soft": 1.0, "paper": 31.0}
"""Where the number starts."""

GOES_IN = "What goes in"
COMES_OUT = "What came out"
CAME_OUT = "What came out last time"
COSTS = "What it cost"
FLAGGED_HEADS = ("feature", "kind", "why", "who")
NOTHING_FLAGGED = "No feature is flagged."
NOTHING_FLAGGED_ADVICE = (
    "Flag what the model must not rely on, on the page Review or straight from a search."
)
TO_REVIEW = "Review the features"
METHOD = "Method"
STRENGTH = "Strength"
STRENGTH_HELP = {
    "hard": "With 0, the rule alone. Above it, the model also pays for what changes in a text's "
    "embedding when the words of flagged features are deleted, or words are exchanged.",
    "soft": "How much each bit of reliance costs. 0 is the plain model.",
    "paper": "How much weight on the flagged directions costs; the paper used 31.",
}
NO_PENALTY = (
    "With strength 0 nothing holds the model still when words are exchanged. Choose a strength "
    "above 0 under Technical details, or take the tick away."
)
START = "Train the regularized model"
AGAIN = "Train again"
STARTED = "Training has started."
BARS = "Reliance on flagged features, before and after"
TOGETHER = "all of them together"
RELIANCE_HEADS = ("feature", "plain", "regularized")
ADDING_UP = "Features can pull against each other, so the parts need not add up to the whole."
FINISHED = "The regularized model is trained. What came out of it stands on the page Retrain."
TO_COMPARE = "Compare before and after"
PATH = "What other strengths would leave and cost, on the validation texts"
PATH_TITLE = "Reliance and accuracy at each strength, the one that was used filled"
PATH_HEADS = ("strength", "reliance", "decisions that agree", "each label counted alike")
SHOWN = 20
"""Features drawn at first; the others are a click away."""
LISTED = 6
"""Flagged features listed at first."""

_GONE = 0.005
_PAIRS = 3


def swaps(pairs: Sequence[tuple[str, str]]) -> str:
    """What the tick says, with one pair."""
    first, other = map(quoted, pairs[0])
    return f"Hold still when words are exchanged, such as {first} for {other}"


def swaps_help(pairs: Sequence[tuple[str, str]]) -> str:
    """What holding still under exchanged words means, with the first pairs of the case's list."""
    first = "; ".join(f"{one} – {other}" for one, other in pairs[:_PAIRS])
    return (
        "The model also pays when its score moves as words of a text are exchanged for their "
        f"partners ({first}; {count(len(pairs), 'pair')} in all). For what has such pairs, as "
        "gender has, it is the better choice. It is taught on copies of training texts; the texts "
        "stay as they are. Once there is a model to compare, the pairs can be changed on the page "
        "Compare, under Word swaps."
    )


def lead(status: Status, summary: Mapping[str, Any] | None) -> str:
    """Where training stands and what to do next, in one sentence or two."""
    if status.job is not None and status.job.active and status.job.kind == "train":
        return "The regularized model is being trained. You can close this page; it goes on."
    if not status.flagged and not summary:
        return (
            "Nothing is flagged yet, so the regularized model would be the plain one. "
            "Flag a feature first."
        )
    flagged = count(status.flagged, "feature is flagged", "features are flagged")
    if not summary:
        return f"{flagged}. Train the regularized model so that it does not rely on them."
    if status.since_training:
        made = count(status.since_training, "decision was made", "decisions were made")
        return f"{made} since the last training. Train again so that they count."
    return (
        "The regularized model takes in every decision made so far. Next, compare the two models."
    )


def relied(summary: Mapping[str, Any]) -> str:
    """Reliance before and after as the training measured it, in one sentence."""
    before, after = summary["reliance_plain"], summary["reliance_regularized"]
    rest = "nothing is left" if after < _GONE else f"{percent(after, 1)} is left"
    return (
        f"On the validation texts, flagged features make up {percent(before, 1)} of what moves "
        f"the plain model; in the regularized model {rest}."
    )


def by_feature(summary: Mapping[str, Any]) -> pd.DataFrame:
    """Reliance of both models, all flagged features together first, then each one.

    Features of one name are told apart by their numbers.
    """
    columns = ["feature", "name", "plain", "regularized"]
    frame = pd.DataFrame(summary["per_feature"], columns=columns)
    numbered = frame["name"] + " (" + frame["feature"].astype(str) + ")"
    frame["name"] = frame["name"].where(~frame["name"].duplicated(keep=False), numbered)
    frame = frame.sort_values("plain", ascending=False, kind="stable")
    both = {model: summary[f"reliance_{model}"] for model in ("plain", "regularized")}
    together = pd.DataFrame([{"name": TOGETHER, **both}])
    return pd.concat([together, frame[columns[1:]]], ignore_index=True)


def unjudged(rule: str, without: int) -> str:
    """What holds for the features that nobody judged."""
    told = count(without, "feature has no decision", "features have no decision")
    if rule == "flag":
        return f"{told}. By the rule of this case, they count as flagged."
    return f"{told}. By the rule of this case, the regularized model may use them."


def cost(summary: Mapping[str, Any]) -> str:
    """What the decisions cost in accuracy on the validation texts, in one sentence."""
    before, after = summary["accuracy_plain"], summary["accuracy_regularized"]
    return (
        f"On the validation texts, {percent(before, 1)} of the plain model's decisions agree with "
        f"the label, and {percent(after, 1)} of the regularized model's ({points(after - before)})."
    )


def taken(summary: Mapping[str, Any]) -> str:
    """How much of the embedding flagging takes away, in one sentence."""
    rank, width = summary["rank"], summary["d_in"]
    return (
        f"The flagged features span {count(rank, 'direction')} of {width:,} "
        f"({percent(rank / width, 1)} of what the language model has to say)."
    )


def time_left(done: int, total: int, seconds: float, since: int) -> str:
    """How long the running step still takes, from how it went so far; "" while nobody knows.

    Args:
        done: Units done now.
        total: Units in all.
        seconds: Time since `since` units were done.
        since: Units that were done when the watch started.
    """
    moved = done - since
    if moved <= 0 or seconds < 2 or total <= done:
        return ""
    left = (total - done) * seconds / moved
    if left < 60:
        return f"about {max(5, 5 * round(left / 5))} seconds left in this step"
    return f"about {count(round(left / 60), 'minute')} left in this step"


def lost(names: Sequence[str]) -> str:
    """Flags whose feature is gone from the features found last."""
    told = listed(quoted(name) for name in names)
    return (
        f"{told}: no feature of today is close to what was flagged. "
        "The regularized model still does not use its direction."
    )


def how(summary: Mapping[str, Any]) -> str:
    """Which method made the model that stands, in one sentence."""
    strength = f", strength {summary['strength']:g}" if summary["strength"] else ""
    swaps = ", held still when words are exchanged" if summary.get("swaps") else ""
    return f"Method: {METHODS[summary['method']]}{strength}{swaps}."


def all_of(number: int) -> str:
    """Title of the panel with the whole list."""
    return f"All {number:,} of them"


def path_rows(path: Sequence[Mapping[str, float]]) -> list[tuple[str, ...]]:
    """What each strength leaves and costs, as rows of a table."""
    return [
        (
            f"{point['strength']:.3g}",
            percent(point["reliance"], 1),
            percent(point["accuracy"], 1),
            percent(point["balanced_accuracy"], 1),
        )
        for point in path
    ]
