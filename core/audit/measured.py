"""The figures of one way to decide, without intervals: to set several ways side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float

from core.audit.grouping import grouping
from core.audit.intervals import wilson
from core.audit.policy import Policy
from core.audit.scores import area

GAPS = ("impact_ratio", "selection_gap", "tpr_gap", "fpr_gap")
_LEAST = 1e-12  # a probability of 0 would make the log loss of one text infinite


def measured(
    frame: pd.DataFrame,
    decided: np.ndarray,
    chances: Float[np.ndarray, "texts classes"],
    labels: Sequence[str],
    policy: Policy,
    columns: Sequence[str],
) -> dict[str, Any]:
    """Accuracy with bounds, balanced accuracy, F1, AUC, log loss, and gaps by each group column.

    F1 and AUC are of the favourable outcome; None is not defined.

    Args:
        frame: texts with a label and the group columns.
        decided: the label decided for each.
        chances: probability of each label.
        labels: names of the columns of `chances`.
        policy: says which labels are favourable, and from how many texts on groups are compared.
        columns: group columns to compare by.
    """
    truth, decided = frame["label"].to_numpy(object), np.asarray(decided, object)
    right, good = truth == decided, np.isin(truth, policy.favourable)
    selected = np.isin(decided, policy.favourable)
    place = {label: i for i, label in enumerate(labels)}
    own = chances[np.arange(len(truth)), [place[label] for label in truth]]
    low, high = wilson(int(right.sum()), len(right))
    recalls = [float(right[truth == label].mean()) for label in sorted(set(truth))]
    score = chances[:, [place[label] for label in policy.favourable if label in place]].sum(axis=1)
    return {
        "n": len(truth),
        "correct": int(right.sum()),
        "accuracy": float(right.mean()),
        "accuracy_low": low,
        "accuracy_high": high,
        "balanced_accuracy": float(np.mean(recalls)),
        "f1": _ratio(2 * int((good & selected).sum()), int(good.sum() + selected.sum())),
        "auc": area(score[good], score[~good])[0] if 0 < good.sum() < len(good) else None,
        "log_loss": float(-np.log(np.maximum(own, _LEAST)).mean()),
        "gaps": {name: gaps(frame, name, good, selected, policy.enough) for name in columns},
    }


def gaps(
    frame: pd.DataFrame,
    column: str,
    good: Bool[np.ndarray, " texts"],
    selected: Bool[np.ndarray, " texts"],
    enough: int,
) -> Mapping[str, float | None]:
    """Impact ratio and gaps in selection rate, TPR and FPR between groups of enough texts."""
    made = grouping(frame, column)
    rates = {}
    for name, of in (("selection", np.ones_like(good)), ("tpr", good), ("fpr", ~good)):
        n = np.bincount(made.codes[of], minlength=len(made.groups) + 1)[:-1]
        hits = np.bincount(made.codes[of & selected], minlength=len(made.groups) + 1)[:-1]
        rates[name] = hits[n >= enough] / n[n >= enough]
    chosen = rates["selection"]
    ratio = _ratio(chosen.min(), chosen.max()) if len(chosen) > 1 else None
    return {"impact_ratio": ratio} | {
        f"{name}_gap": float(np.ptp(rate)) if len(rate) > 1 else None
        for name, rate in rates.items()
    }


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None
