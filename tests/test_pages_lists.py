"""Lists: kept, tried on a text, exported after a tick, carried over to be confirmed."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest
from dashboard_case import HOSTILE, failed, make_case, open_app, shown

from core.errors import CaseError, InputError
from dashboard import engine


@pytest.fixture
def case(tmp_path, monkeypatch):
    """Ada flagged feature 0; features 0 and 3 are on a list."""
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    make_case(tmp_path / "second")
    engine.decide("hiring", [0], "flag", reason="tells the sex", by="Ada", category="proxy")
    for feature in (0, 3, 0):
        engine.put_on_list("hiring", "who somebody is", feature)
    return "hiring"


@pytest.fixture
def text_reader(monkeypatch):
    """Feature 0 fires at 0.8 in every text."""
    top = pd.DataFrame({"feature": [0], "strength": [0.8], "word": ["he"]})
    found = SimpleNamespace(spans=pd.DataFrame(), top=top)
    monkeypatch.setattr(engine, "highlight", lambda case, text: found)


def exported(case):
    return engine.exported_list(case, "who somebody is").encode()


def test_a_feature_is_put_on_a_list_from_its_page(case):
    app = open_app("review", case=case, feature="1")
    app.session_state["to_list"] = True
    app.run()
    app.selectbox(key="list_name").set_value("who somebody is")
    app.button(key="put_on_list").click().run()
    assert not failed(app)
    assert engine.lists(case)["who somebody is"].features == (0, 3, 1)
    assert "is on the list" in shown(app)


def test_a_list_needs_a_name(case):
    with pytest.raises(InputError, match="no name"):
        engine.put_on_list(case, "  ", 1)


def test_note_and_text_are_kept_and_the_features_tried_on_the_text(case, text_reader):
    app = open_app("lists", case=case)
    app.text_area(key="note").set_value("for <b>age</b> and sex")
    app.text_area(key="list_text").set_value("he works")
    app.button(key="save_list").click().run()
    assert not failed(app)
    kept = engine.lists(case)["who somebody is"]
    assert (kept.note, kept.text) == ("for <b>age</b> and sex", "he works")
    assert "Flagged · 80\u00a0%" in shown(app)


def test_a_text_somebody_typed_is_exported_only_after_a_tick(case, text_reader):
    assert not open_app("lists", case=case).get_by_key("export_list").proto.disabled
    engine.describe_list(case, "who somebody is", "", HOSTILE)
    app = open_app("lists", case=case)
    assert app.get_by_key("export_list").proto.disabled
    app.checkbox(key="export_text").check().run()
    assert not app.get_by_key("export_list").proto.disabled


def test_a_feature_is_taken_off_and_a_list_removed_and_decisions_stay(case):
    app = open_app("lists", case=case)
    app.button(key="off_3").click().run()
    assert engine.lists(case)["who somebody is"].features == (0,)
    app.button(key="remove_list").click().run()
    assert engine.lists(case) == {}
    assert "There is no list yet." in shown(app)
    assert engine.verdicts(case)[0].verdict == "flag"


def test_flags_carried_over_wait_to_be_confirmed_and_decide_nothing(case):
    found = engine.carry_over("second", exported(case), "Grace")
    assert (found.confirm, found.judged, found.lost) == ((0,), (), ())
    assert engine.verdicts("second") == {}
    event = engine.history("second")[-1]
    assert (event.event, event.by, event.subject["cosine"]) == ("flag.carried", "Grace", 1.0)
    assert engine.queue("second", "To review")["feature"].iloc[0] == 0
    drawn = shown(open_app("review", case="second"))
    assert "Carried over, to confirm: the case “hiring” flagged “he, his” because" in drawn
    engine.decide("second", [0], "keep", reason="", by="Grace")
    assert engine.carried("second") == {}


def test_what_is_judged_or_waits_already_is_not_carried_again(case):
    engine.carry_over("second", exported(case), "Grace")
    assert engine.carry_over("second", exported(case), "Grace").judged == (0,)
    engine.decide("second", [0], "keep", reason="", by="Grace")
    again = engine.carry_over("second", exported(case), "Grace")
    assert (again.confirm, again.judged) == ((), (0,))
    assert engine.verdicts("second")[0].verdict == "keep"


def test_a_flag_that_nothing_here_is_near_to_is_named(case):
    from core.review.directions import direction_to_text

    told = json.loads(exported(case))
    told["features"][0]["direction"] = direction_to_text([0.0] * 7 + [1.0])
    found = engine.carry_over("second", json.dumps(told).encode(), "Grace")
    assert (found.confirm, found.lost) == ((), ("he, his",))
    assert len(engine.history("second")) == 2


def test_a_list_of_another_model_or_no_list_is_refused(case):
    told = json.loads(exported(case))
    with pytest.raises(CaseError, match="another embedding model"):
        engine.carry_over("second", json.dumps(told | {"model": "x"}).encode(), "Grace")
    for data in (b"", b"[]", b'{"schema": "selfreg-list/1", "features": [3]}', b"\xff"):
        with pytest.raises(InputError, match="no exported list"):
            engine.carry_over("second", data, "Grace")


def test_the_page_without_a_list_says_how_to_make_one(case):
    app = open_app("lists", case="second")
    assert not failed(app)
    assert "There is no list yet." in shown(app)
