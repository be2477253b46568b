"""What the regularized model costs: accuracy, F1, AUC and log loss of both, over all and by group.

F1, AUC and log loss are of the favourable outcome. F1 = 2 TP / (labelled favourable + decided
favourable); log loss is the mean of -log of the probability given to what the label says. A change
is of the regularized model minus the plain one on the same texts: of F1 the middle 95 % of 5,000
draws of texts, of the means (accuracy, log loss) the normal interval of the paired differences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from core.audit.cells import MODELS
from core.audit.draws import draw, generator, middle
from core.audit.grouping import Grouping
from core.audit.intervals import Z
from core.audit.scores import area

_LEAST = 1e-12  # a probability of 0 would make the log loss of one text infinite
_FIGURES = ("accuracy", "f1", "auc", "log_loss")
_CHANGES = ("accuracy", "f1", "log_loss")


@dataclass(frozen=True, eq=False)
class Answers:
    """Labels and answers of both models, text by text.

    Attributes:
        good: texts with a favourable label.
        right: model -> decisions that are the label.
        selected: model -> favourable decisions.
        score: model -> probability of the favourable outcome.
    """

    good: Bool[np.ndarray, " texts"]
    right: Mapping[str, Bool[np.ndarray, " texts"]]
    selected: Mapping[str, Bool[np.ndarray, " texts"]]
    score: Mapping[str, Float[np.ndarray, " texts"]]


def cost_rows(
    answers: Answers, groupings: Sequence[Grouping], enough: int, seed: int
) -> list[dict[str, Any]]:
    """One row over all texts, then one for each group of each column; None is not defined.

    Args:
        answers: of both models.
        groupings: of the texts, by one column each.
        enough: texts from which on a group's figures say anything; others are marked.
        seed: of the draws.
    """
    rows = [_row(answers, np.ones_like(answers.good), ("", ""), enough, seed)]
    for made in groupings:
        for place, group in enumerate(made.groups):
            rows.append(_row(answers, made.codes == place, (made.name, group), enough, seed))
    return rows


def _row(
    answers: Answers,
    own: Bool[np.ndarray, " texts"],
    name: tuple[str, str],
    enough: int,
    seed: int,
) -> dict[str, Any]:
    told = {model: _figures(answers, own, model) for model in MODELS}
    column, group = name
    return {
        "column": column,
        "group": group,
        "n": int(own.sum()),
        "judged": bool(own.sum() >= enough),
        **told,
        "change": _change(answers, own, told, generator(seed, "cost", *name)),
    }


def _figures(
    answers: Answers, own: Bool[np.ndarray, " texts"], model: str
) -> dict[str, float | None]:
    if not own.any():
        return dict.fromkeys(_FIGURES)
    good, selected = answers.good[own], answers.selected[model][own]
    score = answers.score[model][own]
    both = 0 < good.sum() < len(good)
    of = int(good.sum() + selected.sum())
    return {
        "accuracy": float(answers.right[model][own].mean()),
        "f1": 2 * int((good & selected).sum()) / of if of else None,
        "auc": area(score[good], score[~good])[0] if both else None,
        "log_loss": float(_losses(good, score).mean()),
    }


def _losses(
    good: Bool[np.ndarray, " texts"], score: Float[np.ndarray, " texts"]
) -> Float[np.ndarray, " texts"]:
    return -np.log(np.clip(np.where(good, score, 1 - score), _LEAST, None))


def _change(
    answers: Answers,
    own: Bool[np.ndarray, " texts"],
    told: Mapping[str, Mapping[str, float | None]],
    rng: np.random.Generator,
) -> dict[str, float | None]:
    plain, regularized = (told[model] for model in MODELS)
    made: dict[str, float | None] = {}
    for name in _FIGURES:
        sides = plain[name], regularized[name]
        made[name] = None if None in sides else sides[1] - sides[0]  # type: ignore[operator]
    bounds = {
        "accuracy": _paired(*(answers.right[model][own].astype(float) for model in MODELS)),
        "f1": _drawn(answers, own, rng) if made["f1"] is not None else None,
        "log_loss": _paired(*(_losses(answers.good, answers.score[m])[own] for m in MODELS)),
    }
    for name in _CHANGES:
        low, high = bounds[name] or (None, None)
        made |= {f"{name}_low": low, f"{name}_high": high}
    return made


def _paired(
    before: Float[np.ndarray, " texts"], after: Float[np.ndarray, " texts"]
) -> tuple[float, float] | None:
    """Normal interval of the mean difference; None of fewer than two texts."""
    if len(before) < 2:
        return None
    change = after - before
    half = Z * float(change.std(ddof=1)) / np.sqrt(len(change))
    return float(change.mean() - half), float(change.mean() + half)


def _drawn(
    answers: Answers, own: Bool[np.ndarray, " texts"], rng: np.random.Generator
) -> tuple[float, float]:
    """Interval of the change of F1; texts are drawn with both decisions on them."""
    good, plain, regularized = np.indices((2, 2, 2)).reshape(3, -1)
    sides = [answers.good, *(answers.selected[model] for model in MODELS)]
    code = sum(side[own].astype(int) << shift for side, shift in zip(sides, (2, 1, 0), strict=True))
    drawn = draw(np.bincount(code, minlength=8), rng)
    f1 = []
    for chosen in (plain, regularized):
        whole = drawn @ (good + chosen)
        f1.append(np.divide(2 * drawn @ (good * chosen), whole, out=np.zeros(len(drawn)),
                            where=whole > 0))  # fmt: skip
    return tuple(middle(f1[1] - f1[0]))  # type: ignore[return-value]
