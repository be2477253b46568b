"""Lists of features on Explore and Review: one element, each name a way to its evidence."""

import pytest
from dashboard_case import failed, listed, make_case, open_app
from streamlit.testing.v1 import AppTest

from dashboard import engine


@pytest.fixture
def case(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    return "hiring"


def test_answers_are_listed_with_their_reason_and_the_one_shown_is_marked(case):
    app = open_app("explore", case=case, q="he she", by="words", feature="1")
    (answers,) = listed(app)
    assert [feature for feature, *_ in answers["features"]] == [0, 1]
    assert [name for _, name, _ in answers["features"]] == ["he, his", "she, her"]
    assert all("texts" in why for *_, why in answers["features"])
    assert answers["chosen"] == 1
    assert answers["label"] == "2 features"


def test_a_decision_stands_in_the_list(case):
    engine.decide(case, [0], "flag", reason="sex", by="Alan", category="proxy")
    (answers,) = listed(open_app("explore", case=case, q="he she", by="words"))
    whys = {feature: why for feature, _, why in answers["features"]}
    assert "flagged" in whys[0].lower()
    assert "flagged" not in whys[1].lower()


def test_names_and_reasons_hold_nothing_that_acts_unseen(case):
    engine.rename(case, 0, "<b>he</b> \u202eturned \x07\x1b[31m **x**", by="Alan")
    (answers,) = listed(open_app("explore", case=case, feature="0"))
    names = {feature: name for feature, name, _ in answers["features"]}
    assert names[0] == "<b>he</b> ⇄turned ␇␛[31m **x**"  # set as text, never as HTML


def test_relatives_are_listed_beside_a_decision_and_none_of_them_is_the_one_shown(case):
    (relatives,) = listed(open_app("review", case=case, feature="0"))
    assert 0 not in {feature for feature, *_ in relatives["features"]}
    assert relatives["chosen"] is None
    assert all(why for *_, why in relatives["features"])


@pytest.mark.parametrize(("pressed", "then"), [(3, "3"), (4, None), ("3", None), ([3], None)])
def test_a_press_is_believed_only_of_a_feature_that_was_listed(pressed, then):
    def page(pressed):
        import streamlit as st

        from dashboard.components.listed import _open

        st.session_state["answers"] = {"opened": pressed}
        _open("answers", frozenset({3, 5}))

    app = AppTest.from_function(page, args=(pressed,)).run()
    assert not failed(app)
    assert app.query_params.get("feature") == then
