"""Which counts are held back: the small ones, and as many more as it takes to keep them unknown.

Every table counts the same texts, by one column or by two, so a held-back count may follow from
sums. Whoever reads the copy knows that counts are at least nought and what is printed; a linear
programme says between which ends that leaves a held-back count. While an end shows that it is not
any number from nought to the least one printed, one more count is held back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

TEXTS, SELECTED, OTHERS = "texts", "selected", "others"
KINDS = (TEXTS, SELECTED, OTHERS)
_NEAR = 1e-6


@dataclass(frozen=True)
class Cell:
    """One count of a table: an attribute, its group, and what is counted in it."""

    attribute: str
    group: str
    kind: str


@dataclass(frozen=True, eq=False)
class Counts:
    """All counts, and how they follow from the smallest there are.

    Attributes:
        cells: every count, in order.
        values: of them.
        members: row i marks the smallest counts (column) that cell i is the sum of.
        totals: sums that are known whatever is held back, as rows like those of `members`.
        known: their values.
    """

    cells: tuple[Cell, ...]
    values: np.ndarray
    members: Bool[np.ndarray, "cells atoms"]
    totals: Bool[np.ndarray, "sums atoms"]
    known: np.ndarray

    def ends(self, at: int, printed: Sequence[int]) -> tuple[float, float]:
        """The least and the largest that count `at` may be for who sees the printed ones."""
        from scipy.optimize import linprog

        rows = np.vstack([self.totals, self.members[list(printed)]]).astype(float)
        sums = np.concatenate([self.known, self.values[list(printed)]]).astype(float)
        aim = self.members[at].astype(float)
        found = [linprog(sign * aim, A_eq=rows, b_eq=sums, method="highs") for sign in (1, -1)]
        return found[0].fun, -found[1].fun


def held_back(counts: Counts, least: int) -> tuple[set[int], set[int]]:
    """Places of the counts below `least`, and of those held back to keep them unknown.

    What is neither texts nor selected of a group is never printed; it counts as a small count too,
    for it follows from the two.
    """
    small = {i for i, value in enumerate(counts.values) if value < least}
    printed = [i for i, c in enumerate(counts.cells) if c.kind != OTHERS and i not in small]
    more: set[int] = set()
    for at in sorted(small):  # fewer printed counts never bring the ends of an earlier one closer
        while printed and _open(counts, at, printed, least):
            cheapest = min(printed, key=lambda i: _cost(counts, i, at))
            printed.remove(cheapest)
            more.add(cheapest)
    return small, more


def _open(counts: Counts, at: int, printed: Sequence[int], least: int) -> bool:
    """Whether a small count is not any number from nought to `least` − 1 for who sees the rest."""
    low, high = counts.ends(at, printed)
    return low > _NEAR or high < least - 1 - _NEAR


def _cost(counts: Counts, at: int, open_: int) -> tuple[bool, bool, float, int]:
    """The count of the open one's own group first, then of its table, then the smallest."""
    cell, small = counts.cells[at], counts.cells[open_]
    own = (cell.attribute, cell.group) != (small.attribute, small.group)
    return own, cell.attribute != small.attribute, float(counts.values[at]), at
