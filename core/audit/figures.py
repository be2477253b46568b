"""All figures of an audit: by group, between groups, overall, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float, Int

from core.audit import tables
from core.audit.cells import MODELS, Outcomes, cells_by_group
from core.audit.change import change_rows, overall_change
from core.audit.changed import changed_rows, changed_texts, directions
from core.audit.groups import gap_rows, group_rows
from core.audit.intervals import mean_of_rates, wilson
from core.errors import InputError


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model says about each test text.

    Attributes:
        labels: the label decided.
        favourable_probability: its probability of the favourable outcome, 0 to 1.
    """

    labels: Sequence[str] | np.ndarray
    favourable_probability: Sequence[float] | Float[np.ndarray, " texts"]


@dataclass(frozen=True, eq=False)
class Audit:
    """Both models on the test texts. Undefined figures (0 of 0) are NaN here, null in JSON.

    Attributes:
        groups: a row a model, column and group: n, selection_rate, tpr, fpr, accuracy of the
            favourable outcome, each with _low and _high (Wilson, 95 %), and the counts they
            divide. Texts without a group value are the group "(not given)".
        gaps: a row a model, column and metric: highest minus lowest rate over the judged groups
            (denominator at least 30), with bounds that hold for all pairs of groups. Model "change"
            is regularized minus plain, with a paired bootstrap interval.
        reliance: model -> reliance on the flagged features.
        overall: a row a model and one for "change": accuracy and balanced accuracy (mean recall).
        changed: number of texts the two models decide differently.
        changed_by_group: a row a column and group: how many changed, by direction, and whether
            the decision became right (corrected) or wrong (spoilt).
        changed_texts: a row a changed text: row number, id, label, decisions, favourable
            probabilities, and its groups as a dict.
        favourable: the label that counts as the favourable outcome.
        directions: all changed texts: to_favourable, from_favourable, corrected, spoilt.
    """

    groups: pd.DataFrame
    gaps: pd.DataFrame
    reliance: dict[str, float]
    overall: pd.DataFrame
    changed: int
    changed_by_group: pd.DataFrame
    changed_texts: pd.DataFrame
    favourable: str
    directions: dict[str, int]


def audit(
    frame: pd.DataFrame,
    plain: Predictions,
    regularized: Predictions,
    favourable: str,
    groups: Sequence[str] = (),
    reliance: Mapping[str, float] | None = None,
    seed: int = 0,
) -> Audit:
    """The figures of both models on the same test texts.

    Args:
        frame: test texts: a label, and the group columns; its index holds the row numbers.
        plain: of the plain model, in the frame's order.
        regularized: of the regularized model, in the frame's order.
        favourable: the label that is good for the person; all others count as unfavourable.
        groups: columns to compare by.
        reliance: "plain" and "regularized" -> reliance on flagged features, as measured.
        seed: of the bootstrap.

    Raises:
        InputError: no texts, a column that is not there, or predictions of other length.
    """
    _check(frame, {"plain": plain, "regularized": regularized}, groups)
    outcomes = Outcomes(
        *(np.asarray(v, dtype=object) for v in (frame["label"], plain.labels, regularized.labels)),
        favourable,
    )
    changes = directions(outcomes)
    moved = [row for name in groups for row in changed_rows(name, frame[name], changes)]
    probabilities = {
        "plain": np.asarray(plain.favourable_probability, dtype=float),
        "regularized": np.asarray(regularized.favourable_probability, dtype=float),
    }
    texts = changed_texts(frame, outcomes, probabilities, groups)
    totals = {name: int(changes[name].sum()) for name in changes}
    by_group, gaps = _by_group(frame, outcomes, groups, seed)
    return Audit(
        groups=tables.table(by_group, tables.GROUPS),
        gaps=tables.table(gaps, tables.GAPS),
        reliance={name: float(value) for name, value in (reliance or {}).items()},
        overall=tables.table(_overall(outcomes, seed), tables.OVERALL),
        changed=totals.pop("changed"),
        changed_by_group=tables.table(moved, tables.CHANGED_BY_GROUP),
        changed_texts=tables.table(texts, tables.CHANGED_TEXTS),
        favourable=favourable,
        directions=totals,
    )


def _check(
    frame: pd.DataFrame, predictions: Mapping[str, Predictions], groups: Sequence[str]
) -> None:
    if frame.empty:
        raise InputError("there is no test text: give some of the texts the split 'test'")
    for column in ("label", *groups):
        if column not in frame:
            raise InputError(f"no column {column!r}: choose from {', '.join(frame.columns)}")
    for model, predicted in predictions.items():
        for values in (predicted.labels, predicted.favourable_probability):
            if len(values) != len(frame):
                raise InputError(
                    f"{len(values)} predictions of the {model} model for {len(frame)} test texts: "
                    "predict the same texts"
                )


def _by_group(
    frame: pd.DataFrame, outcomes: Outcomes, groups: Sequence[str], seed: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rates, gaps, cell = [], [], outcomes.cell()
    for column in groups:
        cells = cells_by_group(cell, frame[column])
        rates += group_rows(column, cells)
        gaps += gap_rows(column, cells, seed) + change_rows(column, cells, seed)
    return rates, gaps


def _overall(outcomes: Outcomes, seed: int) -> list[dict[str, Any]]:
    classes = _by_class(outcomes)
    right = {"plain": classes[:, 2] + classes[:, 3], "regularized": classes[:, 1] + classes[:, 3]}
    n, rows = classes.sum(axis=1), []
    for model in MODELS:
        hits, total = int(right[model].sum()), int(n.sum())
        recall = float((right[model] / n).mean())
        row = {"model": model, "n": total, "correct": hits}
        row |= _bounded("accuracy", hits / total, wilson(hits, total))
        row |= _bounded("balanced_accuracy", recall, mean_of_rates([*right[model]], [*n]))
        rows.append(row)
    change = {"model": "change", "n": int(n.sum())}
    change["correct"] = rows[1]["correct"] - rows[0]["correct"]
    for name, (value, interval) in overall_change(classes, seed).items():
        change |= _bounded(name, value, interval)
    return [*rows, change]


def _bounded(name: str, value: float, interval: tuple[float, float]) -> dict[str, float]:
    return {name: value, f"{name}_low": interval[0], f"{name}_high": interval[1]}


def _by_class(outcomes: Outcomes) -> Int[np.ndarray, "classes 4"]:
    """For each true class: neither model right, only the regularized, only the plain, both."""
    plain, regularized = (outcomes.decided(model) == outcomes.labels for model in MODELS)
    code = 2 * plain.astype(int) + regularized
    return np.stack(
        [
            np.bincount(code[outcomes.labels == label], minlength=4)
            for label in sorted(set(outcomes.labels))
        ]
    )
