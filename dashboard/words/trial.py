"""Both models on a text somebody types, and what an edit did, in words."""

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.words.sentences import listed, percent, quoted

if TYPE_CHECKING:
    from dashboard.engine.models import Decision

YOUR_TEXT = "Text"
HINT = "Paste or write a text, try it, then change a word, such as he to she, and try it again."
TRY = "Try this text"
MARKED = "Flagged features are marked"
TOP = "What fires most in this text"
TOP_HEADS = ("feature", "on", "strength", "decision")

_WORDS = re.compile(r"\S+")
_SHOWN = 5


def edits(before: str, after: str) -> str:
    """Which words an edit replaced, in one sentence; "" when none."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    changes = [
        _change(" ".join(old[a:b]), " ".join(new[c:d]))
        for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, False).get_opcodes()
        if kind != "equal"
    ]
    if not changes:
        return ""
    rest = f" and {len(changes) - _SHOWN} more places" if len(changes) > _SHOWN else ""
    told = ", ".join(changes[:_SHOWN]) if rest else listed(changes)
    return f"You changed {told}{rest}."


def _change(old: str, new: str) -> str:
    if not new:
        return f"{quoted(old)} to nothing"
    return f"{quoted(old)} to {quoted(new)}" if old else f"nothing to {quoted(new)}"


def moved(before: "Sequence[Decision]", after: "Sequence[Decision]") -> list[str]:
    """For each model, how far an edit moved its decision."""
    pairs = zip(before, after, strict=False)
    return [_moved(old, new) for old, new in pairs if old.model == new.model]


def _moved(old: "Decision", new: "Decision") -> str:
    change = 100 * (new.favourable - old.favourable)
    told = f"The {new.model} model stayed where it was"
    if abs(change) >= 0.05:
        way = "up" if change > 0 else "down"
        told = f"The {new.model} model moved {way} by {abs(change):.1f}\u00a0points"
    if old.label == new.label:
        return f"{told} and still decides {quoted(new.label)}."
    return f"{told} and now decides {quoted(new.label)} instead of {quoted(old.label)}."


def heads(favourable: str, versions: int) -> tuple[str, ...]:
    """Headings of the table of both models' decisions on one or two versions of a text."""
    of = f"decision, and probability of {quoted(favourable)}"
    return ("", of) if versions == 1 else ("", f"before the edit: {of}", "now")


def verdict(label: str, favourable: float) -> str:
    """A decision with the probability of the favourable label: invite (81.0 %)."""
    return f"{label} ({percent(favourable, 1)})"


def whose(model: str) -> str:
    """Which model."""
    return f"{model.capitalize()} model"
