"""What only a person knows about a case: its use, its data, the risk that remains.

People type it once for a case; every version stands in the ledger. What nobody gave is printed as
not given.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from core.audit.policy import RULES
from core.durable import canonical_json, sha256_bytes
from core.errors import InputError

NOT_GIVEN = "not given"
SCOPE, DATA, RISK = "scope", "data", "risk"
KINDS = ("historical", "test data", "both")
"""Ways in which the texts came about; New York's Local Law 144 asks which, and why."""

LONGEST = 4000
"""Characters of an answer, at most."""


@dataclass(frozen=True)
class Question:
    """One thing to say.

    Attributes:
        part: of the report that prints it.
        words: what it is called there.
        asks: what to write.
        short: one line is enough.
    """

    part: str
    words: str
    asks: str
    short: bool = False


QUESTIONS = {
    "intended": Question(SCOPE, "Intended use", "what the decisions are for, and who uses them"),
    "forbidden": Question(SCOPE, "Use that is not allowed", "what the model must not be used for"),
    "affected": Question(SCOPE, "Who is affected", "the people that a decision is about"),
    "origin": Question(DATA, "Source of the texts", "who collected the texts, and how"),
    "period": Question(DATA, "Period of the texts", "from when to when the texts are", True),
    "kind": Question(DATA, "Historical or test data", f"one of: {', '.join(KINDS)}"),
    "kind_why": Question(
        DATA, "Why that kind of data", "for test data: why not historical, and how it was made"
    ),
    "languages": Question(DATA, "Languages", "the languages that the texts are in", True),
    "residual": Question(RISK, "Risk that remains", "what may still go wrong, and why it is borne"),
    "monitoring": Question(
        RISK, "How it is watched in use", "what is measured in use, how often, by whom"
    ),
    "triggers": Question(
        RISK,
        "What ends the approval early",
        "what makes somebody look at the model anew",
    ),
}
"""Name of each answer -> what it is, in the order of the report."""

LISTS = {
    "processed": "why groups are processed",
    "chosen": "why figures were chosen",
    "wordings": "words for reasons",
}
"""Name of each answer that is one for each of several things -> what it is called."""


@dataclass(frozen=True)
class About:
    """The answers; "" and a name that is missing are not given.

    Attributes:
        processed: group column -> why it is processed at all.
        chosen: name of a rule of the policy -> why it was chosen, in one sentence.
        wordings: number of a feature -> how a person is told that it was a reason.
        The others: see `QUESTIONS`.
    """

    intended: str = ""
    forbidden: str = ""
    affected: str = ""
    origin: str = ""
    period: str = ""
    kind: str = ""
    kind_why: str = ""
    languages: str = ""
    residual: str = ""
    monitoring: str = ""
    triggers: str = ""
    processed: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind and self.kind not in KINDS:
            raise InputError(f"texts cannot be {self.kind!r}: use one of {', '.join(KINDS)}")
        for name in self.chosen:
            if name not in RULES:
                raise InputError(f"no figure {name!r}: choose from {', '.join(RULES)}")
        for feature in self.wordings:
            if not feature.isdecimal():
                raise InputError(f"{feature!r} is no feature: give its number")
        longest = max(map(len, [*map(self.answer, QUESTIONS), *self._sentences()]), default=0)
        if longest > LONGEST:
            raise InputError(f"an answer has {longest:,} characters: write {LONGEST:,} or fewer")

    def _sentences(self) -> list[str]:
        return [said for name in LISTS for said in getattr(self, name).values()]

    def answer(self, name: str) -> str:
        """The answer to one of `QUESTIONS`."""
        return str(getattr(self, name))

    def changed(self, changes: Mapping[str, Any]) -> "About":
        """The same with some answers given anew; "" takes one back."""
        clean = {
            name: {**getattr(self, name), **_clean(value)}
            if isinstance(value, Mapping)
            else str(value).strip()
            for name, value in changes.items()
        }
        for name in LISTS:
            if name in clean:
                clean[name] = {key: said for key, said in clean[name].items() if said}
        return replace(self, **clean)

    def as_json(self) -> dict[str, Any]:
        """The answers in JSON's own types."""
        return asdict(self) | {name: dict(getattr(self, name)) for name in LISTS}

    @property
    def sha256(self) -> str:
        """Hash of all of it."""
        return sha256_bytes(canonical_json(self.as_json()))


def _clean(given: Mapping[str, str]) -> dict[str, str]:
    return {name: str(said).strip() for name, said in given.items()}


def about_from(content: Mapping[str, Any]) -> About:
    """The answers that `About.as_json` wrote; answers of a newer selfreg are passed over."""
    known = {each.name for each in fields(About)}
    return About(**{name: value for name, value in content.items() if name in known})


def differences(before: About, after: About) -> list[str]:
    """Which answers differ, by name."""
    told = [q.words for name, q in QUESTIONS.items() if before.answer(name) != after.answer(name)]
    for name, words in LISTS.items():
        if dict(getattr(before, name)) != dict(getattr(after, name)):
            told.append(words)
    return told
