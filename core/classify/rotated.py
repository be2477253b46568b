"""The same problem in the directions of a quadratic penalty.

A penalty 1/2 wᵀ(αI + λM)w with M = U diag(m) Uᵀ is a plain weight α + λ m_j on each coordinate of
u = Uᵀw. One eigendecomposition serves every strength λ; the embeddings stay as they are.
Leaving directions out of U forbids them: that is the hard constraint.
Source: engine study, section 6.1 to 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.classify.problem import Problem
from core.classify.solver import TARGET, Solution, solve
from core.errors import InputError


@dataclass(frozen=True, eq=False)
class Rotated:
    """A problem whose weights live in the span of `basis`, with `spectrum` the penalty there."""

    problem: Problem
    basis: Float[Tensor, "columns coordinates"] | None
    gram: Float[Tensor, "coordinates coordinates"]
    spectrum: Float[Tensor, " coordinates"]

    def solve(
        self,
        ridge: float,
        strength: float = 0.0,
        start: Float[Tensor, "rows coordinates"] | None = None,
        target: float = TARGET,
    ) -> Solution:
        """The optimum in these coordinates for one ridge and one strength."""
        if not (ridge > 0 and strength >= 0 and ridge + strength < float("inf")):
            raise InputError(
                f"ridge {ridge} with strength {strength} gives no unique answer: "
                "use a finite ridge above 0 and a finite strength of at least 0"
            )
        return solve(
            self.problem.design,
            self.problem.y_train,
            len(self.problem.labels),
            penalty=self.penalty(ridge, strength),
            shares=self.problem.shares,
            gram=self.gram,
            basis=self.basis,
            start=start,
            target=target,
        )

    def penalty(self, ridge: float, strength: float = 0.0) -> Float[Tensor, " coordinates"]:
        """Weight of each squared coordinate; the intercept is free."""
        penalty = ridge + strength * self.spectrum
        penalty[-1] = 0.0
        return penalty

    def weights(self, solution: Solution) -> Float[Tensor, "rows columns"]:
        """A solution's weights and intercept in the embedding's own coordinates."""
        return solution.theta if self.basis is None else solution.theta @ self.basis.T

    def coordinates(
        self, theta: Float[Tensor, "rows columns"]
    ) -> Float[Tensor, "rows coordinates"]:
        """Weights and intercept, projected into these coordinates: a place to start from."""
        return theta if self.basis is None else theta @ self.basis


def rotated(
    problem: Problem,
    basis: Float[Tensor, "d_in kept"] | None = None,
    penalty: Float[Tensor, "d_in d_in"] | None = None,
) -> Rotated:
    """The problem restricted to the span of `basis` (None: everything), `penalty` made diagonal.

    Args:
        problem: What to fit.
        basis: Orthonormal columns the weights may use.
        penalty: Symmetric positive semidefinite M of the penalty 1/2 λ wᵀMw.
    """
    spectrum = torch.zeros(problem.d_in if basis is None else basis.shape[1], dtype=torch.float64)
    if penalty is not None:
        inside = _checked(penalty, problem.d_in)
        inside = inside if basis is None else basis.T @ inside @ basis
        spectrum, turned = torch.linalg.eigh(inside)
        spectrum = spectrum.clamp_min(0.0)
        basis = turned if basis is None else basis @ turned
    spectrum = torch.cat([spectrum, torch.zeros(1, dtype=torch.float64)])
    if basis is None:
        return Rotated(problem, None, problem.gram, spectrum)
    wide = torch.block_diag(basis, torch.ones(1, 1, dtype=torch.float64))
    return Rotated(problem, wide, wide.T @ problem.gram @ wide, spectrum)


def _checked(penalty: Tensor, d_in: int) -> Tensor:
    matrix = penalty.double()
    if matrix.shape != (d_in, d_in) or not torch.isfinite(matrix).all():
        raise InputError(
            f"a penalty of shape {tuple(matrix.shape)} does not fit embeddings of {d_in} "
            "dimensions: pass a finite square matrix of that size"
        )
    largest = float(matrix.abs().max()) or 1.0
    if float((matrix - matrix.T).abs().max()) > 1e-6 * largest:
        raise InputError("the penalty matrix is not symmetric: pass a covariance")
    matrix = (matrix + matrix.T) / 2
    if float(torch.linalg.eigvalsh(matrix)[0]) < -1e-6 * largest:
        raise InputError("the penalty matrix has a negative eigenvalue: pass a covariance")
    return matrix
