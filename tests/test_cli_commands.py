"""Each command passes on what was said and prints what the engine answered.

The engine is replaced by functions that note their call; their signatures are held to the real
ones by `test_the_pipeline_takes_what_the_command_line_passes`.
"""

import inspect
import json
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from core import cli, pipeline
from core.case import Case, Settings
from core.cli.evidence import marked
from core.errors import CaseError, InputError
from core.texts import Texts

FOUND = ["feature", "name", "texts", "strength", "reason"]
TEXT = "Yesterday he said that his work is done."


@dataclass(frozen=True)
class Summary:
    """Stands in for what a long step says."""

    features: int = 3

    def __str__(self):
        return "3 features"


@pytest.fixture
def case(tmp_path):
    """A case of two texts."""
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "text": [TEXT, "She plans bridges."],
            "label": ["invite", "decline"],
            "split": ["train", "test"],
            "gender": ["m", None],
        },
        dtype=object,
    )
    settings = Settings("c", "f.csv", "text", "label", ("gender",), "split", "invite", "minilm")
    return Case.create(tmp_path / "c", settings, Texts(frame, ("gender",), ("one row left out",)))


@pytest.fixture
def calls(monkeypatch):
    """Replace a function of the pipeline; afterwards (arguments, keywords) of its calls."""
    noted = []

    def replace(name, answer):
        real = inspect.signature(getattr(pipeline, name))

        def stand_in(*args, **keywords):
            real.bind(*args, **keywords)  # a call the real function would refuse is refused here
            noted.append((args, keywords))
            return answer

        monkeypatch.setattr(pipeline, name, stand_in)
        return noted

    return replace


@pytest.fixture
def say(capsys):
    """Run one command; its exit code, its one JSON object (or lines) and standard error."""

    def run(*words):
        code = cli.main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, json.loads(out) if "--json" in words else out, err

    return run


def event(name, subject=None, reason=""):
    """One entry of a ledger."""
    from core.review.ledger import Event

    return Event(3, "0" * 64, "2026-01-01T00:00:00Z", "A", name, subject or {}, reason, "1" * 64)


def test_new_passes_every_choice_and_says_what_was_read(case, calls, say, tmp_path):
    noted = calls("new_case", case)
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
    code, said, err = say("new", tmp_path / "x", *words, "--model", "m", "--seed", "7", "--json")
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
    }
    assert said["texts"] == 2
    assert said["splits"] == {"train": 1, "test": 1}
    assert said["labels"] == {"invite": 1, "decline": 1}
    assert said["notes"] == ["one row left out"]


def test_new_in_words_names_the_next_step(case, calls, say):
    calls("new_case", case)
    code, said, _ = say("new", "x", "--data", "f", "--text", "t", "--label", "y")
    assert code == 0
    assert "2 texts (1 train, 0 valid, 1 test)" in said
    assert "note: one row left out" in said
    assert f"next: selfreg run {case.folder}" in said


def test_run_reports_progress_on_standard_error_only(case, monkeypatch, say):
    def run_case(case, progress):
        progress("loading", 0, 1)
        for done in range(4):
            progress("reading texts", done, 3)
        progress("training", 1, 1)
        return Summary()

    monkeypatch.setattr(pipeline, "run_case", run_case)
    code, said, err = say("run", case.folder, "--json")
    assert code == 0
    assert said == {"case": str(case.folder), "run": {"features": 3}}
    assert "reading texts: 100%" in err
    assert "3/3" in err
    assert "training: 100%" in err
    assert "loading: 100%" in err  # the next stage has begun


def test_a_run_that_fails_leaves_its_bar_where_it_was_and_the_error_on_its_own_line(
    case, monkeypatch, say
):
    def run_case(case, progress):
        progress("reading texts", 1, 4)
        raise InputError("no space left: free some")

    monkeypatch.setattr(pipeline, "run_case", run_case)
    code, said, err = say("run", case.folder)
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


FEATURES = pd.DataFrame(
    {
        "feature": [4, 7, 9, 2],
        "name": ["he", "bridge", "rare", "all"],
        "texts": [20, 50, 60, 100],
        "status": ["live", "live", "live", "always on"],
        "influence": [0.2, 0.2, 0.1, 0.9],
        "pushes": [1, -1, 0, 1],
        "tips": [3, 0, 0, 9],
    }
)


def test_features_lists_by_influence_then_by_texts_and_leaves_out_what_is_always_on(
    case, calls, say
):
    calls("index", SimpleNamespace(table=lambda: FEATURES))
    _, said, _ = say("features", case.folder, "--json")
    assert [row["feature"] for row in said["features"]] == [7, 4, 9]
    assert said["features"][1] == {
        "feature": 4,
        "name": "he",
        "texts": 20,
        "strength": 0.2,
        "reason": "moves the plain model towards invite; 3 decisions change without it",
    }
    _, said, _ = say("features", case.folder, "--top", "1", "--json")
    assert [row["feature"] for row in said["features"]] == [7]


def test_features_passes_a_search_on(case, calls, say):
    found = pd.DataFrame([[4, "he", 20, 0.91, "fires on he"]], columns=FOUND)
    noted = calls("search", found)
    _, said, _ = say("features", case.folder, "--query", "he said", "--by", "fires", "--json")
    assert noted[0][0][1:] == ("he said",)
    assert noted[0][1] == {"by": "fires", "top": 20}
    assert said == {
        "features": [
            {"feature": 4, "name": "he", "texts": 20, "strength": 0.91, "reason": "fires on he"}
        ]
    }


def test_a_search_without_result_says_how_to_widen_it(case, calls, say):
    calls("search", pd.DataFrame(columns=FOUND))
    code, said, _ = say("features", case.folder, "--query", "zzz")
    assert code == 0
    assert "--by meaning" in said


EVIDENCE = SimpleNamespace(
    feature={"feature": 4, "name": "he, his", "words": ["he", "his"], "texts": 20, "tokens": 31},
    examples=pd.DataFrame(
        {
            "band": ["strongest"],
            "text": [0],
            "strength": [0.97],
            "window_start": [10],
            "window_end": [30],
            "starts": [np.array([10, 23])],
            "ends": [np.array([12, 26])],
            "values": [np.array([0.97, 0.6])],
        }
    ),
    rates=pd.DataFrame(
        [["gender", "m", 30, 18, 0.6]], columns=["column", "value", "n", "texts", "rate"]
    ),
    relatives=pd.DataFrame(
        [["similar", 9, "she, her", 0.4]], columns=["relation", "other", "name", "score"]
    ),
)


def test_feature_shows_examples_with_the_firing_words_in_brackets(case, calls, say):
    calls("index", SimpleNamespace(evidence=lambda feature: EVIDENCE))
    _, said, _ = say("feature", case.folder, "4")
    assert "feature 4: he, his" in said
    assert "… «he» said that «his» wor …" in said
    assert "gender  m            18  30  0.600" in said
    assert "similar        9  she, her  0.400" in said
    _, said, _ = say("feature", case.folder, "4", "--json")
    assert said["examples"][0]["id"] == "a"
    assert said["examples"][0]["starts"] == [10, 23]
    assert said["rates"][0]["rate"] == 0.6


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "Yesterday he said that his work is done."),
        ([(10, 12)], "Yesterday «he» said that his work is done."),
        ([(23, 26), (10, 12), (13, 17)], "Yesterday «he said» that «his» work is done."),
        ([(35, 39), (39, 40)], "Yesterday he said that his work is «done.»"),
    ],
)
def test_marks_close_up_over_neighbours_and_leave_the_text_as_it_is(spans, expected):
    assert marked(TEXT, 0, len(TEXT), spans) == expected


@pytest.mark.parametrize("verdict", ["flag", "keep", "unsure"])
def test_a_decision_goes_to_the_ledger_once_for_each_feature(verdict, case, calls, say):
    subject = {"feature": 4, "name": "he, his"}
    noted = calls("decide_features", [event(f"feature.{verdict}", subject, "names gender")])
    words = ["--reason", "names gender", "--by", "A"]
    code, said, _ = say(verdict, case.folder, "4", "9", "4", *words)
    assert code == 0
    assert noted[0][0][1:] == ((4, 9), verdict)
    assert noted[0][1]["reason"] == "names gender"
    assert noted[0][1]["by"] == "A"
    assert noted[0][1]["category"] == "other"
    assert noted[0][1]["ts"].endswith("Z")
    assert said == f"feature.{verdict} 4 he, his by A: names gender\n"


def test_flag_takes_a_category(case, calls, say):
    noted = calls("decide_features", [])
    say("flag", case.folder, "4", "--reason", "r", "--by", "A", "--category", "proxy")
    assert noted[0][1]["category"] == "proxy"


def test_undo_and_sign_pass_who_and_when(case, calls, say):
    undone = calls("undo_decision", event("decision.undone"))
    code, said, _ = say("undo", case.folder, "--by", "A", "--json")
    assert (code, said["event"]["event"]) == (0, "decision.undone")
    assert undone[0][1]["by"] == "A"
    signed = calls("sign_case", event("signed"))
    words = ["--by", "B", "--role", "compliance", "--meaning", "approved"]
    code, said, _ = say("sign", case.folder, *words, "--json")
    assert (code, said["event"]["event"]) == (0, "signed")
    given = signed[-1][1]
    assert (given["by"], given["role"], given["meaning"]) == ("B", "compliance", "approved")


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_history_fails_when_the_ledger_was_changed(ok, code, case, calls, say):
    check = SimpleNamespace(ok=ok, message="line 2 was changed" if not ok else "intact")
    events = (event("feature.flagged", {"feature": 4, "name": "he"}, "gender"),)
    calls("ledger", SimpleNamespace(verify=lambda: check, events=lambda: events))
    got, said, _ = say("history", case.folder)
    assert got == code
    assert "feature.flagged  4 he   gender" in said
    assert said.splitlines()[-1] == check.message


def test_train_passes_method_and_strength(case, calls, say):
    noted = calls("train_case", Summary())
    say("train", case.folder, "--method", "soft", "--strength", "2.5")
    assert noted[0][1]["method"] == "soft"
    assert noted[0][1]["strength"] == 2.5
    say("train", case.folder)
    assert noted[1][1]["method"] == "hard"
    assert noted[1][1]["strength"] is None


def test_an_error_of_the_engine_reaches_the_caller_as_it_is(case, monkeypatch, say):
    def audit_case(case):
        raise CaseError("no regularized model yet: run `selfreg train` first")

    monkeypatch.setattr(pipeline, "audit_case", audit_case)
    code, said, err = say("audit", case.folder)
    assert (code, said) == (2, "")
    assert err == "error: no regularized model yet: run `selfreg train` first\n"


def test_export_names_the_checksum_of_the_file(case, calls, say, tmp_path):
    (tmp_path / "b.zip").write_bytes(b"")
    calls("export_case", tmp_path / "b.zip")
    _, said, _ = say("export", case.folder, "-o", tmp_path / "b.zip", "--json")
    assert said["bytes"] == 0
    assert said["sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("command", ["verify", "predict"])
def test_a_bundle_that_is_not_there_is_the_callers_fault(command, say, tmp_path):
    code, _, err = say(command, tmp_path / "b.zip")
    assert code == 2
    assert "b.zip" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "give TEXT... or --data FILE"),
        (["a text", "--data", "f.csv", "--text", "t"], "not both"),
        (["--data", "f.csv"], "go together"),
        (["a text", "--text", "t"], "go together"),
    ],
)
def test_predict_wants_texts_from_one_place(words, says, say, tmp_path):
    (tmp_path / "b.zip").touch()
    code, _, err = say("predict", tmp_path / "b.zip", *words)
    assert code == 2
    assert says in err


def test_demo_builds_once_and_uses_what_is_there_the_second_time(monkeypatch, case, say):
    made = []

    def new_case(folder, data, **choices):
        frame = pd.read_csv(data)
        made.append((frame, choices))
        return Case.create(folder, case.settings, case.texts())

    monkeypatch.setattr(pipeline, "new_case", new_case)
    monkeypatch.setattr(pipeline, "run_case", lambda case, progress: Summary())
    folder = case.folder.parent / "deep" / "demo"
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

    monkeypatch.setattr(pipeline, "new_case", new_case)
    assert say("demo", "--case", tmp_path / "deep" / "demo", "--no-ui")[0] == 2
    assert list(tmp_path.iterdir()) == []
