"""How much headline figures move when the training texts are drawn anew."""

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from core.audit.measured import measured
from core.pipeline.evidence.ground import Ground
from core.pipeline.judged import current_policy
from core.pipeline.refit import Fit, Recipe, fit_of
from core.progress import Progress

if TYPE_CHECKING:
    from core.classify.classifier import Classifier
    from core.classify.problem import Problem

SEEDS = 6
"""As many as in the paper."""

_WHOLE = ("accuracy", "balanced_accuracy", "f1", "auc", "log_loss", "reliance")


@dataclass(frozen=True)
class Row:
    """One figure of one model: as exported, and over the seeds."""

    model: str
    figure: str
    column: str
    """The group column; "" for a figure of all texts."""
    exported: float | None
    values: tuple[float | None, ...]
    low: float | None
    high: float | None
    sd: float | None


def spread(ground: Ground, progress: Progress) -> dict[str, Any]:
    """Both models fitted anew to training texts drawn with replacement, once a seed.

    Ridge, flags, penalty and method stay as they were. Keys: fitted, seeds, rows (of `Row`).
    """
    recipe = Recipe.of(ground.case)
    fit = fit_of(ground.case, ground.data, ground.flags, recipe, progress)
    if fit is None:
        return {"fitted": False, "seeds": [], "rows": []}
    seeds = [ground.case.settings.seed + 1 + i for i in range(SEEDS)]
    kinds: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ground.models}
    for done, seed in enumerate(seeds):
        progress("Fitting to other draws of the training texts", done, SEEDS)
        for kind, model in _fitted(ground, fit, seed).items():
            kinds[kind].append(_figures(ground, model))
    rows = [
        asdict(row)
        for kind, found in kinds.items()
        for row in _rows(kind, _figures(ground, ground.models[kind]), found)
    ]
    return {"fitted": True, "seeds": seeds, "rows": rows}


def _fitted(ground: Ground, fit: Fit, seed: int) -> "dict[str, Classifier]":
    from core.classify.plain import fit_plain

    problem = drawn(ground.data.problem, seed)
    ridge = ground.models["plain"].ridge
    return {"plain": fit_plain(problem, ridge), "regularized": fit(problem, ridge)}


def drawn(problem: "Problem", seed: int) -> "Problem":
    """The problem with as many training texts drawn with replacement; every label stays in it."""
    rng, n = np.random.default_rng(seed), len(problem.y_train)
    rows = torch.from_numpy(np.sort(rng.integers(0, n, n)))
    missing = sorted(set(problem.y_train.tolist()) - set(problem.y_train[rows].tolist()))
    first = [int((problem.y_train == label).nonzero()[0]) for label in missing]
    rows = torch.cat([rows, torch.tensor(first, dtype=rows.dtype)])
    return replace(problem, e_train=problem.e_train[rows], y_train=problem.y_train[rows])


def _figures(ground: Ground, model: "Classifier") -> dict[tuple[str, str], float | None]:
    from core.classify.penalties import reliance

    e = torch.from_numpy(ground.e)
    told = measured(
        ground.frame,
        model.decide(e),
        model.probabilities(e).double().numpy(),
        model.labels,
        current_policy(ground.case),
        ground.case.settings.groups,
    )
    leans = None
    if model.removal is None:
        leans = reliance(model, ground.contributions[ground.test], e)
    figures = {("", name): (told | {"reliance": leans})[name] for name in _WHOLE}
    for column, gaps in told["gaps"].items():
        figures |= {(column, name): value for name, value in gaps.items()}
    return figures


def _rows(
    kind: str,
    exported: dict[tuple[str, str], float | None],
    found: list[dict[tuple[str, str], float | None]],
) -> list[Row]:
    rows = []
    for (column, name), value in exported.items():
        values = tuple(each[column, name] for each in found)
        known = [each for each in values if each is not None]
        ends = (min(known), max(known), float(np.std(known, ddof=1))) if known else (None,) * 3
        rows.append(Row(kind, name, column, value, values, *ends))
    return rows
