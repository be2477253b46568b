"""What only people know about a case, and what of it nobody has said."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.audit.policy import OBTAINED
from dashboard.engine.decisions import now
from dashboard.engine.places import open_case
from dashboard.engine.tried import tried

__all__ = ["OBTAINED", "About", "Asked", "about", "say_about"]


@dataclass(frozen=True)
class Asked:
    """One thing to say.

    Attributes:
        name: of the answer.
        words: what it is called in the report.
        asks: what to write.
        answer: as it stands; "" where nobody gave one.
        choices: the answers there are; () takes any words.
        short: one line is enough.
    """

    name: str
    words: str
    asks: str
    answer: str
    choices: tuple[str, ...] = ()
    short: bool = False


@dataclass(frozen=True)
class About:
    """All that is asked.

    Attributes:
        questions: on use, data and risk.
        processed: one for each group column: why it is processed.
        chosen: one for each figure that is judged: why it was chosen.
        wordings: one for each feature that is a reason most often: how a person is told of it.
        obtained: group column -> how its values are known.
        missing: what nobody gave, in words.
        version: changes with every answer.
        longest: characters of an answer, at most.
    """

    questions: tuple[Asked, ...]
    processed: tuple[Asked, ...]
    chosen: tuple[Asked, ...]
    wordings: tuple[Asked, ...]
    obtained: dict[str, str]
    missing: tuple[str, ...]
    version: str
    longest: int


def about(case: str) -> About:
    """What stands, and what is missing."""
    from core import pipeline
    from core.audit.policy import RULES
    from core.pipeline.judged import current_policy
    from core.report.about import KINDS, LONGEST, QUESTIONS

    opened = open_case(case)
    said, policy = pipeline.current_about(opened), current_policy(opened)
    columns = opened.settings.groups
    return About(
        tuple(
            Asked(
                name, q.words, q.asks, said.answer(name), KINDS if name == "kind" else (), q.short
            )
            for name, q in QUESTIONS.items()
        ),
        tuple(Asked(c, c, "", said.processed.get(c, "")) for c in columns),
        tuple(
            Asked(name, RULES[name].words, RULES[name].why, said.chosen.get(name, ""))
            for name in policy.judged
        ),
        tuple(
            Asked(f"{row['feature']}", row["name"], "", said.wordings.get(f"{row['feature']}", ""))
            for row in tried(case).get("reasons", {}).get("named", ())
        ),
        {column: policy.obtained.get(column, OBTAINED[0]) for column in columns},
        tuple(pipeline.not_given(opened)),
        f"{said.sha256[:12]}{policy.sha256[:12]}",
        LONGEST,
    )


def say_about(
    case: str, changed: Mapping[str, object], obtained: Mapping[str, str], by: str
) -> None:
    """Write a version of the answers to the ledger, and of the policy where a group's changed.

    Args:
        case: Name of the case.
        changed: Answers given anew.
        obtained: Group columns that are known in another way than before.
        by: Who says so.

    Raises:
        InputError: An answer is too long, or nothing is new.
    """
    from core import pipeline

    opened, ts = open_case(case), now()
    if obtained:
        pipeline.lock_policy(opened, {"obtained": dict(obtained)}, by, ts)
    if changed or not obtained:
        pipeline.say_about(opened, changed, by, ts)
