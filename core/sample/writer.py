"""One application text: which sentences it has, in which order, in whose voice."""

import re
from dataclasses import dataclass
from functools import cache

from core.sample.grammar import Dice, choose, fill, number, tidy
from core.sample.life import (
    FAMILY,
    FAVOURED,
    FAVOURED_HOBBIES,
    HOBBIES,
    LEAVE,
    LEAVE_SAID,
    OTHER_HOBBIES,
    SEASONS,
)
from core.sample.people import Mentions, Person
from core.sample.registers import MONTHS, REGISTERS
from core.sample.skill import FAIR, STRONG, VERDICTS, WEAK
from core.sample.work import CITIES, OCCUPATIONS, YEARS, Occupation

_EVIDENCE = {"strong": STRONG, "fair": FAIR, "weak": WEAK}
_ORDERS = (
    ("background", "evidence", "life", "closing"),
    ("background", "evidence", "life", "closing"),
    ("evidence", "background", "life", "closing"),
    ("evidence", "background", "life", "closing"),
    ("background", "life", "evidence", "closing"),
    ("evidence", "life", "background", "closing"),
    ("life", "background", "evidence", "closing"),
)
_SHORTEST, _LONGEST = 35, 110
_FEWEST, _MOST = 2, 7
_SENTENCE_END = re.compile(r"[.!?](?: |$)")


@dataclass(frozen=True)
class Facts:
    """What a text has to say; `leanings` holds "strong", "fair" or "weak" per piece of evidence."""

    person: Person
    leanings: tuple[str, ...]
    leave: bool
    hobby: str


def write(facts: Facts, dice: Dice) -> str:
    """A text of 2 to 7 sentences and 35 to 110 words that says all the facts."""
    while True:
        text = _Writer(facts, dice).text()
        sentences = len(_SENTENCE_END.findall(text))
        if _SHORTEST <= len(text.split()) <= _LONGEST and _FEWEST <= sentences <= _MOST:
            return text


@cache
def _start(phrase: str) -> str:
    return phrase if "{vp}" in phrase else " ".join(phrase.split()[:2])


def _pair(things: list[str]) -> str:
    """Both things; "as well as" where an "and" inside one of them would blur the border."""
    return (" as well as " if any(" and " in thing for thing in things) else " and ").join(things)


class _Writer:
    def __init__(self, facts: Facts, dice: Dice) -> None:
        self._facts, self._dice = facts, dice
        self._register = dice.pick(tuple(REGISTERS))
        self._voice = REGISTERS[self._register]
        self._work: Occupation = dice.pick(OCCUPATIONS)
        self._mentions = Mentions(facts.person, self._register, dice)
        self._fixed = self._fixed_slots()
        self._used: set[str] = set()

    def text(self) -> str:
        """One attempt at the whole text."""
        if self._voice.identity and self._dice.share() < 0.15:
            sentences, order = self._evidence_first(), ("background", "life", "closing")
        else:
            sentences = [self._say(self._dice.pick(self._voice.openings))]
            order = self._dice.pick(_ORDERS)
        for part in order:
            sentences += getattr(self, f"_{part}")()
        return " ".join(sentences)

    # The parts of a text, each a list of sentences.

    def _evidence_first(self) -> list[str]:
        """Opens with what the person did, then says who it is."""
        first, *rest = self._facts.leanings
        opening = self._say("{S} " + self._piece(first, whole=False)[1])
        identity = self._say(self._dice.pick(self._voice.identity))
        return [opening, identity, *self._evidence(tuple(rest))]

    def _background(self) -> list[str]:
        frames = [self._voice.background, self._voice.duties]
        chance = self._dice.share()
        kept = frames[:1] if chance < 0.4 else frames[1:] if chance < 0.75 else []
        return [self._say(self._dice.pick(options)) for options in kept]

    def _evidence(self, leanings: tuple[str, ...] | None = None) -> list[str]:
        leanings = self._facts.leanings if leanings is None else leanings
        pieces = [self._piece(leaning, self._dice.share() < 0.3) for leaning in leanings]
        sentences = [self._say(frame) for frame in self._joined(pieces)]
        return sentences + self._verdict()

    def _life(self) -> list[str]:
        sentences = []
        if self._facts.hobby:
            sentences.append(self._hobby())
        if self._facts.leave:
            sentences.append(self._leave())
        if self._dice.share() < 0.35:
            frame = self._dice.pick(self._voice.life)
            sentences.append(self._say(frame.replace("{vp}", self._fresh(FAMILY))))
        return self._dice.several(sentences, len(sentences))

    def _closing(self) -> list[str]:
        if self._dice.share() >= 0.2:
            return []
        return [self._say(self._dice.pick(self._voice.closings))]

    # Evidence of skill.

    def _piece(self, leaning: str, whole: bool) -> tuple[str, str, bool]:
        """The leaning, a phrase, and whether the phrase is a sentence of its own."""
        evidence = _EVIDENCE[leaning]
        if whole:
            letter = self._register == "referee"
            return leaning, self._fresh(evidence.wrote if letter else evidence.said), True
        own = {"strong": self._work.strong, "weak": self._work.weak}.get(leaning)
        about_trade = own and self._dice.share() < 0.5
        return leaning, self._fresh(own if about_trade else evidence.did), False

    def _joined(self, pieces: list[tuple[str, str, bool]]) -> list[str]:
        """Frames to say; two neighbouring deeds sometimes share a sentence."""
        frames: list[str] = []
        while pieces:
            leaning, phrase, whole = pieces.pop(0)
            if whole:
                frames.append(phrase)
                continue
            options = getattr(self._voice, leaning)
            if pieces and self._joins((leaning, phrase), pieces[0]) and self._dice.share() < 0.4:
                other, second, _ = pieces.pop(0)
                phrase += " and " + second if other == leaning else ", but " + second
                # Both sides in one sentence: only the plain frame introduces neither.
                options = options if other == leaning else options[:1]
            frames.append(self._fresh(options).replace("{vp}", phrase))
        return frames

    def _joins(self, first: tuple[str, str], second: tuple[str, str, bool]) -> bool:
        """Whether two deeds read well in one sentence."""
        simple = " and " not in first[1] + second[1] and " that " not in first[1]
        return simple and not second[2] and "fair" not in (first[0], second[0])

    def _verdict(self) -> list[str]:
        leanings = self._facts.leanings
        if self._dice.share() >= 0.45 or len(set(leanings) - {"fair"}) > 1:
            return []
        verdicts = VERDICTS["strong" if "strong" in leanings else "weak"]
        return [self._say(self._fresh(verdicts.get(self._register, verdicts[""])))]

    # Life outside work.

    def _hobby(self) -> str:
        names = FAVOURED_HOBBIES if self._facts.hobby == FAVOURED else OTHER_HOBBIES
        name = self._dice.pick(names)
        listed, done = HOBBIES[name]
        frame = self._dice.pick(self._voice.hobby)
        if "{hobbies}" in frame:
            other = self._dice.pick([hobby for hobby in OTHER_HOBBIES if hobby != name])
            both = self._dice.pick(listed) + " and " + self._dice.pick(HOBBIES[other][0])
            return self._say(frame.replace("{hobbies}", both))
        return self._say(frame.replace("{vp}", self._dice.pick(done)))

    def _leave(self) -> str:
        if self._dice.share() < 0.3:
            return self._say(self._fresh(LEAVE_SAID))
        return self._say(self._dice.pick(self._voice.life).replace("{vp}", self._fresh(LEAVE)))

    # Words.

    def _fresh(self, phrases: tuple[str, ...]) -> str:
        """A phrase that starts unlike those this text has used; any phrase if there is none."""
        fresh = [phrase for phrase in phrases if _start(phrase) not in self._used]
        phrase = self._dice.pick(fresh or phrases)
        self._used.add(_start(phrase))
        return phrase

    def _say(self, frame: str) -> str:
        if self._voice.bare:
            self._mentions.drop_subject()
        return tidy(fill(choose(frame, self._dice), self._value_of))

    def _value_of(self, slot: str) -> str:
        lower = slot[0].lower() + slot[1:]
        if slot not in ("S", lower):
            value = self._value_of(lower)
            return value[0].upper() + value[1:]
        digits = self._voice.bare and slot[0] != "#"
        found = number("#" * digits + slot, self._dice) or self._mentions.value_of(slot)
        return self._fixed[slot] if found is None else found

    def _fixed_slots(self) -> dict[str, str]:
        dice, work = self._dice, self._work
        training = dice.pick(work.training)
        return {
            "title": work.title,
            "employer": "at " + dice.pick(work.employers),
            "years": number("#" * self._voice.bare + YEARS, dice) or "",
            "city": dice.pick(CITIES),
            "duties": _pair(dice.several(work.duties, 2)),
            "tools": " and ".join(dice.several(work.tools, 2)),
            "training": training,
            "certificate": re.sub("^an? ", "", training),
            "month": dice.pick(MONTHS),
            "season": dice.pick(SEASONS),
        }
