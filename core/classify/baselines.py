"""The oracle that sees what the product does not: texts balanced over group and label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.errors import InputError


def balanced_weights(
    labels: Sequence[str], groups: Sequence[str | None]
) -> Float[Tensor, " texts"]:
    """How much each text counts so that every pair of label and group counts the same in all.

    Weights are 1 on average over the texts with a group; a text without one counts 0.
    """
    cells = _cells(labels, groups)
    total = sum(len(rows) for rows in cells.values())
    weights = torch.zeros(len(labels), dtype=torch.float64)
    for rows in cells.values():
        weights[torch.from_numpy(rows)] = total / (len(cells) * len(rows))
    return weights


def balanced_rows(
    labels: Sequence[str], groups: Sequence[str | None], seed: int, each: int | None = None
) -> Int[Tensor, " rows"]:
    """Rows with equally many texts of every pair of label and group, in ascending order.

    Args:
        labels: Label of each text.
        groups: Group of each text; texts without one are left out.
        seed: Of the draw, which is without replacement.
        each: Texts a pair; None takes as many as the rarest pair has.
    """
    cells = _cells(labels, groups)
    rarest = min(len(rows) for rows in cells.values())
    if each is not None and not 0 < each <= rarest:
        raise InputError(f"{each} texts a pair asked for, the rarest pair has {rarest}: ask less")
    generator = np.random.default_rng(seed)
    drawn = [generator.choice(cells[cell], each or rarest, replace=False) for cell in sorted(cells)]
    return torch.from_numpy(np.sort(np.concatenate(drawn)))


def _cells(
    labels: Sequence[str], groups: Sequence[str | None]
) -> dict[tuple[str, str], np.ndarray]:
    """Rows of every pair of label and group that can be formed."""
    label, group = np.asarray(labels, dtype=object), np.asarray(groups, dtype=object)
    given = np.array([isinstance(value, str) for value in groups], dtype=bool)
    cells = {
        (str(one), str(other)): np.flatnonzero((label == one) & (group == other) & given)
        for one in set(labels)
        for other in set(group[given])
    }
    if empty := [cell for cell in sorted(cells) if not len(cells[cell])]:
        raise InputError(
            f"no text is labelled {empty[0][0]!r} in group {empty[0][1]!r}: such texts cannot be "
            "balanced; draw from data that has every pair"
        )
    if not cells:
        raise InputError("no text has a group: balance needs a group column")
    return cells
