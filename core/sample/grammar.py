"""How a phrase with choices and slots becomes plain English.

Notation of the phrases in this folder:

    [a|b|]      one of the alternatives, possibly nothing; choices may be nested
    {3-9}       a number from 3 to 9, in words up to ten
    {#3-9}      the same, always in digits
    {S}         the person as subject: the name at first, later mostly a pronoun
    {he} {him} {his}   the pronouns of the person
    {has} {is} {was} {does} {s} {es}   a verb that agrees with the last subject
    {title} {employer} ...       whatever the writer passes in
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(#?)(\d+)-(\d+)")
# "u" sounds like "you" in these, and "one" begins with a w.
_CONSONANT_SOUND = r"(?:uni|use|usu|uti|eu|one\b|once\b|ukulele)"
_VOWEL_SOUND = r"(?:hour|honest|honour|heir|8|11\b|18\b|(?-i:MRI|HR|SQL|X-))"
_A = re.compile(rf"\b(a) (?=(?!{_CONSONANT_SOUND})[aeiou]|{_VOWEL_SOUND})", re.IGNORECASE)
_BLOCK = 4096


def words(text: str) -> tuple[str, ...]:
    """The words of a text, for lists that are easier to read without quotes."""
    return tuple(text.split())


_WORDS = words("zero one two three four five six seven eight nine ten")


class Dice:
    """Chance for the writer: draws uniform numbers in blocks, since single draws are slow."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._left: list[float] = []

    def share(self) -> float:
        """A number in [0, 1)."""
        if not self._left:
            self._left = self._rng.random(_BLOCK).tolist()
        return self._left.pop()

    def below(self, n: int) -> int:
        """An integer in 0..n-1."""
        return int(self.share() * n)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each equally likely."""
        return options[self.below(len(options))]

    def several(self, options: Sequence[T], k: int) -> list[T]:
        """`k` different options in random order; all of them if there are fewer."""
        rest = list(options)
        return [rest.pop(self.below(len(rest))) for _ in range(min(k, len(rest)))]


def choose(phrase: str, dice: Dice) -> str:
    """The phrase with every [choice] made, innermost first."""
    while "[" in phrase:
        phrase = _CHOICE.sub(lambda match: dice.pick(match[1].split("|")), phrase)
    return phrase


def number(slot: str, dice: Dice) -> str | None:
    """The number that a slot such as "3-9" asks for; None if the slot asks for no number."""
    match = _RANGE.fullmatch(slot)
    if match is None:
        return None
    low, high = int(match[2]), int(match[3])
    value = low + dice.below(high - low + 1)
    return str(value) if match[1] or value >= len(_WORDS) else _WORDS[value]


def fill(phrase: str, value_of: Callable[[str], str]) -> str:
    """The phrase with every {slot} replaced from left to right, slots inside values included."""
    while "{" in phrase:
        phrase = _SLOT.sub(lambda match: value_of(match[1]), phrase, count=1)
    return phrase


def tidy(sentence: str) -> str:
    """The sentence with a/an, spaces, capitals and the full stop in order."""
    text = re.sub(r"\s+", " ", sentence).strip()
    text = re.sub(r" (?=[,.;:])", "", text)
    text = _A.sub(r"\1n ", text)
    text = re.sub(r"(^|[.!?] )([a-z])", lambda match: match[1] + match[2].upper(), text)
    return text if text[-1] in ".!?" else text + "."
