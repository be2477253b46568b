"""The decisions that differ between the plain and the regularized model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from core.audit.cells import Outcomes, in_order, named


def directions(outcomes: Outcomes) -> pd.DataFrame:
    """For each text, whether its decision changed, and which way; true or false."""
    changed = outcomes.plain != outcomes.regularized
    return pd.DataFrame(
        {
            "changed": changed,
            "to_favourable": changed & (outcomes.regularized == outcomes.favourable),
            "from_favourable": changed & (outcomes.plain == outcomes.favourable),
            "corrected": changed & (outcomes.regularized == outcomes.labels),
            "spoilt": changed & (outcomes.plain == outcomes.labels),
        }
    )


def changed_rows(column: str, values: pd.Series, changes: pd.DataFrame) -> list[dict[str, Any]]:
    """One row for each group of a column: how many of its decisions changed, by direction."""
    names, rows = named(values), []
    for group in in_order(names):
        own = changes[names == group]
        totals = {name: int(own[name].sum()) for name in changes}
        rows.append({"column": column, "group": group, "n": len(own)} | totals)
    return rows


def changed_texts(
    frame: pd.DataFrame,
    outcomes: Outcomes,
    probabilities: dict[str, np.ndarray],
    groups: Sequence[str],
) -> list[dict[str, Any]]:
    """One row for each changed text: its row number, label, both decisions and probabilities.

    The texts whose favourable probability moved most come first.
    """
    where = np.flatnonzero(outcomes.plain != outcomes.regularized)
    moved = np.abs(probabilities["regularized"] - probabilities["plain"])[where]
    ids = frame["id"].to_numpy() if "id" in frame else np.full(len(frame), None)
    shown = frame[list(groups)].astype(object)
    shown = shown.where(shown.notna(), None)
    return [
        {
            "text": int(frame.index[i]),
            "id": ids[i],
            "label": str(outcomes.labels[i]),
            "plain": str(outcomes.plain[i]),
            "regularized": str(outcomes.regularized[i]),
            "plain_probability": float(probabilities["plain"][i]),
            "regularized_probability": float(probabilities["regularized"][i]),
            "groups": dict(shown.iloc[i]),
        }
        for i in where[np.lexsort((where, -moved))]
    ]
