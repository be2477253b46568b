"""One text with the words of its pairs exchanged."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from core.audit.swaps.words import Words

BOTH = "both"


@dataclass(frozen=True)
class Swapped:
    """A text with other words.

    Attributes:
        text: the text now.
        words: what was exchanged for what, each once, in order.
        direction: "first" if only first words of pairs stood there, "second" if only second ones,
            else `BOTH`.
    """

    text: str
    words: tuple[tuple[str, str], ...]
    direction: str


def swapped(text: str, words: Words) -> Swapped | None:
    """The text with every word of a pair exchanged, upper case kept; None if it has none."""
    find, partner, side = _tables(words)
    done: dict[tuple[str, str], None] = {}
    sides = set()

    def exchange(found: re.Match[str]) -> str:
        word = found.group().lower()
        new = partner(word, _next_word(text, found.end()))
        done[word, new] = None
        sides.add(side[word])
        return _like(found.group(), new)

    made = find.sub(exchange, text)
    if made == text:
        return None
    direction = sides.pop() if len(sides) == 1 else BOTH
    return Swapped(made, tuple(done), direction)


@cache
def _compiled(pairs: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict, dict]:
    partner: dict[str, str] = {}
    side: dict[str, str] = {}
    for first, second in pairs:
        partner.setdefault(first, second)
        partner.setdefault(second, first)
        side.setdefault(first, "first")
        side.setdefault(second, "second")
    longest = sorted(partner, key=len, reverse=True)
    anything = "|".join(map(re.escape, longest)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{anything})(?!\w)", re.IGNORECASE), partner, side


def _tables(words: Words) -> tuple[re.Pattern[str], Callable[[str, str], str], dict[str, str]]:
    find, partners, side = _compiled(words.pairs)

    def partner(word: str, after: str) -> str:
        if word not in words.before_nouns:
            return partners[word]
        before_noun, elsewhere = words.before_nouns[word]
        return before_noun if after and after not in words.no_nouns else elsewhere

    return find, partner, side


def _next_word(text: str, at: int) -> str:
    """The word right after a place, lower case; "" where a sign or the end comes first."""
    found = re.compile(r"[ \t\n]+([^\W\d_]+)").match(text, at)
    return found.group(1).lower() if found else ""


def _like(old: str, new: str) -> str:
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
