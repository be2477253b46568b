"""Reasons of a sample of the regularized model's decisions, in named features."""

from typing import Any

import numpy as np
from scipy.sparse import csc_matrix

from core.audit.nonreliance.head import chances
from core.audit.reasons import MOST, REFUSED_ABOVE, Reasons, side_of
from core.audit.reasons import reasons as explained
from core.pipeline.evidence.ground import Ground
from core.pipeline.evidence.parts import parts_of
from core.progress import Progress

_SHOWN = 12


def reasons(ground: Ground, progress: Progress) -> dict[str, Any]:
    """A sample of decisions with reasons, changed ones first; and how many had to be refused.

    Keys: decisions, refused, n (all test texts), most, refused_above.  A decision has id, label,
    decided, probability, changed, refused, unexplained, reasons (feature, name, share, flagged).
    """
    progress("Finding the reasons of decisions", 0, 1)
    head, n = ground.heads["regularized"], len(ground.test)
    features = ground.table.feature[ground.table.status != "never seen"].tolist()
    codes = ground.codes(features)[ground.test].tocsc()
    logits = head.logits(head.views(ground.e))
    decided = head.decide(logits)
    sides = np.array([side_of(label, logits.shape[1]) for label in decided])
    parts = [np.zeros((n, logits.shape[1]))[:0]] * len(features)
    average = np.zeros((len(features), logits.shape[1]))
    for i, (_, part) in enumerate(parts_of(head, ground, features, codes)):
        parts[i], average[i] = part, part.sum(axis=0) / max(n, 1)
    stacked = np.concatenate(parts) if features else np.zeros((0, logits.shape[1]))
    found = _each(logits, sides, codes, stacked, average)
    return {
        "decisions": [
            _one(ground, i, found[i], features, logits, decided) for i in _chosen(ground)
        ],
        "refused": sum(one.refused for one in found),
        "n": n,
        "most": MOST,
        "refused_above": REFUSED_ABOVE,
    }


def _each(
    logits: np.ndarray,
    sides: np.ndarray,
    codes: csc_matrix,
    parts: np.ndarray,
    average: np.ndarray,
) -> list[Reasons]:
    """The reasons of every test text; `parts` in the order of the codes' entries."""
    order = csc_matrix((np.arange(1, len(parts) + 1), codes.indices, codes.indptr), codes.shape)
    by_text, middle, found = order.tocsr(), logits.mean(axis=0), []
    for i, side in enumerate(sides):
        own = slice(by_text.indptr[i], by_text.indptr[i + 1])
        made, fires = np.zeros(codes.shape[1]), np.zeros(codes.shape[1], bool)
        made[by_text.indices[own]] = parts[by_text.data[own] - 1] @ side
        fires[by_text.indices[own]] = True
        found.append(explained(float((logits[i] - middle) @ side), made, average @ side, fires))
    return found


def _chosen(ground: Ground) -> list[int]:
    """Up to six decisions that differ between the models, then others by lot."""
    told = [head.decide(head.logits(head.views(ground.e))) for head in ground.heads.values()]
    rng = np.random.default_rng(ground.case.settings.seed)
    drawn = rng.permutation(len(ground.test))
    changed = [i for i in drawn if told[0][i] != told[1][i]][: _SHOWN // 2]
    return [int(i) for i in [*changed, *(i for i in drawn if i not in changed)][:_SHOWN]]


def _one(
    ground: Ground,
    i: int,
    found: Reasons,
    features: list[int],
    logits: np.ndarray,
    decided: np.ndarray,
) -> dict[str, Any]:
    row, labels = ground.frame.iloc[i], ground.models["plain"].labels
    plain = ground.heads["plain"]
    before = plain.decide(plain.logits(plain.views(ground.e[[i]])))[0]
    flagged = set(ground.flagged)
    return {
        "id": str(row["id"]),
        "text": int(ground.test[i]),
        "label": str(row["label"]),
        "decided": labels[decided[i]],
        "probability": float(chances(logits[i])[decided[i]]),
        "changed": bool(before != decided[i]),
        "refused": found.refused,
        "unexplained": found.unexplained,
        "reasons": [
            {
                "feature": features[at],
                "name": str(ground.table.name.iloc[features[at]]),
                "share": share,
                "flagged": features[at] in flagged,
            }
            for at, share in zip(found.features, found.shares, strict=True)
        ],
    }
