"""While people flag: what the flags cost so far, and what is related to them."""

import streamlit as st

from dashboard import engine, words
from dashboard.components.bulk import bulk_decision
from dashboard.components.markup import escape, show, table
from dashboard.components.page import section

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
        st.rerun()
    _figures(found)


def _figures(found: engine.SoFar) -> None:
    weight = found.weight
    if weight is None:
        if not found.fresh:
            show(escape(words.WEIGHING), "sr-muted sr-small")
        return
    section(words.FLAGS_SO_FAR)
    late = "" if found.fresh else f" {words.WEIGHING}"
    show(escape(words.weighed_lead(weight) + late), "sr-small")
    show(table(words.weighed(weight), words.WEIGHED_HEADS, numbers=(1, 2)), "sr-small")


def related_to_flags(case: str, key: str = "proposed") -> None:
    """One decision for all features related to flagged ones: a list with reasons, to untick."""
    rows = engine.proposals(case)
    if rows.empty:
        return
    whys = [words.related_reason(row) for row in rows.to_dict("records")]
    rows = rows.assign(why=whys).drop_duplicates("feature")
    bulk_decision(case, rows, key, words.related_title(len(rows)), ask=False)


def why_related(case: str, feature: int) -> None:
    """Why this feature is proposed because of flagged ones, reason by reason; or nothing."""
    rows = engine.proposals(case)
    own = rows[rows["feature"] == feature]
    if len(own):
        told = "".join(
            f"<li>{escape(words.related_reason(r))}</li>" for r in own.to_dict("records")
        )
        show(f"<b>{escape(words.RELATED_TO_FLAGGED)}</b><ul>{told}</ul>", "sr-small")
