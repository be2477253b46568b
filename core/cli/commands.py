"""All commands put together."""

import argparse
from collections.abc import Sequence

from core.cli import (
    about,
    build,
    decide,
    deliver,
    demo,
    evidence,
    explore,
    keys,
    policy,
    retrain,
    screen,
    sign,
    swaps,
    verify,
)
from core.cli.parser import Commands, Parser

_ABOUT = """Find what a text classifier pays attention to, flag what it must not rely on,
and export a classifier that measurably does not rely on it."""

_CODES = """exit codes: 0 done, 2 the input is at fault, 1 anything else

`selfreg COMMAND --help` explains one command. Try `selfreg demo` first."""


def build_parser() -> Parser:
    """The parser of the whole command line."""
    parser = Parser(
        prog="selfreg",
        description=_ABOUT,
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=_version(), help="print the version")
    commands = Commands(parser)
    for family in (build, explore, evidence, policy, about, decide, retrain, swaps):
        family.register(commands)
    for family in (keys, sign, deliver, verify, screen, demo):
        family.register(commands)
    return parser


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The arguments of one command; `act` among them is what answers it."""
    return build_parser().parse_args(words)


def _version() -> str:
    from importlib.metadata import version

    return f"selfreg {version('selfreg')}"
