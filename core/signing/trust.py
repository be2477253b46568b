"""The trust list: whose keys a third party trusts. It is kept outside of the bundle."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.durable import write_json
from core.errors import InputError
from core.signing.envelopes import read_trust
from core.signing.forms import MALFORMED, TRUST_SCHEMA, person


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
    """Put a public key on the list at `path`, which is made if it is not there.

    Raises:
        InputError: the key was revoked, which nothing takes back.
    """
    trust = load_trust(path) if Path(path).exists() else {"keys": [], "revoked": []}
    known = [key for key in trust["keys"] if key["keyid"] == entry["keyid"]]
    if known and known[0].get("revoked"):
        raise InputError(
            f"this key of {known[0]['name']} was revoked on {known[0]['revoked']['at'][:10]}: "
            "make another with `selfreg key`"
        )
    others = [key for key in trust["keys"] if key not in known]
    write_json(Path(path), trust | {"schema": TRUST_SCHEMA, "keys": [*others, entry]})


def revoke_in_trust(path: Path, name: str, start: str, reason: str, ts: str) -> dict[str, Any]:
    """Say on the list that a person's key is not to be believed any more; what it says now.

    Args:
        path: of the list.
        name: whose key.
        start: beginning of its fingerprint, where the person has several; "" where only one.
        reason: why, which whoever verifies reads.
        ts: when it was revoked (UTC, RFC 3339).

    Raises:
        InputError: no such key, more than one, revoked already, or no reason.
    """
    if not reason.strip():
        raise InputError("a key is revoked without a reason: say why, such as lost or stolen")
    trust, plain = load_trust(path), start.replace(" ", "").lower()
    theirs = [key for key in trust["keys"] if person(key["name"]) == person(name)]
    found = [key for key in theirs if key["keyid"].startswith(plain) and not key.get("revoked")]
    if len(found) != 1:
        known = ", ".join(key["keyid"][:16] for key in theirs) or "none"
        raise InputError(
            f"{len(found)} keys of {name} on the list could be meant (it has: {known}): "
            "give --keyid with the beginning of the fingerprint of one that stands"
        )
    # Retired as well: a verifier older than the word "revoked" refuses it too.
    gone = {"retired": True, "revoked": {"at": ts, "reason": reason.strip()}}
    keys = [key | gone if key is found[0] else key for key in trust["keys"]]
    write_json(Path(path), trust | {"keys": keys})
    return found[0] | gone


def withdraw_in_trust(
    path: Path, gone: Mapping[str, str], signed: Mapping[str, Mapping[str, Any]] | None = None
) -> None:
    """Say on the list which bundles do not count any more, and why.

    Args:
        path: of the list.
        gone: fingerprint of the bundle -> why, in one sentence.
        signed: fingerprint of the bundle -> the envelope in which that was signed with a key.
    """
    trust = load_trust(path)
    revoked = sorted({*trust.get("revoked", []), *gone})
    why = {**(trust.get("why") or {}), **gone}
    told = {"revoked": revoked, "why": why}
    if statements := {**(trust.get("statements") or {}), **(signed or {})}:
        told["statements"] = statements
    write_json(Path(path), trust | told)


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
