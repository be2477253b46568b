"""The texts whose decision changed: filter by group and direction, page by page."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import engine, words
from dashboard.components.markup import escape, marked, show, shown_text
from dashboard.components.page import empty
from dashboard.words import groups as told

_PAGE = 10
_CUT = 600  # characters of a long text


def changed_texts(case: str, column: str | None) -> None:
    """Texts whose decision differs between the models, those that moved most first.

    Args:
        case: Name of the case.
        column: Group column to filter by; None where the case has none.
    """
    rows = engine.changed_texts(case)
    if rows.empty:
        empty(told.NONE_CHANGED)
        return
    rows = _filtered(rows, column, engine.facts(case).favourable)
    show(escape(told.found(len(rows))), "sr-muted sr-small")
    if rows.empty:
        empty(told.NONE_MATCH, told.WIDEN)
        return
    pages = -(-len(rows) // _PAGE)
    page = st.pagination(pages, key="changed_page") if pages > 1 else 1
    shown = rows.iloc[_PAGE * (page - 1) : _PAGE * page]
    show(f'<ol class="sr-rows">{"".join(map(_row, shown.to_dict("records")))}</ol>')


def _filtered(rows: pd.DataFrame, column: str | None, favourable: str) -> pd.DataFrame:
    with st.container(horizontal=True, gap="large"):
        if column is not None:
            values = rows["groups"].map(lambda groups: words.given(groups.get(column)))
            group = st.selectbox(
                words.label_of(column).capitalize(),
                [told.ALL_GROUPS, *sorted(values.unique())],
                key="changed_group",
                width=260,
            )
            if group != told.ALL_GROUPS:
                rows = rows[values == group]
        way = st.selectbox(
            told.DIRECTION,
            list(told.DIRECTIONS),
            format_func=told.DIRECTIONS.get,
            key="changed_way",
            width=260,
        )
    return rows[towards(rows, way, favourable)]


def towards(rows: pd.DataFrame, way: str, favourable: str) -> pd.Series:
    """For each changed text, whether it changed that way.

    Args:
        rows: label, plain and regularized.
        way: One of `words.groups.DIRECTIONS`.
        favourable: The favourable label.
    """
    if way == "to":
        return rows["regularized"] == favourable
    if way == "from":
        return rows["plain"] == favourable
    if way == "corrected":
        return rows["regularized"] == rows["label"]
    if way == "spoilt":
        return rows["plain"] == rows["label"]
    return pd.Series(True, index=rows.index)


def _row(row: Mapping[str, Any]) -> str:
    moved = row["regularized_probability"] - row["plain_probability"]
    groups = [f"{words.label_of(k)} {words.given(v)}" for k, v in row["groups"].items()]
    name = [told.row_name(row["row"])] if row["row"] else []
    facts = escape(" · ".join([told.turned(row), *groups, *name]))
    body = marked(shown_text(row["body"]), (), 0, min(len(row["body"]), _CUT))
    return (
        f'<li><span class="sr-num">{escape(told.moved(moved))}</span>'
        f'<span class="sr-text">{body}<br><span class="sr-muted sr-small">{facts}</span></span>'
        "</li>"
    )
