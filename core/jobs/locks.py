"""Who is alive, and whose turn it is: locks that end with the process that holds them."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

_POLL_SECONDS = 0.2


@contextmanager
def slot(jobs_folder: Path, wait: Callable[[], None]) -> Iterator[None]:
    """The case's one place to work, held while the block runs.

    Args:
        jobs_folder: of the case.
        wait: called again and again while somebody else holds it; may raise `Cancelled`.
    """
    jobs_folder.mkdir(parents=True, exist_ok=True)
    with (jobs_folder / ".slot").open("ab") as file:
        while not _try_lock(file.fileno(), fcntl.LOCK_EX):
            wait()
            sleep(_POLL_SECONDS)
        yield


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """The handle of a file that is locked as long as this, or a child that inherits it, lives."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        # Closing is not unlocking: the worker holds the same lock until it ends.
        os.close(handle)


def is_alive(folder: Path) -> bool:
    """Whether the worker of a job still runs."""
    try:
        handle = os.open(folder / "alive", os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _try_lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
