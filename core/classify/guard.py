"""Whether a text is like those the model was tried on; asked again for every prediction.

Three things can be looked at without the autoencoder, which does not leave the case: how far the
embedding reaches along each flagged direction (which stands in for the feature's activation), how
much of it lies outside the span of the texts tried (which stands in for the reconstruction error),
and how long the text is. What is beyond the range of the texts tried is not certified.
Source: report study, idea 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

AXES = 64
SHARE = 0.999
"""Of the texts tried lie within the bound on what is outside their span."""

STRONG = "a flagged feature is stronger than in any text the model was tried on"
UNLIKE = "the text is unlike those the model was tried on"
LONG = "the text is longer than any the model was tried on"

_ROUNDING = 1e-5
_ROUNDS = 6


@dataclass(frozen=True, eq=False)
class Guard:
    """What the texts looked like that the model was tried on.

    directions: flagged directions, of length 1.  low, high: the range of embeddings along each.
    mean, axes: middle of the embeddings and the directions they spread along most.
    outside: the length left outside of these axes that 99.9 % of the texts stay below.
    characters: length of the longest text that was read whole.
    """

    directions: Float[Tensor, "flags d_in"]
    low: Float[Tensor, " flags"]
    high: Float[Tensor, " flags"]
    mean: Float[Tensor, " d_in"]
    axes: Float[Tensor, "axes d_in"]
    outside: float
    characters: int

    def reasons(self, e: Float[Tensor, "texts d_in"], lengths: Sequence[int]) -> list[list[str]]:
        """For each text why it is beyond what was tried; nothing for one within."""
        along = e.double() @ self.directions.double().T
        strong = ((along < self.low - _ROUNDING) | (along > self.high + _ROUNDING)).any(dim=1)
        unlike = outside_of(e, self.mean, self.axes) > self.outside + _ROUNDING
        columns = zip(strong.tolist(), unlike.tolist(), lengths, strict=True)
        return [
            [STRONG] * s + [UNLIKE] * u + [LONG] * (length > self.characters)
            for s, u, length in columns
        ]


def guard_of(
    e: Float[Tensor, "texts d_in"],
    directions: Float[Tensor, "flags d_in"],
    lengths: Sequence[int],
) -> Guard:
    """The guard of a model that was tried on these texts.

    Args:
        e: embeddings of every text of the case.
        directions: flagged directions; lengths do not matter.
        lengths: characters of each text that was read whole.
    """
    rows = torch.nn.functional.normalize(directions.double(), dim=1)
    along, mean = e.double() @ rows.T, e.double().mean(dim=0)
    axes = _axes(e.double() - mean)
    left = outside_of(e, mean.float(), axes.float())
    return Guard(
        rows.float(),
        along.min(dim=0).values,
        along.max(dim=0).values,
        mean.float(),
        axes.float(),
        float(torch.quantile(left, SHARE)),
        max(lengths, default=0),
    )


def outside_of(
    e: Float[Tensor, "texts d_in"], mean: Float[Tensor, " d_in"], axes: Float[Tensor, "axes d_in"]
) -> Float[Tensor, " texts"]:
    """Length of each embedding outside the axes."""
    from_mean = e.double() - mean.double()
    return (from_mean - (from_mean @ axes.double().T) @ axes.double()).norm(dim=1)


def _axes(centred: Float[Tensor, "texts d_in"]) -> Float[Tensor, "axes d_in"]:
    """The axes of largest spread, by seeded subspace iteration: wide embeddings stay cheap."""
    count = max(1, min(AXES, centred.shape[1] // 2, len(centred) // 4))
    start = np.random.default_rng(0).normal(size=(centred.shape[1], count))
    basis = torch.from_numpy(start)
    for _ in range(_ROUNDS):
        basis, _ = torch.linalg.qr(centred.T @ (centred @ basis))
    return basis.T.contiguous()
