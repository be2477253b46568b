"""The same with random features of the same kind: what would anything do?

Each draw takes, for every flagged feature, an unflagged one that fires about as often and about as
strongly. Where switching off flagged features does no more than that, flagging them says little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

DRAWS = 20
_NEAREST = 12


@dataclass(frozen=True, eq=False)
class Sizes:
    """How often features fire and how strongly, in the same order."""

    rate: Float[np.ndarray, " features"]
    norm: Float[np.ndarray, " features"]


def matched(
    flagged: Sizes, pool: Sizes, seed: int, draws: int = DRAWS
) -> list[Int[np.ndarray, " chosen"]]:
    """For each draw, positions in the pool: one for every flagged feature while there are any.

    Args:
        flagged: the flagged features.
        pool: features that may stand in for them.
        seed: of the draws.
        draws: how many.
    """
    if not len(pool.rate) or not len(flagged.rate):
        return []
    wanted, offered = (np.log(np.stack([s.rate, s.norm], 1) + 1e-9) for s in (flagged, pool))
    spread = offered.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    apart = np.linalg.norm((wanted[:, None] - offered[None]) / scale, axis=2)
    nearest = np.argsort(apart, axis=1, kind="stable")
    rng = np.random.default_rng(seed)
    return [_one(nearest, rng) for _ in range(draws)]


def rank_p(flagged: float, drawn: Sequence[float]) -> float:
    """Share of draws that do at least as much, the flagged set counted among them.

    >>> round(rank_p(3.0, [1.0, 2.0, 4.0]), 2)
    0.5
    """
    return (1 + sum(value >= flagged for value in drawn)) / (1 + len(drawn))


def gap(decided: np.ndarray, favourable: int, groups: np.ndarray, least: int = 30) -> float:
    """Largest difference of favourable shares between groups of enough texts; 0 with fewer than 2.

    Args:
        decided: positions of the labels decided for.
        favourable: position of the favourable one.
        groups: number of each text's group; below 0 for none.
        least: texts that a group must have.
    """
    rates = [
        float((decided[groups == g] == favourable).mean())
        for g in np.unique(groups[groups >= 0])
        if (groups == g).sum() >= least
    ]
    return max(rates) - min(rates) if len(rates) > 1 else 0.0


def _one(nearest: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One draw without repetition, among each feature's nearest that are left."""
    free, taken = np.ones(nearest.shape[1], bool), []
    for row in rng.permutation(len(nearest)):
        left = nearest[row][free[nearest[row]]][:_NEAREST]
        if len(left):
            taken.append(int(rng.choice(left)))
            free[taken[-1]] = False
    return np.array(taken, int)
