"""The lists of the word swaps are edited as tables; a list that cannot be used loses nothing."""

from types import SimpleNamespace

import pytest
from dashboard_case import make_case
from streamlit.testing.v1 import AppTest

from core.audit.swaps.words import default_words, words_from
from dashboard import engine
from dashboard.components import exchange
from dashboard.words import exchange as words

PAIRS = [{"word": "he", "becomes": "she"}, {"word": "boy", "becomes": "girl"}]
COLUMNS = ("word", "becomes")


@pytest.fixture
def case(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    make_case(tmp_path / "hiring")
    return "hiring"


def test_cells_rows_and_deletions_give_the_table_as_it_stands_on_the_screen():
    changes = {
        "edited_rows": {0: {"becomes": " they  all "}},
        "added_rows": [{"word": "sir", "becomes": "madam"}, {"word": None}, {}],
        "deleted_rows": [1],
    }
    assert exchange.edited(PAIRS, changes, COLUMNS) == [
        {"word": "he", "becomes": "they all"},
        {"word": "sir", "becomes": "madam"},
    ]
    assert exchange.edited(PAIRS, {}, COLUMNS) == PAIRS
    assert exchange.edited([], {"edited_rows": {0: {"term": "deaf"}}}, ("term",)) == [
        {"term": "deaf"}
    ]


@pytest.mark.parametrize(
    ("pairs", "templates", "terms", "says"),
    [
        ([("he", "")], [], [], "“he” has no partner"),
        ([("", "she")], [], [], "“she” has no partner"),
        ([("He", "he")], [], [], "“He” would become itself"),
        ([("he", "she")], ["I am {term}."], ["deaf"], "needs two terms or more"),
        ([("he", "she")], ["He is here."], ["deaf"], "the terms would go nowhere"),
        ([], [], [], "keep at least one"),
        ([("he", "she")], ["I am {term}."], ["deaf", "tall"], ""),
    ],
)
def test_what_is_wrong_with_a_list_is_said_with_the_words_in_question(
    pairs, templates, terms, says
):
    rows = [dict(zip(COLUMNS, pair, strict=True)) for pair in pairs]
    told = words.problem(rows, [{"sentence": t} for t in templates], [{"term": t} for t in terms])
    assert told == says if not says else says in told


def typed(monkeypatch, case, **tables):
    """What the widgets hold, as the page would find it."""
    memory = SimpleNamespace(problem="", reviewer="Ada Rossi")
    held = {exchange._key(case, table): changes for table, changes in tables.items()}
    monkeypatch.setattr(exchange.st, "session_state", held)
    monkeypatch.setattr(exchange.state, "session", lambda: memory)
    return memory, held


def test_a_list_that_cannot_be_used_changes_neither_the_case_nor_what_was_typed(case, monkeypatch):
    before = engine.swap_words(case)
    memory, held = typed(monkeypatch, case, pairs={"added_rows": [{"word": "monk"}]})
    assert exchange._save(case) is None
    assert "“monk” has no partner" in memory.problem
    assert engine.swap_words(case) == before
    assert held == {exchange._key(case, "pairs"): {"added_rows": [{"word": "monk"}]}}
    memory, _ = typed(monkeypatch, case)
    assert exchange._save(case) is None
    assert memory.problem == "Nothing in the tables was changed."


def test_saved_lists_are_the_cases_own_and_go_back_to_those_of_the_product(case, monkeypatch):
    product = engine.swap_words(case)
    typed(monkeypatch, case, pairs={"added_rows": [{"word": "Monk", "becomes": "nun"}]})
    key = exchange._key(case, "pairs")
    assert exchange._save(case).startswith("Saved: ")
    now = engine.swap_words(case)
    assert now.own
    assert now.pairs == (*product.pairs, ("monk", "nun"))
    assert now.templates == product.templates
    assert exchange._key(case, "pairs") != key  # the tables start anew
    newest = engine.history(case)[-1]
    assert (newest.event, newest.by) == ("swap.words", "Ada Rossi")
    exchange._reset(case)
    assert engine.swap_words(case) == product


def test_the_tables_are_shown_and_wait_for_a_name(case):
    script = "from dashboard.components.exchange import word_lists\nword_lists('hiring', {!r})"
    app = AppTest.from_string(script.format(""), default_timeout=60)
    app.session_state["swap_words"] = True
    app.run()
    assert not app.exception
    assert app.button(key="words_save").disabled
    assert "These lists come with the product." in "".join(str(each.proto) for each in app.main)


def test_a_pair_that_somebody_changed_is_not_overruled_by_the_products_words_before_nouns():
    base = default_words()
    assert "her" in base.before_nouns
    assert words_from({"pairs": [["her", "their"]]}, base).before_nouns == {}
    kept = words_from({"pairs": [*map(list, base.pairs), ["monk", "nun"]]}, base)
    assert kept.before_nouns == base.before_nouns
