"""Finding the few activations that fire, without making anything of a batch's full size."""

from collections.abc import Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor

_ROWS = 512


def above(
    x: Float[Tensor, "batch d_in"],
    encoder: Float[Tensor, "d_in d_sae"],
    bias: Float[Tensor, " d_sae"],
    floor: float,
) -> tuple[Int[Tensor, " hits"], Float[Tensor, " hits"]]:
    """Places (row · d_sae + latent, ascending) and values of x·encoder + bias above `floor`.

    Block by block, so that each block stays in the cache; the bias is added to those found only.
    """
    width = encoder.shape[1]
    found = [
        (place + first * width, act) for first, place, act in _blocks(x, encoder, floor - bias)
    ]
    if not found:
        return torch.zeros(0, dtype=torch.int64), torch.zeros(0, dtype=x.dtype)
    place = torch.cat([place for place, _ in found])
    return place, torch.cat([act for _, act in found]) + bias[place % width]


def largest(
    x: Float[Tensor, "batch d_in"],
    encoder: Float[Tensor, "d_in d_sae"],
    bias: Float[Tensor, " d_sae"],
    k: int,
) -> tuple[Int[Tensor, " hits"], Float[Tensor, " hits"]]:
    """Places (as in `above`) and values of the k largest positive ones of each row."""
    width = encoder.shape[1]
    places, acts = [], []
    for first in range(0, max(len(x), 1), _ROWS):
        out = torch.addmm(bias, x[first : first + _ROWS], encoder)
        kept = out.topk(min(k, width), dim=1)
        latent, order = kept.indices.sort(dim=1)
        act = kept.values.gather(1, order)
        positive = act > 0
        row = torch.arange(first, first + len(out))[:, None]
        places.append((row * width + latent)[positive])
        acts.append(act[positive])
    return torch.cat(places), torch.cat(acts)


def split(
    place: Int[Tensor, " hits"], width: int
) -> tuple[Int[Tensor, " hits"], Int[Tensor, " hits"]]:
    """Row and latent of places in a matrix of this width."""
    row = torch.div(place, width, rounding_mode="floor")
    return row, place - row * width


def _blocks(x: Tensor, encoder: Tensor, least: Tensor) -> Iterator[tuple[int, Tensor, Tensor]]:
    block = torch.empty(min(_ROWS, len(x)), encoder.shape[1], dtype=x.dtype)
    mask = torch.empty(block.shape, dtype=torch.bool)
    for first in range(0, len(x), _ROWS):
        rows = x[first : first + _ROWS]
        out = torch.mm(rows, encoder, out=block[: len(rows)])
        place = _true(torch.gt(out, least, out=mask[: len(rows)]).view(-1))
        yield first, place, out.view(-1)[place]


def _true(mask: Tensor) -> Int[Tensor, " hits"]:
    """Where a flat mask is true, read eight at a time: nearly all of it is false."""
    if len(mask) % 8:
        return mask.nonzero().squeeze(1)
    eights = mask.view(torch.int64)
    some = eights.nonzero().squeeze(1)
    inside = eights[some].view(torch.bool).nonzero().squeeze(1)
    return some[inside >> 3] * 8 + (inside & 7)
