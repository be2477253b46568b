"""Jobs: a real worker process, waited for, stopped, killed and found again."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from core.errors import Cancelled, CaseError
from core.jobs import Status, cancel, latest, launch, read_status, slot, start
from core.jobs.status import write_status

ROOT = Path(__file__).resolve().parents[1]

TARGETS = """
import os, time
from pathlib import Path
from core.errors import InputError

def count(arguments, progress):
    for done in range(3):
        progress("counting", done + 1, 3)
    return {"sum": sum(arguments["numbers"]), "process": os.getpid()}

def until(arguments, progress):
    Path(arguments["began"]).touch()
    while not Path(arguments["end"]).exists():
        progress("holding on", 1, 0)
        time.sleep(0.02)
    return "held"

def refuse(arguments, progress):
    raise InputError("column 'x' is empty: choose another column")

def crash(arguments, progress):
    raise ValueError("secret detail")

def unwritable(arguments, progress):
    return {"set": {1}}

def leave(arguments, progress):
    os._exit(3)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "targets.py").write_text(TARGETS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    yield tmp_path / "jobs"
    for job in (tmp_path / "jobs").glob("0*"):
        cancel(job)


def wait(job, *states, seconds=30.0):
    end = monotonic() + seconds
    while (status := read_status(job)).state not in states:
        assert monotonic() < end, status
        assert status.active, status
        sleep(0.02)
    return status


def begin(folder, target, **arguments):
    return folder / start(folder, f"targets:{target}", arguments)


def hold(folder, name="a"):
    """A job that runs until it is told to end, by a file."""
    began, end = (folder.parent / f"{name}.{word}" for word in ("began", "end"))
    job = begin(folder, "until", began=str(began), end=str(end))
    return job, began, end


def test_a_job_runs_in_another_process_and_keeps_its_result(folder):
    status = wait(begin(folder, "count", numbers=[1, 2]), "done")
    assert status.result["sum"] == 3
    assert status.result["process"] == status.pid != os.getpid()
    assert (status.stage, status.done, status.total) == ("counting", 3, 3)
    assert not status.active
    assert status.target == "targets:count"


def test_progress_is_seen_while_the_job_runs(folder):
    job, _, end = hold(folder)
    wait(job, "running")
    while not read_status(job).stage:
        sleep(0.02)
    assert read_status(job).stage == "holding on"
    end.touch()
    assert wait(job, "done").result == "held"


def test_a_second_job_of_the_case_waits_for_the_first(folder):
    first, began, end = hold(folder, "first")
    wait(first, "running")
    second, second_began, second_end = hold(folder, "second")
    while not read_status(second).message.startswith("Another job of this case is running"):
        sleep(0.02)
    assert read_status(second).state == "waiting"
    assert began.exists()
    assert not second_began.exists()
    end.touch()
    second_end.touch()
    assert wait(second, "done").result == "held"
    assert read_status(first).state == "done"


def test_two_cases_do_not_wait_for_each_other(folder, tmp_path):
    first, _, end = hold(folder)
    wait(first, "running")
    wait(begin(tmp_path / "other", "count", numbers=[]), "done")
    assert read_status(first).state == "running"
    end.touch()
    wait(first, "done")


def test_a_running_job_can_be_cancelled(folder):
    job, began, _ = hold(folder)
    wait(job, "running")
    while not began.exists():
        sleep(0.02)
    cancel(job)
    assert wait(job, "cancelled").message == "Stopped on request."
    cancel(job)
    assert read_status(job).state == "cancelled"


def test_a_waiting_job_can_be_cancelled_and_never_begins(folder):
    with slot(folder, wait=lambda: None):
        job, began, _ = hold(folder)
        while read_status(job).pid is None:
            sleep(0.02)
        cancel(job)
        wait(job, "cancelled")
    assert not began.exists()


def test_a_job_cancelled_before_its_process_is_up_never_begins(folder):
    job, began, _ = hold(folder)
    cancel(job)
    wait(job, "cancelled")
    assert not began.exists()


def test_our_own_errors_become_one_sentence(folder):
    status = wait(begin(folder, "refuse"), "failed")
    assert status.message == "Column 'x' is empty: choose another column."
    assert status.result is None


@pytest.mark.parametrize(
    ("target", "kind", "logged"),
    [
        ("crash", "ValueError", "secret detail"),
        ("unwritable", "TypeError", "not JSON serializable"),
        ("absent", "AttributeError", "has no attribute 'absent'"),
    ],
)
def test_other_errors_point_to_the_log(folder, target, kind, logged):
    job = begin(folder, target)
    assert wait(job, "failed").message == f"The job failed unexpectedly ({kind}): see log.txt."
    assert logged in (job / "log.txt").read_text()


def test_a_worker_that_is_killed_is_lost_and_a_new_job_can_start(folder):
    job, _, _ = hold(folder)
    wait(job, "running")
    os.kill(read_status(job).pid, signal.SIGKILL)
    status = wait(job, "lost")
    assert status.message == "The worker ended without a word: start again to resume."
    again = begin(folder, "count", numbers=[5])
    assert wait(again, "done").result["sum"] == 5
    assert latest(folder) == again


def test_a_worker_that_nobody_waited_for_does_not_look_alive(folder, monkeypatch):
    class NoThread:
        def __init__(self, target, daemon):
            self.worker = target.__self__
            children.append(self.worker)

        def start(self):
            pass

    children = []
    with monkeypatch.context() as patch:
        patch.setattr(launch.threading, "Thread", NoThread)
        job = begin(folder, "leave")
    wait(job, "lost")
    state = Path(f"/proc/{children[0].pid}/stat")
    assert not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    assert children[0].wait() == 3


def test_a_worker_that_never_came_up_is_lost(folder, monkeypatch):
    monkeypatch.setattr(launch.sys, "executable", "/bin/false")
    job = begin(folder, "count", numbers=[])
    assert wait(job, "lost").pid is None


def test_the_job_outlives_the_process_that_started_it(folder):
    began, end = folder.parent / "a.began", folder.parent / "a.end"
    code = (
        "import sys; from pathlib import Path; from core.jobs import start;"
        "start(Path(sys.argv[1]), 'targets:until', {'began': sys.argv[2], 'end': sys.argv[3]})"
    )
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder.parent}"}
    subprocess.run(
        [sys.executable, "-c", code, str(folder), str(began), str(end)], check=True, env=environment
    )
    job = latest(folder)
    wait(job, "running")
    end.touch()
    assert wait(job, "done").result == "held"


def test_a_folder_called_core_where_the_caller_stands_is_not_run(folder, tmp_path, monkeypatch):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").write_text("raise SystemExit('the wrong core')")
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.chdir(tmp_path)
    job = folder / start(folder, "json:dumps", {"a": 1})
    # json.dumps takes one argument only: it was found and called, by our worker.
    assert "TypeError" in wait(job, "failed").message


def test_jobs_are_numbered_in_the_order_they_start(folder):
    assert latest(folder) is None
    ids = [begin(folder, "count", numbers=[]).name for _ in range(3)]
    assert ids == ["0001", "0002", "0003"]
    assert latest(folder) == folder / "0003"
    for job in ids:
        wait(folder / job, "done")


def test_a_job_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(CaseError, match=r"no job at .*: start one first"):
        read_status(tmp_path / "0001")


def test_waiting_for_the_slot_can_be_given_up(tmp_path):
    def give_up():
        raise Cancelled("no more")

    with slot(tmp_path, wait=lambda: None), pytest.raises(Cancelled), slot(tmp_path, wait=give_up):
        pass
    with slot(tmp_path, wait=give_up):
        pass


def test_a_finished_job_stays_as_it_was(tmp_path):
    write_status(tmp_path, Status("failed", message="Why."))
    cancel(tmp_path)
    assert read_status(tmp_path) == Status("failed", message="Why.")
    assert not (tmp_path / "cancel").exists()
