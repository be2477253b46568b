"""The plain model: logistic regression, its ridge chosen on the validation texts."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from core.classify.classifier import Classifier
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
        ridge: Weight α of the penalty 1/2 α |w|². None tries `RIDGES` from the strongest on and
            takes the lowest log loss on the validation texts (the stronger of equals); it stops
            when the loss has risen twice in a row.
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
    """The classifier of a solution, its threshold chosen on the validation texts."""
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
    return Classifier(**fitted, threshold=validation_threshold(space.problem, theta))


def validation_threshold(problem: Problem, theta: Float[Tensor, "rows columns"]) -> float | None:
    """The threshold of weights and intercept on the validation texts; None beyond two labels."""
    if problem.rows > 1:
        return None
    chances = torch.sigmoid(_valid_logits(problem, theta)[:, 0])
    return choose_threshold(chances, problem.y_valid)


def log_loss(problem: Problem, theta: Float[Tensor, "rows columns"]) -> float:
    """Mean log loss on the validation texts, in nats."""
    logits = _valid_logits(problem, theta)
    if problem.rows == 1:
        logits = torch.cat([torch.zeros_like(logits), logits], dim=1)
    return float(functional.cross_entropy(logits, problem.y_valid.long()))


def _best_ridge(plain: Rotated) -> tuple[float, Tensor]:
    """The ridge, and weights near its optimum."""
    problem = plain.problem
    if not len(problem.y_valid):
        raise InputError("there is no validation text to choose the ridge on: give a ridge")
    best, lowest, worse, start = None, float("inf"), 0, None
    for share in RIDGES:
        ridge = share * max(problem.spread, 1e-12)
        start = plain.solve(ridge, start=start, target=_CLOSE).theta
        loss = log_loss(problem, start)
        if best is None or loss < lowest:
            best, lowest, worse = (ridge, start), loss, 0
        elif (worse := worse + 1) == _WORSE_IN_A_ROW:
            break
    assert best is not None, "RIDGES is never empty"
    return best


def _valid_logits(problem: Problem, theta: Tensor) -> Tensor:
    return problem.e_valid.double() @ theta[:, :-1].T + theta[:, -1]
