"""While people flag: what the flags cost so far, and what is related to them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import engine, state, words
from dashboard.components.bulk import bulk_decision, each_once
from dashboard.components.markup import escape, explained, show, shown_text, table, together
from dashboard.components.page import act, section

_EVERY = 1.0  # seconds between two looks at the figures while they are computed


def flags_so_far(case: str) -> None:
    """Number flagged, rank, reliance left and cost; never waits for them to be computed."""
    found = engine.so_far(case)
    if found.fresh:
        _figures(found)
    else:
        _watch(case)


@st.fragment(run_every=_EVERY)
def _watch(case: str) -> None:
    found = engine.so_far(case)
    if found.fresh:
        state.say_again()
        st.rerun()
    _figures(found)


def _figures(found: engine.SoFar) -> None:
    weight = found.weight
    if weight is None:
        if not found.fresh:
            show(escape(words.WEIGHING), "sr-muted sr-small")
        return
    late = "" if found.fresh else f" {words.WEIGHING}"
    rows, about = words.weighed(weight), words.FLAGS_SO_FAR
    with together():
        section(words.FLAGS_SO_FAR)
        show(explained(words.weighed_lead(weight) + late), "sr-small")
        show(table(rows, words.WEIGHED_HEADS, about=about, numbers=(1, 2)), "sr-small")


def related_to_flags(case: str, key: str = "proposed") -> None:
    """One decision for features related to flagged ones: a list with every reason, to untick."""
    rows = engine.related(case)
    if rows.empty:
        return
    number = rows["feature"].nunique()
    first = min(number, engine.proposals(case)["feature"].nunique())
    title = words.related_title(number)
    bulk_decision(case, partial(_with_reasons, rows), key, title, ask=False, first=first)


def _with_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    told = (row | {"why": _why(row)} for row in rows.to_dict("records"))
    return pd.DataFrame(each_once(told, " "))


def _why(row: Mapping[str, Any]) -> str:
    """Why a feature is proposed; of a flag carried over, the value is what a person typed."""
    typed = row["relation"] == "carried over"
    return words.related_reason(row | {"value": shown_text(row["value"])} if typed else row)


def rule_panel(case: str, left: int) -> None:
    """What holds for features nobody judged, how much they carry, and a way to change it."""
    rule = engine.facts(case).unjudged
    with st.expander(words.RULE, key="rule", on_change="rerun") as panel:
        if not panel.open:
            return
        show(escape(words.rule_now(rule, left, engine.unjudged_share(case))), "sr-small")
        named = bool(state.session().reviewer)
        other = "flag" if rule == "keep" else "keep"
        st.button(
            words.RULES[other],
            key="set_rule",
            disabled=not named,
            help=None if named else words.NO_NAME,
            on_click=act,
            args=(_set_rule, case, other),
        )


def _set_rule(case: str, rule: str) -> str:
    engine.set_unjudged(case, rule, state.session().reviewer)
    return words.RULE_SET


def why_related(case: str, feature: int) -> None:
    """Why this feature is proposed because of flagged ones, reason by reason; or nothing."""
    rows = engine.related(case)
    own = rows[rows["feature"] == feature]
    if len(own):
        told = "".join(f"<li>{escape(_why(row))}</li>" for row in own.to_dict("records"))
        show(f"<b>{escape(words.RELATED_TO_FLAGGED)}</b><ul>{told}</ul>", "sr-small")
