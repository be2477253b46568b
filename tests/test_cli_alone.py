from types import SimpleNamespace

import pytest

from core import jobs
from core.cli import alone
from core.errors import Cancelled


def test_a_command_waits_while_another_process_works_on_the_case(tmp_path, monkeypatch):
    case = SimpleNamespace(jobs_folder=tmp_path / "jobs")
    said = []

    def give_up(self, stage, done, total):
        said.append(stage)
        raise Cancelled("enough")

    monkeypatch.setattr(alone.Bar, "__call__", give_up)
    with (
        jobs.slot(case.jobs_folder, lambda: None),
        pytest.raises(Cancelled, match="enough"),
        alone.working(case),
    ):
        pytest.fail("two workers on one case")
    assert said == ["Waiting for another job on this case"]


def test_a_command_starts_at_once_when_nobody_works_on_the_case(tmp_path):
    case = SimpleNamespace(jobs_folder=tmp_path / "jobs")
    with alone.working(case) as bar:
        assert isinstance(bar, alone.Bar)
