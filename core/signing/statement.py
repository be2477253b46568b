"""What an approver signs: an in-toto Statement over every file, in a DSSE envelope."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.durable import canonical_json
from core.errors import InputError
from core.signing.forms import (
    MANIFEST,
    PAYLOAD_TYPE,
    PREDICATE_TYPE,
    SEALS,
    STATEMENT_TYPE,
    canonical,
    pae,
    subjects,
)
from core.signing.keys import Signer


@dataclass(frozen=True)
class Said:
    """What a person says with a signature.

    Attributes:
        role: in which they sign, in their words.
        decision: "reviewed" or "approved".
        statement: the words they agreed to.
        independent: they took no part in the development.
        signed_at: when, by the clock of their machine (UTC, RFC 3339).
        valid_until: when the approval ends (UTC, RFC 3339).
        conditions: under which it is given; () for none.
        viewed: titles of the parts of the report that they opened.
    """

    role: str
    decision: str
    statement: str
    independent: bool
    signed_at: str
    valid_until: str
    conditions: tuple[str, ...] = ()
    viewed: tuple[str, ...] = ()


def statement(
    parts: Mapping[str, bytes], report: Mapping[str, Any], signer: Signer, said: Said
) -> dict[str, Any]:
    """The statement on these files: each with its SHA-256, and what is said about them."""
    covered = sorted(subjects(parts).items())
    key = base64.b64encode(signer.public).decode()
    who = {"name": signer.name, "role": said.role, "keyid": signer.keyid, "public_key": key}
    signoff = report.get("signoff", {})
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in covered],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "person": who,
            "decision": said.decision,
            "statement": said.statement,
            "independent": said.independent,
            "signed_at": said.signed_at,
            "valid_until": said.valid_until,
            "conditions": list(said.conditions),
            "viewed": list(said.viewed),
            "dispositions": signoff.get("dispositions", []),
            "limits": report.get("policy", {}).get("limits", {}),
            "ledger": report["ledger"],
        },
    }


def revocation(bundle: str, signer: Signer, reason: str, ts: str) -> dict[str, Any]:
    """The statement that a bundle does not count any more.

    Args:
        bundle: its fingerprint, the SHA-256 of its manifest.
        signer: the key of who revokes it.
        reason: why.
        ts: when (UTC, RFC 3339).
    """
    key = base64.b64encode(signer.public).decode()
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": MANIFEST, "digest": {"sha256": bundle}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "person": {"name": signer.name, "keyid": signer.keyid, "public_key": key},
            "decision": "revoked",
            "statement": reason,
            "signed_at": ts,
        },
    }


def sealed(statement: Mapping[str, Any], signer: Signer) -> bytes:
    """The envelope: one statement, one signature."""
    payload = canonical(statement)
    signature = signer.sign(pae(PAYLOAD_TYPE, payload))
    envelope = {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [
            {"keyid": signer.keyid, "sig": base64.b64encode(signature).decode()},
        ],
    }
    return canonical_json(envelope) + b"\n"


def seal_name(keyid: str) -> str:
    """The name of an approver's envelope in the bundle."""
    return f"{SEALS}{keyid[:16]}.json"


def expiry(signed_at: str, months: int) -> str:
    """The same day and time `months` later; the last day of a month that is shorter.

    Raises:
        InputError: the number of months is not one to 120.
    """
    from calendar import monthrange
    from datetime import datetime

    if not 1 <= months <= 120:
        raise InputError(f"an approval that is valid for {months} months: give 1 to 120")
    start = datetime.fromisoformat(signed_at)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day).strftime("%Y-%m-%dT%H:%M:%SZ")
