"""Decide about lines that are open, and sign."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.case import Case
from core.durable import sha256_bytes, write_bytes
from core.errors import CaseError, InputError
from core.pipeline.decide import fingerprint, ledger, parts, pending
from core.pipeline.seals import MONTHS, about_line, signed_events
from core.report.signoff import CHOICES
from core.review.event import Event
from core.signing.approvals import UNSETTLED
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
        months: That the signature is valid.

    Raises:
        CaseError: There is no audit, the model is older than the last decision, or a line of the
            report that is open has no disposition.
    """
    if meaning not in _MEANINGS:
        raise InputError(f"a signature cannot mean {meaning!r}: use {' or '.join(_MEANINGS)}")
    if not by.strip() or not role.strip():
        raise InputError("a signature needs a name and a role: type both")
    case.require("audit", f"run `selfreg audit {case.typed}` first")
    if pending(case):
        raise CaseError(f"{pending(case)}: train and audit again before signing")
    words = statement.strip() or _MEANINGS[meaning]
    subject: dict[str, Any] = {
        "role": role.strip(),
        "meaning": meaning,
        "statement": words,
        "fingerprint": fingerprint(case),
        "parts": parts(case) | {"record": signed_events(case)[-1].hash},
    }
    if signer is not None:
        said = Said(role.strip(), meaning, words, independent, ts, expiry(ts, months))
        subject |= _seal(case, signer, said)
    return ledger(case).append(by=by.strip(), event="signed", subject=subject, reason="", ts=ts)


def _seal(case: Case, signer: "Signer", said: Said) -> dict[str, Any]:
    """Write the envelope over the bundle's files; what the ledger says about it."""
    from core.pipeline.deliver import case_report
    from core.pipeline.inputs import bundle_parts
    from core.report.bundle import signed_content

    report = case_report(case)
    waiting = undisposed(report)
    if said.decision == "approved" and waiting:
        raise CaseError(
            f"{waiting[0]['title']!r} is {waiting[0]['state']} and nobody decided what follows: "
            f"say so with `selfreg dispose {case.typed} {waiting[0]['line']} …` or on the page "
            "Sign and export, then approve"
        )
    content = signed_content(bundle_parts(case, report))
    seal = sealed(statement(content, report, signer, said), signer)
    name = seal_name(signer.keyid).rpartition("/")[2]
    write_bytes(case.attestations_folder / name, seal)
    return {
        "keyid": signer.keyid,
        "attestation": sha256_bytes(seal),
        "bundle": sha256_bytes(content[MANIFEST]),
        "independent": said.independent,
        "valid_until": said.valid_until,
    }


def dispose(case: Case, line: str, choice: str, reason: str, by: str, ts: str) -> Event:
    """Decide what follows from a line that is over its limit, or lacks evidence.

    Raises:
        InputError: there is no such open line, no such choice, or no reason of 20 characters.
    """
    from core.pipeline.deliver import case_report

    if choice not in CHOICES:
        raise InputError(f"a disposition cannot be {choice!r}: use {', '.join(CHOICES)}")
    if len(reason.strip()) < 20:
        raise InputError(f"the reason is {reason.strip()!r}: write 20 characters or more")
    found = [each for each in _unsettled(case_report(case)) if each["line"] == line]
    if not found:
        raise InputError(f"no line {line!r} is open in the report: nothing has to be decided")
    subject = {
        "line": line,
        "state": found[0]["state"],
        "choice": choice,
        "about": about_line(found[0]),
    }
    return ledger(case).append(
        by=by, event="verdict.disposition", subject=subject, reason=reason.strip(), ts=ts
    )


def open_lines(case: Case) -> list[dict[str, Any]]:
    """The lines of the report's page one that need a disposition and have none."""
    from core.pipeline.deliver import case_report

    return undisposed(case_report(case))


def _unsettled(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for each in report.get("front", []) if each.get("state") in UNSETTLED]


def undisposed(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a report's page one that need a disposition and have none."""
    told = {each["line"] for each in report.get("signoff", {}).get("dispositions", [])}
    return [each for each in _unsettled(report) if each["line"] not in told]
