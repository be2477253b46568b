"""What a signature is over, which signatures stand, and which open lines were decided."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.case import Case
from core.durable import canonical_json, sha256_bytes
from core.pipeline.decide import ledger, parts
from core.report.signers import WITHDRAWN, Disposition, Signed, Withdrawn
from core.review.event import Event
from core.signing.approvals import open_lines
from core.signing.envelopes import other_state
from core.signing.forms import MALFORMED
from core.signing.statement import seal_name

MONTHS = 12


@dataclass(frozen=True)
class Signature:
    """A signature and whether it still holds."""

    by: str
    role: str
    meaning: str
    statement: str
    ts: str
    fingerprint: str
    holds: bool
    changed: tuple[str, ...]
    """What is no longer as it was signed, in plain words."""
    keyid: str = ""
    """Fingerprint of the key it was made with; "" where it is kept in the ledger alone."""
    independent: bool = False
    valid_until: str = ""
    bundle: str = ""
    """Fingerprint of the bundle that was signed; "" where it is kept in the ledger alone."""
    conditions: tuple[str, ...] = ()
    """Under which it was given."""


def seals(case: Case, content: Mapping[str, bytes]) -> dict[str, bytes]:
    """Name in the bundle -> envelope, of every signature over exactly these files."""
    found = {}
    for path in sorted(case.attestations_folder.glob("*.json")):
        seal = path.read_bytes()
        try:
            said = json.loads(b64decode(json.loads(seal)["payload"]))
            if not other_state(said, content):
                found[seal_name(said["predicate"]["person"]["keyid"])] = seal
        except MALFORMED:
            continue  # a damaged envelope is no signature
    return found


_AROUND = ("signed", "section.viewed", "key.added", "bundle.sealed", "certificate.superseded")
"""What people do to sign changes nothing that was signed before."""


def signed_events(case: Case) -> tuple[Event, ...]:
    """The events up to the last that is no part of signing: what a signature is over."""
    events = ledger(case).events()
    last = max((n for n, each in enumerate(events) if each.event not in _AROUND), default=-1)
    return events[: last + 1]


def signed_parts(case: Case) -> dict[str, str]:
    """Fingerprint of each thing a signature covers, the answers and the history among them."""
    events = signed_events(case)
    said = [event.subject["sha256"] for event in events if event.event == "about.given"]
    return parts(case) | {"about": said[-1] if said else "", "record": events[-1].hash}


def signature_state(case: Case) -> tuple[Signature, ...]:
    """Every signature, and whether model, decisions, data and audit are still what was signed."""
    signed = [event for event in ledger(case).events() if event.event == "signed"]
    if not signed:
        return ()
    now, newest = signed_parts(case), {event.subject.get("keyid"): event.seq for event in signed}
    return tuple(_state(event, now, newest) for event in signed)


def _state(event: Event, now: Mapping[str, str], newest: Mapping[str | None, int]) -> Signature:
    """Whether it holds; a key has one envelope in a bundle, so its newest signature counts."""
    told = event.subject
    changed = [name for name, was in told["parts"].items() if was != now.get(name)]
    if len(changed) > 1 and "record" in changed:
        changed.remove("record")  # the others say more: whatever people do is in the record too
    if not changed and told.get("keyid") and newest[told["keyid"]] != event.seq:
        changed = ["signature"]
    return Signature(
        event.by,
        told["role"],
        told["meaning"],
        told["statement"],
        event.ts,
        told["fingerprint"],
        not changed,
        tuple(changed),
        told.get("keyid", ""),
        told.get("independent", False),
        told.get("valid_until", ""),
        told.get("bundle", ""),
        tuple(told.get("conditions", ())),
    )


def standing(case: Case) -> tuple[Signed, ...]:
    """The signatures over the case as it is now."""
    signed = [event for event in ledger(case).events() if event.event == "signed"]
    states = signature_state(case)
    return tuple(
        signed_of(event) for event, state in zip(signed, states, strict=True) if state.holds
    )


def signed_of(event: Event) -> Signed:
    """A signature as the report tells it."""
    told = event.subject
    return Signed(
        event.by,
        told["role"],
        told["meaning"],
        event.ts,
        told.get("valid_until", ""),
        told.get("independent", False),
        told.get("keyid", ""),
        told.get("bundle", ""),
        tuple(told.get("conditions", ())),
    )


def retired_keys(case: Case) -> dict[str, str]:
    """Fingerprint -> when and why, of the keys that are not used any more."""
    return {
        event.subject["keyid"]: f"on {event.ts[:10]}: {event.reason}"
        for event in ledger(case).events()
        if event.event == "key.retired"
    }


def withdrawn(case: Case) -> tuple[Withdrawn, ...]:
    """Refusals, retired keys and revoked certificates, oldest first."""
    model = parts(case)["model"]
    return tuple(
        Withdrawn(
            event.event,
            event.subject.get("role") or event.subject.get("keyid") or event.subject["bundle"],
            event.by,
            event.ts,
            event.reason,
            event.event == "approval.refused" and event.subject["model"] == model,
        )
        for event in ledger(case).events()
        if event.event in WITHDRAWN
    )


def dispositions(case: Case, report: Mapping[str, Any]) -> tuple[Disposition, ...]:
    """The newest disposition of each line that is still as it was when it was decided."""
    now = {each["line"]: about_line(each) for each in open_lines(report)}
    newest = {
        event.subject["line"]: event
        for event in ledger(case).events()
        if event.event == "verdict.disposition"
        and now.get(event.subject["line"]) == event.subject["about"]
    }
    return tuple(
        Disposition(line, e.subject["state"], e.subject["choice"], e.reason, e.by, e.ts)
        for line, e in newest.items()
    )


def about_line(line: Mapping[str, Any]) -> str:
    """A fingerprint of a line; a disposition holds as long as it stays."""
    return sha256_bytes(canonical_json(json.loads(json.dumps(line))))
