"""Long work of a case, in a process of its own that outlives page and server."""

import json
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from dashboard.engine.places import open_case

_RUN, _TRAIN = "core.pipeline:run_job", "core.pipeline:train_job"
_TESTS = "core.pipeline:tests_job"
_KINDS = {_TRAIN: "train", _TESTS: "tests"}
_ACTIVE = ("waiting", "running")


@dataclass(frozen=True)
class Job:
    """How far the newest long computation of a case is.

    Attributes:
        state: waiting, running, done, failed, cancelled or lost (its process is gone).
        stage: what it does now, in plain words.
        message: why it failed, in one sentence.
        kind: "run", "train" or "tests".
    """

    state: str
    stage: str
    done: int
    total: int
    message: str
    kind: str

    @property
    def active(self) -> bool:
        """True while it waits or runs."""
        return self.state in _ACTIVE

    @property
    def share(self) -> float:
        """How much of the stage is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


def start_run(case: str) -> None:
    """Embed the texts, find the features and fit the plain model, in a process of its own.

    Raises:
        InputError: Something is running already.
    """
    _start(case, _RUN, {})


def start_train(
    case: str,
    method: str = "hard",
    strength: float | None = None,
    *,
    swaps: bool = False,
    by: str,
) -> None:
    """Fit the regularized model and compare it, in a process of its own.

    Args:
        case: Name of the case.
        method: "hard", "soft" or "paper".
        strength: How hard soft and paper press; None chooses.
        swaps: Pay for the words of the swap lists exchanged; not with "paper".
        by: Who asked for it.
    """
    asked = {"method": method, "strength": strength, "swaps": swaps, "by": by}
    _start(case, _TRAIN, asked)


def start_tests(case: str) -> None:
    """Try on both models what is not up to date: features off, words swapped, probes."""
    _start(case, _TESTS, {})


def _start(case: str, target: str, arguments: dict[str, Any]) -> None:
    from core import jobs

    running = job(case)
    if running is not None and running.active:
        raise InputError("something is running on this case already: wait for it, or cancel it")
    opened = open_case(case)
    folder = str(opened.folder.resolve())
    jobs.start(opened.jobs_folder, target=target, arguments={"case": folder, **arguments})


def job(case: str) -> Job | None:
    """The newest job of the case; None when there was none."""
    from core import jobs

    folder = jobs.latest(open_case(case).jobs_folder)
    if folder is None:
        return None
    found = jobs.read_status(folder)
    target = json.loads((folder / "spec.json").read_bytes())["target"]
    kind = _KINDS.get(target, "run")
    return Job(found.state, found.stage, found.done, found.total, found.message, kind)


def cancel_job(case: str) -> None:
    """Stop the running job; what it finished is kept, starting again goes on from there."""
    from core import jobs

    folder = jobs.latest(open_case(case).jobs_folder)
    if folder is not None:
        jobs.cancel(folder)
