"""What flagging costs, told while people flag."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from core.classify.classifier import Classifier
from core.classify.hard import complement
from core.classify.one_thread import one_thread
from core.classify.penalties import reliance
from core.classify.plain import finished
from core.classify.problem import Problem
from core.classify.rotated import rotated
from core.classify.scores import score

_CLOSE = 1e-4  # relative gradient norm: settles accuracies on a validation part of any usual size

WIDE_SHARE = 0.25
"""Share of all directions beyond which flags begin to take the classifier's own signal."""


@dataclass(frozen=True)
class FlaggingCost:
    """Flagged directions, and validation shares of right decisions before and after.

    rank: independent directions among the flags.  share: rank over all directions, 0 to 1.
    reliance_plain, reliance_constrained: on the flagged features, where their part z was given.
    """

    flags: int
    rank: int
    share: float
    texts: int
    accuracy_plain: float
    accuracy_constrained: float
    balanced_accuracy_plain: float
    balanced_accuracy_constrained: float
    reliance_plain: float | None = None
    reliance_constrained: float | None = None

    @property
    def wide(self) -> bool:
        """Whether the flags take more than `WIDE_SHARE` of the directions."""
        return self.share > WIDE_SHARE


@one_thread()
def flagging_cost(
    problem: Problem,
    directions: Float[Tensor, "flags d_in"],
    plain: Classifier,
    z_valid: Float[Tensor, "valid d_in"] | None = None,
) -> FlaggingCost:
    """What the hard constraint on these directions would cost on the validation texts.

    The constrained model starts from the plain one and stops a little before the optimum. Keep the
    `problem` from call to call: it remembers the Gram matrix, which is most of the work.

    Args:
        problem: Training and validation texts.
        directions: Decoder rows of the flagged features.
        plain: The plain model of this problem; its ridge is used.
        z_valid: What the flagged features add to each validation embedding; None: no reliance.

    Raises:
        InputError: if the flagged directions leave nothing to decide on.
    """
    constrained = _constrained(problem, directions, plain)
    before = score(plain, problem.e_valid, problem.y_valid)
    after = score(constrained, problem.e_valid, problem.y_valid)
    left = [None, None]
    if z_valid is not None:
        left = [reliance(model, z_valid, problem.e_valid) for model in (plain, constrained)]
    return FlaggingCost(
        flags=len(directions),
        rank=constrained.rank,
        share=constrained.rank / problem.d_in,
        texts=before.texts,
        accuracy_plain=before.accuracy,
        accuracy_constrained=after.accuracy,
        balanced_accuracy_plain=before.balanced_accuracy,
        balanced_accuracy_constrained=after.balanced_accuracy,
        reliance_plain=left[0],
        reliance_constrained=left[1],
    )


def _constrained(problem: Problem, directions: Tensor, plain: Classifier) -> Classifier:
    allowed = complement(directions, problem.d_in)
    space = rotated(problem, allowed)
    start = space.coordinates(plain.theta)
    solution = space.solve(plain.ridge, start=start, target=_CLOSE)
    rank = problem.d_in - allowed.shape[1]
    return finished(space, solution, method="hard", ridge=plain.ridge, rank=rank)
