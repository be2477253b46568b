"""Words on word swaps: what was exchanged, found gaps, and striking what makes no sense."""

from dashboard.words.sentences import count, percent, quoted

TITLE = "Word swaps"
TITLE_ALL = "Every swapped text"
OUTDATED = "Words or struck swaps have changed since the swaps were tried."
RUN = "Run the tests"
RUN_HELP = "Features off and turned up, words swapped, probes: what is not up to date, on its own."
STARTED = "The tests are on their way."
STRIKE = "Strike"
STRIKE_HELP = "Leave this swapped text out: it makes no sense, or says something else."
RESTORE = "Take back in"
STRUCK = "Struck. Run the tests again to try the rest."
RESTORED = "Taken back in. Run the tests again to try it."
CHOOSE = "Choose rows of the table first."
HEADS = {"struck": "struck", "words": "words", "after": "becomes", "before": "from"}
FLAGGED = "Flagged. Train again, then see whether the gap has closed."
MORE_BELOW = "The rest stands in the table of every swapped text, and on the page Sign and export."


def every(total: int, struck: int) -> str:
    """The heading of the table of all swaps."""
    told = f"Every swapped text: {count(total, 'text')}"
    return f"{told}, {struck:,} struck" if struck else told


def flag(name: str) -> str:
    """What the button says that flags a feature behind a gap."""
    return f"Flag {quoted(name)}"


def why(words: str) -> str:
    """The reason that goes with a flag given at a gap."""
    return f"A decision flipped when {words}, and no flagged feature moved."


def moved(before: float, after: float) -> str:
    """What a swap did to the regularized model."""
    return (
        f"Favourable probability of the regularized model: {percent(before, 1)} before, "
        f"{percent(after, 1)} after."
    )
