"""The ledger as a table, for people and for other programs."""

from collections.abc import Iterable

import pandas as pd

from core.review.event import Event

COLUMNS = ("seq", "ts", "by", "event", "feature", "name", "category", "reason", "undone", "hash")

_UNDONE = ("decision.undone", "opinion.undone")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def history_frame(events: Iterable[Event]) -> pd.DataFrame:
    """One row for each event, oldest first.

    Column undone is the number of the event that took a decision or an opinion back, feature the
    number of the feature it is about; both are missing where there is none.
    """
    events = tuple(events)
    undone = {e.subject["seq"]: e.seq for e in events if e.event in _UNDONE}
    frame = pd.DataFrame([_row(event, undone) for event in events], columns=list(COLUMNS))
    return frame.astype({"seq": "int64", "feature": "Int64", "undone": "Int64"})


def history_csv(events: Iterable[Event]) -> str:
    """The history as CSV; words a spreadsheet would take for a formula start with an apostrophe."""
    frame = history_frame(events)
    for column in ("by", "name", "reason"):
        frame[column] = [
            f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in frame[column]
        ]
    return frame.to_csv(index=False, lineterminator="\n")


def history_json(events: Iterable[Event]) -> str:
    """The history as JSON, a list with one object for each event."""
    return history_frame(events).to_json(orient="records", force_ascii=False)


def _row(event: Event, undone: dict[int, int]) -> dict[str, object]:
    subject = event.subject
    return {
        "seq": event.seq,
        "ts": event.ts,
        "by": event.by,
        "event": event.event,
        "feature": subject.get("feature"),
        "name": subject.get("name", ""),
        "category": subject.get("category", ""),
        "reason": event.reason,
        "undone": undone.get(event.seq),
        "hash": event.hash,
    }
