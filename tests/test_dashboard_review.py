"""What a reviewer does on the pages, and what the ledger says afterwards."""

import pandas as pd
import pytest
from dashboard_case import failed, make_case, open_app, shown

from dashboard import engine


@pytest.fixture
def case(tmp_path, monkeypatch):
    """A case under review."""
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    return "hiring"


@pytest.fixture
def review(case):
    """The page Review at its first feature, after a name was given."""
    app = open_app("review", case=case)
    app.text_input(key="review_name").set_value("Grace Hopper").run()
    return app


def heading(app):
    """The feature that is open."""
    return shown(app).split("<h1>")[1].split("</h1>")[0]


def give_reason(app, feature, text="tells the sex", kind="protected attribute"):
    app.get_by_key(f"f{feature}_kind").set_value(kind)
    app.text_input(key=f"f{feature}_reason").set_value(text)


def test_nobody_decides_without_a_name(case):
    app = open_app("review", case=case)
    assert all(app.button(key=f"do_{verdict}").disabled for verdict in ("flag", "keep", "unsure"))


def test_the_queue_starts_with_what_moves_decisions_and_differs_between_groups(review):
    assert heading(review) == "“he, his”"
    assert "9.0 times as often with sex “male” as with “female”" in shown(review)


def test_a_flag_needs_kind_and_reason(case, review):
    review.button(key="do_flag").click().run()
    assert engine.verdicts(case) == {}
    assert "To flag, choose a kind" in shown(review)
    review.text_input(key="f0_reason").set_value("tells the sex").run()
    review.button(key="do_flag").click().run()
    assert engine.verdicts(case) == {}
    assert heading(review) == "“he, his”"


def test_a_flag_with_reason_is_written_and_the_next_feature_opens(case, review):
    give_reason(review, 0)
    review.button(key="do_flag").click().run()
    assert not failed(review)
    verdict = engine.verdicts(case)[0]
    assert (verdict.verdict, verdict.by) == ("flag", "Grace Hopper")
    assert (verdict.reason, verdict.category) == ("tells the sex", "protected attribute")
    assert heading(review) != "“he, his”"
    assert review.query_params["feature"] != "0"
    assert "Flagged “he, his”. Undo with Z." in shown(review)


def test_a_reason_is_not_carried_over_unless_asked_for(case, review):
    give_reason(review, 0)
    review.button(key="do_flag").click().run()
    nxt = int(review.query_params["feature"])
    assert not review.text_input(key=f"f{nxt}_reason").value
    review.button(key=f"f{nxt}_again").click().run()
    assert review.text_input(key=f"f{nxt}_reason").value == "tells the sex"
    review.button(key="do_flag").click().run()
    assert engine.verdicts(case)[nxt].category == "protected attribute"


def test_keep_needs_no_reason(case, review):
    review.button(key="do_keep").click().run()
    assert engine.verdicts(case)[0].verdict == "keep"


def test_unsure_needs_words_and_a_kind_as_a_flag_does(case, review):
    review.button(key="do_unsure").click().run()
    review.text_input(key="f0_reason").set_value("is it about skill?").run()
    review.button(key="do_unsure").click().run()
    assert engine.verdicts(case) == {}
    assert "To put it aside, choose a kind" in shown(review)
    give_reason(review, 0, "is it about skill?", "proxy")
    review.button(key="do_unsure").click().run()
    found = engine.verdicts(case)[0]
    assert (found.verdict, found.category) == ("unsure", "proxy")


def test_undo_takes_the_decision_back_and_opens_its_feature_again(case, review):
    review.button(key="do_keep").click().run()
    review.button(key="undo").click().run()
    assert engine.verdicts(case) == {}
    assert heading(review) == "“he, his”"
    assert [event.event for event in engine.history(case)][-2:] == [
        "feature.kept",
        "decision.undone",
    ]


def test_undo_with_nothing_to_undo_is_a_sentence(review):
    review.button(key="undo").click().run()
    assert not failed(review)
    assert "to undo" in shown(review)


def test_a_decision_somebody_made_meanwhile_is_not_overwritten(case, review):
    engine.decide(case, [0], "keep", reason="", by="Alan")
    give_reason(review, 0)
    review.button(key="do_flag").click().run()
    assert engine.verdicts(case)[0].by == "Alan"
    assert "Alan" in shown(review)


def test_previous_and_next_walk_the_queue(review):
    assert review.button(key="go_Left").disabled
    review.button(key="go_Right").click().run()
    second = heading(review)
    assert second != "“he, his”"
    review.button(key="go_Left").click().run()
    assert heading(review) == "“he, his”"


def test_the_tabs_hold_what_was_decided(case):
    engine.decide(case, [1], "flag", reason="sex", by="Alan", category="proxy")
    engine.decide(case, [3], "keep", reason="", by="Alan")
    counts = engine.counts(case)
    assert counts == {
        "To review": 2, "Flagged": 1, "Kept": 1, "Unsure": 0, "Never seen": 1, "All": 5,
    }  # fmt: skip
    app = open_app("review", case=case, tab="Flagged")
    assert heading(app) == "“she, her”"
    assert "Alan flagged it as proxy" in shown(app)
    app.get_by_key("tab").set_value("Kept").run()
    assert heading(app) == "“skill”"
    assert app.query_params["tab"] == "Kept"


def test_an_empty_part_of_the_queue_says_so(case):
    app = open_app("review", case=case, tab="Unsure")
    assert not failed(app)
    assert "No feature is put aside" in shown(app)


def test_related_features_are_flagged_together_each_with_its_own_event(case, review):
    review.session_state["related_panel"] = True
    review.run()
    review.checkbox(key="related_tick_3").uncheck().run()
    assert review.button(key="related_flag").label == "Flag this one"
    review.get_by_key("related_kind").set_value("proxy")
    review.text_input(key="related_reason").set_value("the other sex")
    review.button(key="related_flag").click().run()
    assert not failed(review)
    assert {f: v.verdict for f, v in engine.verdicts(case).items()} == {1: "flag"}


def test_all_answers_of_a_search_are_flagged_with_one_reason(case):
    app = open_app("explore", case=case, q="he she", by="words")
    app.session_state["bulk_panel"] = True
    app.run()
    app.text_input(key="bulk_name").set_value("Grace").run()
    app.get_by_key("bulk_kind").set_value("protected attribute")
    app.text_input(key="bulk_reason").set_value("sex")
    app.button(key="bulk_flag").click().run()
    assert {f: v.reason for f, v in engine.verdicts(case).items()} == {0: "sex", 1: "sex"}


def test_the_policy_is_saved_as_an_event_and_stands_beside_decisions(case):
    app = open_app("overview", case=case)
    app.text_input(key="overview_name").set_value("Grace").run()
    app.text_area(key="policy").set_value("Neither sex nor <i>age</i>.").run()
    app.button(key="save_policy").click().run()
    assert engine.policy(case) == "Neither sex nor <i>age</i>."
    assert engine.history(case)[-1].by == "Grace"
    app = open_app("review", case=case)
    assert "Neither sex nor &lt;i&gt;age&lt;/i&gt;." in shown(app)


def test_the_name_is_asked_once_and_can_be_changed(review):
    assert "review_name" not in [field.key for field in review.text_input]
    review.button(key="change_name").click().run()
    assert "review_name" in [field.key for field in review.text_input]


def test_relatives_of_a_flagged_feature_come_first_with_their_reason(case):
    engine.decide(case, [0], "flag", reason="sex", by="Alan", category="proxy")
    assert engine.queue(case, "To review")["feature"].head(2).tolist() == [1, 3]
    app = open_app("review", case=case)
    assert heading(app) == "“she, her”"
    assert "It points the same way as flagged “he, his” (0.61)." in shown(app)


def test_what_the_software_would_choose_is_told_after_the_decision_and_recorded(case, review):
    assert "The software would" not in shown(review)
    review.button(key="do_keep").click().run()
    assert "The software would have chosen flag; your decision stands." in shown(review)
    assert engine.history(case)[-1].subject["suggested"] == "flag"
    assert engine.suggestion(case, 3) == "keep"


def test_many_at_once_do_not_overwrite_a_decision_the_page_had_not_shown(case, review):
    engine.decide(case, [0], "flag", reason="sex", by="Grace Hopper", category="proxy")
    review.session_state["proposed_panel"] = True
    review.run()
    review.get_by_key("proposed_kind").set_value("proxy")
    review.text_input(key="proposed_reason").set_value("the other sex")
    review.run()
    engine.decide(case, [3], "keep", reason="skill counts", by="Alan")
    review.button(key="proposed_flag").click().run()
    assert {f: v.verdict for f, v in engine.verdicts(case).items()} == {0: "flag", 3: "keep"}
    assert "Alan said keep, because: skill counts" in shown(review)


def test_the_policy_beside_the_buttons_says_its_version(case, review):
    assert "Your policy, version 1" in shown(review)
    engine.set_policy(case, "Neither sex nor age.", "Grace Hopper")
    assert "Your policy, version 2" in shown(review.run())


def test_progress_is_in_view(case, review):
    assert "0 of 4 decided, 0 flagged" in shown(review)
    review.button(key="do_keep").click().run()
    assert "1 of 4 decided, 0 flagged" in shown(review)


def test_the_name_is_asked_once_on_a_page(case):
    app = open_app("review", case=case)
    app.session_state["related_panel"] = True
    app.run()
    assert [field.label for field in app.text_input].count("Your name") == 1


def test_what_the_flags_cost_so_far_stands_beside_the_decision(case, monkeypatch):
    from core.pipeline.weigh import Weight

    weight = Weight(3, 2, 384, 600, 0.753, 0.742, 0.1285, 1e-16, wide=False)
    monkeypatch.setattr(engine, "so_far", lambda case: engine.SoFar(weight, fresh=True))
    drawn = shown(open_app("review", case=case)).replace("\u00a0", " ")
    assert "3 features flagged, 2 independent directions of 384 (&lt;1 %)." in drawn
    for figure in ("13 %", "none", "75.3 %", "74.2 %", "382", "600 validation texts"):
        assert figure in drawn


def test_relatives_are_shown_on_and_on_each_with_all_its_reasons_and_only_the_nearest_ticked(
    case, monkeypatch
):
    rows = pd.DataFrame(
        [
            (10 + n % 40, kind, 0, 0.9 - n / 100, "", "", f"name {n % 40}", "he, his")
            for n, kind in enumerate(["similar"] * 40 + ["same words"])
        ],
        columns=["feature", "relation", "of", "score", "column", "value", "name", "of_name"],
    )
    monkeypatch.setattr(engine, "related", lambda case: rows)
    monkeypatch.setattr(engine, "proposals", lambda case: rows.head(12))
    app = open_app("review", case=case, feature="0")
    app.text_input(key="review_name").set_value("Ada").run()
    assert "40 features related to flagged ones" in [panel.label for panel in app.expander]
    for shown_, left in ((12, True), (36, True), (40, False)):
        app.session_state["proposed_panel"] = True
        app.run()
        assert not failed(app)
        ticks = [box for box in app.checkbox if box.key.startswith("proposed_tick")]
        assert [box.value for box in ticks] == [True] * 12 + [False] * (shown_ - 12)
        assert app.button(key="proposed_flag").label == "Flag these 12"
        if left:
            app.session_state["proposed_panel"] = True
            app.button(key="proposed_show").click().run()
    drawn = shown(app)
    assert "points the same way as flagged “he, his” (0.90). It fires on the same words" in drawn
