"""The applicants: names, pronouns, and how a text refers to one person again and again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.sample.grammar import Dice, words

# First names that women and men share: what tells the gender is in the rest of the text, so that a
# reader of the demo can find all of it by a handful of plain words.
FIRST_NAMES = words(
    """Alex Ali Andrea Ariel Ash Bobbie Cameron Casey Charlie Chris Dana Deniz Drew Eden Ellis
    Elliot Finley Frankie Gabriel Harper Ilya Jackie Jamie Jean Jordan Jules Kai Kelly Kim Kit
    Lee Leslie Logan Lou Luan Max Mika Morgan Nicky Nico Noa Noor Parker Pat Quinn Reese Remy
    Riley Robin Rowan Sacha Sam Sandy Sasha Shannon Sidney Taylor Terry Toni Tracy Val Yuki"""
)
SURNAMES = words(
    """Abbott Adeyemi Agarwal Ahlberg Almeida Andersson Aydin Barros Becker Bennett Bianchi
    Boateng Brennan Calloway Carvalho Castillo Chen Conti Costa Dahl Davies Delgado Diallo Doyle
    Dubois Edwards Eriksen Falk Farooqi Ferrari Fernandes Fischer Fitzgerald Fontaine Garcia
    Gallagher Greco Gruber Gupta Haddad Hansen Harris Hoffmann Horvat Hughes Hussain
    Jansen Jovic Kapoor Kaya Keller Kowalski Kruger Lambert Larsen Laurent Lopez MacLeod
    Mahmood Mancini Mbeki Mendes Meyer Molina Moreau Moretti Murphy Nakamura Nguyen Nielsen Novak
    Nwosu Obi Okafor Olsen Ortega Osei Patel Pereira Petrov Popescu Ramos Rao Reyes Ricci
    Roberts Romano Rossi Ruiz Saito Santos Schneider Schultz Sharma Silva Sinclair Sokolov
    Sullivan Suzuki Takahashi Tanaka Thompson Torres Turner Vargas Vasquez Virtanen Vogel Walsh
    Weber Whitfield Wright Yamamoto Yilmaz Zhang Zielinski"""
)

_PRONOUNS: Mapping[str, Mapping[str, str]] = {
    "woman": {"he": "she", "him": "her", "his": "her",
              "Mr": "Ms", "father": "mother", "wife": "husband"},
    "man": {"he": "he", "him": "him", "his": "his",
            "Mr": "Mr", "father": "father", "wife": "wife"},
    "": {"he": "they", "him": "them", "his": "their",
         "Mr": "", "father": "parent", "wife": "partner"},
}  # fmt: skip
_SINGULAR = {"has": "has", "is": "is", "was": "was", "does": "does", "s": "s", "es": "es"}
_PLURAL = {"has": "have", "is": "are", "was": "were", "does": "do", "s": "", "es": ""}

GENDER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "woman": ("she", "her", "ms", "mother", "husband"),
        "man": ("he", "him", "his", "mr", "father", "wife"),
    }
)
"""The words, in lower case, that tell a reader the gender of the applicant."""


def tells_gender(text: str) -> bool:
    """Whether a text about an applicant has one of `GENDER_WORDS`."""
    found = set(re.findall(r"[a-z]+", text.lower()))
    return any(found & set(words) for words in GENDER_WORDS.values())


@dataclass(frozen=True)
class Person:
    """Who applies; `told` is False where the text keeps the gender to itself."""

    first: str
    last: str
    gender: str
    told: bool


def draw_person(gender: str, told: bool, dice: Dice) -> Person:
    """A person of that gender, with a first name that does not tell it."""
    return Person(dice.pick(FIRST_NAMES), dice.pick(SURNAMES), gender, told)


class Mentions:
    """How one text speaks of its person; remembers what it said, so that verbs agree."""

    def __init__(self, person: Person, register: str, dice: Dice) -> None:
        self._forms = _PRONOUNS[person.gender if person.told else ""]
        self._dice = dice
        self._plural = False
        self._named = False
        self._name_due = False
        self.full, self._short = _names(person, register, self._forms["Mr"], dice)

    def value_of(self, slot: str) -> str | None:
        """The word for a slot about the person, or None if the slot is about something else."""
        if slot in _SINGULAR:
            return (_PLURAL if self._plural else _SINGULAR)[slot]
        if slot == "S":
            return self._subject()
        if slot == "name":
            return self._say(self.full)
        if slot == "he":
            self._plural = self._forms["he"] == "they"
            self._name_due = True
        return self._forms.get(slot)

    def drop_subject(self) -> None:
        """Note-style sentences leave the subject out; their verbs are in the third person."""
        self._plural = False

    def _subject(self) -> str:
        if not self._named:
            return self._say(self.full)
        if not self._name_due or self._dice.share() < 0.7:
            return self.value_of("he") or ""
        return self._say(self._short)

    def _say(self, name: str) -> str:
        # A name right after a name sounds like a form letter.
        self._named, self._plural, self._name_due = True, False, False
        return name


def _names(person: Person, register: str, title: str, dice: Dice) -> tuple[str, str]:
    if not person.told:
        plain = "the [candidate|applicant]" if register in _ABOUT_CANDIDATES else person.last
        noun = person.last if dice.share() < 0.5 else plain
        noun = noun.replace("[candidate|applicant]", dice.pick(("candidate", "applicant")))
        return noun, noun
    whole = f"{person.first} {person.last}"
    formal = f"{title} {person.last}"
    if register == "referee":
        return (whole, person.first) if dice.share() < 0.7 else (formal, formal)
    return dice.pick(((whole, formal), (whole, person.first), (formal, person.last), (formal,) * 2))


_ABOUT_CANDIDATES = ("recruiter", "summary", "interview")
