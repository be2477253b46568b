"""What the ledger says people saw when they flagged: which texts, and before or after results."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.review.event import Event
from core.review.verdicts import verdicts


@dataclass(frozen=True)
class Shown:
    """What stands on record with the flags that hold.

    Attributes:
        flags: how many there are.
        texts: ids of the texts that were shown with them, each once.
        after_results: flags given after a regularized model was trained, so that somebody may
            have seen what an earlier one does to the test texts.
    """

    flags: int
    texts: tuple[str, ...]
    after_results: int


def shown(events: Iterable[Event]) -> Shown:
    """What stands on record with the flags that hold."""
    events = tuple(events)
    by_number = {event.seq: event for event in events}
    flags = [v.seq for v in verdicts(events).values() if v.verdict == "flag"]
    first = min((e.seq for e in events if e.event == "model.trained"), default=None)
    texts = {str(text) for seq in flags for text in by_number[seq].subject.get("examples", ())}
    after = sum(first is not None and seq > first for seq in flags)
    return Shown(len(flags), tuple(sorted(texts)), after)
