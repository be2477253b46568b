"""The trust list: whose keys a third party trusts. It is kept outside of the bundle."""

import json
from pathlib import Path
from typing import Any

from core.durable import write_json
from core.errors import InputError
from core.signing.approvals import read_trust
from core.signing.forms import MALFORMED, TRUST_SCHEMA


def load_trust(path: Path) -> dict[str, Any]:
    """The content of a trust list.

    Raises:
        InputError: there is none, or it is not one.
    """
    if not Path(path).is_file():
        raise InputError(f"no trust list at {str(path)!r}: make one with `selfreg key --trust`")
    try:
        return read_trust(Path(path).read_bytes())
    except MALFORMED as fault:
        raise InputError(
            f"{Path(path).name!r} is no trust list ({fault!s:.80}): make one with "
            "`selfreg key --trust`"
        ) from None


def add_to_trust(path: Path, entry: dict[str, Any]) -> None:
    """Put a public key on the list at `path`, which is made if it is not there."""
    trust = load_trust(path) if Path(path).exists() else {"keys": [], "revoked": []}
    others = [key for key in trust["keys"] if key["keyid"] != entry["keyid"]]
    write_json(Path(path), trust | {"schema": TRUST_SCHEMA, "keys": [*others, entry]})


def read_entry(path: Path) -> dict[str, Any]:
    """A public key as `selfreg key` keeps it beside the private one.

    Raises:
        InputError: the file holds none.
    """
    try:
        entry = json.loads(Path(path).read_bytes())
        return {name: entry[name] for name in ("name", "keyid", "public_key", "roles")}
    except (OSError, *MALFORMED):
        raise InputError(
            f"{str(path)!r} is no public key: give the file of `selfreg key`"
        ) from None
