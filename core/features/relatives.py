"""Features that belong together: by direction, and by firing in the same texts."""

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from torch import Tensor

_MOST = 6
_SIMILAR, _TOGETHER = 0.3, 0.3
_ROWS = 512


def relatives(
    directions: Float[Tensor, "d_sae d_in"], fires: Float[Tensor, "d_sae texts"]
) -> pd.DataFrame:
    """Similar, opposite and co-firing features: feature, other, relation, score.

    Similar and opposite: cosine of the directions, from 0.3 up or −0.3 down. Fires together: phi
    (the correlation of two yes-or-no columns) over texts, from 0.3 up. At most six of each.

    Args:
        directions: Decoder rows of length 1.
        fires: 1 where the feature fires in the text, else 0; used up.
    """
    scaled = _standardized(fires)
    parts = []
    for first in range(0, len(directions), _ROWS):
        rows = slice(first, first + _ROWS)
        cosine = directions[rows] @ directions.T
        phi = scaled[rows] @ scaled.T
        own = torch.arange(first, first + len(cosine))
        for scores in (cosine, phi):
            scores[torch.arange(len(own)), own] = 0
        parts += [
            _table(cosine, first, "similar", _SIMILAR),
            _table(-cosine, first, "opposite", _SIMILAR),
            _table(phi, first, "fires together", _TOGETHER),
        ]
    table = pd.concat(parts, ignore_index=True)
    table.loc[table.relation == "opposite", "score"] *= -1
    return table.sort_values(["feature", "relation", "score", "other"], kind="stable")


def _standardized(fires: Tensor) -> Tensor:
    """Rows of mean 0 and length 1, so that a product of two is their correlation; in place."""
    fires -= fires.mean(1, keepdim=True)
    fires /= fires.norm(dim=1, keepdim=True).clamp_min(1e-12)
    return fires


def _table(scores: Tensor, first: int, relation: str, least: float) -> pd.DataFrame:
    best = scores.topk(min(_MOST, scores.shape[1]), dim=1)
    row, place = (best.values >= least).nonzero(as_tuple=True)
    return pd.DataFrame(
        {
            "feature": (row + first).numpy().astype(np.int64),
            "other": best.indices[row, place].numpy(),
            "relation": relation,
            "score": best.values[row, place].numpy().astype(float),
        }
    )
