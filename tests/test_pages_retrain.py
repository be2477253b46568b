"""Retrain: what goes in, starting the job under a name, watching it, what came out."""

import pytest
from dashboard_case import HOSTILE_NAME, failed, make_case, open_app, shown
from pages_case import REASON, TS, compared_case, flagged_case

from core.pipeline.decide import decide_features
from core.pipeline.swaps import set_swap_words
from dashboard import engine


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    return tmp_path


@pytest.fixture
def started(monkeypatch):
    calls = []
    monkeypatch.setattr(
        engine,
        "start_train",
        lambda *args, swaps, by: calls.append((*args, swaps, by)),
        raising=True,
    )
    return calls


def watch(monkeypatch, **facts):
    job = engine.Job(**({"message": "", "kind": "train", "done": 0, "total": 0} | facts))
    monkeypatch.setattr(engine, "job", lambda case: job)


def named(app):
    app.text_input(key="retrain_name").input("Ada Rossi").run()
    return app


def test_without_a_flag_there_is_nothing_to_train_and_the_page_leads_to_review(root):
    make_case(root / "hiring")
    app = open_app("retrain", case="hiring")
    assert not failed(app)
    assert "Nothing is flagged yet" in shown(app)
    assert app.button(key="go_review").label == "Review the features"
    assert "start_train" not in {button.key for button in app.button}


def test_what_goes_in_is_listed_with_its_reason_and_the_rule_for_the_rest(root):
    flagged_case(root / "hiring")
    told = shown(open_app("retrain", case="hiring"))
    for expected in ("he, his", "she, her", REASON, "protected attribute", "2 features have no"):
        assert expected in told


def test_a_hostile_reason_and_name_stay_text(root):
    case = flagged_case(root / "hiring")
    decide_features(case, [2], "flag", "<script>alert(9)</script>", "<b>Eve</b>", TS, "proxy")
    told = shown(open_app("retrain", case="hiring"))
    assert "<script>" not in told
    assert "<b>Eve" not in told
    assert "&lt;script&gt;alert(9)" in told
    assert HOSTILE_NAME in told


def test_nobody_trains_without_a_name(root, started):
    flagged_case(root / "hiring")
    app = open_app("retrain", case="hiring")
    assert app.button(key="start_train").disabled
    named(app).button(key="start_train").click().run()
    assert started == [("hiring", "hard", None, False, "Ada Rossi")]


def test_another_method_goes_with_the_strength_under_technical_details(root, started):
    flagged_case(root / "hiring")
    app = named(open_app("retrain", case="hiring"))
    app.radio(key="method").set_value("soft").run()
    app.button(key="start_train").click().run()
    assert started[0][1] == "soft"


def test_holding_still_when_words_are_exchanged_is_a_tick_with_the_pairs_in_its_help(root, started):
    flagged_case(root / "hiring")
    app = named(open_app("retrain", case="hiring"))
    tick = app.checkbox(key="train_swaps")
    assert not tick.value
    assert "“he” for “she”" in tick.label
    assert "he – she" in tick.help
    tick.check().run()
    app.button(key="start_train").click().run()
    assert started == [("hiring", "hard", None, True, "Ada Rossi")]


def test_a_tick_without_pairs_is_not_shown_and_does_not_count(root, started):
    case = flagged_case(root / "hiring")
    app = named(open_app("retrain", case="hiring"))
    app.checkbox(key="train_swaps").check().run()
    set_swap_words(case, {"pairs": []}, "Ada", TS)
    app.run()
    assert not app.checkbox
    app.button(key="start_train").click().run()
    assert started == [("hiring", "hard", None, False, "Ada Rossi")]


def test_a_tick_with_strength_0_is_refused_in_the_words_of_the_page(root, started):
    flagged_case(root / "hiring")
    app = named(open_app("retrain", case="hiring"))
    app.checkbox(key="train_swaps").check().run()
    app.session_state["strength_hard"] = 0.0
    app.button(key="start_train").click().run()
    assert not failed(app)
    assert "With strength 0 nothing holds the model still" in shown(app)
    assert started == []


def test_the_published_method_has_no_such_tick_and_is_not_asked_for_it(root, started):
    flagged_case(root / "hiring")
    app = named(open_app("retrain", case="hiring"))
    app.checkbox(key="train_swaps").check().run()
    app.radio(key="method").set_value("paper").run()
    assert not app.checkbox
    app.button(key="start_train").click().run()
    assert started == [("hiring", "paper", None, False, "Ada Rossi")]


def test_a_refusal_of_the_engine_is_a_sentence_and_no_traceback(root, monkeypatch):
    def refuse(*args, swaps, by):
        raise engine.SelfregError("something is running on this case already")

    monkeypatch.setattr(engine, "start_train", refuse)
    flagged_case(root / "hiring")
    app = named(open_app("retrain", case="hiring"))
    app.button(key="start_train").click().run()
    assert not failed(app)
    assert "Something is running on this case already." in shown(app)


def test_a_running_job_shows_its_stage_and_can_be_cancelled_but_not_started_twice(
    root, monkeypatch
):
    cancelled = []
    watch(monkeypatch, state="running", stage="Fitting the regularized model", done=1, total=4)
    monkeypatch.setattr(engine, "cancel_job", cancelled.append)
    flagged_case(root / "hiring")
    app = open_app("retrain", case="hiring")
    assert "You can close this page" in shown(app)
    assert "start_train" not in {button.key for button in app.button}
    app.button(key="cancel_job").click().run()
    assert cancelled == ["hiring"]


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("lost", "ended without a word"),
        ("failed", "The last try failed"),
        ("cancelled", "cancelled"),
    ],
)
def test_a_job_that_ended_early_says_so_and_can_be_started_again(root, monkeypatch, state, says):
    watch(monkeypatch, state=state, stage="", message="No space left.")
    flagged_case(root / "hiring")
    app = open_app("retrain", case="hiring")
    assert says in shown(app)
    assert app.button(key="start_train").label == "Train the regularized model"


@pytest.mark.parametrize(("state", "page"), [("done", "Compare"), ("failed", "Retrain")])
def test_a_training_that_was_started_here_leads_on_when_it_is_done(
    root, started, monkeypatch, state, page
):
    compared_case(root / "hiring")
    app = named(open_app("retrain", case="hiring"))
    watch(monkeypatch, state="running", stage="")
    app.button(key="start_train").click().run()
    assert "<h1>Retrain</h1>" in shown(app)
    watch(monkeypatch, state=state, stage="", message="No space left.")
    app.run()
    assert not failed(app)
    assert f"<h1>{page}</h1>" in shown(app)
    assert ("The regularized model is trained." in shown(app)) == (state == "done")


def test_the_result_shows_reliance_before_and_after_and_what_it_cost(root):
    compared_case(root / "hiring")
    app = open_app("retrain", case="hiring")
    told = shown(app).replace("\u00a0", " ")
    assert not failed(app)
    assert "make up 61.0 % of what moves the plain model; in the regularized model nothing" in told
    assert "all of them together" in told
    assert "Of 20 test decisions" in told
    assert app.button(key="go_compare").label == "Compare before and after"


def test_a_decision_after_the_training_asks_for_another(root):
    case = compared_case(root / "hiring")
    decide_features(case, [3], "flag", "a shortcut", "Ada", TS, "shortcut")
    app = open_app("retrain", case="hiring")
    assert "1 decision was made since the last training" in shown(app)
    assert app.button(key="start_train").label == "Train again"
    assert "go_compare" not in {button.key for button in app.button}


def test_a_graded_training_shows_what_other_strengths_leave_and_cost(root):
    case = compared_case(root / "hiring")
    path = [
        {"strength": x, "reliance": 0.6 / (1 + x), "accuracy": 0.9, "balanced_accuracy": 0.85}
        for x in (0.0, 1.0, 2.0)
    ]
    case.record("train", "trained", case.info("train") | {"method": "soft", "path": path})
    told = shown(open_app("retrain", case="hiring")).replace("\u00a0", " ")
    assert "What other strengths would leave and cost" in told
    assert '<th scope="row">2</th><td class="sr-n">20.0 %</td>' in told
