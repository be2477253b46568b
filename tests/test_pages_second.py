"""The page of second opinions: blind, then told; differences settled with a reason."""

import pytest
from dashboard_case import failed, make_case, open_app, shown

from dashboard import engine


@pytest.fixture
def case(tmp_path, monkeypatch):
    """Ada flagged feature 0 and kept feature 3."""
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    engine.decide("hiring", [0], "flag", reason="tells the sex", by="Ada", category="proxy")
    engine.decide("hiring", [3], "keep", reason="", by="Ada")
    return "hiring"


@pytest.fixture
def second(case):
    """The page as Grace sees it."""
    app = open_app("second", case=case)
    app.text_input(key="second_name").set_value("Grace").run()
    return app


def test_without_a_name_there_is_nothing_to_look_at(case):
    app = open_app("second", case=case)
    assert not failed(app)
    assert "Type your name to begin" in shown(app)


def test_the_decision_is_hidden_until_the_second_person_has_chosen(case, second):
    drawn = shown(second)
    assert "“he, his”" in drawn
    assert "1 of 2." in drawn
    assert "tells the sex" not in drawn
    assert "Ada" not in drawn
    assert "flagged it" not in drawn
    second.button(key="opine_keep").click().run()
    assert not failed(second)
    assert "Ada said flag on “he, his”, because: tells the sex." in shown(second)
    assert engine.verdicts(case)[0].verdict == "flag"


def test_agreement_is_told_and_counted(case, second):
    second.get_by_key("second0_kind").set_value("proxy")
    second.text_input(key="second0_reason").set_value("a man is meant").run()
    second.button(key="opine_flag").click().run()
    assert "You agree on “he, his”." in shown(second)
    second.button(key="opine_keep").click().run()
    assert "2 second opinions, 2 of them agree; Cohen&#x27;s kappa 1.00." in shown(second)
    assert "no decision by somebody else" in shown(second)
    assert engine.agreement(case) == (2, 2, 1.0)


def test_an_opinion_is_taken_back_with_a_new_event(case, second):
    with pytest.raises(KeyError):
        second.button(key="undo_opinion")
    second.button(key="opine_keep").click().run()
    second.button(key="undo_opinion").click().run()
    assert not failed(second)
    drawn = shown(second)
    assert "Took back your second opinion on “he, his”." in drawn
    assert "1 of 2." in drawn
    kinds = [event.event for event in engine.history(case)]
    assert kinds[-2:] == ["opinion.given", "opinion.undone"]
    assert engine.agreement(case)[0] == 0
    assert engine.differences(case) == []


def test_ones_own_decisions_are_not_looked_at_again(case):
    app = open_app("second", case=case)
    app.text_input(key="second_name").set_value("Ada").run()
    assert "no decision by somebody else" in shown(app)


def test_a_difference_shows_both_reasons_and_is_settled_with_a_reason(case):
    engine.give_opinion(case, 0, "unsure", reason="or a name?", by="Grace", category="other")
    app = open_app("second", case=case, part="differ")
    app.text_input(key="second_name").set_value("Grace").run()
    drawn = shown(app)
    assert "tells the sex" in drawn
    assert "or a name?" in drawn
    app.session_state["settle_0"] = True
    app.run()
    app.button(key="settle0_keep").click().run()
    assert engine.differences(case) != []
    app.session_state["settle_0"] = True
    app.run()
    app.text_input(key="settle0_reason").set_value("we read ten more").run()
    app.session_state["settle_0"] = True
    app.run()
    app.button(key="settle0_keep").click().run()
    assert not failed(app)
    assert engine.differences(case) == []
    assert (engine.verdicts(case)[0].verdict, engine.verdicts(case)[0].by) == ("keep", "Grace")
    assert "No two people differ." in shown(app)


def test_a_case_not_yet_run_leads_to_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "new", run=False)
    assert "have not been found yet" in shown(open_app("second", case="new"))


def test_a_feature_that_was_drawn_is_judged_blind_and_named_afterwards(case, monkeypatch):
    from core.pipeline import decide

    for room in (decide, __import__("core.pipeline").pipeline):
        monkeypatch.setattr(room, "drawn_features", lambda case: [2], raising=False)
    app = open_app("second", case=case)
    app.text_input(key="second_name").set_value("Grace").run()
    assert "1 of 3." in shown(app)
    engine.give_opinion(case, 2, "keep", reason="", by="Grace", category="other")
    assert engine.history(case)[-1].subject["drawn"] is True
    assert engine.to_look_at(case, "Grace") == [0, 3]
    assert engine.differences(case) == []
