"""Features that could stand in for flagged ones, and what the software itself would choose."""

import pandas as pd
import streamlit as st

from dashboard.engine.decisions import enough, names, verdicts
from dashboard.engine.features import index, rates, renamed
from dashboard.engine.lists import carried
from dashboard.engine.places import results_revision, revision
from dashboard.engine.weighing import influence_after

SHOWN = 12
"""How many features at most come up by themselves because of flagged ones."""
_OF_A_KIND = 20  # of each relation, so that no single one fills the queue


def proposals(case: str) -> pd.DataFrame:
    """The strongest of `related`, which come first in the queue; all that were carried over."""
    after = influence_after(case)
    return _strongest(case, revision(case), len(after))


@st.cache_resource(max_entries=20, show_spinner=False)
def _strongest(case: str, revision: str, known: int) -> pd.DataFrame:
    rows = related(case)
    own = rows[rows["relation"] != "carried over"]
    own = own.groupby("relation", sort=False).head(_OF_A_KIND).sort_index()
    kept = own["feature"].drop_duplicates().head(SHOWN)
    return rows[rows["feature"].isin(kept) | (rows["relation"] == "carried over")]


def related(case: str) -> pd.DataFrame:
    """Features related to flagged ones or carried over, without a decision, the strongest first.

    One row a reason; columns of `core.features.proposals`, and name and of_name. Never change it.
    """
    after = influence_after(case)
    return _proposals(case, revision(case), len(after), after)


@st.cache_resource(max_entries=20, show_spinner=False)
def _proposals(case: str, revision: str, known: int, _after: dict[int, float]) -> pd.DataFrame:
    standing = verdicts(case)
    flagged = tuple(f for f, v in standing.items() if v.verdict == "flag")
    brought = _carried(case)
    if not flagged:
        return renamed(brought, names(case))
    found = _found(case, flagged, enough(case), results_revision(case), known, _after)
    open_ones = found[~found["feature"].isin(list(standing))]
    if len(brought):
        open_ones = pd.concat([brought, open_ones], ignore_index=True)
    given = names(case)
    rows = renamed(open_ones, given)
    of = [given.get(f, n) for f, n in zip(rows["of"], rows["of_name"], strict=True)]
    return rows.assign(of_name=of)


def _carried(case: str) -> pd.DataFrame:
    """Flags carried over from another case and neither confirmed nor refused yet."""
    from core.features.proposals import COLUMNS

    rows = [
        (f, "carried over", -1, e.subject["cosine"], e.subject["case"], e.reason,
         e.subject["name"], e.subject["was"])
        for f, e in carried(case).items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS, "name", "of_name"])


@st.cache_resource(max_entries=20, show_spinner=False)
def _found(
    case: str,
    flagged: tuple[int, ...],
    least: int,
    revision: str,
    known: int,
    _after: dict[int, float],
) -> pd.DataFrame:
    from core.features.proposals import proposals as propose

    table = index(case).features
    near = index(case).relatives(list(flagged))
    rows = propose(flagged, table, near, rates(case), after=_after, least=least)
    names = dict(zip(table["feature"], table["name"], strict=True))
    return rows.assign(
        name=[names[f] for f in rows["feature"]], of_name=[names.get(f, "") for f in rows["of"]]
    )


def suggestion(case: str, feature: int) -> str:
    """What the software would choose: "flag" or "keep".

    It flags what is related to something people flagged, and what is at least twice as common in
    one group as in another, by ten points. Shown only after the person has chosen.
    """
    from core.features.proposals import suggest

    relative, own = feature in set(proposals(case)["feature"]), rates(case)
    return suggest(relative, own[own["feature"] == feature], enough(case))
