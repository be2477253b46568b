"""What a case is judged by: `policy`."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from core.cli.answer import Answer, one_line
from core.cli.parser import Commands, Parser, count
from core.errors import InputError

if TYPE_CHECKING:
    from core.audit.policy import Policy
    from core.case import Case


def register(commands: Commands) -> None:
    """Add `policy`."""
    command = commands.add_on_case(
        "policy",
        policy,
        help="show what the case is judged by, or set it: limits, favourable labels, groups",
        example='selfreg policy hiring --limit impact_ratio=0.8 --by "A. Rossi"',
    )
    command.add_argument("--by", metavar="NAME", help="who sets it; without it, it is only shown")
    command.add_argument(
        "--limit",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a limit, again and again; NAME=none takes one away; names stand in the answer",
    )
    command.add_argument(
        "--metric",
        metavar="NAME",
        action="append",
        default=[],
        help="a figure that gets a verdict, again and again; the others are shown, and not judged "
        "(default: those with a limit)",
    )
    command.add_argument(
        "--favourable",
        metavar="LABEL",
        action="append",
        default=[],
        help="a label that is good for the person, again and again",
    )
    command.add_argument("--why", metavar="TEXT", help="why this policy, in your words")
    _group_arguments(command)


def _group_arguments(command: Parser) -> None:
    command.add_argument(
        "--groups",
        metavar="COL",
        action="append",
        default=[],
        help="a column to judge by, or a cross like sex*age, again and again (default: every "
        "column and every pair)",
    )
    command.add_argument(
        "--obtained",
        metavar="COL=HOW",
        action="append",
        default=[],
        help="how a column's values are known: self-reported, record, term match, inferred",
    )
    command.add_argument(
        "--enough", metavar="N", type=count, help="rows a group needs to be compared (30)"
    )
    command.add_argument(
        "--exclude-below",
        metavar="SHARE",
        type=float,
        help="leave groups of a smaller share out of impact ratios (0.02 in Local Law 144)",
    )
    command.add_argument("--exclude-why", metavar="TEXT", help="why they are left out")


def policy(case: "Case", arguments: Namespace) -> Answer:
    """The policy as it stands, and every version of it."""
    from core import pipeline
    from core.pipeline.clock import now
    from core.pipeline.judged import current_policy, told

    changes = _changes(arguments)
    if changes and not arguments.by:
        raise InputError("a policy has a person behind it: add --by NAME")
    if arguments.by:
        pipeline.lock_policy(case, changes, arguments.by, now())
    standing, versions = current_policy(case), pipeline.locked_policies(case)
    payload = {
        "case": case.folder,
        "locked": bool(versions),
        "policy": standing.as_json(),
        "judged": list(standing.judged),
        "sha256": standing.sha256,
        "versions": [told(version) for version in versions],
    }
    return Answer(payload, _lines(standing, payload["versions"]))


def _changes(arguments: Namespace) -> dict[str, Any]:
    from core.audit.policy import parse_limit

    given = {
        "limits": dict(parse_limit(text) for text in arguments.limit),
        "obtained": dict(_obtained(text) for text in arguments.obtained),
        "metrics": tuple(arguments.metric),
        "favourable": tuple(arguments.favourable),
        "groups": tuple(_cross(name) for name in arguments.groups),
        "enough": arguments.enough,
        "exclude_share": arguments.exclude_below,
        "exclude_why": arguments.exclude_why,
        "why": arguments.why,
    }
    return {name: value for name, value in given.items() if value not in (None, {}, ())}


def _obtained(text: str) -> tuple[str, str]:
    column, equals, how = text.partition("=")
    if not equals:
        raise InputError(f"{text!r} says nothing: write it like sex=self-reported")
    return column, how


def _cross(name: str) -> str:
    from core.audit.policy import CROSS

    return CROSS.join(part.strip() for part in name.replace("*", "×").split("×"))


def _lines(standing: "Policy", versions: list[dict[str, Any]]) -> list[str]:
    from core.audit.policy import RULES

    limits = [
        f"  {name:14} {_limit(standing, name):13}  {rule.words}" for name, rule in RULES.items()
    ]
    said = [
        f"version {v['version']}, {v['ts']}, {one_line(v['by'])}"
        f"{', when results were there already' if v['seen'] else ''}: "
        f"{one_line('; '.join(v['changes'])) or 'as it stood'}"
        for v in versions
    ]
    return [
        f"favourable: {one_line(', '.join(standing.favourable))}",
        f"groups: {one_line(', '.join(standing.groups)) or 'every column and every pair of them'}",
        f"a group is compared from {standing.enough} rows on",
        "limits:",
        *limits,
        *(said or ["nobody set it: these are selfreg's own limits; set them with --by NAME"]),
    ]


def _limit(standing: "Policy", name: str) -> str:
    limit = standing.limit(name)
    if limit.value is None:
        return "not judged"
    return f"{'at least' if limit.floor else 'at most'} {limit.value:g}"
