"""The door to the engine: cases, the queue's order, how far a case is."""

import pandas as pd
import pytest
from dashboard_case import make_case

from core.errors import CaseError, InputError
from dashboard import engine
from dashboard.engine.queue import QUEUE_SIZE, rank


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    return tmp_path


def features(influence, status="live"):
    number = range(len(influence))
    return pd.DataFrame(
        {"feature": number, "influence": influence, "status": status, "texts": 10, "name": "x"}
    )


def rates(*rows):
    return pd.DataFrame(rows, columns=["feature", "column", "value", "n", "rate"])


def test_only_folders_with_a_manifest_are_cases(root):
    make_case(root / "b", run=False)
    make_case(root / "a", run=False)
    (root / "empty").mkdir()
    assert engine.cases() == ("a", "b")


def test_a_root_that_does_not_exist_has_no_cases(root, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(root / "gone"))
    assert engine.cases() == ()


@pytest.mark.parametrize("name", ["..", "../a", "a/", "/", "", "a/../a", "b"])
def test_a_name_that_is_not_listed_is_refused(root, name):
    make_case(root / "a", run=False)
    with pytest.raises(CaseError, match="there is no case"):
        engine.facts(name)


@pytest.mark.parametrize("name", ["", " ", "../x", "a/b", ".hidden", "x" * 80, "a\nb"])
def test_a_case_gets_a_plain_name(root, name):
    with pytest.raises(InputError, match="cannot be the name"):
        engine.make_case(
            name, "a.csv", b"t,l\nx,y\n", text="t", label="l", groups=(), split=None,
            favourable=None,
        )  # fmt: skip
    assert list(root.iterdir()) == []


def test_a_case_is_made_from_a_chosen_file(root):
    lines = [f'"text number {i}",{"yes" if i % 2 else "no"},{"m" if i % 3 else "f"}'
             for i in range(90)]  # fmt: skip
    data = ("what,label,sex\n" + "\n".join(lines)).encode()
    columns = engine.read_columns("C:/my files/answers.csv", data)
    assert columns.names == ("what", "label", "sex")
    assert set(columns.values["label"]) == {"no", "yes"}
    name = engine.make_case(
        "my case", "answers.csv", data, text="what", label="label", groups=("sex",), split=None,
        favourable="no",
    )  # fmt: skip
    facts = engine.facts(name)
    assert (name, facts.texts, facts.favourable, facts.source) == (
        "my case",
        90,
        "no",
        "answers.csv",
    )
    assert facts.classes["all"].tolist() == [45, 45]
    assert facts.by_group["sex"].set_index("value")["all"].to_dict() == {"m": 60, "f": 30}


@pytest.mark.parametrize(
    ("name", "data"), [("a.exe", b"x"), ("a.csv", b""), ("a.parquet", b"no parquet"), ("a", b"x")]
)
def test_a_file_that_cannot_be_read_is_an_input_error(name, data):
    with pytest.raises(InputError):
        engine.read_columns(name, data)


def test_of_two_equally_strong_features_the_one_that_differs_between_groups_comes_first():
    table = features([0.2, 0.2, 0.21])
    by_group = rates(
        (0, "sex", "f", 50, 0.3), (0, "sex", "m", 50, 0.3),
        (1, "sex", "f", 50, 0.1), (1, "sex", "m", 50, 0.5),
        (2, "sex", "f", 50, 0.3), (2, "sex", "m", 50, 0.3),
    )  # fmt: skip
    ranked = rank(table, by_group)
    assert ranked["feature"].tolist() == [1, 2, 0]
    first = ranked.iloc[0]
    assert (first["high"], first["low"], first["column"]) == ("m", "f", "sex")
    # 0.2 x (0.1 + 0.9 x 0.4 / 0.62)
    assert first["priority"] == pytest.approx(0.2 * (0.1 + 0.9 * 0.4 / 0.62))


def test_small_groups_and_classes_do_not_order_the_queue():
    by_group = rates(
        (0, "sex", "f", 29, 0.0), (0, "sex", "m", 29, 1.0),
        (0, "label", "yes", 50, 0.0), (0, "label", "no", 50, 1.0),
    )  # fmt: skip
    ranked = rank(features([0.2]), by_group)
    assert ranked["high_rate"].isna().all()


def test_the_queue_asks_for_a_bounded_number_of_live_features_that_matter():
    many = rank(features([0.1] * (QUEUE_SIZE + 5)), rates())
    assert many["asked"].sum() == QUEUE_SIZE
    assert not rank(features([0.0]), rates())["asked"].any()
    assert not rank(features([0.1], status="never seen"), rates())["asked"].any()


def test_status_counts_decisions_and_what_changed_since_training(root):
    make_case(root / "hiring")
    begun = engine.status("hiring")
    assert (begun.asked, begun.to_review, begun.live, begun.never_seen) == (4, 4, 4, 1)
    assert begun.leans_on == ("he, his", "skill", "she, her")
    engine.decide("hiring", [0], "flag", reason="sex", by="Ada", category="proxy")
    engine.decide("hiring", [3], "keep", reason="", by="Ada")
    now = engine.status("hiring")
    assert (now.flagged, now.kept, now.to_review, now.since_training) == (1, 1, 2, 1)
    engine.undo("hiring", "Ada")
    assert engine.status("hiring").since_training == 1
    engine.undo("hiring", "Ada")
    assert engine.status("hiring").since_training == 0


def test_the_revision_changes_with_every_decision_but_results_keep_theirs(root):
    from dashboard.engine.places import results_revision

    make_case(root / "hiring")
    before, results = engine.revision("hiring"), results_revision("hiring")
    engine.decide("hiring", [3], "keep", reason="", by="Ada")
    assert engine.revision("hiring") != before
    assert results_revision("hiring") == results


def test_examples_carry_the_text_itself(root):
    make_case(root / "hiring")
    examples = engine.evidence("hiring", 1).examples
    typical = examples[examples["band"] == "typical"].iloc[0]
    assert typical["body"] == "Applicant 2 said that he did his work with skill."
    assert typical["id"] == "t2"


def test_a_second_job_is_refused_while_one_runs(root, monkeypatch):
    from dashboard.engine import jobs

    make_case(root / "hiring")
    running = engine.Job("running", "Embedding", 1, 2, "", "run")
    monkeypatch.setattr(jobs, "job", lambda case: running)
    with pytest.raises(InputError, match="running"):
        engine.start_run("hiring")
