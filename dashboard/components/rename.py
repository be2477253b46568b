"""A person's name for a feature: the suggested one confirmed, or one of their own."""

import streamlit as st

from dashboard import engine, state, words
from dashboard.components.markup import label
from dashboard.components.page import act


def confirm_name(case: str, feature: dict) -> None:
    """A button that confirms the suggested name, as long as no person named the feature."""
    if feature["named"] or feature["kind"] == "unclear":
        return
    named = bool(state.session().reviewer)
    st.button(
        words.CONFIRM_NAME,
        key=f"confirm_name_{feature['feature']}",
        type="tertiary",
        icon=":material/check:",
        disabled=not named,
        help=words.CONFIRM_NAME_HELP if named else words.NO_NAME,
        on_click=act,
        args=(_confirm, case, feature),
    )


def _confirm(case: str, feature: dict) -> str:
    engine.confirm_name(case, int(feature["feature"]), state.session().reviewer)
    return words.name_confirmed(feature["name"])


def rename_panel(case: str, feature: dict) -> None:
    """A closed panel with a field for another name."""
    number = int(feature["feature"])
    key = f"name_of_{number}"
    with st.expander(label(words.RENAME), key=f"{key}_panel", on_change="rerun") as panel:
        if not panel.open:
            return
        st.text_input(
            words.NEW_NAME,
            value=words.called(feature["name"]),
            key=key,
            max_chars=120,
            help=words.NEW_NAME_HELP,
        )
        named = bool(state.session().reviewer)
        st.button(
            words.RENAME_IT,
            key=f"{key}_save",
            disabled=not named,
            help=None if named else words.NO_NAME,
            on_click=act,
            args=(_rename, case, number, key),
        )


def _rename(case: str, number: int, key: str) -> str:
    new = str(st.session_state.get(key) or "")
    engine.rename(case, number, new, state.session().reviewer)
    return words.renamed(new)
