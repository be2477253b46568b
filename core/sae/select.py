"""Which activations of a batch stay: the k·B largest of all (BatchTopK), or the k of each token.

Source: Bussmann, Leask, Nanda 2024 (BatchTopK); Gao et al. 2024 (TopK).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from torch import Tensor

from core.sae.codes import Codes
from core.sae.finding import above, largest, split


@dataclass
class Weights:
    """The parameters, encoder stored one row a latent so that sparse gradients are whole rows."""

    W_enc: Float[Tensor, "d_sae d_in"]
    b_enc: Float[Tensor, " d_sae"]
    W_dec: Float[Tensor, "d_sae d_in"]
    b_dec: Float[Tensor, " d_in"]

    def tensors(self) -> list[Tensor]:
        """All parameters, in a fixed order."""
        return [self.W_enc, self.b_enc, self.W_dec, self.b_dec]


@dataclass(frozen=True)
class Selection(Codes):
    """What stays of a batch, and the smallest activation that does."""

    smallest: float


def select(
    weights: Weights, centred: Float[Tensor, "batch d_in"], k: int, guess: float
) -> Selection:
    """The k·B largest positive activations of the batch.

    `guess` is the smallest one kept in an earlier step: only activations above a little less are
    looked at, so that nothing of the size of the whole batch is ever sorted. The result does not
    depend on it.
    """
    wanted = k * len(centred)
    floor = max(0.0, 0.85 * guess)
    encoder = weights.W_enc.t().contiguous()
    place, act = above(centred, encoder, weights.b_enc, floor)
    if len(act) < wanted and floor > 0:
        place, act = above(centred, encoder, weights.b_enc, 0.0)
    if len(act) > wanted:
        # numpy finds the k-th largest three times as fast as torch does.
        kth = float(np.partition(act.numpy(), -wanted)[-wanted])
        kept = (act >= kth).nonzero().squeeze(1)
        place, act = place[kept], act[kept]
    return _selection(weights, place, act)


def select_each(weights: Weights, centred: Float[Tensor, "batch d_in"], k: int) -> Selection:
    """The k largest positive activations of each token."""
    place, act = largest(centred, weights.W_enc.t(), weights.b_enc, k)
    return _selection(weights, place, act)


def _selection(weights: Weights, place: Tensor, act: Tensor) -> Selection:
    smallest = float(act.min()) if len(act) else 0.0
    return Selection(*split(place, len(weights.W_enc)), act, smallest)
