"""Occupations, read from the lists of the three trades modules."""

from collections import defaultdict
from dataclasses import dataclass

from core.sample import trades_care, trades_craft, trades_office
from core.sample.grammar import words


@dataclass(frozen=True)
class Occupation:
    """One kind of work; every field but the title holds several phrases to choose from."""

    title: str
    employers: tuple[str, ...]
    duties: tuple[str, ...]
    tools: tuple[str, ...]
    training: tuple[str, ...]
    strong: tuple[str, ...]
    weak: tuple[str, ...]


def _occupation(block: str) -> Occupation:
    title, *lines = block.strip().splitlines()
    phrases: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        key, phrase = line.split(maxsplit=1)
        phrases[key].append(phrase)
    keys = ("at", "did", "uses", "has", "good", "bad")
    return Occupation(title, *(tuple(phrases[key]) for key in keys))


OCCUPATIONS: tuple[Occupation, ...] = tuple(
    _occupation(block)
    for module in (trades_office, trades_care, trades_craft)
    for block in module.TRADES.split("# ")[1:]
)

YEARS = "2-16"
"""The range of years in the trade."""
CITIES = words(
    """Aberdeen Antwerp Basel Bergen Bilbao Birmingham Bologna Bremen Bristol Brno Cardiff Cork
    Dresden Dublin Edinburgh Exeter Galway Ghent Glasgow Gothenburg Graz Groningen Hamburg Krakow
    Leeds Leipzig Lille Limerick Lisbon Liverpool Lyon Manchester Nantes Newcastle Norwich
    Nottingham Oxford Plymouth Porto Rotterdam Salzburg Sheffield Swansea Tampere Turin Utrecht
    Valencia Vienna York Zurich"""
)
