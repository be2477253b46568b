"""A person's signing key, and lists of keys: `key`."""

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.answer import Answer, one_line
from core.cli.parser import Commands
from core.errors import InputError

if TYPE_CHECKING:
    from core.signing.keys import Signer

VARIABLE = "SELFREG_PASSPHRASE"


def register(commands: Commands) -> None:
    """Add `key`."""
    command = commands.add(
        "key",
        key,
        help="show a person's signing key, made on first use; the passphrase is asked for, or "
        f"taken from the environment variable {VARIABLE}. With `revoke`, say on a list that a "
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
        "--case", metavar="CASE", help="with `revoke`, also write it to the history of this case"
    )
    command.add_argument(
        "--public", metavar="FILE", help="somebody else's public key, instead of one's own"
    )
    command.add_argument(
        "--trust", metavar="FILE", help="add the public key to this list, which verifiers use"
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
        entry, lies = public_entry(signer_of(arguments.by)), key_path(arguments.by)
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
    if arguments.case:
        from core import pipeline
        from core.case import Case

        told = (str(entry["keyid"]), arguments.reason, arguments.by, now())
        pipeline.retire_key(Case.open(Path(arguments.case)), *told)
    lines = [f"revoked on {arguments.trust}: {entry['name']}, {in_fours(str(entry['keyid']))}"]
    if aside:
        lines.append(f"your key was set aside as {aside}; the next signature makes a new one")
    lines.append("hand the list to everybody who verifies: each keeps their own")
    return Answer({"key": entry, "file": aside}, [one_line(line) for line in lines])


def signer_of(name: str, path: Path | None = None) -> "Signer":
    """The person's key, opened with the passphrase, which is kept nowhere."""
    from core.signing.keys import key_path, use_key

    passphrase = os.environ.get(VARIABLE)
    if passphrase is None:
        new = not (path or key_path(name)).is_file()
        passphrase = _asked(name, new=new)
    return use_key(name, passphrase, path)


def _asked(name: str, *, new: bool) -> str:
    import getpass
    import sys

    if not sys.stdin.isatty():
        raise InputError(
            f"no passphrase for the key of {name}: set the environment variable {VARIABLE}, or "
            "run the command in a terminal"
        )
    if not new:
        return getpass.getpass(f"Passphrase of {name}: ")
    first = getpass.getpass(f"{name} has no key yet. A passphrase for a new one: ")
    if getpass.getpass("The same again: ") != first:
        raise InputError("the two passphrases differ: start again")
    return first
