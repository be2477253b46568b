"""Other ways to decide, on the same test texts: what the regularized model is held beside."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from core.audit.leakage import leace, word_counts
from core.audit.measured import measured
from core.pipeline.evidence.ground import Ground
from core.pipeline.evidence.nonreliance import like_flagged
from core.pipeline.judged import current_policy
from core.pipeline.refit import Recipe, fit_of
from core.progress import Progress

if TYPE_CHECKING:
    from core.classify.classifier import Classifier
    from core.classify.problem import Problem

_WAYS = {"exact constraint": Recipe("hard", 0.0), "soft penalty": Recipe("soft", 1.0)}
_RIDGE = 10.0
_WORDS = 2000


def alternatives(ground: Ground, progress: Progress) -> dict[str, Any]:
    """One row a way to decide: name, figures of `measured`, reliance where it has directions.

    Keys: rows, ridge (how many times stronger), words (of the bag).
    """
    rows, count = [], 11
    for name, model, e, kept in _linear(ground, progress):
        progress("Deciding in other ways", len(rows), count)
        rows.append(_row(ground, name, model, e, kept))
    progress("Deciding in other ways", len(rows), count)
    rows += [_bag_of_words(ground), _majority(ground)]
    return {"rows": rows, "ridge": _RIDGE, "words": _WORDS}


def _linear(
    ground: Ground, progress: Progress
) -> Iterator[tuple[str, "Classifier", torch.Tensor, np.ndarray]]:
    """Name, model, embeddings it reads, and which test texts."""
    from core.classify.hard import fit_hard
    from core.classify.plain import fit_plain

    plain, problem = ground.models["plain"], ground.data.problem
    e, every = torch.from_numpy(ground.e), np.arange(len(ground.test))
    yield "regularized", ground.models["regularized"], e, every
    yield "plain", plain, e, every
    for name, model in _other_ways(ground, problem, progress):
        yield name, model, e, every
    yield "features deleted in use", without(plain, _span(ground)), e, every
    found = ground.deleted(progress)
    kept = np.isin(ground.test, np.setdiff1d(found.asked, found.rows), invert=True)
    shorter, places = e.clone(), np.searchsorted(ground.test, found.rows)
    shorter[places] -= found.differences.double()
    yield "words deleted in use", plain, shorter[kept], every[kept]
    yield "stronger ridge", fit_plain(problem, _RIDGE * plain.ridge), e, every
    drawn = _random_features(ground)
    if len(drawn):
        yield "random features", fit_hard(problem, drawn, plain.ridge), e, every
    if ground.case.settings.groups:
        yield "groups erased (LEACE)", _erased(ground, problem), e, every


def _other_ways(
    ground: Ground, problem: "Problem", progress: Progress
) -> Iterator[tuple[str, "Classifier"]]:
    """The strict version and the soft one, where the regularized model is another."""
    used, ridge = Recipe.of(ground.case), ground.models["plain"].ridge
    for name, recipe in _WAYS.items():
        if recipe == used:
            continue
        fit = fit_of(ground.case, ground.data, ground.flags, recipe, progress)
        if fit is not None:
            yield name, fit(problem, ridge)


def _span(ground: Ground) -> torch.Tensor:
    from core.classify.penalties import subspace

    return subspace(torch.from_numpy(ground.flags.directions))


def without(model: "Classifier", basis: torch.Tensor) -> "Classifier":
    """The same model on embeddings without their part in a subspace: that part of its weights."""
    weights = model.weights.double()
    return replace(model, weights=weights - (weights @ basis) @ basis.T)


def _random_features(ground: Ground) -> torch.Tensor:
    """Directions of unflagged features like the flagged ones, one draw."""
    drawn = like_flagged(ground, 1)
    return torch.from_numpy(ground.directions(drawn[0] if drawn else []))


def _erased(ground: Ground, problem: "Problem") -> "Classifier":
    """The plain fit on embeddings from which every group column was erased, as one linear model."""
    from core.classify.plain import fit_plain

    train = ground.data.rows("train")
    told = ground.data.frame.iloc[train][list(ground.case.settings.groups)]
    marks = [
        (told[column] == value).to_numpy(float)
        for column in told
        for value in sorted(told[column].dropna().unique())
    ]
    eraser = leace(problem.e_train.double().numpy(), np.stack(marks, axis=1))
    left, right = torch.from_numpy(eraser.left), torch.from_numpy(eraser.right)
    mean = torch.from_numpy(eraser.mean)
    parts = [
        (x.double() - ((x.double() - mean) @ right.T) @ left.T).to(x.dtype)
        for x in (problem.e_train, problem.e_valid)
    ]
    fresh = type(problem)(parts[0], problem.y_train, parts[1], problem.y_valid, problem.labels)
    model = fit_plain(fresh, ground.models["plain"].ridge)
    weights = model.weights.double()
    moved = (weights @ left) @ right
    return replace(model, weights=weights - moved, bias=model.bias.double() + moved @ mean)


def _row(
    ground: Ground, name: str, model: "Classifier", e: torch.Tensor, kept: np.ndarray
) -> dict[str, Any]:
    from core.classify.penalties import reliance

    leans = None
    if model.removal is None:
        leans = reliance(model, ground.contributions[ground.test[kept]], e)
        leans = leans if np.isfinite(leans) else None
    chances = model.probabilities(e).double().numpy()
    return _figures(ground, name, model.decide(e), chances, kept) | {"reliance": leans}


def _figures(
    ground: Ground, name: str, decided: np.ndarray, chances: np.ndarray, kept: np.ndarray
) -> dict[str, Any]:
    policy, labels = current_policy(ground.case), ground.models["plain"].labels
    groups = ground.case.settings.groups
    frame = ground.frame.iloc[kept]
    return {"name": name} | measured(frame, decided, chances, labels, policy, groups)


def _bag_of_words(ground: Ground) -> dict[str, Any]:
    """A classifier of the same kind on counts of words, its ridge chosen as the plain model's."""
    from core.classify.plain import fit_plain
    from core.classify.problem import Problem

    texts = ground.data.frame.text.tolist()
    x = torch.from_numpy(word_counts(texts, _WORDS).astype(np.float32))
    train, valid = ground.data.rows("train"), ground.data.rows("valid")
    told = [ground.data.labels(split).tolist() for split in ("train", "valid")]
    model = fit_plain(Problem.from_labels(x[train], told[0], x[valid], told[1]))
    e, every = x[ground.test], np.arange(len(ground.test))
    chances = model.probabilities(e).double().numpy()
    return _figures(ground, "bag of words", model.decide(e), chances, every) | {"reliance": None}


def _majority(ground: Ground) -> dict[str, Any]:
    """The commonest label of the training texts for every text, as sure as it is common there."""
    labels = ground.models["plain"].labels
    train = ground.data.labels("train")
    shares = np.array([(train == label).mean() for label in labels])
    n = len(ground.test)
    decided = np.full(n, labels[int(shares.argmax())], object)
    told = _figures(ground, "majority", decided, np.tile(shares, (n, 1)), np.arange(n))
    return told | {"reliance": None}
