"""What only people know: asked on the page Sign, kept in the ledger, missing on the checklist."""

import sys

import pytest
from dashboard_case import failed, make_case, open_app, shown

from core.case import Case
from core.pipeline.about import current_about
from core.pipeline.judged import current_policy
from dashboard import engine
from dashboard.words import asked as words


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    return tmp_path


def opened(case="hiring"):
    app = open_app("sign", case=case)
    app.session_state["about_case"] = True
    return app.run()


def field(app, part, name):
    version = engine.about("hiring").version
    kind = {"answer": app.text_area, "obtained": app.selectbox}.get(part, app.text_input)
    return kind(key=f"about_{part}_{name}_{version}")


def test_typed_answers_go_to_the_ledger_and_off_the_checklist(root):
    make_case(root / "hiring")
    app = opened()
    assert not failed(app)
    assert "Not given: intended use, use that is not allowed, who is affected and" in shown(app)
    app.session_state["sign_name"] = "Ada Rossi"
    field(app, "answer", "intended").set_value("A first sort.")
    field(app, "processed", "sex").set_value("To measure.")
    field(app, "obtained", "sex").set_value("self-reported")
    app.button(key="save_about").click().run()
    case = Case.open(root / "hiring")
    assert not failed(app)
    assert words.SAVED in shown(app)
    assert current_about(case).intended == "A first sort."
    assert current_about(case).processed == {"sex": "To measure."}
    assert current_policy(case).obtained == {"sex": "self-reported"}
    assert "Not given: use that is not allowed" in shown(app)


def test_without_a_name_or_a_change_nothing_is_written(root):
    make_case(root / "hiring")
    app = opened()
    app.button(key="save_about").click().run()
    assert words.UNCHANGED in shown(app)
    field(app, "answer", "intended").set_value("A first sort.")
    app.button(key="save_about").click().run()
    assert words.NAME_FIRST in shown(app)
    assert current_about(Case.open(root / "hiring")).intended == ""


def test_words_for_the_commonest_reasons_go_to_the_ledger(root, monkeypatch):

    named = [{"feature": 2, "name": "she <b>", "n": 9}]
    page = sys.modules["dashboard.engine.about"]  # the name beside it is a function
    monkeypatch.setattr(page, "tried", lambda case: {"reasons": {"named": named}})
    make_case(root / "hiring")
    app = opened()
    app.session_state["sign_name"] = "Ada Rossi"
    field(app, "wordings", "2").set_value("The text names the person's sex.")
    app.button(key="save_about").click().run()
    assert not failed(app)
    said = current_about(Case.open(root / "hiring"))
    assert said.wordings == {"2": "The text names the person's sex."}
    assert field(app, "wordings", "2").value == "The text names the person's sex."
