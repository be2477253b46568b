"""Finding features: groups of answers, filters that combine, a pasted text, names by people."""

import pickle
from types import SimpleNamespace

import pandas as pd
import pytest
from dashboard_case import failed, make_case, open_app, shown

from core.errors import InputError
from dashboard import engine, words
from dashboard.components.pasted import strongest
from dashboard.components.picker import words_of
from dashboard.state import Session


@pytest.fixture
def case(tmp_path, monkeypatch):
    """A case under review, without a language model: meaning finds nothing."""
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    real = engine.search

    def search(case, query, by, top):
        return real(case, query, "words", top).head(top if by == "words" else 0)

    monkeypatch.setattr(engine, "search", search)
    return "hiring"


@pytest.fixture
def text_reader(monkeypatch):
    """A pasted text in which “he” fires feature 0 and “she” feature 1."""

    def highlight(case, text):
        rows = [(1, at, at + 3, 0.8) for at in (text.find("she"),) if at >= 0]
        rows += [(0, at, at + 2, 0.5) for at in (text.find("he "),) if at >= 0 and not rows]
        spans = pd.DataFrame(rows, columns=["feature", "start", "end", "strength"])
        word = [text[a:b] for a, b in zip(spans["start"], spans["end"], strict=True)]
        return SimpleNamespace(spans=spans, top=spans.assign(word=word))

    def try_text(case, text):
        chance = 0.4 if "she" in text else 0.7
        label = "invite" if chance > 0.5 else "reject"
        return (engine.Decision("plain", label, chance, chance),)

    monkeypatch.setattr(engine, "highlight", highlight)
    monkeypatch.setattr(engine, "try_text", try_text)


def of(case, **chosen):
    return engine.filtered(case, engine.features(case), chosen)["feature"].tolist()


def test_answers_by_meaning_to_a_word_nobody_knows_are_called_a_guess(case, monkeypatch):
    real = engine.search

    def search(case, query, by, top):
        return real(case, "he" if by == "meaning" else query, "words", top)

    monkeypatch.setattr(engine, "search", search)
    monkeypatch.setattr(engine, "unknown_words", lambda case, query: ["qxz<b>"])
    for by in ("all", "meaning"):
        app = open_app("explore", case=case, q="qxz<b>", by=by)
        assert not failed(app)
        assert "“qxz&lt;b&gt;” does not occur in what features fire on" in shown(app)
    assert "does not occur" not in shown(open_app("explore", case=case, q="qxz", by="words"))


def test_answers_stand_in_groups_with_their_counts(case):
    drawn = shown(open_app("explore", case=case, q="he she"))
    assert "Names and words · 2" in drawn
    assert drawn.index("Names and words · 2") < drawn.index("fires on “he”")


def test_a_mistyped_word_still_finds_its_feature_and_says_so(case):
    drawn = shown(open_app("explore", case=case, q="skil", by="words"))
    assert "fires on “skill”" in drawn
    drawn = shown(open_app("explore", case=case, q="sklil", by="words"))
    assert "fires on “skill”, which is like “sklil”" in drawn


def test_filters_combine(case):
    engine.decide(case, [0], "flag", reason="sex", by="Alan", category="proxy")
    engine.decide(case, [3], "keep", reason="", by="Ada")
    assert of(case, group="sex") == [0]
    assert of(case, reviewer="Ada") == [3]
    assert of(case, decision="none") == [1, 2, 4, 5]
    assert of(case, decision="none", seen="live") == [1, 2]
    assert of(case, influence="strong", decision="flag", common="many") == [0]
    assert of(case, influence="weak", seen="live") == []
    assert of(case, label="invite") == [0, 1, 2, 3, 4, 5]  # half of them against a quarter
    assert of(case, label="reject") == []
    assert of(case, kind="topic") == []
    assert of(case, unknown="x", seen="") == [0, 1, 2, 3, 4, 5]


def test_filters_come_from_the_url_and_an_empty_result_says_how_to_widen_it(case):
    app = open_app("explore", case=case, group="sex")
    assert not failed(app)
    assert "“he, his”" in shown(app)
    assert "she, her" not in shown(app).split("<h2")[1]
    app = open_app("explore", case=case, seen="always on", group="sex")
    assert "No feature passes these filters." in shown(app)
    assert "any" in shown(app)


def test_choosing_a_filter_puts_it_into_the_url_and_clearing_takes_it_out(case):
    app = open_app("explore", case=case, group="sex")
    app.session_state["filters"] = True
    app.run()
    app.selectbox(key="filter_seen").set_value("live").run()
    assert (app.query_params["seen"], app.query_params["group"]) == ("live", "sex")
    app.button(key="clear_filters").click().run()
    assert not failed(app)
    assert "seen" not in app.query_params
    assert "group" not in app.query_params


def test_a_search_is_kept_under_a_name_and_called_again(case):
    app = open_app("explore", case=case, q="he", group="sex")
    app.session_state["filters"] = True
    app.run()
    app.text_input(key="keep_as").set_value("who <b>somebody</b> is")
    app.button(key="keep_search").click().run()
    assert engine.saved(case) == {"who <b>somebody</b> is": {"q": "he", "group": "sex"}}
    other = open_app("explore", case=case)
    other.session_state["filters"] = True
    other.run()
    other.session_state["filters"] = True
    other.button(key="kept_0").click().run()
    other.session_state["filters"] = True
    other.run()
    assert (other.query_params["q"], other.query_params["group"]) == ("he", "sex")
    other.button(key="remove_0").click().run()
    assert engine.saved(case) == {}


def test_nothing_is_kept_without_a_name_or_a_question(case):
    with pytest.raises(InputError, match="cannot be a name"):
        engine.save(case, " ", {"q": "he"})
    with pytest.raises(InputError, match="nothing to keep"):
        engine.save(case, "x", {"q": ""})


def test_a_damaged_file_of_kept_searches_counts_as_empty(case, tmp_path):
    (tmp_path / "hiring" / "searches.json").write_text('{"a": 3}')
    assert engine.saved(case) == {}


def test_an_edit_of_a_pasted_text_shows_what_moved_beside_the_last_one(case, text_reader):
    app = open_app("explore", case=case, by="fires", text="today he works")
    assert "the last text stays beside the new one" in shown(app)
    app.text_area(key="text").set_value("today she works").run()
    assert not failed(app)
    drawn = shown(app).replace("\u00a0", " ")
    assert "You changed “he” to “she”." in drawn
    assert "The plain model moved down by 30.0 points and now decides “reject”" in drawn
    moved = drawn.split("What moved")[1].split("</table>")[0]
    assert moved.index("she, her") < moved.index("he, his</th>")
    assert "80 %" in moved


def test_a_long_question_in_the_find_box_is_read_as_a_text(case, text_reader):
    app = open_app("overview", case=case)
    asked = "today he works " * 6
    app.sidebar.text_input(key="find").set_value(asked).run()
    assert not failed(app)
    assert app.query_params["by"] == "fires"
    assert app.text_area(key="text").value == asked.strip()


def test_what_a_tab_remembers_can_be_written_down():
    kept = Session("Ada", "hiring", pasted=[("hiring", "a text")])
    assert pickle.loads(pickle.dumps(kept)) == kept


def test_words_of_a_text_are_cut_at_white_space():
    assert words_of(" did he\nhe ?") == [(1, 4), (5, 7), (8, 10), (11, 12)]
    assert words_of("   ") == []


def test_of_chosen_words_only_their_features_are_listed_and_a_link_keeps_the_choice(
    case, text_reader
):
    text = "he works and she works"
    whole = shown(open_app("explore", case=case, by="fires", text=text))
    assert "1 feature in “he works and she works”" in whole
    app = open_app("explore", case=case, by="fires", text=text, part="0-2")
    assert "No feature" in shown(app)
    app = open_app("explore", case=case, by="fires", text=text, part="3-3")
    assert not failed(app)
    assert "1 feature in “she”" in shown(app)
    app.button(key="whole_text").click().run()
    assert "part" not in app.query_params
    for nonsense in ("3", "4-9", "-1-2", "a-b", "2-1", "9" * 99 + "-1"):
        drawn = shown(open_app("explore", case=case, by="fires", text=text, part=nonsense))
        assert drawn == whole


def test_in_a_part_of_a_text_only_what_fires_there_counts():
    text = "did he say it"
    spans = pd.DataFrame(
        [(7, 4, 6, 0.4), (7, 0, 3, 0.9), (8, 7, 10, 0.6), (9, 11, 13, 0.05)],
        columns=["feature", "start", "end", "strength"],
    )
    found = SimpleNamespace(spans=spans)
    assert strongest(found, text, 4, 13).values.tolist() == [[8, 0.6, "say"], [7, 0.4, "he"]]
    assert strongest(found, text, 0, 13)["word"].tolist() == ["did", "say"]


def test_one_press_makes_the_suggested_name_the_one_a_person_stands_for(case):
    app = open_app("review", case=case, feature="0")
    assert app.button(key="confirm_name_0").disabled
    app.text_input(key="review_name").set_value("Grace").run()
    app.button(key="confirm_name_0").click().run()
    assert not failed(app)
    assert "Suggested name, confirmed by a person" in shown(app)
    assert "confirm_name_0" not in {button.key for button in app.button}
    event = engine.history(case)[-1]
    assert (event.by, event.subject["name"], event.subject["new"]) == (
        "Grace",
        "he, his",
        "he, his",
    )
    assert words.event_what(event) == "confirmed the name “he, his”"
    assert engine.names(case) == {0: "he, his"}
    with pytest.raises(engine.SelfregError, match="a person calls the feature 'he, his'"):
        engine.confirm_name(case, 0, "Ada")


def test_a_person_can_rename_a_feature_and_both_names_stay_on_record(case):
    app = open_app("review", case=case, feature="0")
    app.text_input(key="review_name").set_value("Grace").run()
    app.session_state["name_of_0_panel"] = True
    app.run()
    app.text_input(key="name_of_0").set_value("a man is <i>meant</i>")
    app.button(key="name_of_0_save").click().run()
    assert not failed(app)
    drawn = shown(app)
    assert "<h1>“a man is &lt;i&gt;meant&lt;/i&gt;”</h1>" in drawn
    assert "suggested was “he, his”" in drawn
    event = engine.history(case)[-1]
    assert (event.event, event.by) == ("feature.renamed", "Grace")
    assert (event.subject["name"], event.subject["new"]) == ("he, his", "a man is <i>meant</i>")
    assert engine.search(case, "meant", "words", 5)["reason"].tolist() == [
        "named “a man is <i>meant</i>” by a person"
    ]


def test_both_names_are_searched_the_suggested_one_also_where_the_feature_fires_on_no_such_word(
    case,
):
    found = engine.search(case, "evil", "words", 5)
    assert found["feature"].tolist() == [2]
    assert found["reason"].iloc[0].startswith("its suggested name is “![n]")
    engine.rename(case, 2, "Pictures from elsewhere", "Grace")
    assert engine.search(case, "evil", "words", 5)["feature"].tolist() == [2]
    for asked in ("pictures", "picture elsewhere"):  # a beginning counts, too
        reasons = engine.search(case, asked, "words", 5)["reason"].tolist()
        assert reasons == ["named “Pictures from elsewhere” by a person"]


def test_an_empty_name_brings_the_suggested_one_back(case):
    engine.rename(case, 0, "a man", "Grace")
    engine.decide(case, [0], "keep", reason="", by="Grace")
    assert engine.history(case)[-1].subject["name"] == "a man"
    engine.rename(case, 0, "", "Grace")
    assert engine.names(case) == {}
    assert engine.features(case)["name"].iloc[0] == "he, his"
    with pytest.raises(InputError, match="already"):
        engine.rename(case, 0, " he, his ", "Grace")
