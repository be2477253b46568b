"""Features that could stand in for flagged ones, each with the reason why it is worth a look.

A proposal is never a flag: it only brings a feature before a person.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

COLUMNS = ["feature", "relation", "of", "score", "column", "value"]
"""relation: "similar", "fires together", "same words", "moves with the group" or "took over";
of: the flagged feature (-1 for "took over"); score 0 to 1; column and value: the group."""

_SAME_WORDS = 0.25
_COMMON = 0.03  # a word on which a larger share of the features fires says nothing
_MOVES, _TIMES = 0.10, 2.0  # difference of rates, and how many times as often
_TOOK_OVER = 0.02


def proposals(
    flagged: Iterable[int],
    table: pd.DataFrame,
    relatives: pd.DataFrame,
    rates: pd.DataFrame,
    *,
    after: Mapping[int, float] | None = None,
    least: int = 30,
) -> pd.DataFrame:
    """One row a reason, the strongest first; columns are `COLUMNS`.

    Args:
        flagged: Flagged features; none of them is proposed.
        table: Of the features: feature, status, influence, words, shares.
        relatives: feature, other, relation, score.
        rates: feature, column, value, n, rate; classes under "label" are left out.
        after: Influence of each feature on the regularized model, where there is one.
        least: Groups with fewer texts say nothing.
    """
    flagged = set(flagged)
    live = set(table.loc[table["status"] == "live", "feature"]) - flagged
    found = [
        _related(flagged, relatives),
        _same_words(flagged, table),
        _same_group(flagged, rates, least),
        _took_over(table, after or {}),
    ]
    rows = pd.DataFrame([row for kind in found for row in kind], columns=COLUMNS)
    rows = rows[rows["feature"].isin(live)]
    rows = rows.sort_values(["score", "feature"], ascending=[False, True], kind="stable")
    return rows.drop_duplicates(["feature", "relation"]).reset_index(drop=True)


def suggest(related: bool, rates: pd.DataFrame, least: int = 30) -> str:
    """What the software would choose for a feature, "flag" or "keep"; never decides anything.

    Args:
        related: It is proposed because of a flagged feature.
        rates: Its rates: column, value, n, rate. It is flagged when one group has it at least
            twice as often as another, by ten points.
        least: Groups with fewer texts say nothing.
    """
    groups = rates[(rates["column"] != "label") & (rates["n"] >= least)]
    sides = groups.groupby("column")["rate"].agg(["max", "min"])
    apart = (sides["max"] - sides["min"] >= _MOVES) & (sides["max"] >= _TIMES * sides["min"])
    return "flag" if related or bool(apart.any()) else "keep"


def _related(flagged: set[int], relatives: pd.DataFrame) -> list[tuple]:
    """Near in direction, or firing in the same texts; listed on either side."""
    near = relatives[relatives["relation"].isin(("similar", "fires together"))]
    rows = []
    for row in near.itertuples():
        if (row.feature in flagged) != (row.other in flagged):
            of, other = sorted((row.feature, row.other), key=lambda f: f not in flagged)
            rows.append((other, row.relation, of, float(row.score), "", ""))
    return rows


def _same_words(flagged: set[int], table: pd.DataFrame) -> list[tuple]:
    """Features that share a good part of the words they fire on with a flagged one."""
    # Only the words of flagged features can be shared with one.
    asked = {word for words in table["words"][table["feature"].isin(flagged)] for word in words}
    by_word: dict[str, list[tuple[int, float]]] = {word: [] for word in asked}
    for feature, words, shares in zip(
        table["feature"], table["words"], table["shares"], strict=True
    ):
        for word, share in zip(words, shares, strict=False):
            if word in asked:
                by_word[word].append((feature, float(share)))
    shared: dict[tuple[int, int], float] = {}
    for users in by_word.values():
        if len(users) > max(_COMMON * len(table), 10):
            continue
        for of, mine in users:
            if of in flagged:
                for other, theirs in users:
                    key = (other, of)
                    shared[key] = shared.get(key, 0.0) + min(mine, theirs)
    return [
        (other, "same words", of, min(share, 1.0), "", "")
        for (other, of), share in shared.items()
        if share >= _SAME_WORDS
    ]


def _same_group(flagged: set[int], rates: pd.DataFrame, least: int) -> list[tuple]:
    """Features much more common with the group, or its opposite, that a flagged one tells."""
    groups = rates[(rates["column"] != "label") & (rates["n"] >= least)]
    groups = groups.sort_values("rate", kind="stable")
    sides = groups.groupby(["feature", "column"], sort=False)
    high, low = sides.last(), sides.first()
    apart = high.assign(gap=high["rate"] - low["rate"], low=low["rate"]).reset_index()
    apart = apart[(apart["gap"] >= _MOVES) & (apart["rate"] >= _TIMES * apart["low"])]
    telling = apart[apart["feature"].isin(flagged)].sort_values("gap", ascending=False)
    teller = telling.drop_duplicates("column").set_index("column")["feature"]
    return [
        (row.feature, "moves with the group", int(teller[row.column]), row.gap, row.column,
         str(row.value))
        for row in apart.itertuples()
        if row.column in teller.index
    ]  # fmt: skip


def _took_over(table: pd.DataFrame, after: Mapping[int, float]) -> list[tuple]:
    """Features that carry clearly more of the regularized model's decision than of the plain."""
    before = dict(zip(table["feature"], table["influence"].fillna(0.0), strict=True))
    more = {f: float(now) - before.get(f, 0.0) for f, now in after.items() if np.isfinite(now)}
    return [
        (feature, "took over", -1, min(gain, 1.0), "", "")
        for feature, gain in more.items()
        if gain >= _TOOK_OVER
    ]
