"""One training step with its gradients written out.

With k of thousands of latents alive, everything after the encoder product is a sum of a few
dictionary rows per token, so decoding and all gradients are `embedding_bag`s (fused gather and
sum) instead of products with a mostly empty matrix: on two CPU cores that is 3 ms against 95.

Matryoshka (Bussmann et al. 2025): the first m latents alone must rebuild the state too, for each
prefix length m; the loss is the mean over the prefixes. A latent is pulled by the errors of all
prefixes that hold it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import embedding_bag

from core.sae.codes import Codes, bounds_of
from core.sae.select import Selection, Weights, select, select_each


@dataclass(frozen=True)
class Step:
    """What one forward and backward pass found."""

    loss: float
    """Squared error over variance (FVU) of the batch; with prefixes, their mean."""
    error: Float[Tensor, "batch d_in"]
    """x − x̂, of all latents."""
    gradients: list[Tensor]
    """In the order of `Weights.tensors`."""
    selection: Selection


def step(
    weights: Weights,
    x: Float[Tensor, "batch d_in"],
    k: int,
    guess: float,
    variance: float | Float[Tensor, " batch"],
    *,
    each: bool = False,
    prefixes: Sequence[int] = (),
) -> Step:
    """Mean over the prefixes of Σ ‖x − x̂‖² / (B·variance), and its gradient by every parameter.

    Args:
        weights: The parameters; not changed.
        x: Token states, scaled.
        k: Mean number of latents kept a token.
        guess: See `select`.
        variance: Mean squared distance of a token state from the mean, for the whole corpus; or
            what each token's error is measured by.
        each: Keep the k largest of each token (TopK) instead of the k·B largest of the batch.
        prefixes: Numbers of latents, ascending, that must do without those after them; all of them
            together are always the last prefix.
    """
    centred = x - weights.b_dec
    chosen = select_each(weights, centred, k) if each else select(weights, centred, k, guess)
    bands = _bands(chosen, [*prefixes, len(weights.W_dec)])
    errors, left = [], centred
    for band in bands:
        left = left - band.sum_rows(weights.W_dec, len(x))
        errors.append(left)
    share = 1 / (len(x) * len(bands) * torch.as_tensor(variance, dtype=x.dtype))
    scale = -2 * share.unsqueeze(-1)
    gradients = _gradients(weights, centred, bands, [error * scale for error in errors])
    loss = sum(float((torch.linalg.vecdot(error, error) * share).sum()) for error in errors)
    return Step(loss, errors[-1], gradients, chosen)


def _bands(chosen: Codes, ends: Sequence[int]) -> list[Codes]:
    """The kept activations of the latents between one prefix and the next."""
    if len(ends) == 1:
        return [chosen]
    parts, first = [], 0
    for end in ends:
        some = ((chosen.latent >= first) & (chosen.latent < end)).nonzero().squeeze(1)
        parts.append(Codes(chosen.row[some], chosen.latent[some], chosen.act[some]))
        first = end
    return parts


def _dots(band: Codes, pull: Float[Tensor, "batch d_in"], W_dec: Tensor) -> Tensor:
    """pull[row] · W_dec[latent] for every kept activation, without gathering the rows."""
    bounds = bounds_of(band.row, len(pull))
    return torch.ops.aten._embedding_bag_per_sample_weights_backward(
        pull, W_dec, band.latent, bounds, band.row, 0
    )


def _gradients(
    weights: Weights, centred: Tensor, bands: Sequence[Codes], pulls: Sequence[Tensor]
) -> list[Tensor]:
    """Of W_enc, b_enc, W_dec, b_dec; `pulls` is the loss's gradient by each prefix's x̂."""
    by_W_enc, by_W_dec, by_b_enc = [], [], torch.zeros_like(weights.b_enc)
    # A prefix's latents are pulled by its own error and by those of all prefixes that hold it.
    together = list(accumulate(reversed(pulls)))
    for band, pull in zip(reversed(bands), together, strict=True):
        by_act = _dots(band, pull, weights.W_dec)
        order = torch.argsort(band.latent, stable=True)
        row, bounds = band.row[order], bounds_of(band.latent[order], len(weights.W_dec))
        by_W_dec.append(_summed(pull, row, bounds, band.act[order]))
        by_W_enc.append(_summed(centred, row, bounds, by_act[order]))
        by_b_enc.index_add_(0, band.latent, by_act)
    by_b_dec = together[-1].sum(0) - by_b_enc @ weights.W_enc
    return [sum(by_W_enc[1:], by_W_enc[0]), by_b_enc, sum(by_W_dec[1:], by_W_dec[0]), by_b_dec]


def _summed(table: Tensor, row: Tensor, bounds: Tensor, share: Tensor) -> Tensor:
    return embedding_bag(row, table, bounds, per_sample_weights=share, mode="sum")
