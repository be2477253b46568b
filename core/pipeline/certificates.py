"""Which bundles of a case were approved, and which of them do not count any more."""

from dataclasses import dataclass

from core.case import Case
from core.pipeline.decide import ledger
from core.review.event import Draft, Event
from core.signing.approvals import NEEDED
from core.signing.forms import person


@dataclass(frozen=True)
class Certificate:
    """A bundle that somebody approved with a key.

    Attributes:
        bundle: its fingerprint, the SHA-256 of its manifest.
        by: who approved it.
        on: when it was approved last (UTC).
        gone: why it does not count any more, in one sentence; "" while it does.
    """

    bundle: str
    by: tuple[str, ...]
    on: str
    gone: str = ""


def approved_bundles(case: Case) -> tuple[Certificate, ...]:
    """Every bundle that was approved with a key, oldest first, and why some count no more."""
    given: dict[str, list[Event]] = {}
    gone: dict[str, str] = {}
    for event in ledger(case).events():
        told = event.subject
        if event.event == "signed" and told["meaning"] == "approved" and told.get("bundle"):
            given.setdefault(told["bundle"], []).append(event)
        elif event.event == "certificate.revoked":
            gone[told["bundle"]] = f"revoked on {event.ts[:10]} by {event.by}: {event.reason}"
        elif event.event == "certificate.superseded":
            next_ = told["next"][:16]
            gone.setdefault(told["bundle"], f"replaced on {event.ts[:10]} by the bundle {next_}…")
    return tuple(
        Certificate(
            bundle, tuple(dict.fromkeys(e.by for e in events)), events[-1].ts, gone.get(bundle, "")
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
