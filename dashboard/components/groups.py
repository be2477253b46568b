"""Both models by group: rates before and after, gaps, decisions that changed."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import words
from dashboard.components.drawn import described, draw_described
from dashboard.components.markup import escape, show, table, together
from dashboard.components.page import section
from dashboard.words import figures
from dashboard.words import groups as told

if TYPE_CHECKING:
    from dashboard.engine.results import Audit


def by_group(found: "Audit", columns: tuple[str, ...]) -> str:
    """The chosen group column; draws its rates, its gaps and what changed in it.

    A heading goes with what stands above it: a browser draws one element sooner than two.
    """
    with st.container(horizontal=True, gap="large"):
        column = _choose("by", told.BY, columns, words.label_of)
        metric = _choose("measure", told.MEASURE, tuple(figures.METRICS), figures.METRICS.get)
    draw_described(*_rates_chart(found, column, metric))
    with together():
        rates(found, column, metric)
        section(told.GAPS)
    chart = _gaps_chart(found, column)
    if chart:
        draw_described(chart, told.gaps_title(column))
    with together():
        gaps(found, column)
        changes(found, column)
    return column


def _choose(key: str, title: str, options: tuple[str, ...], say: object) -> str:
    """One of some options, kept in the URL."""
    return st.selectbox(title, options, format_func=say, key=key, bind="query-params", width=360)


def rates(found: "Audit", column: str, metric: str) -> None:
    """One rate of every group before and after, as a table."""
    cells = told.group_rows(found, column, metric)
    # The chart above has the title; the table says it to a screen reader only.
    about = told.rates_title(metric, column, len(cells), len(cells))
    show(table(cells, told.group_heads(column), about=about, numbers=(1, 2, 3, 4)))
    show(escape(told.reading(figures.TECHNICAL[metric])), "sr-muted sr-small")


@lru_cache(maxsize=16)  # as long as the comparison is the same one
def _rates_chart(found: "Audit", column: str, metric: str) -> tuple[dict[str, Any], str]:
    rows = found.groups[found.groups["column"] == column]
    largest = rows[rows["model"] == "plain"].nlargest(told.SHOWN, "n")["group"]
    shown = ["model", "group", "n", metric, f"{metric}_low", f"{metric}_high"]
    drawn = rows.loc[rows["group"].isin(largest), shown]
    title = told.rates_title(metric, column, drawn["group"].nunique(), len(rows) // 2)
    across = figures.meaning(metric, found.favourable)
    return described("dumbbells", title=title, frame=drawn, metric=metric, across=across), title


def gaps(found: "Audit", column: str) -> None:
    """The gaps between groups before and after, their change, and its state in words."""
    rows = told.gap_rows(found, column)
    cells = [
        (r["measure"], r["before"], r["after"], r["change"], r["state"], r["between"]) for r in rows
    ]
    show(table(cells, told.GAP_HEADS, about=told.gaps_title(column), numbers=(1, 2, 3)))
    show(escape(told.left_out(rows)), "sr-muted sr-small")


@lru_cache(maxsize=16)  # as long as the comparison is the same one
def _gaps_chart(found: "Audit", column: str) -> dict[str, Any] | None:
    own = found.gaps[(found.gaps["column"] == column) & (found.gaps["model"] != "change")]
    own = own.assign(row=own["metric"].map(figures.METRICS)).dropna(subset=["gap"])
    if own.empty:
        return None
    shown = own[["row", "model", "gap", "low", "high"]]
    return described("gap_ranges", title=told.gaps_title(column), frame=shown)


def changes(found: "Audit", column: str) -> None:
    """How many decisions changed in each group, and which way."""
    own = found.changed_by_group[found.changed_by_group["column"] == column]
    names = ("group", "n", "changed", "to_favourable", "from_favourable", "corrected", "spoilt")
    cells = [
        (row["group"], *(f"{row[name]:,}" for name in names[1:])) for row in own.to_dict("records")
    ]
    heads = told.changed_heads(column, found.favourable)
    section(told.CHANGED)
    show(table(cells, heads, about=told.CHANGED, numbers=range(1, len(names))))
