"""One decision for many features: a list to untick, one reason, one event for each."""

import pandas as pd
import streamlit as st

from dashboard import engine, state, words
from dashboard.components.markup import label
from dashboard.components.page import act
from dashboard.components.people import (
    ask_name,
    clear_reason,
    read_reason,
    reason_again,
    reason_fields,
)


def bulk_decision(case: str, rows: pd.DataFrame, key: str, title: str, *, ask: bool = True) -> None:
    """A closed panel that flags many features at once.

    Args:
        case: Name of the case.
        rows: feature, name and why (a few words); all are ticked to begin with.
        key: Tells this panel from others.
        title: What the panel is called.
        ask: Whether to ask for a name here; no where the page asks for it already.
    """
    if rows.empty:
        return
    with st.expander(label(title), key=f"{key}_panel", on_change="rerun") as panel:
        if not panel.open:
            return
        ticked = [row.feature for row in rows.itertuples() if _tick(row, key)]
        reason_fields(key)
        name = ask_name(f"{key}_name") if ask else state.session().reviewer
        st.button(
            words.flag_these(len(ticked)),
            key=f"{key}_flag",
            type="primary",
            disabled=not ticked or not name,
            help=None if name else words.NO_NAME,
            on_click=act,
            args=(_flag, case, seen_by(case, ticked), key),
        )
        reason_again(key)


def seen_by(case: str, ids: list[int]) -> dict[int, int]:
    """Feature -> number of the decision that stands on it as this page shows it."""
    standing = engine.verdicts(case)
    return {feature: standing[feature].seq if feature in standing else 0 for feature in ids}


def _tick(row: tuple, key: str) -> bool:
    text = label(f"{words.called(row.name)} · {row.why}")
    return st.checkbox(text, value=True, key=f"{key}_tick_{row.feature}")


def _flag(case: str, seen: dict[int, int], key: str) -> str | None:
    given = read_reason(key, "flag")
    if given is None:
        return None
    reason, kind = given
    engine.decide(
        case,
        list(seen),
        "flag",
        reason=reason,
        by=state.session().reviewer,
        category=kind,
        seen=seen,
    )
    clear_reason(key)
    return words.flagged_many(len(seen))
