"""The words of the page on second opinions."""

from typing import TYPE_CHECKING

from dashboard.words.sentences import count, day, quoted
from dashboard.words.terms import DECIDED

if TYPE_CHECKING:
    from dashboard.engine.decisions import Verdict

LEAD = (
    "A second person looks at features that somebody decided on, and at some drawn from those that "
    "nobody flagged, without seeing which. Where the two differ, they settle it together."
)
PARTS = "Part of the page"
NAME_FIRST = "Type your name to begin: you look at what others decided, not at your own decisions."
NONE_LEFT = "There is no decision by somebody else that you have not looked at."
NONE_LEFT_ADVICE = "Decisions that others make from now on will appear here."
NO_DIFFERENCE = "No two people differ."
NO_DIFFERENCE_ADVICE = "A feature appears here when a second opinion differs from the decision."
BLIND = "What was decided is hidden until you have chosen."
SETTLE = "Settle it"
FIRST, SECOND = "Decision", "Second opinion"
HEADS = ("", "when", "who", "says", "why")


def parts(waiting: int, differing: int) -> dict[str, str]:
    """Part of the page -> its label."""
    return {"look": f"To look at {waiting:,}", "differ": f"Differences {differing:,}"}


def place(at: int, total: int) -> str:
    """Where one is."""
    return f"{at:,} of {total:,}. {BLIND}"


def told(first: "Verdict | None", name: str) -> str:
    """What the first decision was, after the second person has chosen."""
    if first is None:
        return f"You agree on {quoted(name)}."
    why = f", because: {first.reason}" if first.reason else ""
    return (
        f"{first.by} said {first.verdict} on {quoted(name)}{why}. "
        "It is listed under Differences, to be settled."
    )


def drawn(name: str, verdict: str) -> str:
    """What is said of a feature that nobody had decided on."""
    told = f"Nobody has decided on {quoted(name)}: it was drawn to see how many flags are missing."
    return f"{told} Flag it on the page Review." if verdict == "flag" else told


def taken_back(name: str) -> str:
    """What the last action did, and what it means for the agreement."""
    return (
        f"Took back your second opinion on {quoted(name)}. You know the decision by now, so "
        "another opinion on it does not count towards the agreement."
    )


def rows(first: "Verdict", second: "Verdict") -> list[tuple[str, ...]]:
    """Both views of a feature, as rows of a table."""
    return [_row(FIRST, first), _row(SECOND, second)]


def _row(title: str, view: "Verdict") -> tuple[str, ...]:
    kind = f" ({view.category})" if view.category else ""
    return title, day(view.ts), view.by, f"{DECIDED[view.verdict]}{kind}", view.reason


def settled(verdict: str, name: str) -> str:
    """What the last action did."""
    said = {"flag": "flagged", "keep": "kept", "unsure": "put aside"}[verdict]
    return f"Settled: {quoted(name)} is {said}."


def agreement(opinions: int, agreed: int, kappa: float | None) -> str:
    """How far two people agree."""
    if not opinions:
        return ""
    beyond = "" if kappa is None else f"; Cohen's kappa {kappa:.2f}"
    return f"{count(opinions, 'second opinion')}, {agreed:,} of them agree{beyond}."
