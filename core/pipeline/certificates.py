"""Which bundles of a case were approved, and which of them do not count any more."""

from dataclasses import dataclass
from typing import Any

from core.case import Case
from core.pipeline.decide import ledger
from core.pipeline.seals import seals
from core.review.event import Draft, Event
from core.signing.approvals import NEEDED, signatures
from core.signing.forms import FAILED, PASSED, person


@dataclass(frozen=True)
class Certificate:
    """A bundle that somebody approved with a key.

    Attributes:
        bundle: its fingerprint, the SHA-256 of its manifest.
        by: who approved it.
        on: when it was approved last (UTC).
        gone: why it does not count any more, in one sentence; "" while it does.
        sealed: when the approvals that it takes held (UTC); "" before.
    """

    bundle: str
    by: tuple[str, ...]
    on: str
    gone: str = ""
    sealed: str = ""


def approved_bundles(case: Case) -> tuple[Certificate, ...]:
    """Every bundle that was approved with a key, oldest first, and why some count no more."""
    given: dict[str, list[Event]] = {}
    gone: dict[str, str] = {}
    sealed: dict[str, str] = {}
    for event in ledger(case).events():
        told = event.subject
        if event.event == "signed" and told["meaning"] == "approved" and told.get("bundle"):
            given.setdefault(told["bundle"], []).append(event)
        elif event.event == "certificate.revoked":
            gone[told["bundle"]] = f"revoked on {event.ts[:10]} by {event.by}: {event.reason}"
        elif event.event == "certificate.superseded":
            next_ = told["next"][:16]
            gone.setdefault(told["bundle"], f"replaced on {event.ts[:10]} by the bundle {next_}…")
        elif event.event == "bundle.sealed":
            sealed.setdefault(told["bundle"], event.ts)
    return tuple(
        Certificate(
            bundle,
            tuple(dict.fromkeys(e.by for e in events)),
            events[-1].ts,
            gone.get(bundle, ""),
            sealed.get(bundle, ""),
        )
        for bundle, events in given.items()
    )


def supersede(case: Case, by: str, ts: str) -> list[Event]:
    """Note which bundles the newest one takes the place of, once two people approved it."""
    *earlier, newest = approved_bundles(case)
    if len({person(name) for name in newest.by}) < NEEDED:
        return []
    drafts = [
        Draft(by, "certificate.superseded", {"bundle": old.bundle, "next": newest.bundle}, "", ts)
        for old in earlier
        if not old.gone
    ]
    return ledger(case).record(lambda _: drafts)


def seal_bundle(case: Case, by: str, ts: str) -> Event | None:
    """Note that the newest bundle is sealed, where a verifier finds the approvals that it takes.

    None where it does not, or the event stands already.
    """
    newest = approved_bundles(case)[-1]
    if newest.sealed or len({person(name) for name in newest.by}) < NEEDED:
        return None
    from core.pipeline.deliver import case_report
    from core.pipeline.inputs import bundle_parts
    from core.report.bundle import signed_content

    content = signed_content(bundle_parts(case, case_report(case)))
    found = list(signatures(content | seals(case, content), None, ts))
    held = any(each.name == "approvals" and each.state == PASSED for each in found)
    if not held or any(each.state == FAILED for each in found):
        return None
    subject = {"bundle": newest.bundle, "by": list(newest.by)}
    return ledger(case).append(by=by, event="bundle.sealed", subject=subject, reason="", ts=ts)


def signed_revocations(case: Case) -> dict[str, dict[str, Any]]:
    """Bundle -> envelope, of those that were revoked with a key."""
    return {
        event.subject["bundle"]: event.subject["envelope"]
        for event in ledger(case).events()
        if event.event == "certificate.revoked" and "envelope" in event.subject
    }
