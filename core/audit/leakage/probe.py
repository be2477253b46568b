"""How well a label can be told from some numbers: a linear probe, cross-validated.

Ridge regression on the classes' indicators (Fisher's discriminant, its ridge chosen by generalized
cross-validation), scored on texts it was not fitted to. Being closed form, the same fit serves many
label vectors at once, so the null is honest: for every shuffle of the labels the probe is fitted
and scored again. A curved probe does the same on random ReLU features of the numbers.
Source: report study 5.6.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from core.audit.leakage.auc import auc, auc_of_draws

FOLDS, SHUFFLES, DRAWS = 5, 200, 300
RECOVERABLE = "recoverable"
CHANCE = "not distinguishable from chance"

_LEVEL = 0.05
_RIDGES = 10.0 ** np.arange(-4, 3)
_CURVES = 400


@dataclass(frozen=True)
class Probe:
    """What a probe found.

    Attributes:
        auc: mean over classes (each against the others) and folds; one half is chance.
        low: of its 95 % interval, over resamples of the texts.
        high: of the interval.
        p: share of shuffled labels that were told at least as well, the true ones among them.
        chance: what 95 % of shuffled labels stay below.
        state: `RECOVERABLE` or `CHANCE`.
        n: texts.
    """

    auc: float
    low: float
    high: float
    p: float
    chance: float
    state: str
    n: int


def probe(
    x: Float[np.ndarray, "texts numbers"],
    labels: Int[np.ndarray, " texts"],
    seed: int = 0,
    *,
    curved: bool = False,
    shuffles: int = SHUFFLES,
) -> Probe:
    """How well `labels` can be told from `x`.

    Args:
        x: one row a text; no text twice, or folds would share it.
        labels: classes 0 to k − 1, each with at least `FOLDS` texts.
        seed: of folds, shuffles and resamples.
        curved: look for curved borders too.
        shuffles: of the labels, for the null.
    """
    rng = np.random.default_rng(seed)
    x = _scaled(np.asarray(x, np.float64))
    if curved:
        x = np.hstack([x, _scaled(_bent(x, rng))])
    classes = labels.max() + 1
    orders = np.stack(
        [np.arange(len(labels)), *(rng.permutation(len(labels)) for _ in range(shuffles))]
    )
    told = labels[orders].T[:, :, None] == np.arange(classes)
    fold = _folds(labels, rng)
    areas, draws = [], []
    for part in range(FOLDS):
        out = fold == part
        scores = _scores(x[~out], told[~out], x[out])
        areas.append(auc(scores.reshape(out.sum(), -1), told[out].reshape(out.sum(), -1)))
        draws.append(_resampled(scores[:, 0], told[out][:, 0], rng))
    found = np.mean(areas, axis=0).reshape(shuffles + 1, classes).mean(axis=1)
    low, high = np.nanquantile(np.nanmean(draws, axis=0), [0.025, 0.975])
    p = float((1 + (found[1:] >= found[0]).sum()) / (1 + shuffles))
    state = RECOVERABLE if p <= _LEVEL else CHANCE
    chance = float(np.quantile(found[1:], 0.95))
    return Probe(float(found[0]), float(low), float(high), p, chance, state, len(labels))


def _folds(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each class spread evenly over the folds."""
    fold = np.empty(len(labels), int)
    for label in np.unique(labels):
        own = rng.permutation(np.flatnonzero(labels == label))
        fold[own] = np.arange(len(own)) % FOLDS
    return fold


def _scores(
    x: Float[np.ndarray, "train numbers"], told: np.ndarray, out: Float[np.ndarray, "test numbers"]
) -> Float[np.ndarray, "test orders classes"]:
    """Scores of texts left out, for every order of the labels and every class."""
    middle = x.mean(axis=0)
    y = told.reshape(len(x), -1).astype(float)
    y = y - y.mean(axis=0)
    values, axes = np.linalg.eigh((x - middle).T @ (x - middle))
    values = np.maximum(values, 0)
    along = axes.T @ ((x - middle).T @ y)
    ridge = _chosen(values, along[:, : told.shape[2]], y[:, : told.shape[2]])
    weights = axes @ (along / (values + ridge)[:, None])
    return ((out - middle) @ weights).reshape(len(out), *told.shape[1:])


def _chosen(values: np.ndarray, along: np.ndarray, y: np.ndarray) -> float:
    """The ridge of least generalized cross-validation error, for the true labels."""
    n, size = len(y), max(float(values.mean()), 1e-12)

    def error(ridge: float) -> float:
        kept = values / (values + ridge)
        explained = (along**2 / (values + ridge)[:, None] * (2 - kept)[:, None]).sum()
        return float(((y**2).sum() - explained) / max(1 - (kept.sum() + 1) / n, 1e-3) ** 2)

    return min((size * ridge for ridge in _RIDGES), key=error)


def _resampled(scores: np.ndarray, told: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """[draws] mean area over the classes, for resamples of the texts left out."""
    n = len(scores)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=DRAWS).astype(float)
    columns = zip(scores.T, told.T, strict=True)
    return np.nanmean([auc_of_draws(s, positive, weights) for s, positive in columns], axis=0)


def _bent(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Random ReLU features; half of them fire on a text."""
    mixed = x @ rng.normal(size=(x.shape[1], _CURVES))
    return np.maximum(mixed - np.median(mixed, axis=0), 0)


def _scaled(x: np.ndarray) -> np.ndarray:
    """Centred, and of length 1 on average, so that one grid of ridges serves all."""
    x = x - x.mean(axis=0)
    return x / max(float(np.sqrt((x**2).sum(axis=1).mean())), 1e-12)
