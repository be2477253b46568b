"""A case is one folder: whole or absent, and it remembers what it was made with."""

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest

from core.case import Case, Settings
from core.errors import CaseError, InputError
from core.texts import Texts

SETTINGS = Settings(
    name="bourbón 号",
    source="reports.csv",
    text="what happened",
    label="outcome",
    groups=("sex", "age group"),
    split=None,
    favourable="not serious",
    model="minilm",
    seed=7,
)


def some_texts(last="fünf"):
    texts = ["one", "two", "three", "four", last]
    columns = {"id": list("abcde"), "text": texts, "label": ["x", "y", "x", "y", "x"]}
    columns |= {"split": ["train"] * 3 + ["valid", "test"], "sex": ["f", "m", None, "f", "m"]}
    return Texts(pd.DataFrame(columns, dtype=object), ("sex",), ("2 texts were empty.",))


def new_case(folder, settings=SETTINGS, **texts):
    return Case.create(folder, settings, some_texts(**texts))


def test_settings_and_texts_come_back_as_they_went_in(tmp_path):
    new_case(tmp_path / "case")
    case = Case.open(tmp_path / "case")
    assert case.settings == SETTINGS
    assert case.notes == ("2 texts were empty.",)
    assert case.texts().groups == ("sex",)
    pd.testing.assert_frame_equal(case.texts().frame, some_texts().frame)
    assert case.content_hash == some_texts().content_hash()


def test_settings_come_back_whatever_encoding_the_machine_prefers(tmp_path, monkeypatch):
    new_case(tmp_path / "case")
    monkeypatch.setattr("io.text_encoding", lambda encoding, *_: encoding or "latin-1")
    assert Case.open(tmp_path / "case").settings.name == "bourbón 号"


def test_the_name_of_a_case_is_its_folders(tmp_path):
    assert new_case(tmp_path / "second opinion").name == "second opinion"


def test_a_folder_that_exists_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"mine.*exists already: choose another name"):
        new_case(tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_a_second_case_of_the_same_name_does_not_touch_the_first(tmp_path):
    first = new_case(tmp_path / "case")
    before = first.manifest_path.read_bytes()
    with pytest.raises(InputError):
        new_case(tmp_path / "case", last="other")
    assert first.manifest_path.read_bytes() == before


def test_a_case_that_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch):
    def full_disk(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("core.case.write_json", full_disk)
    with pytest.raises(OSError, match="no space"):
        new_case(tmp_path / "case")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["nothing", "empty folder", "file"])
def test_opening_what_is_no_case_says_how_to_make_one(tmp_path, there):
    folder = tmp_path / "case"
    if there == "empty folder":
        folder.mkdir()
    if there == "file":
        folder.write_text("a,b")
    with pytest.raises(CaseError, match=r"no case in '.*case'.*selfreg new CASE --data"):
        Case.open(folder)


def test_a_case_of_another_format_is_refused(tmp_path):
    case = new_case(tmp_path / "case")
    saved = json.loads(case.manifest_path.read_text("utf-8"))
    case.manifest_path.write_text(json.dumps(saved | {"format": 99}))
    with pytest.raises(CaseError, match="another version of selfreg"):
        Case.open(case.folder)


def test_the_identity_follows_settings_and_texts_and_not_the_place(tmp_path):
    one = new_case(tmp_path / "one").id
    assert new_case(tmp_path / "two").id == one
    assert new_case(tmp_path / "three", last="six").id != one
    other = dataclasses.replace(SETTINGS, favourable="serious")
    assert new_case(tmp_path / "four", settings=other).id != one


def test_a_step_is_fresh_only_with_the_inputs_it_was_finished_with(tmp_path):
    case = new_case(tmp_path / "case")
    assert not case.is_fresh("embed", "k1")
    assert case.key("embed") is None
    case.record("embed", "k1", {"tokens": 12})
    again = Case.open(case.folder)
    assert again.is_fresh("embed", "k1")
    assert not again.is_fresh("embed", "k2")
    assert not again.is_fresh("sae", "k1")


def test_what_a_step_noted_is_kept_and_replaced_when_it_runs_again(tmp_path):
    case = new_case(tmp_path / "case")
    assert case.info("sae") == {}
    case.record("sae", "k1", {"fvu": 0.25, "k": 16})
    case.record("features", "k2", {"live": 3})
    assert case.info("sae") == {"fvu": 0.25, "k": 16}
    case.record("sae", "k3", {"k": 32})
    assert case.info("sae") == {"k": 32}
    assert case.info("features") == {"live": 3}
    assert case.settings == SETTINGS


def test_a_step_asked_for_too_early_is_refused_with_the_advice_given(tmp_path):
    case = new_case(tmp_path / "case")
    with pytest.raises(CaseError, match=r"case 'case' is not ready for this: run it first"):
        case.require("features", "run it first")
    case.record("features", "k", {})
    case.require("features", "run it first")


def test_the_rule_for_unjudged_features_can_change_and_nothing_else_does(tmp_path):
    case = new_case(tmp_path / "case")
    case.record("embed", "k", {"tokens": 1})
    identity = case.id
    case.set_unjudged("flag")
    assert case.settings == dataclasses.replace(SETTINGS, unjudged="flag")
    assert (case.id, case.info("embed")) == (identity, {"tokens": 1})
    with pytest.raises(InputError, match=r"'maybe': use 'keep' or 'flag'"):
        case.set_unjudged("maybe")


def test_every_path_of_a_case_is_its_own_and_inside_its_folder(tmp_path):
    case = Case(tmp_path)
    names = [n for n in dir(Case) if n.endswith(("_path", "_folder")) and n != "classifier_path"]
    paths = [getattr(case, name) for name in names]
    paths += [case.classifier_path("plain"), case.classifier_path("regularized")]
    assert len(set(paths)) == len(paths) > 10
    assert all(tmp_path in path.parents for path in paths)


def test_what_can_be_made_again_lies_in_the_folder_that_is_removed():
    case = Case(Path("a case"))
    for path in (case.states_folder, case.parts_folder, case.checkpoint_path):
        assert case.work_folder in path.parents
    for path in (case.ledger_path, case.texts_path, case.sae_folder, case.features_folder):
        assert case.work_folder not in path.parents
