"""The commands put together, and what every command shares."""

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn

from core.cli.answer import Answer
from core.errors import InputError

_ABOUT = """Find what a text classifier pays attention to, flag what it must not rely on,
and export a classifier that measurably does not rely on it."""

_CODES = """exit codes: 0 done, 2 the input is at fault, 1 anything else

`selfreg COMMAND --help` explains one command. Try `selfreg demo` first."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `InputError` instead of leaving the process."""

    def error(self, message: str) -> NoReturn:
        """Raise `InputError` with argparse's complaint and the way to the help."""
        raise InputError(f"{message}; `{self.prog} --help` shows how it is used")


class Commands:
    """Where each family of commands registers its own."""

    def __init__(self, parser: Parser) -> None:
        self._choices = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        self, name: str, act: Callable[[argparse.Namespace], Answer], *, help: str, example: str
    ) -> Parser:
        """A new command `name` that answers with `act`, ready for its arguments."""
        command: Parser = self._choices.add_parser(
            name,
            help=help,
            description=help[0].upper() + help[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_argument("--json", action="store_true", help="print one JSON object instead")
        command.add_argument("--debug", action="store_true", help="show the traceback of an error")
        command.set_defaults(act=act)
        return command


def build_parser() -> Parser:
    """The parser of the whole command line."""
    from core.cli import build, decide, deliver, demo, explore, retrain, screen

    parser = Parser(
        prog="selfreg",
        description=_ABOUT,
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=_version(), help="print the version")
    commands = Commands(parser)
    for family in (build, explore, decide, retrain, deliver, screen, demo):
        family.register(commands)
    return parser


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The arguments of one command; `act` among them is what answers it."""
    return build_parser().parse_args(words)


def case_argument(command: Parser) -> None:
    """Add the case folder, the first argument of most commands."""
    command.add_argument("case", metavar="CASE", help="folder of the case")


def whole_number(text: str) -> int:
    """A number of 0 or more, for an argument."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def count(text: str) -> int:
    """A number of 1 or more, for an argument."""
    if whole_number(text) == 0:
        raise argparse.ArgumentTypeError("0 is too few: ask for 1 or more")
    return int(text)


def _version() -> str:
    from importlib.metadata import version

    return f"selfreg {version('selfreg')}"
