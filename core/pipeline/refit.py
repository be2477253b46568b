"""The regularized model's own fit, ready to be made again on other training texts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from core.case import Case
from core.durable import canonical_json, replace_with, sha256_bytes
from core.pipeline.data import Data
from core.pipeline.decide import flags_fingerprint
from core.pipeline.flags import Flags, contributions_of
from core.progress import Progress, silent

if TYPE_CHECKING:
    from core.classify.classifier import Classifier
    from core.classify.problem import Problem


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
    case: Case,
    data: Data,
    flags: Flags,
    method: str,
    strength: float,
    progress: Progress = silent,
) -> Fit | None:
    """The fit of a method; None with "paper", which is trained step by step.

    Args:
        case: The case, run.
        data: Its texts and embeddings.
        flags: What stands in the ledger.
        method: "hard", "soft" or "paper".
        strength: Of the penalty; with "hard" 0 is the constraint alone.
        progress: Told while texts are read again without flagged words.
    """
    from core.classify.penalties import contribution_covariance

    if method == "paper":
        return None
    penalty = _deletion(case, data, flags, progress) if method == "soft" or strength else None
    if method == "soft":
        z, _, _ = contributions_of(case, flags, len(data.unit))
        own = contribution_covariance(z[data.rows("train")])
        penalty = own if penalty is None else own + penalty
    return Fit(method, strength, torch.from_numpy(flags.directions), penalty)


def _deletion(case: Case, data: Data, flags: Flags, progress: Progress) -> Tensor | None:
    """The deletion covariance; None when no training text has a word of a flagged feature."""
    from core.classify.penalties import deletion_covariance

    found = _differences(case, data, flags, progress)
    return deletion_covariance(found) if len(found) else None


def _differences(case: Case, data: Data, flags: Flags, progress: Progress) -> Tensor:
    """What deleting flagged words changes; kept, so that another strength reads no text again."""
    from safetensors import safe_open
    from safetensors.torch import save_file

    from core.pipeline.deletion import deletion_differences
    from core.pipeline.look import load_model

    path = case.classifier_path("plain").with_name("deletion.safetensors")
    key = sha256_bytes(canonical_json([case.key("features"), flags_fingerprint(case)]))
    if path.is_file():
        with safe_open(path, "pt") as kept:
            if (kept.metadata() or {}).get("key") == key:
                return kept.get_tensor("differences")
    found = deletion_differences(
        case, flags.features, data.rows("train"), data.unit, load_model(case), progress
    ).differences
    with replace_with(path) as beside:
        save_file({"differences": found.contiguous()}, beside, {"key": key})
    return found
