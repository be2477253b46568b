"""How far a job is, and how to stop it."""

import json
import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.durable import write_json, write_text
from core.errors import CaseError
from core.jobs.locks import is_alive

FINAL = ("done", "failed", "cancelled", "lost")
"""States a job does not leave."""


@dataclass(frozen=True)
class Status:
    """How far a job is.

    Attributes:
        state: "waiting" (another job of the case runs), "running", "done", "failed", "cancelled",
            or "lost" (the worker died without a word: start the job again, it resumes).
        stage: what is being done, in plain words.
        done: units of the stage that are done.
        total: units of the stage in all; 0 where that is not known.
        message: one sentence for the person; "" where there is nothing to say.
        pid: the worker's process, once it runs.
        result: what the target returned, once done.
        target: what is run, "module:function".
    """

    state: str
    stage: str = ""
    done: int = 0
    total: int = 0
    message: str = ""
    pid: int | None = None
    result: Any = None
    target: str = ""

    @property
    def active(self) -> bool:
        """Whether the job can still change by itself."""
        return self.state not in FINAL


def read_status(folder: Path) -> Status:
    """How far the job is; finds out if its worker is gone.

    Raises:
        CaseError: there is no such job.
    """
    # Ask for life first: whoever is found dead has written its last status before.
    alive = is_alive(folder)
    try:
        status = Status(**json.loads((folder / "status.json").read_bytes()))
    except FileNotFoundError:
        raise CaseError(f"no job at {folder}: start one first") from None
    if alive or not status.active:
        return status
    if (folder / "cancel").exists():
        return replace(status, state="cancelled", message="Stopped on request.")
    return replace(
        status, state="lost", message="The worker ended without a word: start again to resume."
    )


def cancel(folder: Path) -> None:
    """Nothing; the job stops at its next step, or before it starts."""
    if not read_status(folder).active:
        return
    write_text(folder / "cancel", "")
    status = read_status(folder)
    if status.active and status.pid is not None:
        try:
            os.killpg(status.pid, signal.SIGTERM)
        except ProcessLookupError:
            return  # It ended between the two lines: there is nothing left to stop.


def latest(jobs_folder: Path) -> Path | None:
    """The folder of the newest job; None where none was ever started."""
    numbered = [path for path in jobs_folder.glob("[0-9]*") if (path / "status.json").exists()]
    return max(numbered, key=lambda path: int(path.name), default=None)


def write_status(folder: Path, status: Status) -> None:
    """Put the job's status where `read_status` finds it, whole or not at all."""
    write_json(folder / "status.json", vars(status))
