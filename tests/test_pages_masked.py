"""Personal data in what people typed: hidden on demand on every page, asked about before export."""

import json

import pytest
from dashboard_case import failed, make_case, open_app, shown
from report_case import inputs

from core.masking import holds_personal_data
from core.pipeline.hiding import NOTE, hide_in_report
from core.report import Disposition, SignoffFacts, build_report, render_html
from dashboard import engine

SECRETS = ("Maria Rossi", "m.rossi@example.org", "+44 20 7946 0018", "GB29 NWBK 6016 1331 9268 19")
REASON = f"names {SECRETS[0]}, {SECRETS[1]}, phone {SECRETS[2]}, account {SECRETS[3]}"


@pytest.fixture
def case(tmp_path, monkeypatch):
    """Ada flagged feature 0 with such a reason, Grace differs, and a list tells it, too."""
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    engine.decide("hiring", [0], "flag", reason=REASON, by="Ada Rossi", category="privacy")
    opinion = {"reason": REASON, "by": "Grace", "category": "other"}
    engine.give_opinion("hiring", 0, "unsure", **opinion)
    engine.put_on_list("hiring", "names", 0)
    engine.describe_list("hiring", "names", REASON, "")
    return "hiring"


def told(text):
    """The secrets that a page or a file tells."""
    return [secret for secret in SECRETS if secret in text]


PAGES = [
    ("overview", {}),
    ("review", {"feature": "0", "tab": "Flagged"}),
    ("retrain", {}),
    ("second", {"part": "differ"}),
    ("history", {}),
]


@pytest.mark.parametrize(("page", "query"), PAGES)
def test_reasons_are_hidden_on_every_page_that_shows_them(case, page, query):
    app = open_app(page, case=case, **query)
    assert not failed(app)
    assert told(shown(app)) == list(SECRETS)
    app = open_app(page, case=case, mask="1", **query)
    assert not failed(app)
    assert told(shown(app)) == []
    assert "names •••••" in shown(app)


@pytest.mark.parametrize("page", ["overview", "review", "second", "history"])
def test_the_policy_is_hidden_wherever_it_stands_and_cannot_be_saved_over_with_dots(case, page):
    engine.undo(case, "Ada Rossi")
    engine.set_policy(case, f"Nothing about {SECRETS[0]} counts.", "Ada Rossi")
    app = open_app(page, case=case, mask="1")
    if page == "second":
        app.text_input(key="second_name").set_value("Eve").run()
    assert not failed(app)
    assert SECRETS[0] not in shown(app)
    if page != "second":
        assert "Nothing about •••••" in shown(app)
    assert "save_policy" not in {button.key for button in app.button}


def test_a_note_is_hidden_and_cannot_be_saved_over_with_dots(case):
    assert open_app("lists", case=case).text_area(key="note").value == REASON
    app = open_app("lists", case=case, mask="1")
    assert told(shown(app)) == []
    assert "names •••••" in shown(app)
    with pytest.raises(KeyError):
        app.button(key="save_list")


@pytest.mark.parametrize(
    ("page", "tick", "file"),
    [("history", "export_reasons", "csv"), ("lists", "export_text", "export_list")],
)
def test_personal_data_is_exported_hidden_or_after_a_tick(case, page, tick, file):
    app = open_app(page, case=case)
    assert app.get_by_key(file).proto.disabled
    app.checkbox(key=tick).check().run()
    assert not app.get_by_key(file).proto.disabled
    masked = open_app(page, case=case, mask="1")
    assert not masked.get_by_key(file).proto.disabled


def test_what_is_exported_hidden_tells_nothing_and_keeps_everything_else(case):
    for export in (engine.history_csv, engine.history_json):
        assert told(export(case)) == list(SECRETS)
        assert told(export(case, masked=True)) == []
        assert "Ada Rossi" in export(case, masked=True)
    whole, hidden = (json.loads(engine.exported_list(case, "names", m)) for m in (False, True))
    assert told(json.dumps(hidden)) == []
    assert hidden["features"][0]["direction"] == whole["features"][0]["direction"]


def test_without_personal_data_nobody_is_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    engine.decide("hiring", [0], "flag", reason="tells the sex", by="Ada Rossi", category="proxy")
    assert not open_app("history", case="hiring").get_by_key("csv").proto.disabled
    assert not holds_personal_data(["tells the sex", ""])


def test_a_masked_report_hides_reasons_keeps_names_of_who_decided_and_says_so():
    given = inputs()
    flagged = (type(given.flagged[0])(**(vars(given.flagged[0]) | {"reason": REASON})),)
    disposed = Disposition("cost", "over the limit", "accept", REASON, "Ada Okafor", "2026-11-20")
    given = inputs(flagged=flagged, signoff=SignoffFacts((), (), (disposed,)), policy=REASON)
    whole = build_report(given)
    hidden = build_report(hide_in_report(given))
    assert told(render_html(whole)) == list(SECRETS)
    assert told(render_html(hidden)) == told(json.dumps(hidden)) == []
    assert "Ada Okafor" in render_html(hidden)
    assert NOTE in hidden["not_tested"]
    assert whole["audit"] == hidden["audit"]
