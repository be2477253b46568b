"""The regularized model: fitted so that it does not rely on what people flagged."""

from dataclasses import asdict, astuple, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from core.case import Case
from core.durable import canonical_json, sha256_bytes
from core.errors import CaseError, InputError
from core.pipeline.clock import now
from core.pipeline.data import Data, load_data
from core.pipeline.decide import decisions_fingerprint, flags_fingerprint, ledger
from core.pipeline.environment import environment
from core.pipeline.flags import Flags, contributions_of, read_flags
from core.pipeline.refit import Recipe, fit_of
from core.pipeline.swaps import swap_lists
from core.progress import Progress, silent

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from core.classify.classifier import Classifier
    from core.classify.guard import Guard
    from core.classify.removal import Removal

METHODS = ("hard", "soft", "paper")
_STRENGTHS = {"hard": 1.0, "soft": 1.0, "paper": 31.0}
"""Without one from the user. Soft: from the confounded benchmark; paper: the authors'."""


@dataclass(frozen=True)
class TrainSummary:
    """The regularized model beside the plain one, on the validation texts."""

    method: str
    strength: float
    flagged: int
    rank: int
    """Directions taken away from the model."""
    d_in: int
    """Directions there are."""
    reliance_plain: float
    """Share of the decision's spread that comes from flagged features; 0 is none."""
    reliance_regularized: float
    accuracy_plain: float
    accuracy_regularized: float
    per_feature: list[dict[str, Any]] = field(default_factory=list)
    """feature, name, plain, regularized: the same share, feature by feature."""
    path: list[dict[str, float]] = field(default_factory=list)
    """With "soft": strength, accuracy, balanced_accuracy and reliance from plain to strict."""
    lost: tuple[str, ...] = ()
    """Flags that no feature of today's dictionary is near to."""
    swaps: str = ""
    """SHA-256 of the word lists whose exchange the model pays for; "" where it does not."""

    def __str__(self) -> str:
        return (
            f"regularized model ({self.method}, strength {self.strength:g}"
            f"{', words exchanged' if self.swaps else ''}): {self.flagged} "
            f"flagged features, {self.rank} of {self.d_in} directions; reliance "
            f"{self.reliance_plain:.3f} to {self.reliance_regularized:.3f}, validation accuracy "
            f"{self.accuracy_plain:.1%} to {self.accuracy_regularized:.1%}"
        )


def train_case(
    case: Case,
    method: str = "hard",
    strength: float | None = None,
    progress: Progress = silent,
    *,
    swaps: bool = False,
    by: str = "selfreg",
    ts: str | None = None,
) -> TrainSummary:
    """Fit the regularized model to the flags that stand, and keep it in the case.

    Args:
        case: The case, run.
        method: "hard": weights orthogonal to every flagged direction, and a penalty on what
            deleting the flagged words changes, which reaches what they left on the words around
            them. "soft": that penalty, and one on what flagged features contribute. "paper":
            removal and penalty as published.
        strength: Of the penalty; 0 with "hard" is the constraint alone.
        progress: Told step by step.
        swaps: With "hard" and "soft", put the penalty on what exchanging the words of the case's
            swap lists changes, and on what deleting the other flagged words changes.
        by: Who asked for it.
        ts: When (UTC, RFC 3339); None: now.

    Raises:
        InputError: An unknown method, a negative strength, or swaps that nothing is paid for or
            that no training text has a word for.
        CaseError: The case has not been run, or nothing is flagged.
    """
    lists = swap_lists(case) if swaps else None
    recipe = _recipe(method, strength, lists.words_sha256 if lists else "")
    case.require("plain", f"run `selfreg run {case.typed}` first")
    decisions, made_with = decisions_fingerprint(case), flags_fingerprint(case)
    flags = read_flags(case)
    if not len(flags.directions):
        raise CaseError(
            f"nothing is flagged in case {case.name!r}: flag a feature first, with "
            f'`selfreg flag {case.typed} ID --reason "…" --by NAME` or on the page Review'
        )
    summary = _fit(case, recipe, flags, progress)
    key = sha256_bytes(canonical_json([case.key("plain"), *astuple(recipe), made_with]))
    info = {"decisions": decisions, "flags": made_with, "environment": environment()}
    info |= {"exchanged": lists.words.exchanged()} if lists else {}
    case.record("train", key, asdict(summary) | info)
    subject = asdict(recipe) | {"decisions": decisions}
    ledger(case).append(by=by, event="model.trained", subject=subject, reason="", ts=ts or now())
    return summary


def _recipe(method: str, strength: float | None, swaps: str) -> Recipe:
    if method not in METHODS:
        raise InputError(f"there is no method {method!r}: use {', '.join(METHODS)}")
    if strength is not None and not (np.isfinite(strength) and strength >= 0):
        raise InputError(f"the strength is {strength}: give a number of 0 or more")
    strength = _STRENGTHS[method] if strength is None else float(strength)
    if swaps and (method == "paper" or not strength):
        why = "the published method" if method == "paper" else "strength 0"
        raise InputError(
            f"{why} has no penalty that exchanged words could go into: use hard or soft with a "
            "strength above 0, or leave the swaps out"
        )
    return Recipe(method, strength, swaps)


def _fit(case: Case, recipe: Recipe, flags: Flags, progress: Progress) -> TrainSummary:
    from core.classify.classifier import load_classifier, save_classifier
    from core.classify.penalties import reliance, subspace

    data = load_data(case)
    plain = load_classifier(case.classifier_path("plain"))
    z, codes, rows = contributions_of(case, flags, len(data.unit))
    progress("Fitting the regularized model", 0, 1)
    model, path = _regularized(case, recipe, flags, data, z, plain.ridge, progress)
    model = replace(model, guard=_guard(case, data, flags))
    save_classifier(model, case.classifier_path("regularized"))
    progress("Fitting the regularized model", 1, 1)
    valid = data.rows("valid")
    shares = [reliance(m, z[valid], data.unit[valid]) for m in (plain, model)]
    right = [
        float(np.mean(m.decide(data.unit[valid]) == data.labels("valid"))) for m in (plain, model)
    ]
    return TrainSummary(
        recipe.method,
        recipe.strength,
        len(flags.directions),
        subspace(torch.from_numpy(flags.directions)).shape[1],
        data.unit.shape[1],
        *shares,
        *right,
        per_feature=_per_feature(flags, codes, rows, data, (plain, model)),
        path=path,
        lost=flags.lost,
        swaps=recipe.swaps,
    )


def _guard(case: Case, data: Data, flags: Flags) -> "Guard":
    """What the case's texts look like, so that the model can say when a text is another kind."""
    from core.classify.guard import guard_of
    from core.embed.stream import load_embeddings

    cut = load_embeddings(case.embeddings_path).cut.bool().tolist()
    directions = torch.from_numpy(flags.directions)
    return guard_of(data.unit, directions, data.frame.text.tolist(), cut)


def _regularized(
    case: Case,
    recipe: Recipe,
    flags: Flags,
    data: Data,
    z: Float[Tensor, "texts d_in"],
    ridge: float,
    progress: Progress,
) -> "tuple[Classifier, list[dict[str, float]]]":
    from core.classify.paper import fit_paper

    fit = fit_of(case, data, flags, recipe, progress)
    if fit is None:
        removal = _removal(case, flags, data)
        return fit_paper(data.problem, removal, recipe.strength, progress=progress), []
    path = []
    if recipe.method == "soft":
        path = _path(data, fit.penalty, ridge, z, progress)
    return fit(data.problem, ridge), path


def _path(
    data: Data,
    penalty: Float[Tensor, "d_in d_in"],
    ridge: float,
    z: Float[Tensor, "texts d_in"],
    progress: Progress,
) -> list[dict[str, float]]:
    """What each of 25 strengths costs and leaves, on the validation texts."""
    from core.classify.soft import STRENGTHS, path_points, soft_path

    problem, valid = data.problem, data.rows("valid")
    models = soft_path(problem, penalty, STRENGTHS, ridge, progress)
    points = path_points(models, problem.e_valid, problem.y_valid, z[valid])
    return [asdict(point) for point in points]


def _removal(case: Case, flags: Flags, data: Data) -> "Removal":
    """The flagged part of the autoencoder, for embeddings brought back to their usual length."""
    from core.classify.removal import Removal
    from core.sae.saelens import load_sae

    sae, rows = load_sae(case.sae_folder), flags.features
    length = float(data.norms[data.rows("train")].mean())
    return Removal(sae.W_enc[:, rows], sae.b_enc[rows], sae.W_dec[rows], sae.b_dec, length)


def _per_feature(
    flags: Flags,
    codes: "csr_matrix",
    rows: Tensor,
    data: Data,
    models: "tuple[Classifier, Classifier]",
) -> list[dict[str, Any]]:
    """Each flagged feature's own reliance in both models, on the validation texts."""
    from core.classify.penalties import contributions, reliance

    valid = data.rows("valid")
    known = [flag for flag in flags.flags if flag.feature >= 0]
    told = []
    for n, flag in enumerate(known):
        z = contributions(codes[valid][:, [n]], rows[[n]])
        plain, regularized = (reliance(m, z, data.unit[valid]) for m in models)
        told.append(
            {"feature": flag.feature, "name": flag.name, "plain": plain, "regularized": regularized}
        )
    return told
