"""Which counts are held back: the small ones, and as many more as it takes to keep them unknown.

Every table counts the same texts, by one column or by two, so a held-back count may follow from
sums. Whoever reads the copy knows that counts are at least nought and what is printed; a linear
programme says between which ends that leaves a held-back count. While an end shows that it is not
any number from nought to the least one printed, one more count is held back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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

    @cached_property
    def place(self) -> Mapping[Cell, int]:
        """Cell -> its place."""
        return {cell: i for i, cell in enumerate(self.cells)}

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
    printable = [i for i, cell in enumerate(counts.cells) if cell.kind != OTHERS]
    more: set[int] = set()
    while (open_ := _open(counts, small, more, printable, least)) is not None:
        left = [i for i in printable if i not in small | more]
        if not left:
            break
        more.add(min(left, key=lambda i: _cost(counts, i, open_)))
    return small, more


def _open(
    counts: Counts, small: set[int], more: set[int], printable: Sequence[int], least: int
) -> int | None:
    """A small count that is not any number from nought to `least` − 1 for who sees the rest."""
    printed = [i for i in printable if i not in small | more]
    for at in sorted(small):
        low, high = counts.ends(at, printed)
        if low > _NEAR or high < least - 1 - _NEAR:
            return at
    return None


def _cost(counts: Counts, at: int, open_: int) -> tuple[bool, bool, float, int]:
    """The count of the open one's own group first, then of its table, then the smallest."""
    cell, small = counts.cells[at], counts.cells[open_]
    own = (cell.attribute, cell.group) != (small.attribute, small.group)
    return own, cell.attribute != small.attribute, float(counts.values[at]), at
