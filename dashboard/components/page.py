"""The frame of a page: opening sentence, the three faces, errors, ways to other pages."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import streamlit as st

from dashboard import engine, state, words
from dashboard.components.markup import escape, explained, label, show

_LINE, _LONGEST = 300, 5000  # characters of a question, and of a pasted text
_log = logging.getLogger("selfreg.dashboard")


@contextmanager
def guarded() -> Iterator[None]:
    """Show an error of ours as one sentence, and log any other; never a traceback."""
    try:
        yield
    except engine.SelfregError as error:
        warn(_sentence(str(error)))
    except Exception:
        # The one place that catches everything: a page must not end in a traceback.
        _log.exception("a page failed")
        warn(words.FAILED, kind="sr-failed")


def act(action: Callable[..., str | None], *arguments: object) -> None:
    """Do something from a callback; an error of ours becomes a sentence on the next paint.

    Args:
        action: Does it, and returns what to tell the person, or None.
        arguments: Of the action.
    """
    memory = state.session()
    try:
        memory.notice = action(*arguments) or ""
    except engine.SelfregError as error:
        memory.problem = _sentence(str(error))
    except Exception:
        _log.exception("an action failed")
        memory.problem = words.FAILED


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")


def title(text: str) -> None:
    """The page's one heading, which may hold people's words."""
    show(f"<h1>{escape(text)}</h1>")


def lead(text: str) -> None:
    """The sentence a page starts with: where the case stands and what to do next."""
    show(explained(text), "sr-muted sr-lead")


def section(text: str) -> None:
    """The heading of a part of a page."""
    show(f'<h2 class="sr-section">{escape(text)}</h2>')


def warn(text: str, kind: str = "") -> None:
    """Something the person has to know before going on."""
    show(f'<div class="sr-warn {kind}" role="alert">{escape(text)}</div>')


def empty(what: str, advice: str = "") -> None:
    """The face of a page with nothing to show: what is missing, and what to do."""
    told = f"<p>{escape(what)}</p><p class='sr-muted'>{escape(advice)}</p>"
    show(f'<div role="status">{told}</div>', "sr-empty")


def need_case(page: str) -> str:
    """The open case; without one the page, one of `words.PAGES`, says so and ends."""
    case = state.case()
    if case is None:
        title(words.TITLES.get(page, words.PAGES[page]))
        unknown = state.asked_for_unknown()
        empty(words.unknown_case(unknown) if unknown else words.NO_CASE, words.CHOOSE_CASE)
        go_button("overview", words.TO_CASES, keep=False)
        st.stop()
    return case


def need_features(page: str) -> tuple[str, engine.Status]:
    """The open case and how far it is; a case not yet run ends the page with what to do."""
    case = need_case(page)
    status = engine.status(case)
    if not status.ready:
        title(words.TITLES.get(page, words.PAGES[page]))
        lead(words.headline(status))
        empty(words.NOT_RUN, words.RUN_FIRST)
        go_button("overview", words.TO_OVERVIEW)
        st.stop()
    return case, status


def go_button(
    page: str,
    text: str,
    *,
    primary: bool = True,
    keep: bool = True,
    key: str | None = None,
    **query: object,
) -> None:
    """A button that opens another page on the same case.

    Args:
        page: overview, explore, review, retrain, compare, sign or history.
        text: What the button says.
        primary: The one thing to do next on this page.
        keep: Whether case and feature stay in the URL.
        key: Of the widget; needed where a page has two buttons to one page.
        query: Further query parameters, such as feature=17.
    """
    kind = "primary" if primary else "secondary"
    if st.button(label(text), key=key or f"go_{page}", type=kind):
        if not keep:
            st.query_params.clear()
        st.switch_page(f"views/{page}.py", query_params=state.link(**query) if keep else {})


def choose(text: str, labels: Mapping[str, str], key: str, drop: Sequence[str] = ()) -> str:
    """One of some choices, kept in the URL by its own name, whatever its label says today.

    Not bound by Streamlit: that puts the label into the URL, and forbids a link to change it.

    Args:
        text: What is chosen, for people who do not see the page.
        labels: Choice -> its label; the first is the default.
        key: Of the widget and of the query parameter.
        drop: Query parameters that another choice takes out of the URL.
    """
    _from_url(key, labels)
    return st.segmented_control(
        text,
        list(labels),
        format_func=dict(labels).__getitem__,
        required=True,
        key=key,
        on_change=_to_url,
        args=(key, drop),
        label_visibility="collapsed",
    )


def select(text: str, labels: Mapping[str, str], key: str, width: int = 260) -> str:
    """One of some choices in a list, kept in the URL by its own name.

    Args:
        text: What is chosen.
        labels: Choice -> its label; the first is the default, and stands for no choice.
        key: Of the widget and of the query parameter.
        width: In pixels.
    """
    _from_url(key, labels)
    return st.selectbox(
        text,
        list(labels),
        format_func=dict(labels).__getitem__,
        key=key,
        width=width,
        on_change=_to_url,
        args=(key, ("page",)),
    )


def ask(text: str, key: str, *, hint: str, help: str, whole: bool, drop: Sequence[str]) -> str:
    """What a person typed, kept in the URL.

    Args:
        text: What is asked.
        key: Of the widget and of the query parameter.
        hint: Shown in the empty field.
        help: What the answer does.
        whole: A field for a whole text instead of a line.
        drop: Query parameters that another answer takes out of the URL.
    """
    st.session_state[key] = st.query_params.get(key, "")
    common = {"key": key, "placeholder": hint, "help": help}
    common |= {"on_change": _to_url, "args": (key, drop)}
    if whole:
        return st.text_area(text, height=120, max_chars=_LONGEST, **common).strip()
    return st.text_input(text, type="search", max_chars=_LINE, **common).strip()


def tick_rows(rows: object, key: str, height: int, **columns: str) -> list[int]:
    """A table of which a person can tick rows: the places of those that are ticked.

    Args:
        rows: A table.
        key: Of the widget.
        height: In pixels.
        columns: Column -> its heading, where that is another.
    """
    chosen = st.dataframe(
        rows,
        key=key,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        height=height,
        column_config=columns or None,
    )
    return chosen["selection"]["rows"]


def _from_url(key: str, labels: Mapping[str, str]) -> None:
    """The choice that the URL asks for, or the first where it asks for none of them."""
    asked = st.query_params.get(key)
    st.session_state[key] = asked if asked in labels else next(iter(labels))


def _to_url(key: str, drop: Sequence[str]) -> None:
    """The URL with another value, in one step of the browser's history."""
    kept = {name: value for name, value in st.query_params.items() if name not in (key, *drop)}
    value = st.session_state[key]
    st.query_params.from_dict(kept | ({key: value} if value else {}))
