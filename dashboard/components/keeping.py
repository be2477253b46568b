"""Put a feature on a list."""

import streamlit as st

from dashboard import engine
from dashboard.components.feature import names_of
from dashboard.components.page import act
from dashboard.words import lists as told


def list_panel(case: str, feature: int) -> None:
    """A closed panel that puts a feature on a list."""
    with st.expander(told.ADD, key="to_list", on_change="rerun") as panel:
        if not panel.open:
            return
        st.selectbox(
            told.ADD_NAME,
            list(engine.lists(case)),
            index=None,
            accept_new_options=True,
            key="list_name",
        )
        st.button(told.ADD_IT, key="put_on_list", on_click=act, args=(_put, case, feature))


def _put(case: str, feature: int) -> str:
    name = str(st.session_state.get("list_name") or "")
    engine.put_on_list(case, name, feature)
    return told.put(names_of(case, [feature])[feature], name)
