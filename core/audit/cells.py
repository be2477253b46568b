"""Rows counted by what happened to them.

A row is one of 32 cells: is its label favourable, and for each model, does it decide favourably
and is it right. A group is the counts of its cells; all rates, and all bootstrap draws of all
rates, are sums over them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float, Int

CELLS = 32
MODELS = ("plain", "regularized")
NOT_GIVEN = "(not given)"
"""The group of texts whose group value is missing."""

METRICS = {
    "selection_rate": ("selected", "n"),
    "tpr": ("true_positives", "positives"),
    "fpr": ("false_positives", "negatives"),
    "accuracy": ("correct", "n"),
}
"""Metric -> the two counts it divides. All speak of the favourable outcome."""

MEASURES = METRICS | {
    "fnr": ("false_negatives", "positives"),
    "tnr": ("true_negatives", "negatives"),
    "ppv": ("true_positives", "selected"),
    "npv": ("true_negatives", "rejected"),
}
"""All that can be told from the cells, by the same two counts."""

# Axes: label favourable; plain favourable, right; regularized favourable, right.
_TRUTH, *_FLAGS = np.indices((2, 2, 2, 2, 2)).reshape(5, CELLS)
_SELECTED = {"plain": _FLAGS[0], "regularized": _FLAGS[2]}
_CORRECT = {"plain": _FLAGS[1], "regularized": _FLAGS[3]}


@dataclass(frozen=True)
class Outcomes:
    """What happened to each test text: its label, and both models' decisions."""

    labels: np.ndarray
    plain: np.ndarray
    regularized: np.ndarray
    favourable: str

    def decided(self, model: str) -> np.ndarray:
        """The decisions of one of `MODELS`."""
        return self.plain if model == "plain" else self.regularized

    def cell(self) -> Int[np.ndarray, " texts"]:
        """Number of each text's cell, 0 to 31."""
        return cell_numbers(self.labels, (self.plain, self.regularized), (self.favourable,))


def cell_numbers(
    labels: np.ndarray, decided: Sequence[np.ndarray], favourable: Sequence[str]
) -> Int[np.ndarray, " texts"]:
    """Number of each text's cell, from its label and both models' decisions."""
    bits = [np.isin(labels, favourable)]
    for decisions in decided:
        bits += [np.isin(decisions, favourable), decisions == labels]
    return np.ravel_multi_index([np.asarray(bit, dtype=int) for bit in bits], (2,) * 5)


def counts(cells: Int[np.ndarray, "*draws 32"], model: str) -> dict[str, Int[np.ndarray, "*draws"]]:
    """The counts that the metrics of a model divide, summed over cells."""
    selected, correct = _SELECTED[model], _CORRECT[model]
    members = {
        "n": np.ones(CELLS, dtype=int),
        "selected": selected,
        "rejected": 1 - selected,
        "positives": _TRUTH,
        "true_positives": _TRUTH * selected,
        "false_negatives": _TRUTH * (1 - selected),
        "negatives": 1 - _TRUTH,
        "false_positives": (1 - _TRUTH) * selected,
        "true_negatives": (1 - _TRUTH) * (1 - selected),
        "correct": correct,
    }
    return {name: cells @ member for name, member in members.items()}


def rates(
    counted: dict[str, np.ndarray], measures: Mapping[str, tuple[str, str]] = METRICS
) -> dict[str, Float[np.ndarray, "*draws"]]:
    """Each of the measures; NaN for 0 of 0."""
    return {
        metric: np.divide(
            counted[hits],
            counted[n],
            out=np.full(np.shape(counted[n]), np.nan),
            where=np.asarray(counted[n]) > 0,
        )
        for metric, (hits, n) in measures.items()
    }


def named(groups: pd.Series) -> np.ndarray:
    """The group of each text, `NOT_GIVEN` where its value is missing."""
    return groups.astype(object).where(groups.notna(), NOT_GIVEN).astype(str).to_numpy(object)


def in_order(names: Iterable[str]) -> list[str]:
    """Each group once, sorted by name; `NOT_GIVEN` comes last."""
    return sorted(set(names), key=lambda name: (name == NOT_GIVEN, name))


def cells_by_group(
    cell: Int[np.ndarray, " texts"], groups: pd.Series
) -> dict[str, Int[np.ndarray, "32"]]:
    """Counts of cells for each group, in order."""
    names = named(groups)
    return {g: np.bincount(cell[names == g], minlength=CELLS) for g in in_order(names)}
