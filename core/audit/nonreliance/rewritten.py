"""Decisions about texts before and after some of their words are deleted."""

from typing import Any

import numpy as np
from jaxtyping import Float

from core.audit.nonreliance.head import Head, chances
from core.audit.nonreliance.verdict import upper_bound


def rewritten(
    head: Head,
    e: Float[np.ndarray, "texts d_in"],
    without: Float[np.ndarray, "texts d_in"],
) -> dict[str, Any]:
    """flips, n, upper (95 % bound of their rate), mean_dp and max_dp of one model.

    Args:
        head: the model.
        e: embeddings of the texts.
        without: embeddings of the same texts with the words left out.
    """
    before, after = (head.logits(head.views(rows)) for rows in (e, without))
    flips = int((head.decide(before) != head.decide(after)).sum())
    moved = np.abs(chances(after) - chances(before)).max(axis=1, initial=0.0)
    return {
        "flips": flips,
        "n": len(e),
        "upper": upper_bound(flips, len(e)),
        "mean_dp": float(moved.mean()) if len(e) else 0.0,
        "max_dp": float(moved.max(initial=0.0)),
    }
