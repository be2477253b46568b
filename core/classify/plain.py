"""The plain model: logistic regression, its ridge chosen on the validation texts."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from core.classify.classifier import Classifier
from core.classify.left_out import left_out_logits
from core.classify.one_thread import one_thread
from core.classify.problem import Problem
from core.classify.rotated import Rotated, rotated
from core.classify.solver import Solution
from core.classify.threshold import choose_threshold
from core.errors import InputError

RIDGES = tuple(10.0 ** (-1 - step / 2) for step in range(11))
"""Ridges tried, in units of the total variance of the embeddings, strongest first."""

_WORSE_IN_A_ROW = 2
_CLOSE = 1e-5  # relative gradient norm: enough to compare log losses


@one_thread()
def fit_plain(problem: Problem, ridge: float | None = None) -> Classifier:
    """The plain model, at its exact optimum.

    Args:
        problem: Training and validation texts.
        ridge: Weight α of the penalty 1/2 α |w|². None tries `RIDGES` from the strongest on, until
            the log loss on the validation texts has risen twice in a row, and takes the strongest
            that is within one standard error of the best (Breiman et al. 1984): validation texts
            drawn like the training texts reward leaning on whatever is confounded in both.
    """
    plain = rotated(problem)
    if ridge is None:
        ridge, start = _best_ridge(plain)
    else:
        start = None
    solution = plain.solve(ridge, start=start)
    return finished(plain, solution, method="plain", ridge=ridge)


def finished(
    space: Rotated,
    solution: Solution,
    *,
    method: str,
    ridge: float,
    strength: float = 0.0,
    rank: int = 0,
) -> Classifier:
    """The classifier of a solution, with the threshold of `_threshold`."""
    theta = space.weights(solution)
    fitted = {
        "weights": theta[:, :-1].contiguous(),
        "bias": theta[:, -1].contiguous(),
        "labels": space.problem.labels,
        "method": method,
        "strength": float(strength),
        "ridge": float(ridge),
        "gradient_norm": solution.gradient_norm,
        "rank": rank,
    }
    threshold = _threshold(space, solution, ridge, strength) if len(theta) == 1 else None
    return Classifier(**fitted, threshold=threshold)


def _threshold(space: Rotated, solution: Solution, ridge: float, strength: float) -> float:
    """The threshold on texts the model has not seen, or is made to forget one at a time.

    Validation texts alone are too few to place it: on the confounded benchmark they cost .006 of
    the worst group's accuracy against all texts.
    """
    problem = space.problem
    valid = _valid_logits(problem, space.weights(solution))[:, 0]
    train, y_train = left_out_logits(space, solution, ridge, strength)
    chances = torch.sigmoid(torch.cat([valid, train]))
    return choose_threshold(chances, torch.cat([problem.y_valid, y_train]))


def log_losses(problem: Problem, theta: Float[Tensor, "rows columns"]) -> Float[Tensor, " valid"]:
    """Log loss of each validation text, in nats."""
    logits = _valid_logits(problem, theta)
    if problem.rows == 1:
        logits = torch.cat([torch.zeros_like(logits), logits], dim=1)
    return functional.cross_entropy(logits, problem.y_valid.long(), reduction="none")


def _best_ridge(plain: Rotated) -> tuple[float, Tensor]:
    """The ridge, and weights near its optimum."""
    problem = plain.problem
    if not len(problem.y_valid):
        raise InputError("there is no validation text to choose the ridge on: give a ridge")
    tried = _try_ridges(plain)
    best = min((losses for _, _, losses in tried), key=lambda losses: float(losses.mean()))
    for ridge, theta, losses in tried:
        worse = losses - best
        if losses is best or worse.mean() <= worse.std() / len(worse) ** 0.5:
            return ridge, theta
    raise AssertionError("the best is within its own standard error")


def _try_ridges(plain: Rotated) -> list[tuple[float, Tensor, Tensor]]:
    """Ridge, weights and validation losses, strongest ridge first."""
    tried: list[tuple[float, Tensor, Tensor]] = []
    lowest, worse, start = float("inf"), 0, None
    for share in RIDGES:
        ridge = share * max(plain.problem.spread, 1e-12)
        start = plain.solve(ridge, start=start, target=_CLOSE).theta
        losses = log_losses(plain.problem, start)
        tried.append((ridge, start, losses))
        worse = 0 if float(losses.mean()) < lowest else worse + 1
        lowest = min(lowest, float(losses.mean()))
        if worse == _WORSE_IN_A_ROW:
            break
    return tried


def _valid_logits(problem: Problem, theta: Tensor) -> Tensor:
    return problem.e_valid.double() @ theta[:, :-1].T + theta[:, -1]
