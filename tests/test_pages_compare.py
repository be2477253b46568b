"""Compare: figures with ranges, groups, gaps, changed texts, trying a text, accepting."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest
from dashboard_case import HOSTILE, failed, make_case, open_app, shown
from pages_case import TS, compared_case, flagged_case
from test_pages_sign import HANDOVER

from core.pipeline.decide import decide_features
from dashboard import engine
from dashboard.components.changed import towards


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    return tmp_path


def plain(app) -> str:
    return shown(app).replace("\u00a0", " ")


def test_before_any_training_the_page_leads_there(root):
    flagged_case(root / "hiring")
    app = open_app("compare", case="hiring")
    assert not failed(app)
    assert "have not been compared yet" in shown(app)
    assert app.button(key="go_retrain").label == "Train the regularized model"


def test_the_headline_has_the_figures_of_the_audit(root):
    compared_case(root / "hiring")
    told = plain(open_app("compare", case="hiring"))
    assert "make up 61.0 % of what moves the plain model and 0.0 %" in told
    assert "2 decisions changed: 0 to “invite”, 2 away from it" in told


def test_every_group_stands_with_its_counts_the_unknown_apart(root):
    compared_case(root / "hiring")
    app = open_app("compare", case="hiring", by="sex")
    told = plain(app)
    assert not failed(app)
    for group in ("male", "(not given)"):
        assert f'<th scope="row">{group}</th><td class="sr-n">10</td>' in told
    assert "5 of 10" in told


def test_too_few_texts_for_a_gap_are_said_to_be_too_few(root):
    compared_case(root / "hiring")
    assert "too few texts to say" in plain(open_app("compare", case="hiring"))


def test_changed_texts_can_be_narrowed_to_a_direction_and_widened_again(root):
    compared_case(root / "hiring")
    app = open_app("compare", case="hiring")
    assert "2 texts, those whose probability moved most first" in plain(app)
    app.selectbox(key="changed_way").set_value("to").run()
    assert "No text changed that way in this group." in plain(app)
    app.selectbox(key="changed_way").set_value("from").run()
    assert "2 texts, those" in plain(app)


def test_a_changed_text_stands_with_both_decisions(root):
    compared_case(root / "hiring")
    told = plain(open_app("compare", case="hiring"))
    assert "plain model “invite” (80.0 %) · regularized model “reject” (20.0 %)" in told
    assert ">−60.0<" in told


ROWS = pd.DataFrame(
    {
        "label": ["invite", "reject", "reject"],
        "plain": ["reject", "invite", "reject"],
        "regularized": ["invite", "reject", "hold"],
    }
)


@pytest.mark.parametrize(
    ("way", "which"),
    [
        ("all", [True, True, True]),
        ("to", [True, False, False]),
        ("from", [False, True, False]),
        ("corrected", [True, True, False]),
        ("spoilt", [False, False, True]),
    ],
)
def test_each_direction_holds_the_texts_it_names(way, which):
    assert towards(ROWS, way, "invite").tolist() == which


@pytest.fixture
def models(monkeypatch):
    """Two models that count the word he, and a text in which nothing else fires."""

    def try_text(case, text):
        he = text.lower().split().count("he")
        return tuple(
            SimpleNamespace(model=m, label="invite" if p > 0.5 else "reject", favourable=p)
            for m, p in (("plain", 0.2 + 0.4 * he), ("regularized", 0.6))
        )

    def highlight(case, text):
        return SimpleNamespace(
            spans=pd.DataFrame(
                {"feature": [0, 3], "start": [0, 3], "end": [2, 6], "strength": [0.9, 0.9]}
            ),
            top=pd.DataFrame(
                {"feature": [0], "strength": [0.9], "word": [text[:2]], "total": [1.0]}
            ),
        )

    monkeypatch.setattr(engine, "try_text", try_text)
    monkeypatch.setattr(engine, "highlight", highlight)


def try_it(app, text):
    app.text_area(key="trial_text").input(text).run()
    return app.button(key="try_text").click().run()


def test_a_tried_text_shows_both_decisions_side_by_side(root, models):
    compared_case(root / "hiring")
    app = try_it(open_app("compare", case="hiring"), "he led the team")
    told = plain(app)
    assert not failed(app)
    assert '<th scope="row">Plain model</th><td>invite (60.0 %)</td>' in told
    assert '<th scope="row">Regularized model</th><td>invite (60.0 %)</td>' in told


def test_only_flagged_features_are_marked_in_a_tried_text(root, models):
    compared_case(root / "hiring")
    told = shown(try_it(open_app("compare", case="hiring"), "he led the team"))
    assert ">he</mark> led the team" in told


def test_swapping_a_word_compares_with_the_text_before(root, models):
    compared_case(root / "hiring")
    app = try_it(open_app("compare", case="hiring"), "he led the team")
    told = plain(try_it(app, "she led the team"))
    assert "You changed “he” to “she”." in told
    assert "The plain model moved down by 40.0 points and now decides “reject”" in told
    assert "The regularized model stayed where it was" in told


def test_a_hostile_text_that_is_tried_stays_text(root, models):
    compared_case(root / "hiring")
    told = shown(try_it(open_app("compare", case="hiring"), HOSTILE))
    assert "<script>" not in told
    assert "<img" not in told


def test_an_empty_text_is_refused_in_a_sentence(root):
    compared_case(root / "hiring")
    app = open_app("compare", case="hiring").button(key="try_text").click().run()
    assert not failed(app)
    assert "text is empty" in shown(app)


def test_accepting_needs_a_name_goes_into_the_history_and_leads_on_to_signing(root, monkeypatch):
    for place in (engine, engine.handing):
        monkeypatch.setattr(place, "handover", lambda case, masked=False: HANDOVER)
    compared_case(root / "hiring")
    app = open_app("compare", case="hiring")
    assert app.button(key="accept").disabled
    app.text_input(key="compare_name").input("Ada Rossi").run()
    app.button(key="accept").click().run()
    newest = engine.history("hiring")[-1]
    assert (newest.event, newest.by) == ("model.accepted", "Ada Rossi")
    assert "Accepted; the history says by whom." in shown(app)
    assert app.text_input(key="sign_name").value == "Ada Rossi"
    again = open_app("compare", case="hiring")
    assert again.button(key="go_sign").label == "Sign and export"


def test_an_outdated_comparison_says_so_and_cannot_be_accepted(root):
    case = compared_case(root / "hiring")
    decide_features(case, [3], "flag", "a shortcut", "Ada", TS, "shortcut")
    app = open_app("compare", case="hiring")
    assert "out of date" in shown(app)
    assert "accept" not in {button.key for button in app.button}


def test_a_case_without_models_or_a_run_has_its_own_face(root):
    make_case(root / "hiring", run=False)
    app = open_app("compare", case="hiring")
    assert not failed(app)
    assert "have not been found yet" in shown(app)


def tried_case(folder):
    """The compared case with evidence of the model as it is."""
    from evidence_case import evidence

    from core.durable import write_json
    from core.pipeline.evidence import store

    case = compared_case(folder)
    found = evidence()
    found["swaps"]["gaps"][0]["features"] = [{"feature": 2, "name": HOSTILE, "move": 0.2}]
    keys = store._keys(case)
    write_json(
        case.evidence_path,
        {name: {"key": keys[name], "found": found[name]} for name in store.PARTS},
    )
    return case


def test_what_was_not_tried_is_said_and_how_to_try_it(root):
    compared_case(root / "hiring")
    told = plain(open_app("compare", case="hiring"))
    assert "This was not tried on these models." in told


def test_what_was_tried_stands_with_its_counts(root):
    tried_case(root / "hiring")
    app = open_app("compare", case="hiring")
    told = plain(app)
    assert not failed(app)
    assert "Use of flagged features: within the limit." in told
    assert "changed 0 decisions of the regularized model (at most 0.75 %" in told
    assert '<th scope="row">Their words deleted</th><td class="sr-n">31 of 310</td>' in told
    assert "139 of 410" in told
    assert "0.92, recoverable" in told


def test_features_worth_a_look_are_one_click_from_a_decision(root):
    tried_case(root / "hiring")
    app = open_app("compare", case="hiring")
    assert "<script" not in shown(app)
    assert "Moved the decision when he → she." in plain(app)
    app.button(key="look_2").click().run()
    assert not failed(app)
    assert app.query_params["feature"] in ("2", ["2"])


def test_evidence_of_another_model_is_not_shown(root):
    case = tried_case(root / "hiring")
    case.record("train", "trained again", case.info("train"))
    case.record("audit", "trained again", {})
    assert "This was not tried" in plain(open_app("compare", case="hiring"))


def gap_case(folder):
    """The tried case with a gap at one of its own swaps, moved by a feature nobody judged."""
    from core.durable import write_json
    from core.pipeline.swaps import case_swaps

    case = tried_case(folder)
    kept = json.loads(case.evidence_path.read_text())
    first = case_swaps(case)[0]
    gap = kept["swaps"]["found"]["gaps"][0]
    gap |= {"swap": first.id, "words": first.words}
    gap["features"] = [{"feature": 2, "name": HOSTILE, "move": 0.2}]
    write_json(case.evidence_path, kept)
    return case, first


def named(app, name="Ada Rossi"):
    app.text_input(key="swaps_name").input(name).run()
    return app


def test_a_found_gap_is_one_click_from_a_flag_with_its_reason(root):
    _, first = gap_case(root / "hiring")
    app = open_app("compare", case="hiring")
    told = plain(app)
    assert not failed(app)
    assert "<script" not in shown(app)
    assert f"<strong>{first.words}</strong>" in told
    key = f"gap_{first.id}_2"
    assert app.button(key=key).disabled
    named(app).button(key=key).click().run()
    newest = engine.history("hiring")[-1]
    assert (newest.event, newest.by, newest.subject["feature"]) == (
        "feature.flagged", "Ada Rossi", 2,
    )  # fmt: skip
    assert newest.reason == f"A decision flipped when {first.words}, and no flagged feature moved."
    assert newest.subject["category"] == "proxy"


def test_a_struck_swap_goes_into_the_history_and_the_tests_can_be_started_again(root, monkeypatch):
    started = []
    monkeypatch.setattr(engine, "start_tests", started.append)
    _, first = gap_case(root / "hiring")
    app = named(open_app("compare", case="hiring"))
    app.button(key=f"strike_{first.id}").click().run()
    assert not failed(app)
    newest = engine.history("hiring")[-1]
    assert (newest.event, newest.by) == ("swap.struck", "Ada Rossi")
    assert newest.subject == {"swaps": {first.id: first.words}}
    assert "have changed since the swaps were tried" in plain(app)
    app.button(key="run_tests").click().run()
    assert started == ["hiring"]
    assert "The tests are on their way." in plain(app)


def test_every_swapped_text_can_be_seen_with_those_that_were_struck(root):
    _, first = gap_case(root / "hiring")
    engine.strike("hiring", [first.id], "Ada Rossi")
    every = engine.swaps("hiring")
    assert every.set_index("id").struck[first.id]
    assert every.struck.sum() == 1
    engine.strike("hiring", [first.id], "Ada Rossi", restore=True)
    assert not engine.swaps("hiring").struck.any()


def test_what_was_not_tried_can_be_started_from_the_page(root, monkeypatch):
    started = []
    monkeypatch.setattr(engine, "start_tests", started.append)
    compared_case(root / "hiring")
    open_app("compare", case="hiring").button(key="run_tests").click().run()
    assert started == ["hiring"]


def test_the_tests_run_as_a_job_of_their_own(root, monkeypatch):
    from core import jobs
    from core.pipeline import work

    case = compared_case(root / "hiring")
    asked = []
    monkeypatch.setattr(jobs, "start", lambda folder, **given: asked.append(given))
    engine.start_tests("hiring")
    assert asked[0]["target"] == "core.pipeline:tests_job"
    monkeypatch.setattr(work, "audit_case", lambda case: None)
    monkeypatch.setattr(work, "evidence_case", lambda case, progress: {"swaps": {}, "leakage": {}})
    found = work.tests_job({"case": str(case.folder)}, lambda *_: None)
    assert found == {"tests": ["leakage", "swaps"]}


def test_the_sidebar_says_which_step_runs():
    from dashboard.words.status import step_states

    def said(kind):
        status = engine.Status(
            frozenset({"embed", "sae", "features", "plain", "train", "audit"}),
            engine.Job("running", "", 0, 0, "", kind),
        )
        return step_states(status)

    assert (said("tests")["retrain"], said("tests")["compare"]) == ("done", "running")
    assert (said("train")["retrain"], said("train")["compare"]) == ("running", "✓")
