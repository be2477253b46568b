"""In which order features are worth a person's time, and why each is in the queue."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.engine.decisions import SMALL, enough, names, verdicts
from dashboard.engine.features import features, rates
from dashboard.engine.places import results_revision, revision
from dashboard.engine.proposals import proposals
from dashboard.engine.weighing import influence_after

TABS = ("To review", "Flagged", "Kept", "Unsure", "Never seen", "All")
QUEUE_SIZE = 120
"""How many features a case asks people to look at: those that matter most by `priority`."""

_STEADY = 0.02  # added to rates, so that 0.1 % against 0.3 % does not count as three times
_FLOOR = 0.1  # a feature that is equally common in all groups keeps this share of its weight
_VERDICT_OF = {"Flagged": "flag", "Kept": "keep", "Unsure": "unsure"}


def queue(case: str, tab: str) -> pd.DataFrame:
    """The features under one tab, the most important first.

    Columns are those of `features`, and column, high, high_rate, high_n, low, low_rate, low_n
    (the two groups between which it differs most), priority, asked (True: among the features
    the case asks people to look at), verdict ("flag", "keep", "unsure" or "") and related (how
    strongly it belongs to a flagged feature, 0 for not at all; those come first). Never change it.
    """
    found = _all(case)
    return found.get(tab, found["All"])


def _all(case: str) -> dict[str, pd.DataFrame]:
    return _tabs(case, revision(case), len(influence_after(case)))


@st.cache_resource(max_entries=20, show_spinner=False)
def _tabs(case: str, revision: str, known: int) -> dict[str, pd.DataFrame]:
    given = tuple(sorted(names(case).items()))
    ranked = _ranked(case, given, enough(case), results_revision(case))
    decided = {feature: verdict.verdict for feature, verdict in verdicts(case).items()}
    ranked = ranked.assign(verdict=[decided.get(f, "") for f in ranked["feature"]])
    ranked = _with_related(ranked, proposals(case))
    unseen = ranked["status"] == "never seen"
    chosen = {"To review": ranked["asked"] & (ranked["verdict"] == "")}
    chosen |= {tab: ranked["verdict"] == verdict for tab, verdict in _VERDICT_OF.items()}
    chosen |= {"Never seen": unseen, "All": ~unseen}
    return {tab: ranked[chosen[tab]] for tab in TABS}


def in_queue(case: str, feature: int) -> dict[str, Any] | None:
    """The row of one feature in the whole queue; None where it was never seen."""
    rows = queue(case, "All")
    own = rows.iloc[np.flatnonzero(rows["feature"].to_numpy() == feature)[:1]]
    return next(iter(own.to_dict("records")), None)


def counts(case: str) -> dict[str, int]:
    """How many features stand under each tab."""
    return {tab: len(rows) for tab, rows in _all(case).items()}


def _with_related(ranked: pd.DataFrame, related: pd.DataFrame) -> pd.DataFrame:
    """Relatives of flagged features come first, and are asked about like the others."""
    scores = related.groupby("feature")["score"].max() if len(related) else {}
    own = ranked["feature"].map(dict(scores)).fillna(0.0).astype(float)
    asked = ranked["asked"] | (own > 0) | (ranked["verdict"] != "")
    ranked = ranked.assign(related=own, asked=asked)
    return ranked.sort_values("related", ascending=False, kind="stable", ignore_index=True)


@st.cache_resource(max_entries=20, show_spinner=False)
def _ranked(case: str, given: tuple, least: int, revision: str) -> pd.DataFrame:
    return rank(features(case), rates(case), least)


def rank(table: pd.DataFrame, by_group: pd.DataFrame, least: int = SMALL) -> pd.DataFrame:
    """All features by priority, the highest first, with the groups they differ between most.

    Priority is influence on the plain model times how differently the feature is spread over
    the groups; influence already holds how common the feature is. Without groups it is
    influence alone.

    Args:
        table: One row a feature: feature, status, influence, texts.
        by_group: feature, column, value, n, rate; rows of the column "label" are left out.
        least: Groups with fewer texts say nothing about a feature.
    """
    ranked = table.merge(_widest(by_group, least), on="feature", how="left")
    high, low = ranked["high_rate"].fillna(0.0), ranked["low_rate"].fillna(0.0)
    apart = (high - low) / (high + low + _STEADY)
    weight = _FLOOR + (1 - _FLOOR) * apart
    ranked["priority"] = ranked["influence"].fillna(0.0) * weight
    ranked = ranked.sort_values(["priority", "texts"], ascending=False, kind="stable")
    ranked = ranked.reset_index(drop=True)
    matters = (ranked["status"] == "live") & (ranked["priority"] > 0)
    ranked["asked"] = matters & (matters.cumsum() <= QUEUE_SIZE)
    return ranked


def _widest(by_group: pd.DataFrame, least: int) -> pd.DataFrame:
    """For each feature the column, and in it the groups, between which its rates differ most."""
    groups = by_group[(by_group["column"] != "label") & (by_group["n"] >= least)]
    groups = groups.sort_values("rate", kind="stable")
    sides = groups.groupby(["feature", "column"], sort=False)
    high = sides.last()[["value", "rate", "n"]].add_prefix("high_")
    low = sides.first()[["value", "rate", "n"]].add_prefix("low_")
    both = high.join(low).reset_index()
    both["apart"] = both["high_rate"] - both["low_rate"]
    both = both.sort_values("apart", kind="stable").groupby("feature", sort=False).last()
    both = both.rename(columns={"high_value": "high", "low_value": "low"})
    return both.drop(columns="apart").reset_index()
