"""Why one text was decided as it was: at most four named features, and what they leave open.

The score of the label decided for, as far as it differs from the average text's, splits exactly:

    score − average = Σ over features (part − average part) + unexplained

The last is what the autoencoder does not reconstruct. Where it is more than half of the difference
there is no honest list of reasons, and none is given.
Source: report study, idea 6; engine study 2.5.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

MOST = 4
REFUSED_ABOVE = 0.5


@dataclass(frozen=True)
class Reasons:
    """The reasons of one decision.

    Attributes:
        features: places of the named features, the weightiest first; empty when refused.
        shares: of the score's difference from the average that each makes.
        unexplained: share that no feature makes, 0 to 1.
        refused: the unexplained share is above one half.
    """

    features: tuple[int, ...]
    shares: tuple[float, ...]
    unexplained: float
    refused: bool


def side_of(label: int, rows: int) -> Float[np.ndarray, " rows"]:
    """How much each logit counts in the score of a label: its own, less the mean of the others."""
    if rows == 1:
        return np.array([1.0 if label else -1.0])
    side = np.full(rows, -1 / (rows - 1))
    side[label] = 1.0
    return side


def reasons(
    score: float,
    parts: Float[np.ndarray, " features"],
    average: Float[np.ndarray, " features"],
    fires: np.ndarray,
) -> Reasons:
    """The reasons of one decision.

    Args:
        score: of the label decided for, less the average text's.
        parts: what each feature adds to it, 0 where it does not fire.
        average: what each adds on average.
        fires: which features fire in the text; only they are named.

    >>> reasons(1.0, np.array([0.5, 0.3, 0.0]), np.array([0.0, 0.1, 0.1]), np.array([1, 1, 0]))
    Reasons(features=(0, 1), shares=(0.5, 0.2), unexplained=0.4, refused=False)
    """
    made = parts - average
    open_ = abs(score - float(made.sum()))
    unexplained = min(open_ / abs(score), 1.0) if score else 1.0
    if unexplained > REFUSED_ABOVE:
        return Reasons((), (), unexplained, refused=True)
    named = np.where(np.asarray(fires, bool), made, 0.0)
    best = [int(i) for i in np.argsort(-named, kind="stable")[:MOST] if named[i] > 0]
    shares = tuple(round(float(named[i] / abs(score)), 6) for i in best)
    return Reasons(tuple(best), shares, round(unexplained, 6), refused=False)
