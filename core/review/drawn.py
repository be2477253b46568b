"""Unflagged features that a second person judges blind, to estimate how many flags are missing.

They are drawn by a hash, so that the same stay drawn while people decide.
"""

from collections.abc import Iterable
from typing import NamedTuple

from core.durable import sha256_bytes
from core.review.event import Event
from core.review.opinions import newest
from core.review.verdicts import flagged

SHARE = 0.05


class Looked(NamedTuple):
    """What was said of drawn features.

    Attributes:
        looked: drawn features that a second person judged blind.
        found: of them, those the person would flag.
        waiting: of those, the ones that nobody has flagged since.
        flagged: features that are flagged today.
        rest: features that fire, are not flagged, and were not looked at.
    """

    looked: int
    found: int
    waiting: int
    flagged: int
    rest: int


def drawn(case_id: str, live: Iterable[int], events: Iterable[Event]) -> list[int]:
    """The unflagged features that a second person looks at, by number.

    Args:
        case_id: of the case; another one draws others.
        live: features that fire.
        events: of the ledger.
    """
    free = set(live) - set(flagged(events))
    order = sorted(free, key=lambda feature: sha256_bytes(f"{case_id} {feature}".encode()))
    return sorted(order[: int(SHARE * len(free))])


def looked(live: Iterable[int], events: Iterable[Event]) -> Looked:
    """What the blind opinions on drawn features say; of each feature the newest counts.

    Args:
        live: features that fire.
        events: of the ledger.
    """
    events = tuple(events)
    standing = set(flagged(events))
    said = {
        event.subject["feature"]: event.subject.get("verdict") == "flag"
        for event in newest(events)
        if event.subject.get("drawn") and not event.subject.get("seen")
    }
    return Looked(
        looked=len(said),
        found=sum(said.values()),
        waiting=sum(found and feature not in standing for feature, found in said.items()),
        flagged=len(standing),
        rest=len(set(live) - standing - set(said)),
    )
