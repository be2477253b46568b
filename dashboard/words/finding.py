"""The words of Explore: groups of answers, filters, a pasted text and what moved in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.engine import Facts
from dashboard.words.sentences import count, label_of, percent, quoted
from dashboard.words.terms import DECIDED

FOUND_BY = {
    "words": "Names and words",
    "meaning": "Meaning",
    "fires": "In these words, read as a text",
}
SHOW_ALL = "Show all"
FILTERS = "Filters"
ANY = "any"
CLEAR = "Clear filters"
KEEP_AS = "Keep this search under a name"
KEEP = "Keep"
KEPT = "Kept searches"
REMOVE = "Remove"
NO_MATCH = "No feature passes these filters."
WIDEN = "Set one of them back to “any”."
TITLES = {
    "decision": "Decision",
    "seen": "Seen",
    "label": "More common in",
    "group": "Differs by",
    "common": "How common",
    "influence": "Influence on the plain model",
    "kind": "Kind of name",
    "reviewer": "Decided by",
}
_FIXED = {
    "decision": {"none": "not decided"} | {k: v.lower() for k, v in DECIDED.items()},
    "seen": {"live": "seen in texts", "always on": "always on", "never seen": "never seen"},
    "common": {"rare": "in under 1 % of texts", "some": "in 1 to 10 %", "many": "in over 10 %"},
    "influence": {"strong": "5 % or more", "medium": "1 to 5 %", "weak": "under 1 %"},
    "kind": {
        "word": "one word",
        "words": "several words",
        "topic": "a subject of texts",
        "pattern": "a pattern, such as numbers",
        "unclear": "no clear name",
    },
}


def choices(name: str, facts: Facts, reviewers: list[str]) -> dict[str, str]:
    """Value -> label of one filter, "any" first."""
    of = {
        "label": {value: value for value in facts.labels},
        "group": {column: label_of(column) for column in facts.groups},
        "reviewer": {name: name for name in reviewers},
    }
    return {"": ANY} | (_FIXED.get(name) or of[name])


def filters_on(options: Mapping[str, Mapping[str, str]], on: Mapping[str, str]) -> str:
    """Which filters are on."""
    return "Only: " + " · ".join(
        f"{TITLES[name].lower()} {options[name][value]}" for name, value in on.items()
    )


def kept_as(name: str) -> str:
    """What the last action did."""
    return f"This search is kept as {quoted(name)}."


def group_title(by: str, number: int) -> str:
    """Heading of a group of answers, with how many there are."""
    return f"{FOUND_BY[by]} · {number:,}"


NOT_BY_WORDS = "No feature fires on these words or has them in its name."


def unknown_words(unknown: Sequence[str]) -> str:
    """What to make of answers by meaning when the language model does not know the words."""
    several, named = len(unknown) > 1, ", ".join(map(quoted, unknown))
    does, them = ("do", "them") if several else ("does", "it")
    return (
        f"{named} {does} not occur in what features fire on, and the language model spells {them} "
        "letter by letter: check the spelling. What is found by meaning is a guess."
    )


BOTH_MODELS = "What both models decide"
PART = "Part of the text"
PART_HELP = "Click a word, or drag over several, to see only what fires there."
WHOLE = "The whole text again"
LOOK_AGAIN = "Change a word above and look again: the last text stays beside the new one."
BEFORE, NOW = "The last text", "This text"
MOVED = "What moved"
MOVED_HEADS = ("feature", "before", "now")
NOTHING_MOVED = "No feature fires differently."
MARKED_AT = "The line is where it is strongest in your text."


def strongest_in(row: Mapping[str, Any]) -> str:
    """Where a feature is strongest in a pasted text."""
    return f"on {quoted(row['word'])}, {percent(row['strength'])} of its strongest"


def fires_in_part(number: int, words: str) -> str:
    """How many features fire in the chosen part."""
    short = words if len(words) <= 60 else words[:59].rstrip() + "…"
    return f"{count(number, 'feature')} in {quoted(short)}"
