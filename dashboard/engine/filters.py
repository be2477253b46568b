"""Filters of features that combine, and the ones a case keeps under a name."""

from collections.abc import Mapping

import pandas as pd

from dashboard.engine.decisions import enough, verdicts
from dashboard.engine.features import features, rates, texts
from dashboard.engine.places import open_case

KINDS = ("word", "words", "topic", "pattern", "unclear")
COMMON = {"rare": (0.0, 0.01), "some": (0.01, 0.1), "many": (0.1, 1.01)}
"""How common a feature is: share of the texts it fires in, from and below."""
INFLUENCE = {"strong": (0.05, 99.0), "medium": (0.01, 0.05), "weak": (0.0, 0.01)}
"""Share of what moves the plain model's decision, from and below."""

_TIMES, _APART = 1.5, 0.10


def filtered(case: str, table: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """The rows of `table` that pass every filter, in their order.

    Args:
        case: Name of the case.
        table: Has the column feature.
        chosen: Filter -> value. decision: "none" or a verdict. seen: "live", "always on" or
            "never seen". label: a class the feature is more common in. group: a column it
            differs in. common: of `COMMON`. influence: of `INFLUENCE`. kind: of `KINDS`.
            reviewer: who decided. Unknown filters and blank values are left out.
    """
    known = features(case)
    passes = pd.Series(True, index=known.index)
    for name, value in chosen.items():
        if value and name in _FILTERS:
            passes &= _FILTERS[name](case, known, value)
    return table[table["feature"].isin(known.loc[passes, "feature"])]


def reviewers(case: str) -> list[str]:
    """Everybody with a decision that stands, sorted."""
    return sorted({verdict.by for verdict in verdicts(case).values()})


def saved(case: str) -> dict[str, dict[str, str]]:
    """Name -> the filters and question kept under it."""
    from core.review.views import load_views

    return load_views(open_case(case).views_path)


def save(case: str, name: str, query: Mapping[str, str]) -> None:
    """Keep filters and question under a name, in place of an older one of that name.

    Raises:
        InputError: The name is blank, or there is nothing to keep.
    """
    from core.review.views import save_view

    save_view(open_case(case).views_path, name, query)


def forget(case: str, name: str) -> None:
    """Drop what is kept under a name."""
    from core.review.views import forget_view

    forget_view(open_case(case).views_path, name)


def _decision(case: str, known: pd.DataFrame, value: str) -> pd.Series:
    standing = {f: v.verdict for f, v in verdicts(case).items()}
    told = known["feature"].map(standing).fillna("none")
    return told == value


def _reviewer(case: str, known: pd.DataFrame, value: str) -> pd.Series:
    return known["feature"].isin([f for f, v in verdicts(case).items() if v.by == value])


def _between(column: pd.Series, bounds: tuple[float, float] | None) -> pd.Series:
    low, high = bounds or (0.0, 99.0)
    return (column >= low) & (column < high)


def _common(case: str, known: pd.DataFrame, value: str) -> pd.Series:
    share = known["texts"] / max(len(texts(case).frame), 1)
    return _between(share, COMMON.get(value))


def _influence(case: str, known: pd.DataFrame, value: str) -> pd.Series:
    return _between(known["influence"].fillna(0.0), INFLUENCE.get(value))


def _label(case: str, known: pd.DataFrame, value: str) -> pd.Series:
    """More common in this class than in all the others together."""
    own = rates(case)
    own = own[own["column"] == "label"].assign(inside=lambda rows: rows["value"] == value)
    sums = own.groupby(["feature", "inside"])[["texts", "n"]].sum().reset_index()
    share = sums.assign(rate=sums["texts"] / sums["n"].clip(lower=1))
    sides = share.pivot_table(index="feature", columns="inside", values="rate", fill_value=0.0)
    if True not in sides or False not in sides:
        return pd.Series(False, index=known.index)
    more = sides[(sides[True] > 0) & (sides[True] >= _TIMES * sides[False])]
    return known["feature"].isin(more.index)


def _group(case: str, known: pd.DataFrame, value: str) -> pd.Series:
    """Its rates differ by at least ten points between two groups of this column."""
    own = rates(case)
    own = own[(own["column"] == value) & (own["n"] >= enough(case))]
    gap = own.groupby("feature")["rate"].agg(["max", "min"])
    return known["feature"].isin(gap.index[gap["max"] - gap["min"] >= _APART])


_FILTERS = {
    "decision": _decision,
    "seen": lambda case, known, value: known["status"] == value,
    "label": _label,
    "group": _group,
    "common": _common,
    "influence": _influence,
    "kind": lambda case, known, value: known["kind"] == value,
    "reviewer": _reviewer,
}
NAMES = tuple(_FILTERS)
"""The filters there are, in the order they are shown."""
