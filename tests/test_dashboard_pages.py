"""The pages on nothing, on a case not yet run, and on data; links; hostile texts."""

import re
from types import SimpleNamespace

import pytest
from dashboard_case import HOSTILE, failed, make_case, open_app, shown

PAGES = ("overview", "explore", "review", "history")


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    return tmp_path


@pytest.fixture
def only_words(monkeypatch):
    """Searches that need the language model find nothing; those by words are real."""
    from dashboard import engine

    real = engine.search

    def search(case, query, by, top):
        return real(case, query, "words", top).head(top if by == "words" else 0)

    monkeypatch.setattr(engine, "search", search)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_any_case_says_what_to_do(root, page):
    app = open_app(page)
    assert not failed(app)
    assert "There is no case here yet" in shown(app) or "No case is open" in shown(app)
    assert shown(app).count("<h1>") == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_case_not_yet_run_leads_to_the_run(root, page):
    make_case(root / "hiring", run=False)
    app = open_app(page, case="hiring")
    assert not failed(app)
    assert shown(app).count("<h1>") == 1
    if page in ("explore", "review"):
        assert "have not been found yet" in shown(app)
    if page == "overview":
        assert app.button(key="start_run").label == "Start the run"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_case_with_features_shows_them(root, page):
    make_case(root / "hiring")
    app = open_app(page, case="hiring")
    assert not failed(app)
    expects = {
        "overview": "leans most on “he, his”",
        "explore": "In how many texts, by sex",
        "review": "Look-alikes without it",
        "history": "wrote the policy",
    }
    assert expects[page] in shown(app)


@pytest.mark.parametrize("name", ["../hiring", "/etc", "nothing", "hiring/../hiring", ""])
def test_only_a_listed_case_opens_from_the_url(root, name):
    make_case(root / "hiring")
    make_case(root / "other")
    app = open_app("review", case=name)
    assert not failed(app)
    assert "No case is open" in shown(app) or "There is no case" in shown(app)
    assert "Strongest" not in shown(app)


def test_the_only_case_opens_by_itself_and_gets_into_the_url(root):
    make_case(root / "hiring")
    app = open_app("overview")
    assert app.query_params["case"] == "hiring"


def test_a_deep_link_opens_case_and_feature(root):
    make_case(root / "hiring")
    make_case(root / "other")
    app = open_app("review", case="other", feature="1")
    assert "<h1>“she, her”</h1>" in shown(app)
    assert app.query_params == {"case": "other", "feature": "1"} | app.query_params


@pytest.mark.parametrize("feature", ["999", "-1", "abc", "9" * 30])
def test_a_link_to_no_feature_is_no_traceback(root, feature):
    make_case(root / "hiring")
    for page in ("review", "explore"):
        app = open_app(page, case="hiring", feature=feature)
        assert not failed(app)


def test_the_find_box_opens_explore_with_the_question(root, only_words):
    make_case(root / "hiring")
    app = open_app("overview", case="hiring")
    app.sidebar.text_input(key="find").set_value("she").run()
    assert not failed(app)
    assert app.text_input(key="q").value == "she"
    assert "fires on “she”" in shown(app)


def test_a_search_without_an_answer_says_how_to_widen_it(root, only_words):
    make_case(root / "hiring")
    app = open_app("explore", case="hiring", q="zebra")
    assert not failed(app)
    assert "No feature answers “zebra”" in shown(app)
    assert "search by meaning" in shown(app)


def test_search_mode_and_question_come_from_the_url(root, monkeypatch):
    from dashboard import engine

    make_case(root / "hiring")
    asked = []

    def search(case, query, by, top):
        asked.append((case, query, by))
        return engine.features(case).head(2).assign(strength=0.5, reason="because")

    monkeypatch.setattr(engine, "search", search)
    app = open_app("explore", case="hiring", q="family", by="meaning")
    assert not failed(app)
    assert ("hiring", "family", "meaning") in asked
    assert "because" in shown(app)


def test_words_that_fire_in_a_pasted_text_are_marked(root, monkeypatch):
    import pandas as pd

    from dashboard import engine

    make_case(root / "hiring")
    spans = pd.DataFrame({"feature": [0], "start": [4], "end": [6], "strength": [1.0]})
    fires = SimpleNamespace(spans=spans, top=spans.assign(word="he"))
    monkeypatch.setattr(engine, "highlight", lambda case, text: fires)
    decisions = (engine.Decision("plain", "invite", 0.8, 0.8),)
    monkeypatch.setattr(engine, "try_text", lambda case, text: decisions)
    app = open_app("explore", case="hiring", by="fires", text="did he <b>do</b> it?")
    assert not failed(app)
    assert "did " in shown(app)
    assert re.search(r'did<?.*?<mark class="s9[^>]*>he</mark>', shown(app).replace("did ", "did"))
    assert "&lt;b&gt;do&lt;/b&gt; it?" in shown(app)


@pytest.mark.parametrize("page", PAGES)
def test_hostile_texts_are_only_ever_shown_escaped(root, page):
    make_case(root / "hiring")
    app = open_app(page, case="hiring", feature="2")
    drawn = shown(app)
    for tag in ("<script", "<img", "<style>body", "<b>bold"):
        assert tag not in drawn
    if page in ("explore", "review"):
        assert "&lt;script&gt;alert(1)" in drawn
    for element in [*app.markdown, *app.caption, *app.title, *app.header, *app.subheader]:
        assert "evil" not in element.value
    for button in [*app.button, *app.checkbox]:
        assert "](" not in button.label
        assert HOSTILE not in button.label


def test_an_error_of_ours_is_one_sentence_and_no_traceback(root, monkeypatch):
    from dashboard import engine

    make_case(root / "hiring")

    def broken(case):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(engine, "facts", broken)
    app = open_app("overview", case="hiring")
    assert not app.exception
    assert "the fault is ours" in shown(app)
    assert "secret detail" not in shown(app)


def test_personal_data_in_examples_is_hidden_on_demand_and_links_keep_it(root, monkeypatch):
    from dashboard import engine

    make_case(root / "hiring")
    monkeypatch.setattr(engine, "mask", lambda text: text.replace("Applicant", "•••••••••"))
    for page in ("review", "explore"):
        assert "Applicant" in shown(open_app(page, case="hiring"))
        app = open_app(page, case="hiring", mask="1")
        assert "Applicant" not in shown(app)
        assert "•••••••••" in shown(app)
    app.sidebar.toggle(key="mask").set_value(False).run()
    assert "mask" not in app.query_params
    assert "Applicant" in shown(app)


def test_every_term_stands_in_the_glossary_and_explains_itself_on_hover(root):
    from dashboard import words
    from dashboard.components.markup import explained

    make_case(root / "hiring")
    drawn = shown(open_app("words", case="hiring"))
    assert all(f"<dt>{term.replace(chr(39), '&#x27;')}</dt>" in drawn for term in words.GLOSSARY)
    html = explained("Reliance <b> and reliance of the plain model")
    assert html.count("<abbr") == 2
    assert "&lt;b&gt; and reliance of" in html


def test_a_group_with_too_few_texts_says_so_instead_of_a_rate(root):
    import pandas as pd

    case = make_case(root / "hiring")
    path = case.features_folder / "rates.parquet"
    rates = pd.read_parquet(path)
    rates.loc[rates["value"] == "male", "n"] = 29
    rates.to_parquet(path)
    drawn = shown(open_app("review", case="hiring", feature="0"))
    assert "too few to say" in drawn
    assert "90\u00a0%" not in drawn


def test_how_many_texts_are_too_few_is_what_the_limits_say(root):
    from core import pipeline
    from core.audit.policy import Policy
    from dashboard import engine

    case = make_case(root / "hiring")
    assert engine.enough("hiring") == Policy(("invite",)).enough
    assert "too few to say" not in shown(open_app("review", case="hiring", feature="0"))
    assert engine.filtered("hiring", engine.features("hiring"), {"group": "sex"}).shape[0] == 1
    pipeline.lock_policy(case, {"enough": 41}, "Ada", "2026-02-01T09:30:00Z")
    assert engine.enough("hiring") == 41
    drawn = shown(open_app("review", case="hiring", feature="0"))
    assert "too few to say" in drawn
    assert "90\u00a0%" not in drawn
    assert engine.filtered("hiring", engine.features("hiring"), {"group": "sex"}).empty
    assert engine.queue("hiring", "All")["high_rate"].isna().all()
    assert engine.suggestion("hiring", 0) == "keep"
