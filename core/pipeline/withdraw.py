"""Refuse a model, retire a key, revoke a certificate: each with a reason, and kept in the record.

All of it is part of what later signatures are over: it voids those that were given before.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.case import Case
from core.errors import InputError
from core.pipeline.certificates import approved_bundles
from core.pipeline.decide import fingerprint, ledger, parts
from core.pipeline.seals import retired_keys
from core.pipeline.sign import envelope_of, may_sign, still_used
from core.review.event import Event
from core.review.reasons import spelled_out
from core.signing.statement import Said, revocation, sealed

if TYPE_CHECKING:
    from core.signing.keys import Signer


@dataclass(frozen=True)
class Key:
    """A key that signed in this case.

    Attributes:
        keyid: its fingerprint.
        name: whose it is.
        since: when it came into the case (UTC).
        retired: why it is not used any more; "" while it is.
    """

    keyid: str
    name: str
    since: str
    retired: str = ""


def refuse_case(
    case: Case, by: str, role: str, reason: str, ts: str, *, signer: "Signer | None" = None
) -> Event:
    """Refuse to approve the regularized model as it is now.

    A refusal stands until the same person approves, or another model is trained; every bundle
    made in between says so and does not verify.

    Args:
        case: The case, audited.
        by: Typed full name.
        role: In which they refuse.
        reason: Why, in 20 characters or more.
        ts: When (UTC, RFC 3339).
        signer: Their key; without one the refusal is kept in the ledger alone, and counts too.

    Raises:
        CaseError: There is no audit, or the model is older than the last decision.
        InputError: No reason.
    """
    why = spelled_out(reason)
    may_sign(case, by, role)
    subject: dict[str, Any] = {
        "role": role.strip(),
        "fingerprint": fingerprint(case),
        "model": parts(case)["model"],
    }
    if signer is not None:
        said = Said(role.strip(), "refused", why, False, ts, ts)
        _, seal = envelope_of(case, signer, said)
        subject |= {"keyid": signer.keyid, "envelope": json.loads(seal)}
    return ledger(case).append(
        by=by.strip(), event="approval.refused", subject=subject, reason=why, ts=ts
    )


def known_keys(case: Case) -> tuple[Key, ...]:
    """Every key that signed in the case, oldest first."""
    gone = retired_keys(case)
    return tuple(
        Key(e.subject["keyid"], e.by, e.ts, gone.get(e.subject["keyid"], ""))
        for e in ledger(case).events()
        if e.event == "key.added"
    )


def retire_key(case: Case, start: str, reason: str, by: str, ts: str) -> Event:
    """Say that a key is not used any more: what it signs from now on does not count.

    Args:
        case: The case.
        start: Beginning of the key's fingerprint.
        reason: Why, such as lost or stolen.
        by: Who says so.
        ts: When (UTC, RFC 3339).

    Raises:
        InputError: No such key, more than one, retired already, or no reason.
    """
    if not reason.strip():
        raise InputError("a key is retired without a reason: say why, such as lost or stolen")
    standing = [key for key in known_keys(case) if not key.retired]
    key = _only("key", start, [key.keyid for key in standing])
    (name,) = (each.name for each in standing if each.keyid == key)
    subject = {"keyid": key, "name": name}
    return ledger(case).append(
        by=by, event="key.retired", subject=subject, reason=reason.strip(), ts=ts
    )


def revoke_certificate(
    case: Case, start: str, reason: str, by: str, ts: str, *, signer: "Signer | None" = None
) -> Event:
    """Say that a bundle does not count any more, though it was approved.

    Args:
        case: The case.
        start: Beginning of the bundle's fingerprint.
        reason: Why, in 20 characters or more.
        by: Who says so.
        ts: When (UTC, RFC 3339).
        signer: Their key; a verifier checks what it signed.

    Raises:
        InputError: No such bundle, more than one, revoked already, a retired key, or no reason.
    """
    why = spelled_out(reason)
    standing = [
        each.bundle for each in approved_bundles(case) if not each.gone.startswith("revoked")
    ]
    subject: dict[str, Any] = {"bundle": _only("approved bundle", start, standing)}
    if signer is not None:
        still_used(case, signer)
        seal = sealed(revocation(subject["bundle"], signer, why, ts), signer)
        subject |= {"keyid": signer.keyid, "envelope": json.loads(seal)}
    return ledger(case).append(
        by=by, event="certificate.revoked", subject=subject, reason=why, ts=ts
    )


def _only(what: str, start: str, known: Sequence[str]) -> str:
    """The one fingerprint that begins so."""
    plain = start.replace(" ", "").lower()
    found = [each for each in known if plain and each.startswith(plain)]
    if len(found) != 1:
        listed = ", ".join(each[:16] for each in known) or "none"
        raise InputError(
            f"{len(found)} could be meant by the {what} {start!r}: give the beginning of the "
            f"fingerprint of one that stands ({listed})"
        )
    return found[0]
