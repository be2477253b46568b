"""The append-only file of decisions: several processes may write, none can be lost or edited."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.errors import CaseError, StaleError
from core.review.chain import Verification, check, check_lines, parse, whole_lines
from core.review.event import Draft, Event, first_prev
from core.review.verdicts import verdicts

__all__ = ["Draft", "Event", "Ledger", "Verification"]


@lru_cache(maxsize=4)
def _parsed(content: bytes) -> tuple[Event, ...]:
    """The events of a file; one page or report asks for them many times over."""
    lines, _ = whole_lines(content)
    return tuple(parse(line, number) for number, line in enumerate(lines, start=1))


class Ledger:
    """The decisions of one case, one line each, each naming the hash of the one before."""

    def __init__(self, path: Path, case_id: str) -> None:
        self.path = path
        self.case_id = case_id

    def events(self) -> tuple[Event, ...]:
        """All events, oldest first; reads only, and trusts what it reads (see `verify`).

        Raises:
            IntegrityError: a line is not an event at all.
        """
        return _parsed(self._bytes())

    def append(
        self,
        *,
        by: str,
        event: str,
        subject: dict[str, Any],
        reason: str,
        ts: str,
        expected: int | None = None,
    ) -> Event:
        """The event as it now stands in the file, safe from a crash.

        Args:
            by: who.
            event: what, one of `EVENTS`.
            subject: what it is about.
            reason: why; "" where none is asked for.
            ts: when (UTC, RFC 3339).
            expected: seq of the decision the person saw stand for the feature, 0 for none; None
                does not ask.

        Raises:
            StaleError: another decision stands by now.
            IntegrityError: the ledger was tampered with; nothing is added to it.
        """
        draft = Draft(by=by, event=event, subject=subject, reason=reason, ts=ts)

        def after(events: tuple[Event, ...]) -> list[Draft]:
            if expected is not None:
                check_fresh(events, subject["feature"], expected)
            return [draft]

        return self.record(after)[0]

    def record(self, make: Callable[[tuple[Event, ...]], Sequence[Draft]]) -> list[Event]:
        """The new events, written under one lock and safe from a crash.

        Args:
            make: given the events so far, the drafts to add; nobody writes in between.

        Raises:
            IntegrityError: the ledger was tampered with; nothing is added to it.
        """
        with self._locked() as handle:
            lines, _ = whole_lines(self._bytes())
            check_lines(lines, self.case_id)
            events = tuple(parse(line, number) for number, line in enumerate(lines, start=1))
            new, prev = [], events[-1].hash if events else first_prev(self.case_id)
            for seq, draft in enumerate(make(events), start=len(events) + 1):
                new.append(draft.sealed(seq, prev))
                prev = new[-1].hash
            if new:
                _write(handle, sum(len(line) + 1 for line in lines), new)
            return new

    def verify(self, head: str | None = None) -> Verification:
        """Whether every line is as it was written, and the first that is not.

        Args:
            head: hash of an event known to be in the ledger, such as the one a report was signed
                at; without it, lines cut off at the end leave no trace.
        """
        return check(self._bytes(), self.case_id, head)

    def _bytes(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""

    @contextmanager
    def _locked(self) -> Iterator[int]:
        if not self.path.parent.is_dir():
            raise CaseError(f"no case at {self.path.parent}: make one first")
        new = not self.path.exists()
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise CaseError(
                f"{self.path} cannot be written ({error.strerror}): check who owns it"
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if new:
                _sync_folder(self.path.parent)
            yield handle
        finally:
            os.close(handle)


def check_fresh(events: Sequence[Event], feature: int, expected: int) -> None:
    """Nothing, if the decision the person saw still stands.

    Raises:
        StaleError: another one does; the message says whose and what.
    """
    now = verdicts(events).get(feature)
    if (now.seq if now else 0) == expected:
        return
    if now is None:
        raise StaleError(f"feature {feature} has no decision any more: look again, then decide")
    words = f", because: {now.reason}" if now.reason else ""
    raise StaleError(
        f"feature {feature} was decided in the meantime: {now.by} said {now.verdict}{words} "
        f"({now.ts}); look again, then decide"
    )


def _write(handle: int, end: int, events: Sequence[Event]) -> None:
    """Put the events at `end`, over what a crash may have left there of an unfinished line."""
    data = b"".join(event.line() + b"\n" for event in events)
    os.ftruncate(handle, end)
    try:
        done = 0
        while done < len(data):
            done += os.pwrite(handle, data[done:], end + done)
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, end)
        raise CaseError(
            f"nothing was recorded ({error.strerror}): make room on the disk, then decide again"
        ) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
