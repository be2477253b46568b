"""What every command shares: how it registers, fails, and reads its arguments."""

import argparse
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core.cli.answer import Answer
from core.errors import InputError

if TYPE_CHECKING:
    from core.case import Case


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
        self, name: str, act: Callable[[Namespace], Answer], *, help: str, example: str
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

    def add_on_case(
        self, name: str, act: Callable[["Case", Namespace], Answer], *, help: str, example: str
    ) -> Parser:
        """A new command like `add`, whose first argument is a case; `act` gets it opened."""
        command = self.add(name, partial(_on_case, act), help=help, example=example)
        command.add_argument("case", metavar="CASE", help="folder of the case")
        return command


def _on_case(act: Callable[["Case", Namespace], Answer], arguments: Namespace) -> Answer:
    from core.case import Case

    return act(Case.open(Path(arguments.case)), arguments)


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
