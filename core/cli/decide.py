"""People's decisions: `flag`, `keep`, `unsure`, `undo`, and their `history`."""

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from core.cli.answer import Answer, one_line, table
from core.cli.parser import Commands, Parser, whole_number

if TYPE_CHECKING:
    from core.case import Case
    from core.review.ledger import Event

_CATEGORIES = ["protected attribute", "proxy", "shortcut", "privacy", "other"]
_VERDICTS = {
    "flag": "flag features: the classifier must not rely on them",
    "keep": "keep features: the classifier may rely on them",
    "unsure": "put features aside for a second look",
}


def register(commands: Commands) -> None:
    """Add the commands that write to the ledger, and the one that shows it."""
    for verdict, says in _VERDICTS.items():
        command = commands.add_on_case(
            verdict,
            partial(decide, verdict),
            help=says,
            example=f'selfreg {verdict} hiring 17 23 --reason "names the gender" --by "A. Reader"',
        )
        _decision_arguments(command, verdict)
    _register_undo(commands)
    commands.add_on_case(
        "history",
        history,
        help="show every decision of the case and whether the ledger is intact",
        example="selfreg history hiring",
    )


def _decision_arguments(command: Parser, verdict: str) -> None:
    command.add_argument(
        "features", metavar="ID", nargs="+", type=whole_number, help="numbers of the features"
    )
    command.add_argument(
        "--reason",
        metavar="TEXT",
        default="",
        required=verdict != "keep",
        help="why, in your words",
    )
    _by_argument(command)
    if verdict != "keep":
        command.add_argument(
            "--category",
            choices=_CATEGORIES,
            default="other",
            help="what kind of thing the features pick up (default: other)",
        )


def _by_argument(command: Parser) -> None:
    command.add_argument("--by", metavar="NAME", required=True, help="who decides")


def _register_undo(commands: Commands) -> None:
    command = commands.add_on_case(
        "undo",
        undo,
        help="take back your newest decision; the ledger keeps both",
        example='selfreg undo hiring --by "A. Reader"',
    )
    _by_argument(command)


def decide(verdict: str, case: "Case", arguments: Namespace) -> Answer:
    """The decisions just written to the ledger."""
    from core import pipeline
    from core.pipeline.clock import now

    events = pipeline.decide_features(
        case,
        tuple(dict.fromkeys(arguments.features)),
        verdict,
        reason=arguments.reason,
        by=arguments.by,
        ts=now(),
        category=getattr(arguments, "category", "other"),
    )
    return Answer({"events": events}, [_event_line(event) for event in events])


def undo(case: "Case", arguments: Namespace) -> Answer:
    """The event that takes the newest decision back."""
    from core import pipeline
    from core.pipeline.clock import now

    event = pipeline.undo_decision(case, by=arguments.by, ts=now())
    return Answer({"event": event}, [_event_line(event)])


def history(case: "Case", arguments: Namespace) -> Answer:
    """Every event of the ledger; exit code 1 when somebody changed a line of it."""
    from core import pipeline

    ledger = pipeline.ledger(case)
    check, events = ledger.verify(), ledger.events()
    rows = ([e.seq, e.ts, e.by, e.event, _subject(e), e.reason] for e in events)
    lines = [
        *table(["no", "when", "who", "what", "about", "why"], rows),
        "",
        one_line(check.message),
    ]
    return Answer({"events": events, "verification": check}, lines, exit_code=0 if check.ok else 1)


def _event_line(event: "Event") -> str:
    reason = f": {event.reason}" if event.reason else ""
    return one_line(f"{event.event} {_subject(event)} by {event.by}{reason}")


def _subject(event: "Event") -> str:
    known = [str(event.subject[key]) for key in ("feature", "name") if key in event.subject]
    known += [str(event.subject[key])[:16] for key in ("keyid", "bundle") if key in event.subject]
    return " ".join(known)
