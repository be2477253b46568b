"""`new`, `run` and `demo` pass on what was said and print what the engine answered."""

import pandas as pd
import pytest
from cli_kit import Summary

from core import pipeline
from core.case import Case
from core.errors import InputError


def test_new_passes_every_choice_and_says_what_was_read(cli_case, calls, say, tmp_path):
    noted = calls("new_case", cli_case)
    words = [
        "--data",
        "f.csv",
        "--text",
        "t",
        "--label",
        "y",
        "--group",
        "g",
        "--group",
        "h",
        "--split",
        "s",
        "--favourable",
        "yes",
    ]
    more = ("--sae", "topk:512:8", "--layer", "3", "--json")
    code, said, err = say("new", tmp_path / "x", *words, "--model", "m", "--seed", "7", *more)
    assert (code, err) == (0, "")
    folder, data = noted[0][0]
    assert (folder.name, data.name) == ("x", "f.csv")
    assert noted[0][1] == {
        "text": "t",
        "label": "y",
        "groups": ("g", "h"),
        "split": "s",
        "favourable": "yes",
        "model": "m",
        "policy": "",
        "seed": 7,
        "sae": "topk:512:8",
        "layer": 3,
    }
    assert said["texts"] == 2
    assert said["splits"] == {"train": 1, "test": 1}
    assert said["labels"] == {"invite": 1, "decline": 1}
    assert said["notes"] == ["one row left out"]


def test_new_in_words_names_the_next_step(cli_case, calls, say):
    calls("new_case", cli_case)
    code, said, _ = say("new", "x", "--data", "f", "--text", "t", "--label", "y")
    assert code == 0
    assert "2 texts (1 train, 0 valid, 1 test)" in said
    assert "note: one row left out" in said
    assert f"next: selfreg run {cli_case.folder}" in said


def test_run_reports_progress_on_standard_error_only(cli_case, monkeypatch, say):
    def run_case(case, progress):
        progress("loading", 0, 1)
        for done in range(4):
            progress("reading texts", done, 3)
        progress("training", 1, 1)
        return Summary()

    monkeypatch.setattr(pipeline, "run_case", run_case)
    code, said, err = say("run", cli_case.folder, "--json")
    assert code == 0
    assert said == {"case": str(cli_case.folder), "run": {"features": 3}}
    assert "reading texts: 100%" in err
    assert "3/3" in err
    assert "training: 100%" in err
    assert "loading: 100%" in err  # the next stage has begun


def test_a_run_that_fails_leaves_its_bar_where_it_was_and_the_error_on_its_own_line(
    cli_case, monkeypatch, say
):
    def run_case(case, progress):
        progress("reading texts", 1, 4)
        raise InputError("no space left: free some")

    monkeypatch.setattr(pipeline, "run_case", run_case)
    code, said, err = say("run", cli_case.folder)
    assert (code, said) == (2, "")
    assert "25%" in err
    assert "100%" not in err
    assert err.splitlines()[-1] == "error: no space left: free some"


@pytest.mark.parametrize("command", ["run", "audit", "history", "train", "features"])
def test_a_case_that_is_not_there_is_the_callers_fault(command, say, tmp_path):
    code, said, err = say(command, tmp_path / "missing")
    assert (code, said) == (2, "")
    assert "missing" in err
    assert "selfreg new" in err


def test_demo_builds_once_and_uses_what_is_there_the_second_time(monkeypatch, cli_case, say):
    made = []

    def new_case(folder, data, **choices):
        frame = pd.read_csv(data)
        made.append((frame, choices))
        return Case.create(folder, cli_case.settings, cli_case.texts())

    monkeypatch.setattr("core.pipeline.sample.new_case", new_case)
    monkeypatch.setattr(pipeline, "run_case", lambda case, progress: Summary())
    folder = cli_case.folder.parent / "deep" / "demo"
    code, said, _ = say("demo", "--case", folder, "--no-ui", "--json")
    assert code == 0
    assert said == {"case": str(folder), "run": {"features": 3}}
    assert say("demo", "--case", folder, "--no-ui")[0] == 0
    [(frame, choices)] = made
    assert {choices["text"], choices["label"], *choices["groups"]} <= set(frame.columns)
    assert choices["favourable"] in set(frame[choices["label"]])
    assert 3500 <= len(frame) <= 4500


def test_demo_that_fails_while_making_the_case_leaves_nothing(monkeypatch, say, tmp_path):
    def new_case(folder, data, **choices):
        raise InputError("disk full")

    monkeypatch.setattr("core.pipeline.sample.new_case", new_case)
    assert say("demo", "--case", tmp_path / "deep" / "demo", "--no-ui")[0] == 2
    assert list(tmp_path.iterdir()) == []
