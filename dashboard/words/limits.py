"""Words on what a case is judged by."""

from dashboard.engine import Limit, Limits
from dashboard.words.sentences import day

TITLE = "Limits"
HELP = (
    "What the figures are held against. Set them before you look at results; every version stays "
    "in the history and in the report."
)
NO_LIMIT = "no limit"
SET = "Set these limits"
SAVED = "The limits are set."
VERDICTS = "Held against the limits"


def label_of(limit: Limit) -> str:
    """A limit above its field."""
    words = f"{limit.words[0].upper()}{limit.words[1:]}"
    return f"{words}: at {'least' if limit.floor else 'most'}"


def standing(limits: Limits) -> str:
    """Who set the limits, and when."""
    if not limits.version:
        return "Nobody has set limits yet; these are selfreg's own."
    late = ", when results were there already" if limits.seen else ""
    return f"Version {limits.version}, set by {limits.by} on {day(limits.ts)}{late}."
