"""Keys, decisions on open lines, signatures: `key`, `dispose` and `sign`."""

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.answer import Answer, one_line
from core.cli.parser import Commands, count
from core.errors import InputError

if TYPE_CHECKING:
    from core.case import Case
    from core.signing.keys import Signer

_VARIABLE = "SELFREG_PASSPHRASE"
_CHOICES = ["accept", "fix", "restrict use", "collect data"]


def register(commands: Commands) -> None:
    """Add `key`, `dispose` and `sign`."""
    _register_key(commands)
    open_line = commands.add_on_case(
        "dispose",
        dispose,
        help="decide about a line of the report that is over its limit or lacks evidence; without "
        "a line, show those that wait",
        example='selfreg dispose hiring outcomes --choice accept --reason "…" --by NAME',
    )
    open_line.add_argument("line", metavar="LINE", nargs="?", help="name of the line")
    open_line.add_argument("--choice", choices=_CHOICES, help="what follows from it")
    open_line.add_argument(
        "--reason", metavar="TEXT", default="", help="why, in 20 characters or more"
    )
    open_line.add_argument("--by", metavar="NAME", default="", help="who decides")
    _register_sign(commands)


def _register_key(commands: Commands) -> None:
    command = commands.add(
        "key",
        key,
        help="show a person's signing key, made on first use; the passphrase is asked for, or "
        f"taken from the environment variable {_VARIABLE}. With `revoke`, say on a list that a "
        "key is lost or stolen",
        example='selfreg key --by "A. Reader" --trust keys.json\n'
        '  selfreg key revoke --by "A. Reader" --trust keys.json --reason "laptop stolen"',
    )
    command.add_argument(
        "action", metavar="revoke", nargs="?", choices=["revoke"], help="take a key off a list"
    )
    command.add_argument("--by", metavar="NAME", help="whose key, by full name")
    command.add_argument("--reason", metavar="TEXT", default="", help="why it is revoked")
    command.add_argument(
        "--keyid", metavar="START", default="", help="which key, where the person has several"
    )
    command.add_argument(
        "--public", metavar="FILE", help="somebody else's public key, instead of one's own"
    )
    command.add_argument(
        "--trust", metavar="FILE", help="add the public key to this list, which verifiers use"
    )


def _register_sign(commands: Commands) -> None:
    command = commands.add_on_case(
        "sign",
        sign,
        help="sign the regularized model and its report as they are now",
        example='selfreg sign hiring --by "A. Reader" --role "head of compliance" '
        "--meaning approved --key",
    )
    command.add_argument("--by", metavar="NAME", required=True, help="your full name")
    command.add_argument("--role", metavar="ROLE", required=True, help="in which role you sign")
    command.add_argument(
        "--meaning",
        choices=["reviewed", "approved"],
        required=True,
        help="what your signature says",
    )
    command.add_argument(
        "--key",
        metavar="FILE",
        nargs="?",
        const="",
        help="sign with your key, made on first use, so that others can check it; FILE if it lies "
        "elsewhere than in your own folder. The passphrase is asked for, or taken from the "
        f"environment variable {_VARIABLE}",
    )
    command.add_argument(
        "--independent",
        action="store_true",
        help="state that you took no part in the development",
    )
    command.add_argument(
        "--read",
        action="store_true",
        help="state that you read every part of the report as it is now, which an approval with a "
        "key needs; it goes into the history",
    )
    command.add_argument(
        "--months", metavar="N", type=count, default=12, help="how long it is valid (default: 12)"
    )


def key(arguments: Namespace) -> Answer:
    """A public key with its fingerprint, and where it was added."""
    from core.signing.keys import in_fours, key_path, public_entry
    from core.signing.spoken import in_words
    from core.signing.trust import add_to_trust, read_entry

    if arguments.action:
        return _revoke(arguments)
    if bool(arguments.by) == bool(arguments.public):
        raise InputError("whose key is not said: give --by NAME, or --public FILE of somebody else")
    if arguments.public:
        entry, lies = read_entry(Path(arguments.public)), Path(arguments.public)
    else:
        entry, lies = public_entry(_signer(arguments.by)), key_path(arguments.by)
        lies = lies.with_suffix(".json")
    lines = [
        f"{entry['name']}: {in_fours(str(entry['keyid']))}",
        f"in words: {in_words(str(entry['keyid']))}",
        f"public key in {lies}",
    ]
    if arguments.trust:
        add_to_trust(Path(arguments.trust), entry)
        lines.append(f"added to {arguments.trust}")
    return Answer({"key": entry, "file": lies}, [one_line(line) for line in lines])


def _revoke(arguments: Namespace) -> Answer:
    """The key as the list has it now; one's own key is set aside, so that a new one is made."""
    from core.pipeline.clock import now
    from core.signing.keys import in_fours, set_aside
    from core.signing.trust import revoke_in_trust

    if not (arguments.by and arguments.trust):
        raise InputError("not said whose key, or on which list: give --by NAME and --trust FILE")
    entry = revoke_in_trust(
        Path(arguments.trust), arguments.by, arguments.keyid, arguments.reason, now()
    )
    aside = set_aside(arguments.by, str(entry["keyid"]))
    lines = [f"revoked on {arguments.trust}: {entry['name']}, {in_fours(str(entry['keyid']))}"]
    if aside:
        lines.append(f"your key was set aside as {aside}; the next signature makes a new one")
    lines.append("hand the list to everybody who verifies: each keeps their own")
    return Answer({"key": entry, "file": aside}, [one_line(line) for line in lines])


def dispose(case: "Case", arguments: Namespace) -> Answer:
    """The disposition just written to the ledger, or the lines that wait for one."""
    from core import pipeline
    from core.pipeline.clock import now

    if arguments.line is None:
        return _waiting(case)
    if not arguments.choice:
        raise InputError(f"no choice given: add --choice with one of {', '.join(_CHOICES)}")
    (event,) = pipeline.dispose(
        case, [arguments.line], arguments.choice, arguments.reason, arguments.by, now()
    )
    return Answer({"event": event}, [one_line(f"{arguments.line}: {arguments.choice}")])


def _waiting(case: "Case") -> Answer:
    """What an approval with a key still needs people to decide."""
    from core.pipeline.deliver import case_report
    from core.signing.approvals import undecided, undisposed

    report = case_report(case)
    lines, proxies = undisposed(report), undecided(report)
    told = [f"{each['line']}: {each['title']}, {each['state']}" for each in lines]
    told += [
        f"feature {each['feature']} ({each['name']}): a likely proxy, flag it or keep it with a "
        "reason"
        for each in proxies
    ]
    said = [one_line(each) for each in told] or ["no line waits for a disposition"]
    return Answer({"open": lines, "proxies": proxies}, said)


def sign(case: "Case", arguments: Namespace) -> Answer:
    """The signature just written to the ledger."""
    from core import pipeline
    from core.pipeline.clock import now
    from core.signing.keys import in_fours
    from core.signing.spoken import in_words

    signer = None
    if arguments.key is not None:
        signer = _signer(arguments.by, Path(arguments.key) if arguments.key else None)
    event = pipeline.sign_case(
        case,
        by=arguments.by,
        role=arguments.role,
        meaning=arguments.meaning,
        ts=now(),
        signer=signer,
        independent=arguments.independent,
        months=arguments.months,
        read=arguments.read,
    )
    how = "kept in the history alone: nobody else can check it; sign with --key for that"
    if signer is not None:
        how = f"with the key {in_fours(signer.keyid)}"
    lines = [f"signed by {event.by}, {how}"]
    if event.subject.get("bundle"):
        lines.append(f"the bundle in words: {in_words(event.subject['bundle'])}")
    return Answer({"event": event}, [one_line(line) for line in lines])


def _signer(name: str, path: Path | None = None) -> "Signer":
    """The person's key, opened with the passphrase, which is kept nowhere."""
    from core.signing.keys import key_path, use_key

    passphrase = os.environ.get(_VARIABLE)
    if passphrase is None:
        new = not (path or key_path(name)).is_file()
        passphrase = _asked(name, new=new)
    return use_key(name, passphrase, path)


def _asked(name: str, *, new: bool) -> str:
    import getpass
    import sys

    if not sys.stdin.isatty():
        raise InputError(
            f"no passphrase for the key of {name}: set the environment variable {_VARIABLE}, or "
            "run the command in a terminal"
        )
    if not new:
        return getpass.getpass(f"Passphrase of {name}: ")
    first = getpass.getpass(f"{name} has no key yet. A passphrase for a new one: ")
    if getpass.getpass("The same again: ") != first:
        raise InputError("the two passphrases differ: start again")
    return first
