"""Check a bundle: `verify`."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.answer import Answer, table
from core.cli.deliver import existing
from core.cli.parser import Commands

if TYPE_CHECKING:
    from core.report.verify import Check

_VERDICT = (
    "verified",
    "FAILED: the bundle is not what was signed and exported",
    "NOT VERIFIED: self-consistent as far as it was checked; see the lines that say why",
)


def register(commands: Commands) -> None:
    """Add `verify`."""
    command = commands.add(
        "verify",
        verify,
        help="check a bundle: every part, the ledger, the signatures; exit code 0 verified, "
        "1 failed, 2 not all of it could be checked",
        example="selfreg verify hiring.zip --trust keys.json",
    )
    command.add_argument("bundle", metavar="BUNDLE", help="zip file made by `selfreg export`")
    command.add_argument(
        "--trust",
        metavar="FILE",
        help="list of the keys you trust, kept outside of the bundle (see `selfreg key`)",
    )


def verify(arguments: Namespace) -> Answer:
    """The checks of a bundle, with the exit code."""
    path = existing(arguments.bundle)
    from core.pipeline.clock import now
    from core.report.verify import exit_code, verify_bundle
    from core.signing.trust import load_trust

    trust = load_trust(Path(arguments.trust)) if arguments.trust else None
    checks = verify_bundle(path, trust, now=now())
    code = exit_code(checks)
    lines = table(["check", "", "says"], ([c.name, _word(c), c.message] for c in checks))
    payload = {"ok": code == 0, "exit_code": code, "checks": checks}
    return Answer(payload, [*lines, _VERDICT[code]], exit_code=code)


def _word(check: "Check") -> str:
    if not check.ok:
        return "FAILED"
    return "ok" if check.checked else "not checked"
