"""Word swaps of a case: see them, strike them, bring other words: `swaps`."""

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.answer import Answer, one_line, table
from core.cli.parser import Commands
from core.errors import InputError

if TYPE_CHECKING:
    from core.case import Case

_SHOWN = 70  # characters of a text; --json has all of it


def register(commands: Commands) -> None:
    """Add `swaps`."""
    command = commands.add_on_case(
        "swaps",
        swaps,
        help="show every text that the audit tries with other words, and strike those that make "
        "no sense",
        example='selfreg swaps hiring --strike 0390fc82b3 --by "A. Reader"',
    )
    command.add_argument("--strike", metavar="ID", nargs="+", default=[], help="leave these out")
    command.add_argument("--restore", metavar="ID", nargs="+", default=[], help="take them back in")
    command.add_argument("--by", metavar="NAME", default="", help="who changes the lists")
    command.add_argument("--reason", metavar="TEXT", default="", help="why, for the history")
    command.add_argument(
        "--words",
        metavar="FILE",
        help='JSON with "pairs" ([["he", "she"]]), "templates" (sentences; {term} is filled in) '
        'and "terms"; what it does not name comes with the product',
    )


def swaps(case: "Case", arguments: Namespace) -> Answer:
    """Every swap, after the changes that were asked for."""
    from core import pipeline
    from core.pipeline.clock import now

    if arguments.words:
        pipeline.set_swap_words(case, _content(Path(arguments.words)), arguments.by, now())
    given = {"by": arguments.by, "ts": now(), "reason": arguments.reason}
    if arguments.strike:
        pipeline.strike_swaps(case, arguments.strike, **given)
    if arguments.restore:
        pipeline.strike_swaps(case, arguments.restore, **given, restore=True)
    struck = pipeline.swap_lists(case).struck
    found = pipeline.case_swaps(case)
    rows = [
        [s.id, "struck" if s.id in struck else "", s.words, one_line(s.after)[:_SHOWN]]
        for s in found
    ]
    left = sum(s.id not in struck for s in found)
    return Answer(
        {"swaps": [{**vars(s), "struck": s.id in struck} for s in found], "tried": left},
        [
            *table(["id", "", "words", "becomes"], rows),
            f"{left:,} of {len(found):,} are tried; next: selfreg audit {case.folder}",
        ],
    )


def _content(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise InputError(f"no word list at {path}: give a JSON file") from fault
    except ValueError as fault:
        raise InputError(f"{path} is not JSON ({fault}): write an object with pairs") from fault
