"""Whose approval of a bundle holds: signatures, expiry, the rule of two people.

One of the files that verify.py of a bundle is put together from: `cryptography` and Python's own
library.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from core.signing.forms import (
    FAILED,
    FIRST_SCHEMA,
    LEDGER,
    MALFORMED,
    MANIFEST,
    OPEN,
    PASSED,
    PAYLOAD_TYPE,
    PREDICATE_TYPE,
    REPORT,
    SEALS,
    STATEMENT_TYPE,
    TRUST_SCHEMA,
    Finding,
    canonical,
    keyid,
    kind_of,
    pae,
    person,
    sha256,
    subjects,
)

NEEDED = 2  # approvals
UNSETTLED = ("over the limit", "not enough evidence")
GAP = "found gap"  # a swap of words flips a decision, and no flagged feature moved
ROLES = {"approved": "approve", "reviewed": "review"}
UNNAMED = "selfreg"  # who trained, where nobody gave a name


class Approval(NamedTuple):
    """A signature that holds: who, with which key, saying what, independent of development.

    `doubt` is what keeps it from being believed as it stands; "" if nothing.
    """

    name: str
    keyid: str
    decision: str
    independent: bool
    doubt: str = ""


def signatures(
    parts: Mapping[str, bytes], trust: Mapping[str, Any] | None, now: str
) -> Iterator[Finding]:
    """Every attestation, the rule of two people, and what is not known about the signers.

    Args:
        parts: name -> content of every file of the bundle.
        trust: content of the trust list; None where there is none.
        now: the time (UTC, RFC 3339) that expiry is judged by.
    """
    if trust is not None and sha256(parts.get(MANIFEST, b"")) in trust.get("revoked", []):
        yield Finding("revoked", FAILED, "the trust list says that this bundle was revoked")
    if kind_of(parts) == FIRST_SCHEMA:
        yield Finding("approvals", OPEN, "a bundle of this kind holds no signatures by keys")
        return
    seals = sorted(name for name in parts if name.startswith(SEALS))
    held: list[Approval] = []
    for name in seals:
        try:
            held.append(_approval(parts[name], parts, trust, now))
            doubt, by = held[-1].doubt, held[-1].name
            told = doubt or f": signed by {by}, and holds"
            yield Finding(name, OPEN if doubt else PASSED, f"{name}{told}")
        except _Refused as refused:
            yield Finding(name, FAILED, f"{name} {refused}")
        except MALFORMED:
            yield Finding(name, FAILED, f"{name} is not a signed statement of this kind")
    yield from _open_lines(parts, held)
    yield _two_people(parts, held, trust is not None)
    if trust is None:
        signer = "signer unknown: no trust list was given (--trust keys.json)"
        yield Finding("signer", OPEN, f"self-consistent, {signer}")


class _Refused(Exception):  # noqa: N818  (a finding, no fault of the program)
    """Why a signature does not hold."""


def _approval(
    seal: bytes, parts: Mapping[str, bytes], trust: Mapping[str, Any] | None, now: str
) -> Approval:
    envelope = json.loads(seal)
    payload = base64.b64decode(envelope["payload"], validate=True)
    (signature,) = envelope["signatures"]
    statement = json.loads(payload)
    said, who = statement["predicate"], statement["predicate"]["person"]
    public = base64.b64decode(who["public_key"], validate=True)
    if envelope["payloadType"] != PAYLOAD_TYPE or canonical(statement) != payload:
        raise _Refused("is not a statement in canonical form")
    if (statement["_type"], statement["predicateType"]) != (STATEMENT_TYPE, PREDICATE_TYPE):
        raise _Refused("is a statement of another kind")
    if not keyid(public) == who["keyid"] == signature["keyid"]:
        raise _Refused("names another key than the one it was signed with: keys were swapped")
    if not _signed(public, base64.b64decode(signature["sig"], validate=True), payload):
        raise _Refused("has a signature that does not match: it was changed, or keys were swapped")
    _same_state(statement, parts)
    _in_time(said, now)
    doubt = "" if trust is None else _trusted(who, said, trust)
    independent = said["independent"] is True
    return Approval(who["name"], who["keyid"], said["decision"], independent, doubt)


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
        raise _Refused(f"signs another state: {why}")


def other_state(statement: Mapping[str, Any], parts: Mapping[str, bytes]) -> str:
    """What is not as the statement says it was when it was signed; "" if nothing."""
    signed = {each["name"]: each["digest"]["sha256"] for each in statement["subject"]}
    for name, digest in subjects(parts).items():
        found = sha256(parts[name]) if name in parts else digest
        if signed.pop(name, None) != found:
            return f"{name} is not the file that was signed"
    if signed:
        return f"it covers {min(signed)}, which is not here"
    ledger = json.loads(parts[REPORT])["ledger"]
    same = statement["predicate"]["ledger"] == ledger
    return "" if same else "the ledger ended elsewhere when it was signed"


def _in_time(said: Mapping[str, Any], now: str) -> None:
    at = datetime.fromisoformat(now)
    start, end = (datetime.fromisoformat(said[key]) for key in ("signed_at", "valid_until"))
    if at > end:
        raise _Refused(f"expired on {said['valid_until'][:10]}")
    if at < start:
        raise _Refused(f"is dated {said['signed_at']}, which is still to come")


def _trusted(who: Mapping[str, Any], said: Mapping[str, Any], trust: Mapping[str, Any]) -> str:
    """Nothing, or what is doubtful, where the list knows the key, its owner and their role."""
    known = [key for key in trust["keys"] if key["keyid"] == who["keyid"]]
    gone = known[0].get("revoked") if known else None
    if not known or (known[0].get("retired") and not gone):
        raise _Refused(f"is signed with the key {who['keyid'][:16]}…, which nobody on the list has")
    if person(known[0]["name"]) != person(who["name"]):
        whose = known[0]["name"]
        raise _Refused(f"names {who['name']}, but the key belongs to {whose}: keys were swapped")
    if ROLES[said["decision"]] not in known[0].get("roles", []):
        raise _Refused(f"says {said['decision']!r}, which the list does not permit {who['name']}")
    return _revoked(who["name"], said["signed_at"], gone) if gone else ""


def _revoked(name: str, signed_at: str, gone: Mapping[str, Any]) -> str:
    """The doubt about a signature that says it is older than the revocation of its key."""
    when = f"revoked on {gone['at'][:10]} ({gone['reason']})"
    if datetime.fromisoformat(signed_at) >= datetime.fromisoformat(gone["at"]):
        raise _Refused(f"is signed with a key that was {when}")
    return (
        f": signed by {name} on {signed_at[:10]}, before the key was {when}; that date is of the "
        "signer's own clock, so ask for a signature with a new key"
    )


def _open_lines(parts: Mapping[str, bytes], held: Sequence[Approval]) -> Iterator[Finding]:
    """Each open line, found gap and likely proxy that was approved without a word on it."""
    if not any(each.decision == "approved" for each in held):
        return
    report = json.loads(parts[REPORT])
    for line in undisposed(report):
        named = line.get("title", line["line"])
        message = f"{REPORT}: {named!r} needs a disposition and has none"
        yield Finding("dispositions", FAILED, message)
    for feature in undecided(report):
        message = f"{REPORT}: nobody decided about the feature {feature['name']!r}, a likely proxy"
        yield Finding("proxies", FAILED, message)


def open_lines(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of page one that are over a limit or lack evidence, and found gaps, by words."""
    lines = [each for each in report.get("front", []) if each.get("state") in UNSETTLED]
    gaps: dict[str, list[str]] = {}
    for gap in (report.get("swaps") or {}).get("gaps", []):
        gaps.setdefault(gap["words"], []).append(gap["swap"])
    return lines + [_gap(words, swaps) for words, swaps in gaps.items()]


def _gap(words: str, swaps: Sequence[str]) -> dict[str, Any]:
    says = f"Decisions that flip though no flagged feature moved: {len(swaps)}."
    part = {"about": "", "state": GAP, "text": says}
    name = f"Word swap {words}"
    return {"line": name, "title": name, "state": GAP, "parts": [part], "swaps": sorted(swaps)}


def undisposed(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The open lines that need a disposition and have none."""
    told = {each["line"] for each in report.get("signoff", {}).get("dispositions", [])}
    return [each for each in open_lines(report) if each["line"] not in told]


def undecided(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The unflagged features that may stand in for a group and wait for a decision, each once."""
    columns = (report.get("proxies") or {}).get("columns", [])
    found = [each for column in columns for each in column["found"] if each["status"] == "open"]
    return list({each["feature"]: each for each in found}.values())


def _two_people(parts: Mapping[str, bytes], held: Sequence[Approval], listed: bool) -> Finding:
    """At least two people, two keys, nobody who trained, one independent of development."""
    given = [each for each in held if each.decision == "approved"]
    missing = FAILED if listed or len(given) > 1 else OPEN
    if not given:
        return Finding("approvals", missing, f"nobody's approval holds, {NEEDED} are needed")
    if len(given) < NEEDED:
        return Finding("approvals", missing, f"one approval holds, {NEEDED} are needed")
    people, keys = {person(each.name) for each in given}, {each.keyid for each in given}
    if len(people) < len(given):
        return Finding("approvals", FAILED, f"{given[0].name} approved twice: one person is one")
    if len(keys) < len(given):
        return Finding("approvals", FAILED, "two approvals were made with one key")
    builders, reviewers = _developers(parts)
    if both := people & builders:
        return Finding("approvals", FAILED, f"{_named(given, both)} trained the model and approved")
    if builders & {"", person(UNNAMED)}:
        return Finding("approvals", OPEN, "the ledger does not name who trained the model")
    apart = {person(each.name) for each in given if each.independent}
    if not apart - (reviewers if len(reviewers) == 1 else set()):
        return Finding("approvals", FAILED, "no approver is independent of the development")
    names = " and ".join(sorted(each.name for each in given))
    return Finding("approvals", PASSED, f"approved by {names}: two people, two keys")


def _named(given: Sequence[Approval], people: set[str]) -> str:
    return next(each.name for each in given if person(each.name) in people)


def _developers(parts: Mapping[str, bytes]) -> tuple[set[str], set[str]]:
    """Who trained the model last, and who flagged features."""
    events = [json.loads(line) for line in parts[LEDGER].splitlines()]
    trained = [person(event["by"]) for event in events if event["event"] == "model.trained"]
    flagged = {person(event["by"]) for event in events if event["event"] == "feature.flagged"}
    return set(trained[-1:] or [""]), flagged


def read_trust(content: bytes) -> dict[str, Any]:
    """The trust list; ValueError where it is none."""
    trust = json.loads(content)
    fits = isinstance(trust, dict) and trust.get("schema") == TRUST_SCHEMA
    if not fits or not all("keyid" in key and "name" in key for key in trust["keys"]):
        raise ValueError(f"it is no trust list of the kind {TRUST_SCHEMA}")
    return trust
