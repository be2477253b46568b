"""What swaps do to a model: flips, moves of the probability, which way, the worst of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from core.audit.nonreliance.head import Head, chances
from core.audit.nonreliance.verdict import upper_bound
from core.audit.swaps.made import Swap

WORST = 20


def figures(
    head: Head,
    before: Float[np.ndarray, "swaps d_in"],
    after: Float[np.ndarray, "swaps d_in"],
    swaps: Sequence[Swap],
    favourable: int,
) -> dict[str, Any]:
    """n, flips, upper, mean_dp, p95_dp, towards_second, and `moves` swap by swap.

    A move is the change of the favourable probability from before to after. towards_second is its
    mean when first words of pairs give way to second ones, swaps the other way round turned over;
    None without any.

    Args:
        head: the model.
        before: embeddings of the texts.
        after: embeddings of the swapped texts.
        swaps: the swaps, in the same order.
        favourable: place of the favourable label.
    """
    logits = [head.logits(head.views(rows)) for rows in (before, after)]
    decided = [head.decide(rows) for rows in logits]
    chance = [chances(rows)[:, favourable] for rows in logits]
    moves, flipped = chance[1] - chance[0], decided[0] != decided[1]
    sizes, n, flips = np.abs(moves), len(swaps), int(flipped.sum())
    turned = {"first": 1.0, "second": -1.0}
    one_way = [m * turned[s.direction] for m, s in zip(moves, swaps, strict=True)
               if s.direction in turned]  # fmt: skip
    return {
        "n": n,
        "flips": flips,
        "upper": upper_bound(flips, n),
        "mean_dp": float(sizes.mean()) if n else 0.0,
        "p95_dp": float(np.quantile(sizes, 0.95)) if n else 0.0,
        "towards_second": float(np.mean(one_way)) if one_way else None,
        "moves": moves,
        "flipped": flipped,
        "before": chance[0],
        "after": chance[1],
    }


def worst(sizes: Float[np.ndarray, " swaps"], most: int = WORST) -> list[int]:
    """Places of the swaps that move a probability most, the largest first."""
    return [int(i) for i in np.argsort(-np.abs(sizes), kind="stable")[:most]]
