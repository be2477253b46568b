"""One decision for many features: a list to untick, one reason, one event for each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

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

_STEP = 24  # how many more a click shows


def bulk_decision(
    case: str,
    rows: Callable[[], pd.DataFrame],
    key: str,
    title: str,
    *,
    ask: bool = True,
    first: int | None = None,
) -> None:
    """A closed panel that flags many features at once.

    Args:
        case: Name of the case.
        rows: Gives feature, name and why (a few words), at least one; asked when the panel opens.
        key: Tells this panel from others.
        title: What the panel is called.
        ask: Whether to ask for a name here; no where the page asks for it already.
        first: So many are shown and ticked to begin with, the others on demand and not ticked.
    """
    with st.expander(label(title), key=f"{key}_panel", on_change="rerun") as panel:
        if not panel.open:
            return
        listed = rows()
        ticked = _choose(listed, key, len(listed) if first is None else first)
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


def each_once(rows: Iterable[Mapping[str, Any]], between: str) -> list[dict[str, Any]]:
    """One row a feature, in the order given, with every reason for it in `why`.

    Args:
        rows: feature, why and whatever else; of a feature the first row stays.
        between: What stands between two reasons.
    """
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["feature"] in found:
            found[row["feature"]]["why"] += f"{between}{row['why']}"
        else:
            found[row["feature"]] = dict(row)
    return list(found.values())


def _choose(rows: pd.DataFrame, key: str, first: int) -> list[int]:
    """The features that are ticked."""
    shown = first + st.session_state.get(f"{key}_more", 0)
    ticked = [
        row.feature
        for n, row in enumerate(rows.head(shown).itertuples())
        if _tick(row, key, ticked=n < first)
    ]
    if len(rows) > shown:
        more = words.show_more(len(rows) - shown)
        st.button(more, key=f"{key}_show", type="tertiary", on_click=_more, args=(key,))
    return ticked


def _more(key: str) -> None:
    st.session_state[f"{key}_more"] = st.session_state.get(f"{key}_more", 0) + _STEP


def seen_by(case: str, ids: list[int]) -> dict[int, int]:
    """Feature -> number of the decision that stands on it as this page shows it."""
    standing = engine.verdicts(case)
    return {feature: standing[feature].seq if feature in standing else 0 for feature in ids}


def _tick(row: tuple, key: str, *, ticked: bool) -> bool:
    """One feature: a box to tick, a way to its evidence, and why it is here."""
    name = label(words.called(row.name))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        chosen = st.checkbox(
            name,
            value=ticked,
            key=f"{key}_tick_{row.feature}",
            label_visibility="collapsed",
            width="content",
        )
        st.button(
            f"{name} :small[{label(row.why)}]",
            key=f"{key}_see_{row.feature}",
            type="tertiary",
            width="stretch",
            on_click=state.open_feature,
            args=(int(row.feature),),
        )
    return chosen


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
