"""Reasons of the regularized model's decisions, in named features: of a sample, of other texts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_matrix

from core.audit.nonreliance.head import Head, chances
from core.audit.reasons import MOST, REFUSED_ABOVE, Reasons, side_of
from core.audit.reasons import reasons as explained
from core.pipeline.evidence.ground import Ground
from core.pipeline.evidence.parts import parts_of
from core.pipeline.evidence.pooled import pooled_of
from core.progress import Progress

_SHOWN = 12
_NAMED = 12  # features named most often, to which people give words
_OWN: Mapping[int, str] = {}  # features stand under their own names


@dataclass(frozen=True)
class Made:
    """What features add to the logits of some texts.

    Attributes:
        codes: [texts, features] how much of each feature the texts hold.
        logits: [texts, rows].
        parts: [entries, rows] what each entry of the codes adds, column by column.
        average: [features, rows] what each feature adds on average.
    """

    codes: csc_matrix
    logits: np.ndarray
    parts: np.ndarray
    average: np.ndarray


def reasons(ground: Ground, progress: Progress) -> dict[str, Any]:
    """A sample of decisions with reasons, changed ones first; and how many had to be refused.

    Keys: decisions, named (features that are reasons most often: feature, name, n), refused, n
    (all test texts), most, refused_above.  A decision has id, label, decided, probability,
    changed, refused, unexplained, reasons (feature, name, share, flagged).
    """
    progress("Finding the reasons of decisions", 0, 1)
    head, n, features = ground.heads["regularized"], len(ground.test), _seen(ground)
    made = _made(head, ground, features, ground.codes(features)[ground.test].tocsc(), ground.e)
    found = _each(head, made, made)
    logits, decided = made.logits, head.decide(made.logits)
    often = Counter(features[at] for one in found for at in one.features)
    return {
        "decisions": [
            _one(ground, i, found[i], features, logits, decided) for i in _chosen(ground)
        ],
        "named": [
            {"feature": feature, "name": str(ground.table.name.iloc[feature]), "n": n_texts}
            for feature, n_texts in often.most_common(_NAMED)
        ],
        "refused": sum(one.refused for one in found),
        "n": n,
        "most": MOST,
        "refused_above": REFUSED_ABOVE,
    }


def reasons_of_texts(
    ground: Ground, texts: Sequence[str], progress: Progress
) -> tuple[list[int], list[Reasons]]:
    """The features, and the reasons of the decision about each text, beside the test texts."""
    head, features = ground.heads["regularized"], _seen(ground)
    tried = _made(head, ground, features, ground.codes(features)[ground.test].tocsc(), ground.e)
    e = ground.embedder.embed(texts).double().numpy()
    codes = pooled_of(ground, texts, progress).tocsc()[:, features]
    return features, _each(head, _made(head, ground, features, codes, e), tried)


def _seen(ground: Ground) -> list[int]:
    return ground.table.feature[ground.table.status != "never seen"].tolist()


def _made(
    head: Head, ground: Ground, features: list[int], codes: csc_matrix, e: np.ndarray
) -> Made:
    """What these features add to the logits of texts with these codes and embeddings."""
    logits = head.logits(head.views(e))
    parts = [np.zeros((0, logits.shape[1]))]
    average = np.zeros((len(features), logits.shape[1]))
    for i, (_, part) in enumerate(parts_of(head, ground, features, codes, e)):
        parts.append(part)
        average[i] = part.sum(axis=0) / max(len(e), 1)
    return Made(codes, logits, np.concatenate(parts), average)


def _each(head: Head, made: Made, beside: Made) -> list[Reasons]:
    """The reasons of the decision about every text, beside the average of others."""
    codes, logits, rows = made.codes, made.logits, made.logits.shape[1]
    entries = np.arange(1, len(made.parts) + 1)
    by_text = csc_matrix((entries, codes.indices, codes.indptr), codes.shape).tocsr()
    middle, found = beside.logits.mean(axis=0), []
    for i, label in enumerate(head.decide(logits)):
        side, own = side_of(label, rows), slice(by_text.indptr[i], by_text.indptr[i + 1])
        adds, fires = np.zeros(codes.shape[1]), np.zeros(codes.shape[1], bool)
        adds[by_text.indices[own]] = made.parts[by_text.data[own] - 1] @ side
        fires[by_text.indices[own]] = True
        score = float((logits[i] - middle) @ side)
        found.append(explained(score, adds, beside.average @ side, fires))
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
    return {
        "id": str(row["id"]),
        "text": int(ground.test[i]),
        "label": str(row["label"]),
        "decided": labels[decided[i]],
        "probability": float(chances(logits[i])[decided[i]]),
        "changed": bool(before != decided[i]),
        **named(ground, features, found),
    }


def named(
    ground: Ground, features: list[int], found: Reasons, given: Mapping[int, str] = _OWN
) -> dict[str, Any]:
    """Reasons as rows: refused, unexplained, reasons (feature, name, share, flagged).

    Args:
        ground: the case.
        features: that the reasons count by their places.
        found: the reasons of one decision.
        given: names that people gave to features.
    """
    names, flagged = ground.table.name, set(ground.flagged)
    shares = [(features[at], share) for at, share in zip(found.features, found.shares, strict=True)]
    return {
        "refused": found.refused,
        "unexplained": found.unexplained,
        "reasons": [
            {
                "feature": feature,
                "name": given.get(feature, str(names.iloc[feature])),
                "share": share,
                "flagged": feature in flagged,
            }
            for feature, share in shares
        ],
    }
