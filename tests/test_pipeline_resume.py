import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.case import Case
from core.durable import sha256_file, write_json
from core.pipeline import new_case, run_case
from core.pipeline.decide import decide_features
from core.pipeline.run import step_keys
from core.sample import applications

KILLED = """
import os, signal, sys
from pathlib import Path
from core.case import Case
from core.pipeline import run_case

def kill(stage, done, total):
    if stage == sys.argv[2] and done >= float(sys.argv[3]) * total:
        os.kill(os.getpid(), signal.SIGKILL)

run_case(Case.open(Path(sys.argv[1])), kill)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    file = tmp_path_factory.mktemp("data") / "applications.csv"
    applications(n=160, seed=3).frame.to_csv(file, index=False)
    return file


def made(folder: Path, data: Path) -> Case:
    return new_case(folder, data, text="text", label="decision", groups=("gender",), split="split")


def artefacts(case: Case) -> dict[str, str]:
    """Checksum of everything a run leaves, by its place in the case."""
    files = (p for p in sorted(case.folder.rglob("*")) if p.is_file() and p != case.ledger_path)
    return {str(p.relative_to(case.folder)): sha256_file(p) for p in files}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, data):
    case = made(tmp_path_factory.mktemp("calm") / "case", data)
    run_case(case)
    return artefacts(case)


@pytest.mark.parametrize(
    ("stage", "share"),
    [
        ("Choosing a layer", 0.5),
        ("Reading texts", 0.0),
        ("Learning features", 0.9),
        ("Finding where features fire", 1.0),
        ("Describing features", 0.5),
    ],
)
def test_a_run_killed_in_any_step_ends_with_the_same_files(
    stage, share, data, undisturbed, tmp_path
):
    case = made(tmp_path / "case", data)
    command = [sys.executable, "-c", KILLED, str(case.folder), stage, str(share)]
    killed = subprocess.run(command, env=os.environ.copy(), capture_output=True, text=True)
    assert killed.returncode == -9, killed.stderr
    assert artefacts(case) != undisturbed
    run_case(case)
    assert artefacts(case) == undisturbed


def test_half_finished_work_of_an_earlier_version_is_done_again(data, undisturbed, tmp_path):
    case = made(tmp_path / "case", data)
    # What version 1 left: the key alone as its mark, and a shard of a corpus cut another way.
    write_json(case.work_folder / "key.json", step_keys(case)["features"])
    (case.states_folder / "00000.safetensors").parent.mkdir(parents=True)
    (case.states_folder / "00000.safetensors").write_bytes(b"cut another way")
    run_case(case)
    assert artefacts(case) == undisturbed


def test_a_second_run_skips_everything(data, undisturbed, tmp_path):
    case = made(tmp_path / "case", data)
    run_case(case)
    stages = []
    summary = run_case(case, lambda stage, done, total: stages.append(stage))
    assert stages == []
    assert set(summary.skipped) == {"embed", "sae", "features", "plain"}


def test_features_that_people_decided_on_are_not_learned_anew_by_a_newer_version(
    tmp_path, data, monkeypatch
):
    case = made(tmp_path / "case", data)
    run_case(case)
    decide_features(case, [3], "flag", "names the sex", "Ada", "2026-01-02T03:04:05+00:00")
    before = artefacts(case)
    monkeypatch.setattr("core.pipeline.run._VERSION", "a later one")
    summary = run_case(case)
    assert artefacts(case) == before
    assert "decisions on 1 of them" in summary.kept
    assert summary.kept in str(summary)
