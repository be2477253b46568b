"""What goes into the regularized model, what came out, and what it cost, in words."""

from collections.abc import Mapping
from typing import Any

from dashboard.engine import Status
from dashboard.words.sentences import count, percent

METHODS = {"hard": "Strict", "soft": "Graded", "paper": "As published"}
METHOD_HELP = {
    "hard": "The regularized model is fitted so that none of the flagged features can move its "
    "decision. What is left is the best model under that rule.",
    "soft": "Flagged features may still move the decision, but every bit of it costs. The higher "
    "the strength, the less of it is left; at strength 0 it is the plain model.",
    "paper": "The flagged features are taken out of every text's numbers and the rest of their "
    "direction is penalized, as in the paper by Wu, Yu, Zhai and Liu (2025).",
}
STRENGTHS = {"soft": 300.0, "paper": 31.0}
"""Where the number starts for the methods that have one."""

_GONE = 0.005


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
        f"The regularized model takes in every decision made so far. {relied(summary)} "
        "Next, compare the two models."
    )


def relied(summary: Mapping[str, Any]) -> str:
    """Reliance before and after, in one sentence."""
    before, after = summary["reliance_plain"], summary["reliance_regularized"]
    rest = "nothing is left" if after < _GONE else f"{percent(after, 1)} is left"
    return (
        f"Flagged features made up {percent(before, 1)} of what moves the plain model; "
        f"in the regularized model {rest}."
    )


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


def points(change: float) -> str:
    """A change of a rate as +2.3 points, with a true minus sign."""
    if change != change:
        return "–"
    rounded = round(100 * change, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):.1f}\u00a0points"


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
