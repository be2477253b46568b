"""One BatchTopK training step with its gradients written out.

Bussmann, Leask, Nanda 2024 (BatchTopK): of all activations of a batch of B tokens the k·B largest
stay. With k of thousands of latents alive, everything after the encoder product is a sum of a few
dictionary rows per token, so decoding and all gradients are `embedding_bag`s (fused gather and
sum) instead of products with a mostly empty matrix: on two CPU cores that is 3 ms against 95.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import embedding_bag

_ROWS = 512


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
class Selection:
    """The k·B largest activations of a batch, token by token."""

    row: Int[Tensor, " fires"]
    latent: Int[Tensor, " fires"]
    act: Float[Tensor, " fires"]
    smallest: float


@dataclass(frozen=True)
class Step:
    """What one forward and backward pass found."""

    loss: float
    """Squared error over variance (FVU) of the batch."""
    error: Float[Tensor, "batch d_in"]
    """x − x̂."""
    gradients: list[Tensor]
    """In the order of `Weights.tensors`."""
    selection: Selection


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
    place, act = _candidates(weights, centred, floor)
    if len(act) < wanted and floor > 0:
        place, act = _candidates(weights, centred, 0.0)
    if len(act) > wanted:
        # numpy finds the k-th largest three times as fast as torch does.
        kth = float(np.partition(act.numpy(), -wanted)[-wanted])
        kept = (act >= kth).nonzero().squeeze(1)
        place, act = place[kept], act[kept]
    width = len(weights.W_enc)
    row = torch.div(place, width, rounding_mode="floor")
    return Selection(row, place - row * width, act, float(act.min()) if len(act) else 0.0)


def step(
    weights: Weights, x: Float[Tensor, "batch d_in"], k: int, guess: float, variance: float
) -> Step:
    """Loss Σ‖x − x̂‖² / (B·variance) and its gradient by every parameter.

    Args:
        weights: The parameters; not changed.
        x: Token states, scaled.
        k: Mean number of latents kept a token.
        guess: See `select`.
        variance: Mean squared distance of a token state from the mean, for the whole corpus.
    """
    centred = x - weights.b_dec
    chosen = select(weights, centred, k, guess)
    bounds = _bounds(chosen.row, len(x))
    fitted = embedding_bag(
        chosen.latent, weights.W_dec, bounds, per_sample_weights=chosen.act, mode="sum"
    )
    error = centred - fitted
    by_fit = error * (-2 / (len(x) * variance))
    by_act = _dots(by_fit, weights.W_dec, chosen, bounds)
    gradients = _gradients(weights, centred, chosen, by_fit, by_act)
    squares = float(torch.linalg.vector_norm(error)) ** 2
    return Step(squares / (len(x) * variance), error, gradients, chosen)


def _candidates(weights: Weights, centred: Tensor, floor: float) -> tuple[Tensor, Tensor]:
    """Places (row · d_sae + latent, ascending) and values of the activations above `floor`.

    They are found block by block, so that each block stays in the cache; the bias is added to those
    found only.
    """
    encoder = weights.W_enc.t().contiguous()
    width, least = encoder.shape[1], floor - weights.b_enc
    places, acts = [], []
    block = torch.empty(min(_ROWS, len(centred)), width, dtype=centred.dtype)
    above = torch.empty(block.shape, dtype=torch.bool)
    for first in range(0, len(centred), _ROWS):
        rows = centred[first : first + _ROWS]
        out = torch.mm(rows, encoder, out=block[: len(rows)])
        place = _true(torch.gt(out, least, out=above[: len(rows)]).view(-1))
        acts.append(out.view(-1)[place])
        places.append(place + first * width)
    place = torch.cat(places)
    return place, torch.cat(acts) + weights.b_enc[place % width]


def _true(mask: Tensor) -> Int[Tensor, " hits"]:
    """Where a flat mask is true, read eight at a time: nearly all of it is false."""
    if len(mask) % 8:
        return mask.nonzero().squeeze(1)
    eights = mask.view(torch.int64)
    some = eights.nonzero().squeeze(1)
    inside = eights[some].view(torch.bool).nonzero().squeeze(1)
    return some[inside >> 3] * 8 + (inside & 7)


def _dots(by_fit: Tensor, W_dec: Tensor, chosen: Selection, bounds: Tensor) -> Tensor:
    """by_fit[row] · W_dec[latent] for every kept activation, without gathering the rows."""
    return torch.ops.aten._embedding_bag_per_sample_weights_backward(
        by_fit, W_dec, chosen.latent, bounds, chosen.row, 0
    )


def _gradients(
    weights: Weights, centred: Tensor, chosen: Selection, by_fit: Tensor, by_act: Tensor
) -> list[Tensor]:
    d_sae = weights.W_dec.shape[0]
    order = torch.argsort(chosen.latent, stable=True)
    row, bounds = chosen.row[order], _bounds(chosen.latent[order], d_sae)
    by_W_dec = embedding_bag(row, by_fit, bounds, per_sample_weights=chosen.act[order], mode="sum")
    by_W_enc = embedding_bag(row, centred, bounds, per_sample_weights=by_act[order], mode="sum")
    by_b_enc = torch.zeros_like(weights.b_enc).index_add_(0, chosen.latent, by_act)
    by_b_dec = by_fit.sum(0) - by_b_enc @ weights.W_enc
    return [by_W_enc, by_b_enc, by_W_dec, by_b_dec]


def _bounds(ascending: Tensor, count: int) -> Tensor:
    """Where each of the numbers 0 to count − 1 begins in an ascending list."""
    return torch.searchsorted(ascending, torch.arange(count))
