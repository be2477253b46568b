"""Start a worker that outlives us."""

import os
import site
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from core.durable import write_json
from core.jobs.locks import locked
from core.jobs.status import Status, write_status


def start(
    jobs_folder: Path,
    target: str = "core.pipeline:run_job",
    arguments: dict[str, Any] | None = None,
) -> str:
    """The id of a new job, already on its way in a detached process.

    Args:
        jobs_folder: of the case; jobs in one folder run one after another.
        target: "module:function", called as f(arguments, progress); returns JSON.
        arguments: JSON.
    """
    folder = _new_folder(jobs_folder)
    with locked(folder / "alive") as alive:
        write_json(folder / "spec.json", {"target": target, "arguments": arguments or {}})
        write_status(folder, Status("waiting", message="The job is about to start.", target=target))
        _launch(folder, alive)
    return folder.name


def _new_folder(jobs_folder: Path) -> Path:
    jobs_folder.mkdir(parents=True, exist_ok=True)
    number = max((int(path.name) for path in jobs_folder.glob("[0-9]*")), default=0)
    while True:
        number += 1
        try:
            folder = jobs_folder / f"{number:04d}"
            folder.mkdir()
        except FileExistsError:
            continue  # Somebody else starts a job at this moment.
        return folder


def _launch(folder: Path, alive: int) -> None:
    """Start the worker, which inherits the lock on `alive`."""
    with (folder / "log.txt").open("ab") as log:
        # -P: a folder called core where the caller happens to stand must not be run.
        worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "core.jobs.worker", str(folder), str(alive)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=[alive],
            env=_environment(),
        )
    # Someone has to collect the worker's exit, or it stays as a zombie while we live.
    threading.Thread(target=worker.wait, daemon=True).start()


def _environment() -> dict[str, str]:
    """Our variables; where we are not installed, the worker is told where our code is."""
    root = str(Path(__file__).resolve().parents[2])
    if root in (*site.getsitepackages(), site.getusersitepackages()):
        return dict(os.environ)
    paths = filter(None, [root, os.environ.get("PYTHONPATH")])
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
