"""Whose signature in a bundle holds: the envelope, its key, its state, its time, the list of keys.

One of the files that verify.py of a bundle is put together from: `cryptography` and Python's own
library.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core.signing.forms import (
    LEDGER,
    MANIFEST,
    PAYLOAD_TYPE,
    PREDICATE_TYPE,
    REPORT,
    STATEMENT_TYPE,
    TRUST_SCHEMA,
    canonical,
    is_copy,
    keyid,
    pae,
    person,
    sha256,
    subjects,
)

ROLES = {"approved": "approve", "reviewed": "review"}


class Approval(NamedTuple):
    """A signature that holds: who, with which key, saying what, independent of development.

    `says` is all of it in words; `doubt` is what keeps it from being believed, "" if nothing.
    """

    name: str
    keyid: str
    decision: str
    independent: bool
    says: str = ""
    doubt: str = ""


class Refused(Exception):  # noqa: N818  (a finding, no fault of the program)
    """Why a signature does not hold."""


def approval(
    seal: bytes, parts: Mapping[str, bytes], trust: Mapping[str, Any] | None, now: str
) -> Approval:
    """What an envelope in a bundle says, where it holds; Refused says why it does not.

    Args:
        seal: content of the envelope.
        parts: name -> content of every file of the bundle.
        trust: content of the trust list; None where there is none.
        now: the time (UTC, RFC 3339) that expiry is judged by.
    """
    statement = opened(json.loads(seal))
    said, who = statement["predicate"], statement["predicate"]["person"]
    _same_state(statement, parts)
    _in_time(said, now)
    if not is_copy(parts):  # the report says how long, the ledger whose key was retired
        _not_too_long(said, json.loads(parts[REPORT]))
        _not_retired(who["keyid"], parts)
    doubt = "" if trust is None else _trusted(who, said, trust)
    independent = said["independent"] is True
    return Approval(who["name"], who["keyid"], said["decision"], independent, _words(said), doubt)


def _words(said: Mapping[str, Any]) -> str:
    """Who signed what, until when, on which conditions."""
    who, apart = said["person"], ", independent of the development" * (said["independent"] is True)
    conditions = "; ".join(f"“{each}”" for each in said["conditions"])
    return (
        f"{said['decision']} by {who['name']}, {who['role']}{apart}, on {said['signed_at'][:10]} "
        f"until {said['valid_until'][:10]}{', on the condition ' * bool(conditions)}{conditions}"
    )


def opened(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """The statement in an envelope, whose signature is by the key that it names."""
    payload = base64.b64decode(envelope["payload"], validate=True)
    (signature,) = envelope["signatures"]
    statement = json.loads(payload)
    who = statement["predicate"]["person"]
    public = base64.b64decode(who["public_key"], validate=True)
    if envelope["payloadType"] != PAYLOAD_TYPE or canonical(statement) != payload:
        raise Refused("is not a statement in canonical form")
    if (statement["_type"], statement["predicateType"]) != (STATEMENT_TYPE, PREDICATE_TYPE):
        raise Refused("is a statement of another kind")
    if not keyid(public) == who["keyid"] == signature["keyid"]:
        raise Refused("names another key than the one it was signed with: keys were swapped")
    if not _signed(public, base64.b64decode(signature["sig"], validate=True), payload):
        raise Refused("has a signature that does not match: it was changed, or keys were swapped")
    return statement


def revoked(envelope: Mapping[str, Any], bundle: str) -> dict[str, Any]:
    """What an envelope says that revokes this bundle, by its fingerprint."""
    statement = opened(envelope)
    said: dict[str, Any] = statement["predicate"]
    about = [(each["name"], each["digest"]["sha256"]) for each in statement["subject"]]
    if said["decision"] != "revoked" or about != [(MANIFEST, bundle)]:
        raise Refused("is not over the revocation of this bundle")
    return said


def _signed(public: bytes, signature: bytes, payload: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, pae(PAYLOAD_TYPE, payload))
    except InvalidSignature:
        return False
    return True


def _same_state(statement: Mapping[str, Any], parts: Mapping[str, bytes]) -> None:
    if why := other_state(statement, parts):
        raise Refused(f"signs another state: {why}")


def other_state(statement: Mapping[str, Any], parts: Mapping[str, bytes]) -> str:
    """What is not as the statement says it was when it was signed; "" if nothing."""
    signed = {each["name"]: each["digest"]["sha256"] for each in statement["subject"]}
    for name, digest in subjects(parts).items():
        found = sha256(parts[name]) if name in parts else digest
        if signed.pop(name, None) != found:
            return f"{name} is not the file that was signed"
    if signed:
        return f"it covers {min(signed)}, which is not here"
    if is_copy(parts):
        return ""
    ledger = json.loads(parts[REPORT])["ledger"]
    same = statement["predicate"]["ledger"] == ledger
    return "" if same else "the ledger ended elsewhere when it was signed"


def _not_too_long(said: Mapping[str, Any], report: Mapping[str, Any]) -> None:
    start, end = (datetime.fromisoformat(said[key]) for key in ("signed_at", "valid_until"))
    if end > start + timedelta(days=31 * report["signoff"]["months"]):
        raise Refused(f"is valid until {said['valid_until'][:10]}, longer than the report allows")


def _in_time(said: Mapping[str, Any], now: str) -> None:
    at = datetime.fromisoformat(now)
    start, end = (datetime.fromisoformat(said[key]) for key in ("signed_at", "valid_until"))
    if at > end:
        raise Refused(f"expired on {said['valid_until'][:10]}")
    if at < start:
        raise Refused(f"is dated {said['signed_at']}, which is still to come")


def _not_retired(key: str, parts: Mapping[str, bytes]) -> None:
    for event in events_of(parts, "key.retired"):
        if event["subject"]["keyid"] == key:
            when = f"{event['ts'][:10]} ({event['reason']})"
            raise Refused(f"is signed with a key that the ledger says was retired on {when}")


def _trusted(who: Mapping[str, Any], said: Mapping[str, Any], trust: Mapping[str, Any]) -> str:
    """Nothing, or what is doubtful, where the list knows the key, its owner and their role."""
    known = [key for key in trust["keys"] if key["keyid"] == who["keyid"]]
    known.sort(key=lambda key: not key.get("revoked"))  # one that is listed twice is revoked once
    gone = known[0].get("revoked") if known else None
    if not known or (known[0].get("retired") and not gone):
        raise Refused(f"is signed with the key {who['keyid'][:16]}…, which nobody on the list has")
    if person(known[0]["name"]) != person(who["name"]):
        whose = known[0]["name"]
        raise Refused(f"names {who['name']}, but the key belongs to {whose}: keys were swapped")
    if ROLES[said["decision"]] not in known[0].get("roles", []):
        raise Refused(f"says {said['decision']!r}, which the list does not permit {who['name']}")
    return _revoked(who["name"], said["signed_at"], gone) if gone else ""


def _revoked(name: str, signed_at: str, gone: Mapping[str, Any]) -> str:
    """The doubt about a signature that says it is older than the revocation of its key."""
    when = f"revoked on {gone['at'][:10]} ({gone['reason']})"
    if datetime.fromisoformat(signed_at) >= datetime.fromisoformat(gone["at"]):
        raise Refused(f"is signed with a key that was {when}")
    return (
        f": signed by {name} on {signed_at[:10]}, before the key was {when}; that date is of the "
        "signer's own clock, so ask for a signature with a new key"
    )


def events_of(parts: Mapping[str, bytes], kind: str) -> list[dict[str, Any]]:
    """The events of one kind in the ledger of a bundle, oldest first."""
    found = []
    for line in parts[LEDGER].splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # a line that is none fails by itself, in `chain`
        if isinstance(event, dict) and event.get("event") == kind:
            found.append(event)
    return found


def read_trust(content: bytes) -> dict[str, Any]:
    """The trust list; ValueError where it is none."""
    trust = json.loads(content)
    fits = isinstance(trust, dict) and trust.get("schema") == TRUST_SCHEMA
    if not fits or not all("keyid" in key and "name" in key for key in trust["keys"]):
        raise ValueError(f"it is no trust list of the kind {TRUST_SCHEMA}")
    return trust
