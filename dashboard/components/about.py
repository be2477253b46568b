"""What only people know about a case: asked once, on the page where it is signed."""

from collections.abc import Sequence

import streamlit as st

from dashboard import engine, state
from dashboard.components.markup import escape, show
from dashboard.components.page import act
from dashboard.components.people import signer
from dashboard.words import asked as words


def about_editor(case: str) -> None:
    """The questions, folded away; saving writes a version to the history."""
    asked = engine.about(case)
    with st.expander(words.title(asked.missing), key="about_case", on_change="rerun") as panel:
        if not panel.open:
            return
        show(escape(words.HELP), "sr-muted sr-small")
        for question in asked.questions:
            _field(question, asked)
        _groups(asked)
        _figures(asked)
        _reasons(asked)
        st.button(words.SAVE, key="save_about", on_click=act, args=(_save, case))


def _groups(asked: engine.About) -> None:
    """How each group column is known, and why it is processed."""
    if asked.processed:
        show(f"<strong>{escape(words.GROUPS)}</strong>")
    for column in asked.processed:
        left, right = st.columns(2, gap="large")
        with left:
            _known(column.name, asked)
        with right:
            _sentence("processed", words.why_processed(column.name), column, asked)


def _figures(asked: engine.About) -> None:
    """Why each figure that is judged was chosen."""
    show(f"<strong>{escape(words.FIGURES)}</strong>")
    for figure in asked.chosen:
        _sentence("chosen", words.why_chosen(figure.words), figure, asked)


def _reasons(asked: engine.About) -> None:
    """How a person is told of the features that are reasons most often."""
    if asked.wordings:
        show(f"<strong>{escape(words.REASONS)}</strong>")
        show(escape(words.REASONS_HELP), "sr-muted sr-small")
    for feature in asked.wordings:
        _sentence("wordings", words.how_told(feature.words), feature, asked)


def _sentence(part: str, title: str, one: engine.Asked, asked: engine.About) -> None:
    """A field for one of several things of a kind."""
    st.text_input(
        title,
        one.answer,
        key=_key(part, one.name, asked.version),
        max_chars=asked.longest,
        placeholder=one.asks or None,
    )


def _key(part: str, name: str, version: str) -> str:
    return f"about_{part}_{name}_{version}"


def _field(question: engine.Asked, asked: engine.About) -> None:
    key = _key("answer", question.name, asked.version)
    if question.choices:
        choices = ("", *question.choices)
        place = choices.index(question.answer)
        st.selectbox(
            question.words,
            choices,
            place,
            key=key,
            format_func=lambda choice: choice or words.NOT_SAID,
            help=question.asks,
        )
        return
    given = {"key": key, "max_chars": asked.longest, "placeholder": question.asks}
    if question.short:
        st.text_input(question.words, question.answer, **given)
    else:
        st.text_area(question.words, question.answer, height="content", **given)


def _known(column: str, asked: engine.About) -> None:
    st.selectbox(
        words.how_known(column),
        engine.OBTAINED,
        engine.OBTAINED.index(asked.obtained[column]),
        key=_key("obtained", column, asked.version),
    )


def _save(case: str) -> str | None:
    by = signer()
    asked = engine.about(case)
    changed: dict[str, object] = _typed("answer", asked.questions, asked.version)
    for part in ("processed", "chosen", "wordings"):
        if typed := _typed(part, getattr(asked, part), asked.version):
            changed[part] = typed
    known = {
        column: st.session_state.get(_key("obtained", column, asked.version), how)
        for column, how in asked.obtained.items()
    }
    obtained = {column: how for column, how in known.items() if how != asked.obtained[column]}
    problem = "" if by else words.NAME_FIRST
    if not (changed or obtained):
        problem = words.UNCHANGED
    if problem:
        state.session().problem = problem
        return None
    engine.say_about(case, changed, obtained, by)
    return words.SAVED


def _typed(part: str, asked: Sequence[engine.Asked], version: str) -> dict[str, object]:
    """Name -> answer, of those that were changed."""
    told = {
        each.name: str(st.session_state.get(_key(part, each.name, version), each.answer)).strip()
        for each in asked
    }
    return {each.name: told[each.name] for each in asked if told[each.name] != each.answer}
