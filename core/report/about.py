"""What only a person knows about a case: its use, its data, the risk that remains.

People type it once for a case; every version stands in the ledger. What nobody gave is printed as
not given.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from core.audit.policy import OBTAINED, RULES
from core.durable import canonical_json, sha256_bytes
from core.errors import InputError
from core.report.numbers import count, day, label_of, listed
from core.review.event import Event
from core.signing.forms import canonical

NOT_GIVEN = "not given"
SCOPE, DATA, RISK = "scope", "data", "risk"
KINDS = ("historical", "test data", "both")
"""Ways in which the texts came about; New York's Local Law 144 asks which, and why."""

_LONGEST = 4000  # characters of an answer


@dataclass(frozen=True)
class Question:
    """One thing to say.

    Attributes:
        part: of the report that prints it.
        words: what it is called there.
        asks: what to write.
    """

    part: str
    words: str
    asks: str


QUESTIONS = {
    "intended": Question(SCOPE, "Intended use", "what the decisions are for, and who uses them"),
    "forbidden": Question(SCOPE, "Use that is not allowed", "what the model must not be used for"),
    "affected": Question(SCOPE, "Who is affected", "the people that a decision is about"),
    "origin": Question(DATA, "Source of the texts", "who collected the texts, and how"),
    "period": Question(DATA, "Period of the texts", "from when to when the texts are"),
    "kind": Question(DATA, "Historical or test data", f"one of: {', '.join(KINDS)}"),
    "kind_why": Question(
        DATA, "Why that kind of data", "for test data: why not historical, and how it was made"
    ),
    "languages": Question(DATA, "Languages", "the languages that the texts are in"),
    "residual": Question(RISK, "Risk that remains", "what may still go wrong, and why it is borne"),
    "monitoring": Question(RISK, "Watched in use", "what is measured in use, how often, by whom"),
    "triggers": Question(
        RISK,
        "What ends the approval early",
        "what makes somebody look at the model anew",
    ),
}
"""Name of each answer -> what it is, in the order of the report."""


@dataclass(frozen=True)
class About:
    """The answers; "" and a name that is missing are not given.

    Attributes:
        processed: group column -> why it is processed at all.
        chosen: name of a rule of the policy -> why it was chosen, in one sentence.
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

    def __post_init__(self) -> None:
        if self.kind and self.kind not in KINDS:
            raise InputError(f"texts cannot be {self.kind!r}: use one of {', '.join(KINDS)}")
        for name in self.chosen:
            if name not in RULES:
                raise InputError(f"no figure {name!r}: choose from {', '.join(RULES)}")
        longest = max(map(len, [*map(self.answer, QUESTIONS), *self._sentences()]), default=0)
        if longest > _LONGEST:
            raise InputError(f"an answer has {longest:,} characters: write {_LONGEST:,} or fewer")

    def _sentences(self) -> list[str]:
        return [*self.processed.values(), *self.chosen.values()]

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
        for name in ("processed", "chosen"):
            if name in clean:
                clean[name] = {key: said for key, said in clean[name].items() if said}
        return replace(self, **clean)

    def as_json(self) -> dict[str, Any]:
        """The answers in JSON's own types."""
        return asdict(self) | {"processed": dict(self.processed), "chosen": dict(self.chosen)}

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


@dataclass(frozen=True)
class Scope:
    """What of a case people have to answer for.

    Attributes:
        columns: its group columns.
        judged: rules that get a verdict.
        obtained: group column -> how its values are known, as the policy has it.
    """

    columns: Sequence[str] = ()
    judged: Sequence[str] = ()
    obtained: Mapping[str, str] = field(default_factory=dict)


def missing(about: About, scope: Scope) -> list[str]:
    """What is not given, in words."""
    told = [question.words for name, question in QUESTIONS.items() if not about.answer(name)]
    for column in scope.columns:
        named = label_of(column)
        if scope.obtained.get(column, OBTAINED[0]) == OBTAINED[0]:
            told.append(f"How {named} is known")
        if not about.processed.get(column):
            told.append(f"Why {named} is processed")
    unsaid = sum(not about.chosen.get(name) for name in scope.judged)
    words = count(unsaid, "judged figure was", "judged figures were")
    return [*told, f"Why {words} chosen"] if unsaid else told


def differences(before: About, after: About) -> list[str]:
    """Which answers differ, by name."""
    told = [q.words for name, q in QUESTIONS.items() if before.answer(name) != after.answer(name)]
    for name, words in (("processed", "why groups are processed"), ("chosen", "why figures")):
        if dict(getattr(before, name)) != dict(getattr(after, name)):
            told.append(words)
    return told


def about_versions(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Every version that somebody gave, oldest first, with what it changed."""
    told: list[dict[str, Any]] = []
    before = About()
    for event in (each for each in events if each.event == "about.given"):
        about = about_from(event.subject["about"])
        told.append(
            {
                "version": len(told) + 1,
                "about": about.as_json(),
                "sha256": event.subject["sha256"],
                "by": event.by,
                "ts": event.ts,
                "changes": differences(before, about),
            }
        )
        before = about
    return told


def problem(report: Mapping[str, Any], events: Iterable[Event]) -> str:
    """What in the report's part is not as the ledger has it; "" where all is."""
    policy = report["policy"]
    versions = [version["policy"] for version in policy["versions"]]
    fresh = about_part(
        about_versions(events), scope_of(report["data"]["groups"], policy["limits"], versions)
    )
    same = json.loads(canonical(fresh)) == report["about"]
    return "" if same else "what was said of use, data and risk is not what the ledger has"


def scope_of(
    columns: Sequence[str], limits: Mapping[str, float | None], policies: Sequence[Mapping]
) -> Scope:
    """What people have to answer for under the newest of some policies."""
    obtained = policies[-1].get("obtained", {}) if policies else {}
    return Scope(columns, [name for name in RULES if limits.get(name) is not None], obtained)


def about_part(versions: Sequence[Mapping[str, Any]], scope: Scope) -> dict[str, Any]:
    """The report's part: every answer under its question, what is not given, every version.

    Args:
        versions: of `about_versions`.
        scope: what people have to answer for.
    """
    about = about_from(versions[-1]["about"]) if versions else About()
    return {
        "answers": [
            {"name": name, "part": q.part, "words": q.words, "answer": about.answer(name)}
            for name, q in QUESTIONS.items()
        ],
        "processed": {column: about.processed.get(column, "") for column in scope.columns},
        "chosen": {name: about.chosen.get(name, "") for name in scope.judged},
        "missing": missing(about, scope),
        "versions": [dict(version) | {"on": day(version["ts"])} for version in versions],
        "line": _line(versions),
    }


def _line(versions: Sequence[Mapping[str, Any]]) -> str:
    if not versions:
        return "Nobody has said yet what the model is for and where its texts come from."
    last = versions[-1]
    earlier = len(versions) - 1
    told = f"As said by {last['by']} on {day(last['ts'])}, version {last['version']:,}"
    if not earlier:
        return f"{told}."
    kept = count(earlier, "earlier version")
    return f"{told}; {kept} in the ledger, this one changed: {listed(last['changes'])}."


def answers(report: Mapping[str, Any], part: str) -> list[tuple[str, str]]:
    """(what it is called, the answer or that it was not given) of one part of the report."""
    return [
        (each["words"], each["answer"] or NOT_GIVEN)
        for each in report["about"]["answers"]
        if each["part"] == part
    ]
