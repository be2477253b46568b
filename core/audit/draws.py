"""Bootstrap draws of texts, as counts of cells; and intervals of what is worked out from them."""

import hashlib

import numpy as np
from jaxtyping import Float, Int

from core.audit.intervals import Interval

DRAWS = 5000


def draw(
    cell: Int[np.ndarray, " cells"], rng: np.random.Generator, draws: int = DRAWS
) -> Int[np.ndarray, "draws cells"]:
    """As many texts as there are, drawn again and again, counted by cell."""
    return rng.multinomial(int(cell.sum()), cell / cell.sum(), size=draws)


def generator(seed: int, *names: str) -> np.random.Generator:
    """Draws that depend on the thing's own names, so that nothing else changes them."""
    digest = hashlib.sha256("\0".join([str(seed), *names]).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))


def mirrored(draws: Float[np.ndarray, " draws"], figure: float) -> Interval:
    """Interval of a difference of gaps: the draws' own, mirrored at the figure, within -1 and 1.

    A gap is a maximum minus a minimum, so each draw adds to it what drawing had added before.
    """
    low, high = middle(draws)
    return Interval(max(-1.0, 2 * figure - high), min(1.0, 2 * figure - low))


def middle(draws: Float[np.ndarray, " draws"]) -> Interval:
    """The middle 95 % of the draws."""
    low, high = np.quantile(draws, [0.025, 0.975])
    return Interval(float(low), float(high))
