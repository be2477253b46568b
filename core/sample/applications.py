"""The sample case: application summaries, and decisions that were fair only in the test part.

The historical decisions (train and valid) weigh the evidence of skill, and, wrongly, gender,
parental leave and a hobby. The decisions of the test part depend on the evidence alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from core.errors import InputError
from core.sample.grammar import Dice
from core.sample.life import FAVOURED, FAVOURED_WORDS, LEAVE_WORDS
from core.sample.people import GENDER_WORDS, draw_person, tells_gender
from core.sample.skill import SKILL_WORDS
from core.sample.writer import Facts, write

TRUTH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "gender": GENDER_WORDS["woman"] + GENDER_WORDS["man"],
        "parental leave": LEAVE_WORDS,
        "hobby": FAVOURED_WORDS,
        "skill": SKILL_WORDS,
    }
)
"""Concept -> the words, in lower case, that carry it and occur in no other text."""

_SPLITS = {"train": 0.60, "valid": 0.15, "test": 0.25}
_TOLD = 0.93
_LEAVE = 0.22
_FAVOURED = 0.25
_NO_HOBBY = 0.25
# Pieces of evidence and how often they are drawn; both directions mirror each other.
_LEANINGS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (4, ("strong", "strong", "strong")),
    (4, ("strong", "strong")),
    (2, ("strong", "strong", "fair")),
    (1, ("strong", "strong", "weak")),
    (1, ("strong", "fair")),
)
_MIRROR = {"strong": "weak", "weak": "strong", "fair": "fair"}


@dataclass(frozen=True)
class Weights:
    """Log-odds of an invitation in the historical decisions; gender, leave and hobby are wrong."""

    skill: float = 3.0
    man: float = 3.2
    leave: float = -1.8
    hobby: float = 2.2


HISTORY = Weights()
FAIR = Weights(skill=10.0, man=0.0, leave=0.0, hobby=0.0)


@dataclass(frozen=True)
class Sample:
    """The sample case's texts.

    Attributes:
        frame: Columns id, text, decision, split, gender, parental_leave and hobby.
        skill: Balance of the evidence in each text, from -1 (all weak) to 1 (all strong).
        told: Whether the text lets a reader know the gender.
        truth: Concept -> the words that carry it, in lower case.
    """

    frame: pd.DataFrame
    skill: np.ndarray
    told: np.ndarray
    truth: Mapping[str, tuple[str, ...]]


def applications(n: int = 4000, seed: int = 0) -> Sample:
    """`n` application summaries with their decisions; the same seed gives the same texts.

    Args:
        n: At least 20, so that every split and group has members.
        seed: Change it to get other people and other wordings.

    Raises:
        InputError: `n` is too small.
    """
    if n < 20:
        raise InputError(f"a sample of {n} texts is too small: ask for at least 20")
    rng = np.random.default_rng(seed)
    people = _people(n, rng)
    facts = _facts(people, Dice(rng))
    skill = np.array([_balance(fact.leanings) for fact in facts])
    frame = people.assign(
        id=[f"A{number:05d}" for number in range(1, n + 1)],
        text=_texts(facts, rng),
        decision=_decisions(people, skill, rng),
        hobby=np.where(people["hobby"] == FAVOURED, FAVOURED, "other"),
    )
    columns = ["id", "text", "decision", "split", "gender", "parental_leave", "hobby"]
    told = frame["text"].map(tells_gender).to_numpy(bool)
    return Sample(frame[columns], skill, told, TRUTH)


def _people(n: int, rng: np.random.Generator) -> pd.DataFrame:
    sizes = [round(n * share) for share in _SPLITS.values()]
    sizes[0] += n - sum(sizes)
    other = np.where(rng.random(n) < _NO_HOBBY / (1 - _FAVOURED), "", "other")
    return pd.DataFrame(
        {
            "split": rng.permutation(np.repeat(list(_SPLITS), sizes)),
            "gender": rng.choice(["woman", "man"], n),
            "parental_leave": np.where(rng.random(n) < _LEAVE, "yes", "no"),
            "hobby": np.where(rng.random(n) < _FAVOURED, FAVOURED, other),
        }
    )


def _facts(people: pd.DataFrame, dice: Dice) -> list[Facts]:
    return [
        Facts(
            person=draw_person(row.gender, dice.share() < _TOLD, dice),
            leanings=_draw_leanings(dice),
            leave=row.parental_leave == "yes",
            hobby=row.hobby,
        )
        for row in people.itertuples()
    ]


def _draw_leanings(dice: Dice) -> tuple[str, ...]:
    urn = [leanings for count, leanings in _LEANINGS for _ in range(count)]
    leanings = dice.pick(urn)
    if dice.share() < 0.5:
        leanings = tuple(_MIRROR[leaning] for leaning in leanings)
    return tuple(dice.several(leanings, len(leanings)))


def _balance(leanings: tuple[str, ...]) -> float:
    return (leanings.count("strong") - leanings.count("weak")) / len(leanings)


def _texts(facts: list[Facts], rng: np.random.Generator) -> list[str]:
    dice = Dice(rng)
    return [write(fact, dice) for fact in facts]


def _decisions(people: pd.DataFrame, skill: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    history, fair = (_log_odds(weights, people, skill) for weights in (HISTORY, FAIR))
    log_odds = np.where(people["split"] == "test", fair, history)
    invited = rng.random(len(people)) < 1 / (1 + np.exp(-log_odds))
    return np.where(invited, "invite", "reject")


def _log_odds(weights: Weights, people: pd.DataFrame, skill: np.ndarray) -> np.ndarray:
    """Log-odds of an invitation, centred so that about half of all people are invited."""
    man = (people["gender"] == "man").to_numpy() - 0.5
    leave = (people["parental_leave"] == "yes").to_numpy() - _LEAVE
    hobby = (people["hobby"] == FAVOURED).to_numpy() - _FAVOURED
    wrong = weights.man * man + weights.leave * leave + weights.hobby * hobby
    return weights.skill * skill + wrong
