"""Which group each text belongs to, by one column or by two at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Bool, Int

from core.audit.cells import CELLS, named
from core.audit.policy import CROSS
from core.errors import InputError

JOINED = " · "
"""Joins the values of an intersection."""


@dataclass(frozen=True)
class Grouping:
    """The texts by one attribute.

    Attributes:
        name: of the attribute: a column, or two joined by " × ".
        columns: the one or two.
        groups: names of the groups, sorted; of an intersection the largest first.
        codes: place of each text's group; the number of groups where it is not known.
    """

    name: str
    columns: tuple[str, ...]
    groups: tuple[str, ...]
    codes: Int[np.ndarray, " texts"]

    @property
    def sizes(self) -> Int[np.ndarray, " groups"]:
        """Number of texts of each group, and last of those without one."""
        return np.bincount(self.codes, minlength=len(self.groups) + 1)

    @property
    def unknown(self) -> Bool[np.ndarray, " texts"]:
        """The texts without a group."""
        return self.codes == len(self.groups)

    def tally(self, cell: Int[np.ndarray, " texts"]) -> Int[np.ndarray, "groups 32"]:
        """Cells counted for each group, and last for the texts without one."""
        places = self.codes * CELLS + cell
        return np.bincount(places, minlength=(len(self.groups) + 1) * CELLS).reshape(-1, CELLS)


def grouping(frame: pd.DataFrame, name: str) -> Grouping:
    """The texts by the attribute `name`, a column of the frame or two joined by " × ".

    Raises:
        InputError: there is no such column.
    """
    columns = (name,) if name in frame else tuple(name.split(CROSS))
    for column in columns:
        if column not in frame:
            raise InputError(f"no column {column!r}: choose from {', '.join(frame.columns)}")
    given = frame[list(columns)].notna().all(axis=1).to_numpy()
    parts = [named(frame[column]) for column in columns]
    values = np.array([JOINED.join(value) for value in zip(*parts, strict=True)], dtype=object)
    found, sizes = np.unique(values[given].astype(str), return_counts=True)
    if len(columns) > 1:
        found = found[np.lexsort((found, -sizes))]
    place = {group: i for i, group in enumerate(found)}
    codes = [place[v] if known else len(found) for v, known in zip(values, given, strict=True)]
    return Grouping(name, columns, tuple(map(str, found)), np.asarray(codes, dtype=int))
