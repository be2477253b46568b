"""What only a person knows about a case: `about`."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from core.cli.answer import Answer, one_line
from core.cli.parser import Commands
from core.errors import InputError

if TYPE_CHECKING:
    from core.case import Case

_ANSWERS = {
    "intended": "what the decisions are for, and who uses them",
    "forbidden": "what the model must not be used for",
    "affected": "the people that a decision is about",
    "origin": "who collected the texts, and how",
    "period": "from when to when the texts are",
    "kind": "historical, test data or both",
    "kind-why": "why that kind of data, and how test data were made",
    "languages": "the languages that the texts are in",
    "residual": "the risk that remains, and why it is borne",
    "monitoring": "what is measured in use, how often, by whom",
    "triggers": "what makes somebody look at the model anew",
}


def register(commands: Commands) -> None:
    """Add `about`."""
    command = commands.add_on_case(
        "about",
        about,
        help="show what people said of use, data and remaining risk, or say it: the report prints "
        "it, and what is not given",
        example='selfreg about hiring --intended "a first sort of applications" --by "A. Rossi"',
    )
    command.add_argument("--by", metavar="NAME", help="who says so; without it, it is only shown")
    for name, words in _ANSWERS.items():
        command.add_argument(f"--{name}", metavar="TEXT", help=f'{words}; "" takes it back')
    command.add_argument(
        "--processed",
        metavar="COL=WHY",
        action="append",
        default=[],
        help="why a group column is processed at all, again and again",
    )
    command.add_argument(
        "--chosen",
        metavar="NAME=WHY",
        action="append",
        default=[],
        help="why a figure was chosen to be judged, again and again; `selfreg policy` names them",
    )
    command.add_argument(
        "--wording",
        metavar="FEATURE=TEXT",
        action="append",
        default=[],
        help="how a person is told that a feature was a reason of the decision, again and again",
    )


def about(case: "Case", arguments: Namespace) -> Answer:
    """The answers as they stand, and what is missing."""
    from core import pipeline
    from core.pipeline.clock import now
    from core.report.about import LISTS, QUESTIONS

    changes = _changes(arguments)
    if changes and not arguments.by:
        raise InputError("an answer has a person behind it: add --by NAME")
    if arguments.by:
        pipeline.say_about(case, changes, arguments.by, now())
    standing, missing = pipeline.current_about(case), pipeline.not_given(case)
    payload = {"case": case.folder, "about": standing.as_json(), "missing": missing}
    lines = [
        f"{question.words}: {one_line(standing.answer(name)) or 'not given'}"
        for name, question in QUESTIONS.items()
    ]
    for title in LISTS:
        given = getattr(standing, title)
        lines += [f"{title} {name}: {one_line(said)}" for name, said in given.items()]
    if missing:
        lines.append(f"missing: {'; '.join(missing)}")
    if pipeline.unknown_groups(case):
        lines.append(f"how a group is known: selfreg policy {case.typed} --obtained COL=HOW --by …")
    return Answer(payload, lines)


def _changes(arguments: Namespace) -> dict[str, Any]:
    names = [name.replace("-", "_") for name in _ANSWERS]
    told = {name: getattr(arguments, name) for name in names}
    given: dict[str, Any] = {name: text for name, text in told.items() if text is not None}
    for name, option in (("processed", "processed"), ("chosen", "chosen"), ("wordings", "wording")):
        if pairs := dict(_pair(text, option) for text in getattr(arguments, option)):
            given[name] = pairs
    return given


def _pair(text: str, name: str) -> tuple[str, str]:
    what, equals, why = text.partition("=")
    if not equals:
        raise InputError(f'{text!r} gives no reason: write it like --{name} NAME="why"')
    return what, why
