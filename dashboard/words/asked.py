"""Words on what only people know about a case."""

from collections.abc import Sequence

from dashboard.words.sentences import count, listed

HELP = (
    "No program can know this. It is printed in the report and in the model card as you write it; "
    "what is left empty is printed as not given. Every version stays in the history."
)
GROUPS, FIGURES = "Groups", "Figures that are judged"
REASONS = "Words for reasons"
REASONS_HELP = (
    "How a person concerned is told that a feature was a reason of the decision about them. These "
    "are the features that are reasons most often; selfreg about --wording takes any other. What "
    "is left empty stands under the feature's own name."
)
NOT_SAID = "not said"
SAVE = "Save these answers"
SAVED = "The answers are in the history and in the report."
NAME_FIRST = "Type your full name below first, so that the answers have a name."
UNCHANGED = "No answer changed."
_NAMED = 3


def title(missing: Sequence[str]) -> str:
    """Above the questions, with how many wait."""
    if not missing:
        return "What only people know: every answer is given"
    return f"What only people know: {count(len(missing), 'answer')} not given"


def given(missing: Sequence[str]) -> str:
    """The line of the checklist."""
    if not missing:
        return "Use, data and remaining risk are described."
    rest = len(missing) - _NAMED
    named = [each[0].lower() + each[1:] for each in missing[:_NAMED]]
    told = listed([*named, f"{rest} more"] if rest > 0 else named)
    return f"Not given: {told}; the report says so."


def why_processed(column: str) -> str:
    """Above the field of a group column."""
    return f"Why {column.replace('_', ' ')} is processed"


def how_known(column: str) -> str:
    """Above the choice of how the values of a group column came about."""
    return f"How {column.replace('_', ' ')} is known"


def how_told(feature: str) -> str:
    """Above the field of a feature."""
    return f"When “{feature}” was a reason"


def why_chosen(words: str) -> str:
    """Above the field of a figure."""
    return f"Why the {words} was chosen"
