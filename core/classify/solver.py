"""One strictly convex problem, solved to the last digits.

    minimise over w, b   sum_i s_i loss(y_i, w·x_i + b) + 1/2 sum_j penalty_j w_j²,   sum_i s_i = 1

with logistic loss for two labels and softmax loss for more; the intercept b is not penalised.
Newton's method, damped by backtracking. Each Newton system is solved by conjugate gradients,
preconditioned by the Cholesky factors of (mean curvature · Gram matrix + penalty): the same code
then serves one row of weights or many, 384 dimensions or 4,096, penalties of 1e-6 or 1e8.
No seed, no learning rate, no patience: the optimum is unique.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.classify.objective import Objective, Point, targets
from core.classify.one_thread import one_thread
from core.errors import InputError

TOLERANCE = 1e-8
"""Largest gradient norm of a solution, relative to the gradient norm at w = 0, b = 0."""

TARGET = 1e-11
"""What is aimed at; rounding may stop the descent between this and `TOLERANCE`."""

_NEWTON_STEPS = 100
_CONJUGATE_STEPS = 200
_BLOCK_NUMBERS = 30_000_000  # 240 MB of factors at most


@dataclass(frozen=True, eq=False)
class Solution:
    """Weights, the last column being the intercept, and the relative gradient norm there."""

    theta: Float[Tensor, "rows columns"]
    gradient_norm: float
    steps: int


@dataclass(frozen=True, eq=False)
class _Preconditioner:
    axes: Tensor
    factors: Tensor

    def __call__(self, left: Tensor) -> Tensor:
        if len(self.factors) == 1:
            return torch.cholesky_solve(left.T, self.factors[0]).T
        turned = (self.axes.T @ left)[:, :, None]
        return self.axes @ torch.cholesky_solve(turned, self.factors)[:, :, 0]


@one_thread()
def solve(
    design: Float[Tensor, "columns texts"],
    y: Int[Tensor, " texts"],
    classes: int,
    *,
    penalty: Float[Tensor, " coordinates"],
    shares: Float[Tensor, " texts"],
    gram: Float[Tensor, "coordinates coordinates"],
    basis: Float[Tensor, "columns coordinates"] | None = None,
    start: Float[Tensor, "rows coordinates"] | None = None,
    target: float = TARGET,
) -> Solution:
    """The unique minimiser, to a relative gradient norm of at most `TOLERANCE`.

    Args:
        design: Inputs in double precision, one column a text.
        y: Labels as positions below `classes`.
        classes: 2 gives one row of weights, more give a row a class.
        penalty: Weight of each squared coordinate; 0 for the last, the intercept.
        shares: How much each text counts; sums to 1.
        gram: basisᵀ design diag(shares) designᵀ basis.
        basis: Orthonormal columns the solution is written in; None is the design's own axes.
        start: Where to begin; changes the time it takes, not the answer.
        target: Relative gradient norm to stop at. Raise it for a quick estimate.

    Raises:
        InputError: if it cannot get there, as with a ridge that is far too small.
    """
    objective = Objective(design, basis, targets(y, classes), shares, penalty)
    origin = torch.zeros(len(objective.targets), len(penalty), dtype=torch.float64)
    point = objective.at(origin, objective.logits(origin))
    scale = max(float(point.gradient.norm()), 1e-6)
    if start is not None:
        point = objective.at(start, objective.logits(start))
    steps = 0
    while (relative := float(point.gradient.norm()) / scale) > target and steps < _NEWTON_STEPS:
        # Looser far away, tighter near the optimum, never tighter than the goal.
        accuracy = max(min(0.1, relative**0.5), 0.5 * target / relative)
        following = _newton_step(objective, point, gram, accuracy)
        if following is None:
            break
        point, steps = following, steps + 1
    return _checked(point, relative, steps, target)


def _checked(point: Point, norm: float, steps: int, target: float) -> Solution:
    if not norm <= max(TOLERANCE, target):
        raise InputError(
            f"the fit did not converge (relative gradient {norm:.1e} after {steps} steps): "
            "use a larger ridge"
        )
    theta = point.theta.clone()
    if len(theta) > 1:  # adding one number to all intercepts changes nothing: settle it
        theta[:, -1] -= theta[:, -1].mean()
    return Solution(theta, norm, steps)


def _newton_step(objective: Objective, point: Point, gram: Tensor, accuracy: float) -> Point | None:
    """The next point, or None when no shorter step lowers the objective any more."""
    direction = _direction(objective, point, gram, accuracy)
    along = objective.logits(direction)
    slope = float((point.gradient * direction).sum())
    slack = 1e-15 * abs(point.value)
    length = 1.0
    while length > 1e-8:
        theta, logits = point.theta + length * direction, point.logits + length * along
        if objective.value(theta, logits) <= point.value + 1e-4 * length * slope + slack:
            following = objective.at(theta, logits)
            # Where the values differ by rounding only, the gradient still tells progress.
            flat = following.value >= point.value - slack
            if not flat or following.gradient.norm() < point.gradient.norm():
                return following
        length /= 2
    return None


def _direction(objective: Objective, point: Point, gram: Tensor, accuracy: float) -> Tensor:
    """Conjugate gradients on Hessian · direction = -gradient."""
    relax = _preconditioner(objective, point, gram)
    direction = torch.zeros_like(point.gradient)
    left = -point.gradient
    enough = accuracy * float(left.norm())
    step = calm = relax(left)
    weight = (left * calm).sum()
    for _ in range(_CONJUGATE_STEPS):
        curved = objective.curve(point.chances, step)
        length = weight / (step * curved).sum()
        direction = direction + length * step
        left = left - length * curved
        if left.norm() <= enough:
            break
        calm = relax(left)
        weight, before = (left * calm).sum(), weight
        step = calm + (weight / before) * step
    return direction


def _preconditioner(objective: Objective, point: Point, gram: Tensor) -> _Preconditioner:
    """The curvature taken as (mean class matrix) ⊗ gram, each class axis factored on its own."""
    chances, shares = point.chances, objective.shares
    classes = torch.diag(chances @ shares) - (chances * shares) @ chances.T
    curvatures, axes = torch.linalg.eigh(classes)
    curvatures = curvatures.clamp_min(1e-6 * float(curvatures[-1]))
    if len(curvatures) * gram.numel() > _BLOCK_NUMBERS:
        curvatures = curvatures.mean(0, keepdim=True)
    # A grain of the diagonal keeps the factors real where the Gram matrix has no full rank.
    penalty = objective.penalty + 1e-13 * gram.diagonal().clamp_min(1e-300)
    factors = torch.linalg.cholesky(curvatures[:, None, None] * gram + torch.diag(penalty))
    return _Preconditioner(axes, factors)
