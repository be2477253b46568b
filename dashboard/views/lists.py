"""Lists: features kept together, tried on a text, carried from case to case."""

import pandas as pd
import streamlit as st

from dashboard import components, engine, state, words
from dashboard.words import lists as told


def describe(case: str, name: str) -> str:
    """Save note and text as typed."""
    note, text = (str(st.session_state.get(key) or "") for key in ("note", "list_text"))
    engine.describe_list(case, name, note, text)
    return told.SAVED


def remove(case: str, name: str) -> str:
    """Drop the list."""
    engine.remove_list(case, name)
    st.query_params.pop("list", None)
    return told.REMOVED


def carry(case: str) -> str:
    """Carry the flags of the chosen file over."""
    chosen = st.session_state["carried_file"]
    return told.carried_over(engine.carry_over(case, chosen.getvalue(), state.session().reviewer))


def carry_panel(case: str) -> None:
    """Choose an exported list, and let its flags wait here."""
    with st.expander(told.CARRY, key="carry", on_change="rerun") as panel:
        if not panel.open:
            return
        name = components.ask_name("carry_name")
        chosen = st.file_uploader(
            told.CHOOSE, type=["json"], key="carried_file", help=told.CHOOSE_HELP
        )
        st.button(
            told.CARRY_IT,
            key="carry_it",
            disabled=chosen is None or not name,
            help=None if name else words.NO_NAME,
            on_click=components.act,
            args=(carry, case),
        )


def members(case: str, kept: object) -> None:
    """The features of the list, their decisions, and how strong each is in the list's text."""
    names = components.names_of(case, list(kept.features))
    standing = engine.verdicts(case)
    found = strengths(case, kept.text)
    for feature in kept.features:
        name = words.called(names.get(feature, ""))
        verdict = words.DECIDED[standing[feature].verdict] if feature in standing else ""
        strength = words.percent(found[feature]) if feature in found else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            components.go_button(
                "review", name or "–", primary=False, key=f"see_{feature}", feature=feature
            )
            line = " · ".join(part for part in (verdict, strength) if part)
            components.show(components.escape(line), "sr-muted sr-small", narrow=True)
            st.button(
                told.TAKE_OFF,
                key=f"off_{feature}",
                type="tertiary",
                on_click=engine.take_off_list,
                args=(case, kept.name, feature),
            )


def strengths(case: str, text: str) -> dict[int, float]:
    """Feature -> its highest strength in the text; empty without a text."""
    if not text.strip():
        return {}
    top: pd.DataFrame = engine.highlight(case, text).top
    return dict(zip(top["feature"], top["strength"], strict=True))


def describe_masked(kept: object) -> None:
    """Note and text with personal data hidden; to change them, it has to be shown."""
    for title, text in ((told.NOTE, kept.note), (told.TEXT, kept.text)):
        if text:
            body = components.escape(components.shown_text(text))
            components.show(f'<b>{title}</b><p class="sr-text">{body}</p>')
    components.show(told.MASKED, "sr-muted sr-small")


def export(case: str, kept: object) -> None:
    """The list as a file; what a person typed leaves only hidden, or after a tick."""
    masked = state.masked()
    asks = not masked and engine.list_holds_personal_data(case, kept.name)
    agreed = not asks or st.checkbox(told.ASK_FIRST, key="export_text")
    st.download_button(
        told.EXPORT,
        engine.exported_list(case, kept.name, masked) if agreed else "",
        f"{case}-list.json",
        "application/json",
        key="export_list",
        disabled=not agreed,
        on_click="ignore",
    )


case, status = components.need_features("lists")
components.title(words.PAGES["lists"])
components.lead(told.LEAD)
components.tell()
carry_panel(case)
known = engine.lists(case)
if not known:
    components.empty(told.NONE, told.NONE_ADVICE)
    st.stop()
chosen = components.select(told.WHICH, {name: name for name in known}, "list")
kept = known[chosen]
components.section(told.features(len(kept.features)))
with components.guarded():
    members(case, kept)
# Keyed by list: another list has other words.
st.session_state.setdefault("note", kept.note)
st.session_state.setdefault("list_text", kept.text)
if st.session_state.get("list_shown") != (case, chosen):
    st.session_state.update(note=kept.note, list_text=kept.text, list_shown=(case, chosen))
if state.masked():
    describe_masked(kept)
else:
    st.text_area(told.NOTE, key="note", height=80, max_chars=2000)
    st.text_area(told.TEXT, key="list_text", height=100, max_chars=20_000)
with st.container(horizontal=True, gap="small"):
    if not state.masked():
        saves = {"on_click": components.act, "args": (describe, case, chosen)}
        st.button(told.SAVE, key="save_list", **saves)
    st.button(
        told.REMOVE, key="remove_list", type="tertiary", on_click=components.act,
        args=(remove, case, chosen),
    )  # fmt: skip
export(case, kept)
