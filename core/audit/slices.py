"""Parts of the test texts in which a model errs more often than in the rest.

Nobody asked for any one of these parts beforehand, so a part counts as found only where its false
discovery rate over all parts tried is at most 5 % (Benjamini and Hochberg).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Int

from core.audit.intervals import newcombe
from core.audit.significance import benjamini_hochberg, pair_test

RATE = 0.05
_SHOWN = 20
_QUARTERS = ("shortest quarter", "second quarter", "third quarter", "longest quarter")


@dataclass(frozen=True, eq=False)
class Slice:
    """A part of the texts.

    Attributes:
        kind: "group", "length" or "feature".
        name: what the texts of it share.
        rows: their positions.
    """

    kind: str
    name: str
    rows: Int[np.ndarray, " members"]


def error_slices(
    wrong: Bool[np.ndarray, " texts"], parts: Iterable[Slice], enough: int = 30
) -> dict[str, Any]:
    """The parts with more errors than the rest, the least likely by chance first.

    Args:
        wrong: the texts a model decides wrongly.
        parts: to be tried; those with fewer texts than `enough`, or a smaller rest, are not.
        enough: texts that a part and its rest need.

    Returns:
        tried: how many parts; found: how many at a false discovery rate of 5 %; rows: at most 20
        of those with more errors, with counts, difference from the rest, p and p_fdr.
    """
    total, errors = len(wrong), int(wrong.sum())
    rows = []
    for part in parts:
        n, hits = len(part.rows), int(wrong[part.rows].sum())
        if min(n, total - n) >= enough:
            rows.append(_row(part, (hits, errors - hits), (n, total - n)))
    adjusted = benjamini_hochberg([row["p"] for row in rows])
    rows = [row | {"p_fdr": p} for row, p in zip(rows, adjusted, strict=True)]
    worse = [row for row in rows if row["difference"] > 0]
    found = [row for row in worse if row["p_fdr"] <= RATE]
    ranked = sorted(worse, key=lambda row: (row["p"], row["kind"], row["name"]))
    return {"tried": len(rows), "found": len(found), "rows": ranked[:_SHOWN]}


def _row(part: Slice, hits: tuple[int, int], n: tuple[int, int]) -> dict[str, Any]:
    low, high = newcombe(hits, n)
    return {
        "kind": part.kind,
        "name": part.name,
        "n": n[0],
        "errors": hits[0],
        "rate": hits[0] / n[0],
        "rest": n[1],
        "rest_errors": hits[1],
        "rest_rate": hits[1] / n[1],
        "difference": hits[0] / n[0] - hits[1] / n[1],
        "low": low,
        "high": high,
        "p": pair_test(hits, n).p,
    }


def by_length(lengths: Int[np.ndarray, " texts"]) -> list[Slice]:
    """The texts in quarters by length; texts of equal length stay together."""
    edges = np.quantile(lengths, [0.25, 0.5, 0.75])
    quarter = np.searchsorted(edges, lengths, side="left")
    return [Slice("length", name, np.flatnonzero(quarter == i)) for i, name in enumerate(_QUARTERS)]
