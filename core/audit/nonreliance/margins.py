"""How far each decision is from turning over, beside the most that flagged features can move it."""

from typing import Any

import numpy as np
from jaxtyping import Float

from core.audit.nonreliance.head import Head, chances

GRID = tuple(i / 20 for i in range(21))


def margins(head: Head, e: Float[np.ndarray, "texts d_in"]) -> Float[np.ndarray, " texts"]:
    """How far a probability has to move before the decision is another one, 0 to 1.

    With two labels the distance to the threshold; with more, half the distance of the two most
    probable ones, for both may move.
    """
    told = chances(head.logits(head.views(e)))
    if head.threshold is not None:
        return np.abs(told[:, 1] - head.threshold)
    ends = np.sort(told, axis=1)[:, -2:]
    return (ends[:, 1] - ends[:, 0]) / 2


def margin_figures(
    head: Head, e: Float[np.ndarray, "texts d_in"], largest: float
) -> dict[str, Any]:
    """The share of decisions with at least each margin of `GRID`, and that beyond the largest move.

    Args:
        head: the model.
        e: embeddings of the texts tried.
        largest: most that any move within the certified range moved a probability.
    """
    found = margins(head, e)
    return {
        "shares": [float((found >= at).mean()) if len(found) else 0.0 for at in GRID],
        "largest": largest,
        "stand": int((found > largest).sum()),
        "n": len(found),
    }
