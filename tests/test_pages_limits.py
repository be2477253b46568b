"""Limits on the pages: shown, set under a name, and held against the figures on Compare."""

import pytest
from dashboard_case import failed, make_case, open_app, shown

from core.case import Case
from core.pipeline.judged import locked_policies
from dashboard import engine
from dashboard.words import limits as words


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    return tmp_path


def opened_limits():
    """Overview with the panel of the limits opened."""
    app = open_app("overview", case="hiring")
    app.session_state["limits"] = True
    return app.run()


def test_limits_nobody_set_are_shown_as_such(root):
    make_case(root / "hiring")
    app = opened_limits()
    assert not failed(app)
    assert "Nobody has set limits yet" in shown(app)
    assert app.number_input(key="limit_impact_ratio_0").value == 0.8
    assert app.number_input(key="limit_selection_gap_0").value is None
    assert app.button(key="set_limits").disabled


def test_a_typed_limit_goes_to_the_ledger_under_the_name(root):
    make_case(root / "hiring")
    app = opened_limits()
    app.text_input(key="limits_name").set_value("Ada").run()
    app.number_input(key="limit_tpr_gap_0").set_value(0.05)
    app.button(key="set_limits").click().run()
    assert not failed(app)
    (version,) = locked_policies(Case.open(root / "hiring"))
    assert (version.by, version.policy.limit("tpr_gap").value) == ("Ada", 0.05)
    assert version.policy.limit("selection_gap").value is None
    assert "Version 1, set by Ada" in shown(app)


def test_setting_the_same_again_says_so_and_writes_nothing(root):
    make_case(root / "hiring")
    engine.set_limits("hiring", {}, "Ada")
    with pytest.raises(engine.SelfregError, match="already says that"):
        engine.set_limits("hiring", {"tpr_gap": 0.1}, "Ada")
    assert engine.limits("hiring").version == 1


def test_without_a_regularized_model_nothing_is_held_against_limits(root):
    make_case(root / "hiring")
    assert engine.group_verdicts("hiring") == []


def test_a_limit_is_named_with_its_side(root):
    make_case(root / "hiring")
    told = [words.label_of(limit) for limit in engine.limits("hiring").limits]
    assert told[0].endswith("divided by the highest: at least")
    assert told[2] == "Gap in favourable decisions where the label agrees: at most"
