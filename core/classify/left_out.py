"""What a model would say of each training text had it been fitted without that text.

One Newton step from the optimum, in closed form for all texts at once: without text i the logit
moves by s·l'·q / (1 − s·l''·q), where s is the text's share in the loss, l' and l'' the derivatives
of its loss by its logit, and q = xᵀH⁻¹x with H the Hessian of the objective.
Source: Rahnama Rad & Maleki 2020, "A scalable estimate of the out-of-sample prediction error via
approximate leave-one-out cross-validation", equation 9.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.classify.rotated import Rotated
from core.classify.solver import Solution

_MOST = 2048
"""Training texts looked at, evenly spaced: a threshold needs no more."""


def left_out_logits(
    space: Rotated, solution: Solution, ridge: float, strength: float = 0.0
) -> tuple[Float[Tensor, " some"], Int[Tensor, " some"]]:
    """Logit of label 1 of training texts as if they had not been trained on, and their labels.

    Two labels only. At most `_MOST` texts.

    Args:
        space: The problem, with the coordinates it was solved in.
        solution: Its optimum for `ridge` and `strength`.
        ridge: Weight of the squared length of the weights.
        strength: Weight of the penalty that `space` was rotated for.
    """
    problem = space.problem
    every = slice(None, None, -(-len(problem.y_train) // _MOST))
    logits = (space.weights(solution) @ problem.design)[0]
    chances = torch.sigmoid(logits)
    curvatures = problem.shares * chances * (1 - chances)
    reach = _reach(space, curvatures, space.penalty(ridge, strength), every)
    y = problem.y_train[every]
    slopes = problem.shares[every] * (chances[every] - (y == 1).double())
    moved = slopes * reach / (1 - curvatures[every] * reach).clamp_min(1e-6)
    return logits[every] + moved, y


def _reach(
    space: Rotated,
    curvatures: Float[Tensor, " train"],
    penalty: Float[Tensor, " coordinates"],
    every: slice,
) -> Float[Tensor, " some"]:
    """xᵀH⁻¹x of some training texts, H being the Hessian in the space's coordinates."""
    design = space.problem.design
    # The sum over all texts in single precision: half the time, and 1e-7 is far below the ridge.
    root = design.float() * curvatures.sqrt().float()
    hessian, some = (root @ root.T).double(), design[:, every]
    if space.basis is not None:
        hessian = space.basis.T @ hessian @ space.basis
        some = space.basis.T @ some
    factor = torch.linalg.cholesky(hessian + torch.diag(penalty))
    return torch.linalg.solve_triangular(factor, some, upper=False).pow(2).sum(0)
