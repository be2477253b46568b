"""What each feature adds to the logits of the test texts."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csc_matrix

from core.audit.nonreliance.head import Head, centred
from core.pipeline.evidence.ground import Ground


def unflagged(ground: Ground) -> tuple[list[int], csc_matrix]:
    """Live features nobody flagged, and how much of each the test texts hold."""
    live = ground.table.feature[ground.table.status == "live"]
    features = sorted(set(live.tolist()) - set(ground.flagged))
    return features, ground.codes(features)[ground.test].tocsc()


def parts_of(
    head: Head,
    ground: Ground,
    features: list[int],
    codes: csc_matrix,
    e: np.ndarray | None = None,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each feature the texts it fires in, and what it adds there: [texts, rows] of logits.

    What it adds is what the logits lose without it, so that a removal on the way counts too.

    Args:
        head: the model.
        ground: the case.
        features: their numbers, in the order of the columns of `codes`.
        codes: [texts, features] how much of each the texts hold.
        e: [texts, d_in] the texts' embeddings; None for the test texts.
    """
    e = ground.e if e is None else e
    views, reach = head.views(e), head.views(ground.directions(features))
    logits = head.logits(views)
    for i in range(len(features)):
        own = slice(codes.indptr[i], codes.indptr[i + 1])
        rows, held = codes.indices[own], codes.data[own, None]
        yield rows, logits[rows] - head.logits(views[rows] - held * reach[i])


def contributions(head: Head, ground: Ground, features: list[int], codes: csc_matrix) -> np.ndarray:
    """[features] spread of what each adds, beside the logits' own spread.

    With several labels the label's logit that it moves most, relative to their mean.
    """
    logits = centred(head.logits(head.views(ground.e)))
    n, spread = max(len(logits), 1), logits.std(axis=0) if len(logits) else np.ones(1)
    told = []
    for _, part in parts_of(head, ground, features, codes):
        part = centred(part)
        size = np.sqrt(np.maximum((part**2).sum(0) / n - (part.sum(0) / n) ** 2, 0))
        told.append(np.divide(size, spread, out=np.zeros_like(size), where=spread > 0).max())
    return np.array(told, float)
