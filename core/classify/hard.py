"""The hard constraint: class weights orthogonal to every flagged direction.

Dᵀw = 0 ⇔ w lies in the orthogonal complement of span(D). The model is fitted there, at its exact
optimum, so training on e or on e without the flagged features gives the same model, and the model
in use is an ordinary linear one that needs no autoencoder.
Source: engine study 6.2.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from core.classify.classifier import Classifier
from core.classify.one_thread import one_thread
from core.classify.penalties import subspace
from core.classify.plain import finished
from core.classify.problem import Problem
from core.classify.rotated import rotated
from core.errors import InputError


@one_thread()
def fit_hard(
    problem: Problem,
    directions: Float[Tensor, "flags d_in"],
    ridge: float,
    penalty: Float[Tensor, "d_in d_in"] | None = None,
    strength: float = 0.0,
) -> Classifier:
    """The best model whose weights are orthogonal to the flagged directions.

    Args:
        problem: Training and validation texts.
        directions: Decoder rows of the flagged features; none gives the plain model.
        ridge: The plain model's ridge, so that the two differ in the constraint only.
        penalty: A covariance (deletion, say) to penalise on top of the constraint.
        strength: Its strength λ.

    Raises:
        InputError: if the flagged directions leave nothing to decide on.
    """
    allowed = complement(directions, problem.d_in)
    space = rotated(problem, allowed, penalty if strength else None)
    rank = problem.d_in - allowed.shape[1]
    solution = space.solve(ridge, strength)
    return finished(space, solution, method="hard", ridge=ridge, strength=strength, rank=rank)


def complement(directions: Float[Tensor, "flags d_in"], d_in: int) -> Float[Tensor, "d_in allowed"]:
    """Orthonormal columns that span what the flagged directions leave free.

    Raises:
        InputError: if they leave nothing, or do not have `d_in` dimensions.
    """
    if directions.ndim != 2 or directions.shape[1] != d_in:
        raise InputError(
            f"flagged directions of shape {tuple(directions.shape)} for embeddings of {d_in} "
            "dimensions: pass one row a feature"
        )
    flagged = subspace(directions)
    rank = flagged.shape[1]
    if rank == d_in:
        raise InputError(
            f"the {len(directions)} flagged features span all {d_in} directions of the embedding, "
            "so nothing is left to decide on: keep some of them, or train with the soft method"
        )
    if not rank:
        return torch.eye(d_in, dtype=torch.float64)
    return torch.linalg.qr(flagged, mode="complete")[0][:, rank:].contiguous()
