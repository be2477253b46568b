"""All swaps of some texts and templates, each with an id by which it can be struck."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.audit.swaps.swap import swapped
from core.audit.swaps.words import TERM, Words
from core.durable import canonical_json, sha256_bytes

TEXT, TEMPLATE = "text", "template"


@dataclass(frozen=True)
class Swap:
    """A text and what it becomes.

    Attributes:
        id: of both texts; the same again as long as they are the same.
        before: the text.
        after: the same with other words.
        words: what was exchanged, as "he → she, his → her".
        direction: "first" from the first words of pairs to the second, "second", or "both".
        origin: "text" or "template".
        row: of the text in the case; None for a template.
    """

    id: str
    before: str
    after: str
    words: str
    direction: str
    origin: str
    row: int | None


def swaps_of(texts: Mapping[int, str], words: Words) -> list[Swap]:
    """The swaps of the texts (by their rows) that have words of a pair, then of the templates."""
    found = [_swap(text, words, TEXT, row) for row, text in texts.items()]
    plain = [text for text in words.templates if TERM not in text]
    found += [_swap(text, words, TEMPLATE, None) for text in plain]
    return [swap for swap in found if swap] + _filled(words)


def exchanged_texts(texts: Mapping[int, str], words: Words) -> dict[int, str]:
    """Row -> the text with its words exchanged, of those texts that have words of a pair."""
    made = {row: swapped(text, words) for row, text in texts.items()}
    return {row: other.text for row, other in made.items() if other is not None}


def _swap(text: str, words: Words, origin: str, row: int | None) -> Swap | None:
    made = swapped(text, words)
    if made is None:
        return None
    told = ", ".join(f"{old} → {new}" for old, new in made.words)
    return Swap(_id(text, made.text), text, made.text, told, made.direction, origin, row)


def _filled(words: Words) -> list[Swap]:
    """Templates with a place for a term: the first term against each of the others."""
    found = []
    for template in words.templates:
        if TERM in template and words.terms:
            first, *others = words.terms
            before = template.replace(TERM, first)
            for other in others:
                after = template.replace(TERM, other)
                told = f"{first} → {other}"
                found.append(Swap(_id(before, after), before, after, told, "first", TEMPLATE, None))
    return found


def _id(before: str, after: str) -> str:
    return sha256_bytes(canonical_json([before, after]))[:10]
