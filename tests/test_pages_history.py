"""History: filters, exports, and the first broken line of a ledger somebody edited."""

import json

import pytest
from dashboard_case import failed, make_case, open_app, shown

from dashboard import engine


@pytest.fixture
def case(tmp_path, monkeypatch):
    """Ada flagged a feature and Alan kept one."""
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    engine.decide("hiring", [0], "flag", reason="tells the sex", by="Ada", category="proxy")
    engine.decide("hiring", [3], "keep", reason="=skill", by="Alan")
    return "hiring"


def table_of(app):
    return shown(app).split("<table")[-1].split("</table>")[0]


def test_the_history_says_who_did_what_and_why_the_newest_first(case):
    drawn = table_of(open_app("history", case=case))
    assert drawn.index("Alan") < drawn.index("tells the sex")


def test_filters_by_person_event_and_words_stand_in_the_url(case):
    app = open_app("history", case=case, who="Alan")
    assert "skill" in table_of(app)
    assert "tells the sex" not in table_of(app)
    app = open_app("history", case=case)
    app.selectbox(key="what").set_value("feature.flagged").run()
    assert app.query_params["what"] == "feature.flagged"
    assert "tells the sex" in table_of(app)
    assert "Alan" not in table_of(app)
    assert "1 of 4 events" in shown(app)
    app.text_input(key="about").set_value("no such words").run()
    assert not failed(app)
    assert "Nothing in the history answers this." in shown(app)


def test_a_case_with_a_whole_history_says_so(case):
    app = open_app("history", case=case)
    app.button(key="check").click().run()
    assert "The history is whole: 4 events, unbroken." in shown(app)


def test_check_integrity_names_the_first_broken_line(case, tmp_path):
    path = tmp_path / "hiring" / "ledger.jsonl"
    path.write_text(path.read_text().replace("tells the sex", "tells the age"))
    app = open_app("history", case=case)
    assert not failed(app)
    assert "The history was changed: line 3 of the ledger was changed" in shown(app)


def test_a_ledger_that_is_no_ledger_is_a_sentence(case, tmp_path):
    path = tmp_path / "hiring" / "ledger.jsonl"
    path.write_text("not a ledger\n")
    app = open_app("history", case=case)
    assert not app.exception
    assert "line 1 of the ledger is not an event" in shown(app)


def test_the_exports_hold_every_event_and_no_formula(case):
    rows = json.loads(engine.history_json(case))
    assert [row["by"] for row in rows] == ["Ada", "Ada", "Ada", "Alan"]
    assert "'=skill" in engine.history_csv(case)
