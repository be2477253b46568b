"""Word swaps: found gaps, each one click from a flag, and every swapped text to see and strike."""

from textwrap import shorten

import streamlit as st

from dashboard import engine, state
from dashboard import words as common
from dashboard.components.exchange import word_lists
from dashboard.components.markup import escape, label, show, shown_text
from dashboard.components.page import act, section, tick_rows
from dashboard.components.people import ask_name
from dashboard.words import swaps as words

_SHOWN = 6  # gaps in full
_LONG = 400  # characters of a swapped text


def word_swaps(case: str, told: dict) -> None:
    """What the swaps did, the found gaps, and the table of all of them."""
    section(words.TITLE)
    if told["tested"]:
        show(f"<p>{escape(told['sentence'])} {escape(told['gap_sentence'])}</p>")
        asked = _gaps(case)
    else:
        show(escape(words.OUTDATED), "sr-muted")
        run_button(case)
        asked = False
    _table(case, asked)
    word_lists(case, state.session().reviewer)


def run_button(case: str) -> None:
    """The button that starts the tests as a job."""
    st.button(words.RUN, key="run_tests", help=words.RUN_HELP, on_click=act, args=(_run, case))


def _run(case: str) -> str:
    engine.start_tests(case)
    return words.STARTED


def _gaps(case: str) -> bool:
    """Whether there are any, and so a name was asked for."""
    found = engine.found_gaps(case)
    if not found:
        return False
    name = ask_name("swaps_name")
    for gap in found[:_SHOWN]:
        with st.container(border=True):
            _gap(case, gap, name)
    if len(found) > _SHOWN:
        show(escape(words.MORE_BELOW), "sr-muted sr-small")
    return True


def _gap(case: str, gap: engine.Gap, name: str) -> None:
    text = shown_text(gap.after)
    show(f"<strong>{escape(gap.words)}</strong>")
    show(f"<p>{escape(shorten(text, _LONG, placeholder=' …'))}</p>", "sr-small")
    show(escape(words.moved(*gap.moved)), "sr-muted sr-small")
    ready = {"disabled": not name, "on_click": act}
    with st.container(horizontal=True, gap="small"):
        for feature, named in gap.features:
            st.button(
                label(words.flag(named)),
                key=f"gap_{gap.swap}_{feature}",
                help=common.NO_NAME if not name else None,
                args=(_flag, case, feature, gap.words),
                **ready,
            )
        st.button(
            words.STRIKE,
            key=f"strike_{gap.swap}",
            type="tertiary",
            help=words.STRIKE_HELP if name else common.NO_NAME,
            args=(_strike, case, [gap.swap], False),
            **ready,
        )


def _flag(case: str, feature: int, exchanged: str) -> str:
    by = state.session().reviewer
    engine.decide(case, [feature], "flag", reason=words.why(exchanged), by=by, category="proxy")
    return words.FLAGGED


def _strike(case: str, ids: list[str], restore: bool) -> str:
    engine.strike(case, ids, state.session().reviewer, restore=restore)
    return words.RESTORED if restore else words.STRUCK


def _table(case: str, asked: bool) -> None:
    with st.expander(words.TITLE_ALL, key="all_swaps", on_change="rerun") as panel:
        if not panel.open:
            return
        every = engine.swaps(case)
        show(escape(words.every(len(every), int(every["struck"].sum()))))
        shown = every[list(words.HEADS)].rename(columns=words.HEADS)
        for column in ("becomes", "from"):
            shown[column] = [shown_text(text) for text in shown[column]]
        ticked = tick_rows(shown, "swaps_table", 360)
        _actions(case, every["id"].iloc[ticked].tolist(), asked)


def _actions(case: str, ids: list[str], asked: bool) -> None:
    name = state.session().reviewer if asked else ask_name("swaps_table_name")
    off = not (name and ids)
    advice = common.NO_NAME if not name else words.CHOOSE if not ids else None
    with st.container(horizontal=True, gap="small"):
        for key, text, restore in (("strike", words.STRIKE, False), ("back", words.RESTORE, True)):
            st.button(
                text,
                key=f"swaps_{key}",
                disabled=off,
                help=advice,
                on_click=act,
                args=(_strike, case, ids, restore),
            )
