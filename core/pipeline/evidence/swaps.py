"""What word swaps do to both models, and which features they move."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from core.audit.swaps.figures import figures, worst
from core.audit.swaps.made import Swap
from core.pipeline.evidence.ground import Ground
from core.pipeline.evidence.pooled import pooled_of
from core.pipeline.refit import Recipe
from core.pipeline.swaps import case_swaps, swap_lists
from core.progress import Progress

_LINKED = 40
_NAMED, _OFTEN = 3, 8
_MOVED = 0.5
"""Share of what a flagged feature usually makes of a text, from which on it counts as moved."""


def swaps(ground: Ground, progress: Progress) -> dict[str, Any]:
    """Both models on the swapped texts; the worst swaps; flips that no flagged feature explains.

    Keys: n, texts, templates, struck, pairs, own, trained (of `_trained`), plain, regularized (of
    `figures`), worst, gaps (rows with `features`), linked (flips looked into), movers (unflagged
    features that move them), coverage.
    """
    lists = swap_lists(ground.case)
    every = case_swaps(ground.case, ground.data.frame)
    made = [swap for swap in every if swap.id not in lists.struck]
    before, after = _embedded(ground, made, progress)
    told = {
        kind: figures(head, before, after, made, ground.favourable)
        for kind, head in ground.heads.items()
    }
    order = worst(told["regularized"]["moves"])
    linked = _linked(ground, made, told["regularized"], before, progress)
    return {
        "n": len(made),
        "texts": sum(swap.row is not None for swap in made),
        "templates": sum(swap.row is None for swap in made),
        "struck": len(every) - len(made),
        "own": lists.own,
        "trained": _trained(Recipe.of(ground.case).swaps, lists.words_sha256),
        "pairs": [" – ".join(pair) for pair in lists.words.pairs],
        "coverage": _coverage(ground, made),
        **{kind: _plain_figures(found) for kind, found in told.items()},
        "worst": [_row(ground, made[i], told, i) for i in order],
        "linked": len(linked),
        "movers": _often([features for _, features in linked.values()]),
        "gaps": [
            _row(ground, made[i], told, i) | {"features": features}
            for i, (moved, features) in linked.items()
            if not moved
        ],
    }


def _trained(paid_for: str, tried: str) -> str:
    """Which pairs the model was trained to hold still under: "", "these" or "others"."""
    return "" if not paid_for else "these" if paid_for == tried else "others"


def _embedded(
    ground: Ground, made: Sequence[Swap], progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings of the texts and of the swapped ones; texts of the case have theirs already."""
    fresh = [swap.before for swap in made if swap.row is None]
    read = ground.embedder.embed([*fresh, *(swap.after for swap in made)], progress)
    before = read[len(fresh) :].clone()
    known = np.array([swap.row is not None for swap in made], bool)
    before[known] = ground.data.unit[[swap.row for swap in made if swap.row is not None]]
    before[~known] = read[: len(fresh)]
    return before.double().numpy(), read[len(fresh) :].double().numpy()


def _plain_figures(found: dict[str, Any]) -> dict[str, Any]:
    names = ("n", "flips", "upper", "mean_dp", "p95_dp", "towards_second")
    return {name: found[name] for name in names}


def _row(ground: Ground, swap: Swap, told: dict[str, Any], i: int) -> dict[str, Any]:
    """One swap; a text of the data by its id alone, a template in full."""
    kept = {
        kind: {
            "before": float(found["before"][i]),
            "after": float(found["after"][i]),
            "flipped": bool(found["flipped"][i]),
        }
        for kind, found in told.items()
    }
    named = None if swap.row is None else str(ground.data.frame["id"].iloc[swap.row])
    template = swap.before if swap.row is None else None
    return {
        "swap": swap.id, "words": swap.words, "text": named, "template": template
    } | kept  # fmt: skip


def _linked(
    ground: Ground,
    made: Sequence[Swap],
    told: dict[str, Any],
    before: np.ndarray,
    progress: Progress,
) -> dict[int, tuple[bool, list[dict[str, Any]]]]:
    """For flips of the regularized model: whether a flagged feature moved, and what moved it."""
    flips = [i for i in worst(told["moves"], len(made)) if told["flipped"][i]][:_LINKED]
    if not flips:
        return {}
    texts = [text for i in flips for text in (made[i].before, made[i].after)]
    pooled = pooled_of(ground, texts, progress)
    change = (pooled[1::2] - pooled[0::2]).tocsr()
    usual = ground.sizes().set_index("feature").norm.reindex(ground.flagged).fillna(np.inf)
    moved = np.abs(change[:, ground.flagged].toarray()) >= _MOVED * usual.to_numpy()
    flagged = set(ground.flagged)
    return {
        i: (bool(moved[k].any()), _movers(ground, before[i], change[k], flagged))
        for k, i in enumerate(flips)
    }


def _movers(
    ground: Ground, e: np.ndarray, change: csr_matrix, flagged: set[int]
) -> list[dict[str, Any]]:
    """The unflagged features whose change moves the regularized score most: one click to flag."""
    head, known = ground.heads["regularized"], ground.table.status.isin(["live"]).to_numpy()
    rows = [(f, held) for f, held in zip(change.indices, change.data, strict=True)
            if known[f] and f not in flagged]  # fmt: skip
    if not rows:
        return []
    features = [int(f) for f, _ in rows]
    held = np.array([h for _, h in rows])
    views = head.views(e[None])
    moved = head.logits(views + held[:, None] * head.views(ground.directions(features)))
    sizes = np.abs(moved - head.logits(views)).max(axis=1)
    best = np.argsort(-sizes, kind="stable")[:_NAMED]
    return [
        {"feature": features[i], "name": str(ground.table.name.iloc[features[i]]),
         "move": float(sizes[i])}
        for i in best
    ]  # fmt: skip


def _often(found: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The features that move flips, those of most flips first."""
    names = {one["feature"]: one["name"] for each in found for one in each}
    counts = Counter(one["feature"] for each in found for one in each)
    order = sorted(counts, key=lambda feature: (-counts[feature], feature))[:_OFTEN]
    return [{"feature": f, "name": names[f], "flips": counts[f]} for f in order]


def _coverage(ground: Ground, made: Sequence[Swap]) -> dict[str, int]:
    """Of the test texts with a word of a pair, how many have a flagged feature."""
    rows = sorted({swap.row for swap in made if swap.row is not None})
    present = ground.present(ground.flagged)
    return {"n": len(rows), "covered": int(present[rows].sum())}
