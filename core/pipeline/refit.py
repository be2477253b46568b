"""The regularized model's own fit, ready to be made again on other training texts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from core.case import Case
from core.pipeline.data import Data
from core.pipeline.flags import Flags, contributions_of
from core.progress import Progress, silent

if TYPE_CHECKING:
    from core.classify.classifier import Classifier
    from core.classify.problem import Problem


@dataclass(frozen=True)
class Recipe:
    """How the regularized model is made.

    Attributes:
        method: "hard", "soft" or "paper".
        strength: of the penalty; with "hard" 0 is the constraint alone.
        swaps: SHA-256 of the word lists whose words the penalty sees exchanged; it sees the other
            words of flagged features deleted. "": all of those.
    """

    method: str
    strength: float
    swaps: str = ""

    @classmethod
    def of(cls, case: Case) -> "Recipe":
        """The one by which the model that stands was made."""
        told = case.info("train")
        return cls(told["method"], told["strength"], told.get("swaps", ""))


@dataclass(frozen=True, eq=False)
class Fit:
    """What the hard and the soft method hold on to, whatever the texts.

    Attributes:
        method: "hard" or "soft".
        strength: of the penalty.
        directions: the flagged ones.
        penalty: a covariance; None for none.
    """

    method: str
    strength: float
    directions: Float[Tensor, "flags d_in"]
    penalty: Float[Tensor, "d_in d_in"] | None

    def __call__(self, problem: "Problem", ridge: float) -> "Classifier":
        """The regularized model of these texts."""
        from core.classify.hard import fit_hard
        from core.classify.soft import fit_soft

        if self.method == "soft":
            assert self.penalty is not None
            return fit_soft(problem, self.penalty, self.strength, ridge)
        return fit_hard(problem, self.directions, ridge, self.penalty, self.strength)


def fit_of(
    case: Case, data: Data, flags: Flags, recipe: Recipe, progress: Progress = silent
) -> Fit | None:
    """The fit of a recipe; None with "paper", which is trained step by step.

    Args:
        case: The case, run.
        data: Its texts and embeddings.
        flags: What stands in the ledger.
        recipe: What to hold on to.
        progress: Told while texts are read again with other words.

    Raises:
        CaseError: The recipe's word lists are others by now, and what they changed was not kept.
        InputError: No training text has a word of the lists.
    """
    from core.classify.penalties import contribution_covariance, deletion_covariance
    from core.pipeline.reworded import deleted, exchanged

    if recipe.method == "paper":
        return None
    parts = []
    if recipe.swaps:
        parts.append(deletion_covariance(exchanged(case, data, recipe.swaps, progress)))
    if recipe.method == "soft" or recipe.strength:
        change = deleted(case, data, flags, progress, recipe.swaps)
        parts += [deletion_covariance(change)] if len(change) else []
    if recipe.method == "soft":
        z, _, _ = contributions_of(case, flags, len(data.unit))
        parts.append(contribution_covariance(z[data.rows("train")]))
    penalty = torch.stack(parts).sum(0) if parts else None
    return Fit(recipe.method, recipe.strength, torch.from_numpy(flags.directions), penalty)
