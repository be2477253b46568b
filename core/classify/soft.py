"""The soft path: from the plain model towards the hard constraint, one strength after another.

The objective gains λ/2 wᵀMw. With M = E[zzᵀ] that is λ/2 times the mean squared flagged part of the
logit, so a strength speaks in squared logits, whatever the autoencoder's scale; with the deletion
covariance it speaks of the logit's change when the flagged words go.
Source: engine study 6.1 and 6.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jaxtyping import Float, Int
from torch import Tensor

from core.classify.classifier import Classifier
from core.classify.one_thread import one_thread
from core.classify.penalties import reliance
from core.classify.plain import finished
from core.classify.problem import Problem
from core.classify.rotated import rotated
from core.classify.scores import score
from core.progress import Progress, silent

STRENGTHS = (0.0, *(10 ** (-2 + 6 * step / 23) for step in range(24)))
"""The 25 strengths of a path: 0, then 0.01 to 10,000 in even ratios."""


@dataclass(frozen=True)
class PathPoint:
    """One strength: shares of right decisions in 0 to 1, and the reliance left (0 is none)."""

    strength: float
    accuracy: float
    balanced_accuracy: float
    reliance: float


def fit_soft(
    problem: Problem, penalty: Float[Tensor, "d_in d_in"], strength: float, ridge: float
) -> Classifier:
    """The model at one strength, at its exact optimum.

    Args:
        problem: Training and validation texts.
        penalty: Covariance M to penalise: `contribution_covariance` or `deletion_covariance`.
        strength: λ; 0 is the plain model, 1e4 is nearly the hard constraint.
        ridge: The plain model's ridge, so that the two differ in the penalty only.
    """
    return soft_path(problem, penalty, (strength,), ridge)[0]


@one_thread()
def soft_path(
    problem: Problem,
    penalty: Float[Tensor, "d_in d_in"],
    strengths: Sequence[float],
    ridge: float,
    progress: Progress = silent,
) -> tuple[Classifier, ...]:
    """The model at each strength, in the order given; each starts from the one before."""
    space = rotated(problem, penalty=penalty)
    models: list[Classifier] = []
    start = None
    for strength in strengths:
        progress("fitting the path of strengths", len(models), len(strengths))
        solution = space.solve(ridge, strength, start=start)
        start = solution.theta
        models.append(finished(space, solution, method="soft", ridge=ridge, strength=strength))
    progress("fitting the path of strengths", len(models), len(strengths))
    return tuple(models)


@one_thread()
def path_points(
    path: Sequence[Classifier],
    e: Float[Tensor, "texts d_in"],
    y: Int[Tensor, " texts"],
    z: Float[Tensor, "texts d_in"],
) -> tuple[PathPoint, ...]:
    """What each model of a path gets right, and how far it still relies on the flags.

    Args:
        path: Models, as from `soft_path`; the hard model may stand at its end.
        e: Embeddings of texts that chose neither ridge nor threshold, if a claim rests on them.
        y: Their labels as positions in `labels`.
        z: Their flagged contributions.
    """
    points = []
    for model in path:
        scores = score(model, e, y)
        left = reliance(model, z, e)
        points.append(PathPoint(model.strength, scores.accuracy, scores.balanced_accuracy, left))
    return tuple(points)
