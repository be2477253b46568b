"""The certificate of two models as one JSON object; equal arrays give equal objects."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from core.audit.nonreliance.bounds import (
    FLOAT_ERROR,
    Bound,
    bound_alone,
    bound_together,
    exact_zero,
    structure,
)
from core.audit.nonreliance.head import Head
from core.audit.nonreliance.margins import GRID, margin_figures
from core.audit.nonreliance.moves import CERTIFIED, MOVES, SUBSETS, Effect, Ranges, Trial
from core.audit.nonreliance.verdict import Allowed, state, upper_bound
from core.progress import Progress, silent

_JOINT = ("off", "top", "twice")


@dataclass(frozen=True, eq=False)
class Flagged:
    """What the models must not rely on, as found in the texts tried.

    Attributes:
        features: number of each flagged feature.
        names: of the features.
        directions: of the features, as `pooled` counts them.
        pooled: how much of each feature each text holds, in the embedding's units.
        ranges: how strong the features get, over every text there is.
    """

    features: tuple[int, ...]
    names: tuple[str, ...]
    directions: Float[np.ndarray, "flags d_in"]
    pooled: Float[np.ndarray, "texts flags"]
    ranges: Ranges


def certificate(
    models: Mapping[str, Head],
    e: Float[np.ndarray, "texts d_in"],
    flagged: Flagged,
    limit: Allowed,
    seed: int = 0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """The figures of "plain" and "regularized", feature by feature and together.

    Keys: summary (of the regularized model, with the plain one's as "plain"), features, joint,
    levels, margins, moves, subsets.

    Args:
        models: both heads.
        e: embeddings of the texts tried.
        flagged: the flagged features in them.
        limit: how much the features may still do.
        seed: of the random subsets.
        progress: told after each feature.
    """
    found = {name: _model(head, name, e, flagged, seed, progress) for name, head in models.items()}
    plain, regularized = (_summary(found[name], limit) for name in ("plain", "regularized"))
    return {
        "summary": regularized | {"plain": plain},
        "moves": list(MOVES),
        "certified_moves": list(CERTIFIED),
        "subsets": SUBSETS,
        "features": [_feature(i, flagged, found) for i in range(len(flagged.features))],
        "joint": {name: told["joint"] for name, told in found.items()},
        "levels": {name: told["levels"] for name, told in found.items()},
        "margins": {"grid": list(GRID)} | {name: told["margins"] for name, told in found.items()},
    }


def held_against(summary: Mapping[str, Any], limit: Allowed) -> dict[str, Any]:
    """The same summary, its states by another limit."""
    parts = [dict(summary), dict(summary["plain"])]
    for part in parts:
        numbers = (part[name] for name in ("flips", "n", "max_dp"))
        part |= {"state": state(*numbers, limit, part["exact"]), "limit": asdict(limit)}
    return parts[0] | {"plain": parts[1]}


def _model(
    head: Head,
    name: str,
    e: Float[np.ndarray, "texts d_in"],
    flagged: Flagged,
    seed: int,
    progress: Progress,
) -> dict[str, Any]:
    trial = Trial(head, e, flagged.pooled, flagged.directions, flagged.ranges)
    flipped, max_dp, alone = np.zeros(len(e), bool), 0.0, []
    for flag in range(len(flagged.features)):
        effects = {move: trial.alone(flag, move) for move in MOVES}
        flipped, max_dp = _gathered(flipped, max_dp, [effects[move] for move in CERTIFIED])
        alone.append(_alone(effects, bound_alone(trial, flag)))
        progress(f"Turning features in the {name} model", flag + 1, len(flagged.features))
    together = {move: trial.together(move) for move in _JOINT}
    subsets = list(trial.subsets(seed))
    certified = [together["off"], together["top"], *subsets]
    flipped, max_dp = _gathered(flipped, max_dp, certified)
    bound = bound_together(trial)
    cosines = structure(head, flagged.directions)
    return {
        "alone": alone,
        "cosines": cosines,
        "joint": {move: _told(effect) for move, effect in together.items()}
        | {"subsets": _worst(subsets), "bound": _bounded(bound)},
        "levels": _levels(head, flagged, cosines, bound),
        "flips": int(flipped.sum()),
        "n": len(e),
        "max_dp": max_dp,
        "margins": margin_figures(head, e, max_dp),
    }


def _gathered(
    flipped: np.ndarray, max_dp: float, effects: list[Effect]
) -> tuple[np.ndarray, float]:
    """Texts that some move changed, and the largest move of a probability, so far."""
    for effect in effects:
        flipped = flipped | effect.flipped
        max_dp = max(max_dp, float(effect.dp.max(initial=0.0)))
    return flipped, max_dp


def _levels(head: Head, flagged: Flagged, cosines: np.ndarray, bound: Bound) -> dict[str, Any]:
    """N0 to N3 of one model."""
    return {
        "structural": {"max_cosine": float(cosines.max(initial=0.0))},
        "tested": True,
        "bounded": _bounded(bound),
        "exact": {"holds": exact_zero(head, flagged.directions), "tolerance": FLOAT_ERROR},
    }


def _summary(found: dict[str, Any], limit: Allowed) -> dict[str, Any]:
    flips, n, max_dp = (found[name] for name in ("flips", "n", "max_dp"))
    exact = found["levels"]["exact"]["holds"]
    return {
        "state": state(flips, n, max_dp, limit, exact),
        "limit": asdict(limit),
        "flips": flips,
        "n": n,
        "upper": upper_bound(flips, n),
        "max_dp": max_dp,
        "features": len(found["alone"]),
        "exact": exact,
        "certified": found["levels"]["bounded"]["certified"],
    }


def _feature(i: int, flagged: Flagged, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    ranges = {name: float(getattr(flagged.ranges, name)[i]) for name in ("p50", "p99", "top")}
    return {
        "feature": flagged.features[i],
        "name": flagged.names[i],
        "texts": int((flagged.pooled[:, i] > 0).sum()),
        "range": ranges,
    } | {
        name: told["alone"][i] | {"cosine": float(told["cosines"][i])}
        for name, told in found.items()
    }


def _alone(effects: dict[str, Effect], bound: Bound) -> dict[str, Any]:
    told = {move: _told(effect) for move, effect in effects.items()}
    return {"moves": told, "bound": _bounded(bound)}


def _told(effect: Effect) -> dict[str, Any]:
    flips, n = int(effect.flipped.sum()), len(effect.flipped)
    return {
        "max_move": float(effect.move.max(initial=0.0)),
        "p99_move": _p99(effect.move),
        "max_sd": float(effect.move_sd.max(initial=0.0)),
        "p99_sd": _p99(effect.move_sd),
        "max_dp": float(effect.dp.max(initial=0.0)),
        "flips": flips,
        "n": n,
        "upper": upper_bound(flips, n),
    }


def _worst(effects: list[Effect]) -> dict[str, Any]:
    """The largest of each figure over the subsets, and the texts that any of them changed."""
    told = [_told(effect) for effect in effects]
    flipped = np.any([effect.flipped for effect in effects], axis=0)
    flips, n = int(flipped.sum()), len(flipped)
    sizes = ("max_move", "p99_move", "max_sd", "p99_sd", "max_dp")
    largest = {name: max(one[name] for one in told) for name in sizes}
    return largest | {"flips": flips, "n": n, "upper": upper_bound(flips, n)}


def _bounded(bound: Bound) -> dict[str, Any]:
    n = len(bound.stands)
    return {
        "max_move": float(bound.move.max(initial=0.0)),
        "certified": float(bound.stands.mean()) if n else 0.0,
        "exact": bound.exact,
    }


def _p99(values: np.ndarray) -> float:
    return float(np.quantile(values, 0.99)) if len(values) else 0.0
