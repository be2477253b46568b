"""The lists of the word swaps as tables that people edit: pairs, sentences, terms.

What was typed lies in the widgets until it is saved: a list that cannot be read changes nothing,
neither in the case nor on the screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import engine, state
from dashboard import words as common
from dashboard.components.markup import escape, show
from dashboard.components.page import act
from dashboard.words import exchange as words

Row = dict[str, str]


def word_lists(case: str, name: str) -> None:
    """Three tables and two buttons, closed at first.

    Args:
        case: Name of the case.
        name: Who changes them; "" while nobody said.
    """
    with st.expander(words.TITLE, key="swap_words", on_change="rerun") as panel:
        if not panel.open:
            return
        now = engine.swap_words(case)
        show(escape(words.lead(now.own)), "sr-muted")
        for table, rows in tables(now).items():
            show(f"<strong>{escape(words.TABLES[table])}</strong>")
            st.data_editor(
                rows or [dict.fromkeys(words.COLUMNS[table], "")],
                key=_key(case, table),
                num_rows="dynamic",
                hide_index=True,
                column_config=words.COLUMNS[table],
                height=min(320, 36 * (len(rows) + 3)),
            )
        _buttons(case, name, own=now.own)


def _buttons(case: str, name: str, *, own: bool) -> None:
    ready = {"disabled": not name, "help": None if name else common.NO_NAME, "on_click": act}
    with st.container(horizontal=True, gap="small"):
        st.button(words.SAVE, key="words_save", args=(_save, case), **ready)
        if own:
            st.button(words.RESET, key="words_reset", type="tertiary", args=(_reset, case), **ready)


def tables(now: engine.SwapWords) -> dict[str, list[Row]]:
    """The rows of each table."""
    return {
        "pairs": [{"word": first, "becomes": second} for first, second in now.pairs],
        "templates": [{"sentence": text} for text in now.templates],
        "terms": [{"term": text} for text in now.terms],
    }


def edited(rows: Sequence[Row], changes: Mapping[str, Any], columns: Sequence[str]) -> list[Row]:
    """The rows of a table as they stand on the screen, empty ones left out.

    Args:
        rows: as they were.
        changes: what the widget keeps: edited, added and deleted rows.
        columns: of the table.
    """
    kept = [dict(row) for row in rows] or [dict.fromkeys(columns, "")]
    for at, cells in changes.get("edited_rows", {}).items():
        kept[int(at)] |= cells
    gone = set(changes.get("deleted_rows", ()))
    kept = [row for at, row in enumerate(kept) if at not in gone]
    kept += changes.get("added_rows", ())
    plain = [{name: " ".join(str(row.get(name) or "").split()) for name in columns} for row in kept]
    return [row for row in plain if any(row.values())]


def _save(case: str) -> str | None:
    now = engine.swap_words(case)
    made = {
        table: edited(rows, st.session_state.get(_key(case, table)) or {}, [*words.COLUMNS[table]])
        for table, rows in tables(now).items()
    }
    if problem := words.problem(made["pairs"], made["templates"], made["terms"]):
        state.session().problem = problem
        return None
    given = engine.SwapWords(
        tuple((row["word"], row["becomes"]) for row in made["pairs"]),
        tuple(row["sentence"] for row in made["templates"]),
        tuple(row["term"] for row in made["terms"]),
        own=True,
    )
    if given == replace(now, own=True):
        state.session().problem = words.UNCHANGED
        return None
    return words.saved(engine.set_swap_words(case, given, state.session().reviewer))


def _reset(case: str) -> str:
    return words.saved(engine.set_swap_words(case, None, state.session().reviewer))


def _key(case: str, table: str) -> str:
    """Another key once other lists are saved: what was typed before belongs to the old ones."""
    return f"words_{table}_{abs(hash(engine.swap_words(case)))}"
