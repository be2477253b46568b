"""Bring latents back that have stopped firing (AuxK, Gao et al. 2024, appendix A.2)."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.sae.select import Weights

_ROWS = 1024


def auxk_gradients(
    weights: Weights,
    centred: Float[Tensor, "batch d_in"],
    error: Float[Tensor, "batch d_in"],
    dead: Int[Tensor, " dead"],
    weight: float,
) -> list[Tensor]:
    """Gradients for the rows `dead` of W_enc, b_enc and W_dec.

    The dead latents alone try to rebuild what the live ones left over (without b_dec, which the
    live ones already used): loss = weight · ‖e − ê‖² / ‖e‖², at most d_in / 2 of them a token.
    The first `_ROWS` tokens of the batch are enough for that.
    """
    rows, left = centred[:_ROWS], error[:_ROWS]
    leaves = [t[dead].detach().requires_grad_() for t in weights.tensors()[:3]]
    W_enc, b_enc, W_dec = leaves
    most = min(centred.shape[1] // 2, len(dead))
    with torch.enable_grad():
        acts = torch.relu(rows @ W_enc.t() + b_enc)
        if most < len(dead):
            kept = acts.topk(most, dim=1)
            acts = torch.zeros_like(acts).scatter(1, kept.indices, kept.values)
        loss = (left - acts @ W_dec).pow(2).sum() / left.pow(2).sum().clamp_min(1e-12)
        return list(torch.autograd.grad(weight * loss, leaves))
