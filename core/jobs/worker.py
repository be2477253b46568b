"""The process of one job: wait for the slot, call the target, say how it went.

Started by `core.jobs.start` as `python -m core.jobs.worker FOLDER LOCK`.
"""

import importlib
import json
import os
import signal
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from core.errors import Cancelled, SelfregError
from core.jobs.locks import slot
from core.jobs.status import Status, write_status

_WRITE_SECONDS = 0.25
_WAITING = "Another job of this case is running; this one waits for it."


class Reporter:
    """Writes a job's status, not too often, and raises `Cancelled` once that is asked for."""

    def __init__(self, folder: Path, target: str) -> None:
        self.folder = folder
        self.stopped = False
        self.status = Status("waiting", pid=os.getpid(), target=target)
        self.written = 0.0

    def stop(self, *_: object) -> None:
        """Ask the job to stop at its next step; a signal handler."""
        self.stopped = True

    def check(self) -> None:
        """Nothing, unless the job was asked to stop.

        Raises:
            Cancelled: it was.
        """
        if self.stopped:
            raise Cancelled("stopped on request: start again to go on where it stopped")

    def wait(self) -> None:
        """Say that the job waits for its turn."""
        self.check()
        if self.status.message != _WAITING:
            self.write(message=_WAITING)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Note how far the job is; see `core.progress.Progress`."""
        self.check()
        changed = stage != self.status.stage or 0 < total <= done
        self.status = replace(self.status, stage=stage, done=done, total=total)
        if changed or monotonic() - self.written >= _WRITE_SECONDS:
            self.write()

    def write(self, **changes: Any) -> None:  # noqa: ANN401  (fields of Status)
        """Change the status and put it where the others find it."""
        self.status = replace(self.status, **changes)
        write_status(self.folder, self.status)
        self.written = monotonic()


def main(folder: Path, alive: int) -> None:
    """Run the job in `folder`; `alive` is the inherited lock that shows we live."""
    os.set_inheritable(alive, False)
    spec = json.loads((folder / "spec.json").read_bytes())
    reporter = Reporter(folder, spec["target"])
    signal.signal(signal.SIGTERM, reporter.stop)
    reporter.write(message="The job is about to start.")
    # Asked to stop before we could be told by a signal.
    reporter.stopped |= (folder / "cancel").exists()
    try:
        with slot(folder.parent, reporter.wait):
            reporter.check()
            reporter.write(state="running", message="")
            result = _call(spec, reporter)
            reporter.write(state="done", result=result)
    except Cancelled:
        reporter.write(state="cancelled", message="Stopped on request.")
    except SelfregError as error:
        reporter.write(state="failed", message=_sentence(str(error)))
    except Exception as error:
        # Any error at all: nobody is left to tell the person, were it not caught here.
        traceback.print_exc()
        kind = type(error).__name__
        reporter.write(
            state="failed", message=f"The job failed unexpectedly ({kind}): see log.txt."
        )


def _call(spec: dict[str, Any], reporter: Reporter) -> Any:  # noqa: ANN401  (any JSON value)
    module, function = spec["target"].split(":")
    result = getattr(importlib.import_module(module), function)(
        spec["arguments"], reporter.progress
    )
    return json.loads(json.dumps(result, allow_nan=False))


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
