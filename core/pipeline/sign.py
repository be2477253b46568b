"""Decide about lines that are open, and sign."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.case import Case
from core.durable import sha256_bytes, write_bytes
from core.errors import CaseError, InputError
from core.pipeline.certificates import seal_bundle, supersede
from core.pipeline.decide import fingerprint, ledger, pending
from core.pipeline.seals import MONTHS, about_line, retired_keys, signed_parts
from core.pipeline.seen import on_screen, seen_by, view_sections
from core.report.signoff import CHOICES
from core.review.event import Draft, Event
from core.review.reasons import spelled_out
from core.signing.approvals import open_lines as waiting_lines
from core.signing.approvals import undecided, undisposed
from core.signing.forms import MANIFEST
from core.signing.statement import Said, expiry, seal_name, sealed, statement

if TYPE_CHECKING:
    from core.signing.keys import Signer

_MEANINGS = {"reviewed": "I reviewed this case", "approved": "I approve the regularized model"}


def sign_case(
    case: Case,
    by: str,
    role: str,
    meaning: str,
    ts: str,
    statement: str = "",
    *,
    signer: "Signer | None" = None,
    independent: bool = False,
    months: int = MONTHS,
    read: bool = False,
    conditions: Sequence[str] = (),
) -> Event:
    """Sign model, decisions and audit as they are now.

    Args:
        case: The case, audited.
        by: Typed full name.
        role: Of the person who signs.
        meaning: "reviewed" or "approved".
        ts: When (UTC, RFC 3339).
        statement: The words the person agreed to.
        signer: Their key; without one the signature is kept in the ledger alone.
        independent: They state that they took no part in the development.
        months: That the signature is valid, as many as the report allows at most.
        read: They state that they read every part of the report; recorded before the signature.
        conditions: Under which an approval is given, in their words.

    Raises:
        CaseError: There is no audit, the model is older than the last decision; or, for an
            approval with a key, a part of the report was not opened, an open line or a found gap
            has no disposition, or a likely proxy has no decision.
    """
    if meaning not in _MEANINGS:
        raise InputError(f"a signature cannot mean {meaning!r}: use {' or '.join(_MEANINGS)}")
    if not 1 <= months <= MONTHS:
        raise InputError(f"a signature for {months} months: the report allows 1 to {MONTHS}")
    may_sign(case, by, role)
    words = statement.strip() or _MEANINGS[meaning]
    subject: dict[str, Any] = {
        "role": role.strip(),
        "meaning": meaning,
        "statement": words,
        "fingerprint": fingerprint(case),
        "parts": signed_parts(case),
    }
    if signer is not None:
        on = tuple(each.strip() for each in conditions if each.strip())
        said = Said(role.strip(), meaning, words, independent, ts, expiry(ts, months), on)
        subject |= _seal(case, signer, said, read)
    elif conditions:
        raise InputError("conditions are part of what a key signs: sign with a key, or leave them")
    event = ledger(case).append(by=by.strip(), event="signed", subject=subject, reason="", ts=ts)
    if signer is not None and meaning == "approved":
        supersede(case, by.strip(), ts)
        seal_bundle(case, by.strip(), ts)
    return event


def may_sign(case: Case, by: str, role: str) -> None:
    """Nothing, if there is something to sign, and whoever signs says who they are.

    Raises:
        InputError: No name or no role.
        CaseError: There is no audit, or the model is older than the last decision.
    """
    if not by.strip() or not role.strip():
        raise InputError("a signature needs a name and a role: type both")
    case.require("audit", f"run `selfreg audit {case.typed}` first")
    if pending(case):
        raise CaseError(f"{pending(case)}: train and audit again before signing")


def still_used(case: Case, signer: "Signer") -> None:
    """Nothing, if the key was not retired in this case.

    Raises:
        InputError: It was.
    """
    if when := retired_keys(case).get(signer.keyid):
        raise InputError(f"this key was retired {when}: make another with `selfreg key`")


def envelope_of(case: Case, signer: "Signer", said: Said) -> tuple[str, bytes]:
    """Fingerprint of the bundle as it is now, and the signed envelope over its files.

    A key that signs for the first time is named in the ledger.

    Raises:
        InputError: The key was retired in this case.
    """
    from core.pipeline.deliver import case_report
    from core.pipeline.inputs import bundle_parts
    from core.report.bundle import signed_content

    still_used(case, signer)
    added = {e.subject["keyid"] for e in ledger(case).events() if e.event == "key.added"}
    if signer.keyid not in added:
        subject = {"keyid": signer.keyid, "name": signer.name}
        ledger(case).append(
            by=signer.name, event="key.added", subject=subject, reason="", ts=said.signed_at
        )
    report = case_report(case)
    content = signed_content(bundle_parts(case, report))
    seal = sealed(statement(content, report, signer, said), signer)
    return sha256_bytes(content[MANIFEST]), seal


def _seal(case: Case, signer: "Signer", said: Said, read: bool) -> dict[str, Any]:
    """Write the envelope over the bundle's files; what the ledger says about it."""
    from core.pipeline.deliver import case_report

    report = case_report(case)
    said = replace(said, viewed=_viewed(case, report, signer.name, said, read))
    if said.decision == "approved":
        _settled(case, report)
    bundle, seal = envelope_of(case, signer, said)
    name = seal_name(signer.keyid).rpartition("/")[2]
    write_bytes(case.attestations_folder / name, seal)
    return {
        "keyid": signer.keyid,
        "attestation": sha256_bytes(seal),
        "bundle": bundle,
        "independent": said.independent,
        "valid_until": said.valid_until,
        "viewed": list(said.viewed),
        "conditions": list(said.conditions),
    }


def _viewed(
    case: Case, report: Mapping[str, Any], by: str, said: Said, read: bool
) -> tuple[str, ...]:
    """The parts of the report that the person has opened; an approval is over all of them."""
    parts = on_screen(report)
    if read:
        view_sections(case, parts, list(parts), by, said.signed_at)
    seen = seen_by(case, parts, by)
    left = [title for title in parts if title not in seen]
    if left and said.decision == "approved":
        raise CaseError(
            f"{by} has not opened {len(left)} of {len(parts)} parts of the report as it is now "
            f"({', '.join(left)}): open them on the page Sign and export, or read the report and "
            "say so with `selfreg sign --read`, then approve"
        )
    return seen


def _settled(case: Case, report: Mapping[str, Any]) -> None:
    """Nothing, if every open line, found gap and likely proxy has a person's decision."""
    if waiting := undisposed(report):
        line = waiting[0]
        raise CaseError(
            f"{line['title']!r} is {line['state']} and nobody decided what follows: say so with "
            f"`selfreg dispose {case.typed} {shlex.quote(line['line'])} …` or on the page Sign and "
            "export, then approve"
        )
    if features := undecided(report):
        named = ", ".join(f"{each['feature']} ({each['name']})" for each in features)
        raise CaseError(
            f"{len(features)} features may stand in for a group and nobody decided about them: "
            f"{named}: flag each, or keep it with a reason (`selfreg keep {case.typed} ID … "
            "--reason …`), then approve"
        )


def dispose(
    case: Case, lines: Sequence[str], choice: str, reason: str, by: str, ts: str
) -> list[Event]:
    """Decide what follows from lines over a limit or without evidence, or from found gaps.

    Raises:
        InputError: there is no such open line, no such choice, or no reason of 20 characters.
    """
    from core.pipeline.deliver import case_report

    if choice not in CHOICES:
        raise InputError(f"a disposition cannot be {choice!r}: use {', '.join(CHOICES)}")
    why = spelled_out(reason)
    found = {each["line"]: each for each in waiting_lines(case_report(case))}
    for line in lines:
        if line not in found:
            raise InputError(f"no line {line!r} is open in the report: nothing has to be decided")
    drafts = [
        Draft(by, "verdict.disposition", _disposition(found[line], choice), why, ts)
        for line in lines
    ]
    return ledger(case).record(lambda _: drafts)


def _disposition(line: Mapping[str, Any], choice: str) -> dict[str, Any]:
    return {
        "line": line["line"],
        "state": line["state"],
        "choice": choice,
        "about": about_line(line),
    }


def open_lines(case: Case) -> list[dict[str, Any]]:
    """What needs a disposition and has none: lines of page one, and swaps with found gaps."""
    from core.pipeline.deliver import case_report

    return undisposed(case_report(case))
