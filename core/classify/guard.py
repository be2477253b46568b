"""Whether a text is like those the model was tried on; asked again for every prediction.

Four things can be looked at without the autoencoder, which does not leave the case: how far the
embedding reaches along each flagged direction (which stands in for the feature's activation), how
much of it lies outside the span of the texts tried (which stands in for the reconstruction error),
how long the text is, and whether it reads like them, as one in another language does not. What is
beyond the range of the texts tried is not certified.
Source: report study, idea 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from core.classify.language import Language, language_of

AXES = 64
SHARE = 0.999
"""Of the texts tried lie within the bound on what is outside their span."""

STRONG = "a flagged feature is stronger than in any text the model was tried on"
UNLIKE = "the text is unlike those the model was tried on"
LONG = "the text is longer than any the model was tried on"
SHORT = "the text is shorter than any the model was tried on"
FOREIGN = (
    "the text reads unlike those the model was tried on, as one in another language or of another "
    "kind does"
)

_ROUNDING = 1e-5
_ROUNDS = 6


@dataclass(frozen=True, eq=False)
class Guard:
    """What the texts looked like that the model was tried on.

    directions: flagged directions, of length 1.  low, high: the range of embeddings along each.
    mean, axes: middle of the embeddings and the directions they spread along most.
    outside: the length left outside of these axes that 99.9 % of the texts stay below.
    characters: length of the longest text that was read whole.
    least: length of the shortest text.
    language: how the texts read; None in a model that was trained before it was looked at.
    """

    directions: Float[Tensor, "flags d_in"]
    low: Float[Tensor, " flags"]
    high: Float[Tensor, " flags"]
    mean: Float[Tensor, " d_in"]
    axes: Float[Tensor, "axes d_in"]
    outside: float
    characters: int
    least: int = 0
    language: Language | None = None

    def reasons(
        self, e: Float[Tensor, "texts d_in"], texts: Sequence[str], cut: Sequence[bool]
    ) -> list[list[str]]:
        """For each text why it is beyond what was tried; nothing for one within.

        Args:
            e: the embedding of each text.
            texts: the texts.
            cut: whether only the beginning of each was read.
        """
        along = e.double() @ self.directions.double().T
        strong = ((along < self.low - _ROUNDING) | (along > self.high + _ROUNDING)).any(dim=1)
        unlike = outside_of(e, self.mean, self.axes) > self.outside + _ROUNDING
        long = [c or len(text) > self.characters for c, text in zip(cut, texts, strict=True)]
        short = [len(text) < self.least for text in texts]
        foreign = self.language.strange(texts) if self.language else [False] * len(texts)
        told = {STRONG: strong.tolist(), UNLIKE: unlike.tolist()}
        told |= {LONG: long, SHORT: short, FOREIGN: foreign}
        return [[why for why in told if told[why][i]] for i in range(len(texts))]


def guard_of(
    e: Float[Tensor, "texts d_in"],
    directions: Float[Tensor, "flags d_in"],
    texts: Sequence[str],
    cut: Sequence[bool],
) -> Guard:
    """The guard of a model that was tried on these texts.

    Args:
        e: embeddings of every text of the case.
        directions: flagged directions; lengths do not matter.
        texts: the texts themselves.
        cut: whether only the beginning of each was read.
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
        max((len(text) for text, c in zip(texts, cut, strict=True) if not c), default=0),
        min(map(len, texts), default=0),
        language_of(texts),
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
