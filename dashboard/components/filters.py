"""Filters that combine and stand in the URL, and searches kept under a name."""

import streamlit as st

from dashboard import engine, state
from dashboard.components.markup import escape, label, show
from dashboard.components.page import act
from dashboard.words import finding

_KEPT = ("q", "by", *engine.FILTERS)  # what a kept search holds of the URL


def filters(case: str) -> dict[str, str]:
    """The filters that are on; draws a panel to change them, keep them, and call kept ones."""
    facts, who = engine.facts(case), engine.reviewers(case)
    options = {name: finding.choices(name, facts, who) for name in engine.FILTERS}
    options = {name: choices for name, choices in options.items() if len(choices) > 1}
    on = {name: st.query_params.get(name, "") for name in options}
    on = {name: value for name, value in on.items() if value in options[name] and value}
    with st.expander(finding.FILTERS, key="filters", on_change="rerun") as panel:
        if panel.open:
            _choices(options, on)
            _keeping(case)
    if on:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            show(escape(finding.filters_on(options, on)), "sr-muted sr-small", narrow=True)
            st.button(finding.CLEAR, key="clear_filters", type="tertiary", on_click=_clear)
    return on


def _choices(options: dict[str, dict[str, str]], on: dict[str, str]) -> None:
    with st.container(horizontal=True, gap="small"):
        for name, choices in options.items():
            key = f"filter_{name}"
            st.session_state[key] = on.get(name, "")
            st.selectbox(
                finding.TITLES[name],
                list(choices),
                format_func=choices.__getitem__,
                key=key,
                width=210,
                on_change=_put,
                args=(name, key),
            )


def _put(name: str, key: str) -> None:
    kept = {k: v for k, v in st.query_params.items() if k not in (name, "feature", "page")}
    value = st.session_state[key]
    st.query_params.from_dict(kept | ({name: value} if value else {}))


def _clear() -> None:
    kept = {k: v for k, v in st.query_params.items() if k not in engine.FILTERS}
    st.query_params.from_dict(kept)


def _keeping(case: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(finding.KEEP_AS, key="keep_as", max_chars=60, width=300)
        st.button(finding.KEEP, key="keep_search", on_click=act, args=(_keep, case))
    for at, (name, query) in enumerate(engine.saved(case).items()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(label(name), key=f"kept_{at}", type="tertiary", on_click=_call, args=(query,))
            st.button(
                finding.REMOVE,
                key=f"remove_{at}",
                type="tertiary",
                on_click=engine.forget,
                args=(case, name),
            )


def _keep(case: str) -> str:
    name = str(st.session_state.get("keep_as") or "")
    engine.save(case, name, {k: v for k, v in st.query_params.items() if k in _KEPT})
    st.session_state["keep_as"] = ""
    return finding.kept_as(name)


def _call(query: dict[str, str]) -> None:
    known = {k: str(v) for k, v in query.items() if k in _KEPT}
    st.query_params.from_dict(state.link(feature=None) | known)
