"""The word lists of the swaps: pairs, templates and terms; people can bring their own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import InputError

TERM = "{term}"
_EXCHANGED = ("pairs", "before_nouns", "no_nouns")


@dataclass(frozen=True)
class Words:
    """What is exchanged for what.

    Attributes:
        pairs: words that are exchanged for each other, both ways; of several partners the first.
        before_nouns: word -> its partners before a noun and elsewhere ("her": his, him).
        no_nouns: words that are none, for that.
        templates: sentences to swap; one with "{term}" is filled with each of `terms`.
        terms: for those templates; the first is what the others are held against.
    """

    pairs: tuple[tuple[str, str], ...]
    before_nouns: Mapping[str, tuple[str, str]]
    no_nouns: frozenset[str]
    templates: tuple[str, ...]
    terms: tuple[str, ...]

    def exchanged(self) -> dict[str, Any]:
        """The lists that say which word becomes which, for JSON: no templates, no terms."""
        lists = self.as_json()
        return json.loads(json.dumps({name: lists[name] for name in _EXCHANGED}))

    def as_json(self) -> dict[str, Any]:
        """The lists as `words_from` reads them."""
        return asdict(self) | {"no_nouns": sorted(self.no_nouns)}


@cache
def default_words() -> Words:
    """The lists that come with the product: English words of gender."""
    path = Path(__file__).with_name("words.json")
    return words_from(json.loads(path.read_text(encoding="utf-8")), None)


def words_from(content: object, base: Words | None) -> Words:
    """The lists of a file: "pairs", "templates", "terms"; what it does not name is `base`'s.

    Raises:
        InputError: it is not such a file.
    """
    known = ("pairs", "before_nouns", "no_nouns", "templates", "terms")
    if not isinstance(content, dict) or not set(content) <= set(known):
        raise InputError(f"the word list is no object with {', '.join(known)}: see `selfreg swaps`")
    given = (base.as_json() if base else dict.fromkeys(known, ())) | content
    pairs = tuple(_pair(pair) for pair in given["pairs"])
    nouns = {str(word): _pair(partners) for word, partners in dict(given["before_nouns"]).items()}
    if base and "before_nouns" not in content:  # it would stand above pairs that somebody changed
        nouns = {word: both for word, both in nouns.items() if _are_partners(word, both, pairs)}
    texts = [_texts(name, given[name]) for name in ("no_nouns", "templates", "terms")]
    return Words(pairs, nouns, frozenset(texts[0]), texts[1], texts[2])


def _are_partners(word: str, both: Sequence[str], pairs: Sequence[tuple[str, str]]) -> bool:
    return all((word, other) in pairs or (other, word) in pairs for other in both)


def _pair(pair: Any) -> tuple[str, str]:  # noqa: ANN401  (anything a file holds)
    right = isinstance(pair, list | tuple) and len(pair) == 2
    if not right or not all(isinstance(word, str) and word.strip() for word in pair):
        raise InputError(f'{json.dumps(pair)[:80]} is no pair of words: write ["he", "she"]')
    return pair[0].strip().lower(), pair[1].strip().lower()


def _texts(name: str, given: Any) -> tuple[str, ...]:  # noqa: ANN401  (anything a file holds)
    if not isinstance(given, list | tuple) or not all(isinstance(text, str) for text in given):
        raise InputError(f'{name} is no list of texts: write ["…", "…"]')
    return tuple(text for text in given if text.strip())
