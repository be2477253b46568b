"""What can be told about people from embedding, flagged activations, score and decision."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import torch

from core.audit.leakage import FOLDS, RECOVERABLE, leace, probe, word_counts
from core.audit.nonreliance.head import centred
from core.pipeline.evidence.ground import Ground
from core.progress import Progress

TEXTS = 2000
"""Test texts that are probed; a seeded sample where there are more."""

_FEWEST = 20
_SHUFFLES = 200


def leakage(ground: Ground, progress: Progress) -> dict[str, Any]:
    """For each group column, what a probe tells from each input; and a summary of it.

    Keys: columns (column, n, values, left_out, probes), summary (a row a column), texts, shuffles.
    A probe has input, version, curved, auc, low, high, p, chance, state, n.
    """
    groups = ground.case.settings.groups
    columns = [_column(ground, column, progress) for column in groups]
    return {
        "columns": columns,
        "summary": [_summary(told) for told in columns],
        "texts": min(TEXTS, len(ground.test)),
        "shuffles": _SHUFFLES,
    }


def _column(ground: Ground, column: str, progress: Progress) -> dict[str, Any]:
    rows, labels, values, left_out = _sample(ground, column)
    told = {"column": column, "n": len(rows), "values": values, "left_out": left_out}
    if len(values) < 2:
        return told | {"probes": []}
    tried = _inputs(ground, column, rows, values)
    probes = []
    for done, (name, version, x, curved) in enumerate(tried):
        progress(f"Probing what still tells {column.replace('_', ' ')}", done, len(tried))
        found = probe(x, labels, ground.case.settings.seed, curved=curved, shuffles=_SHUFFLES)
        probes.append({"input": name, "version": version, "curved": curved} | asdict(found))
    return told | {"probes": probes}


def _sample(ground: Ground, column: str) -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    """Positions among the test texts, their classes, the classes' names, those too small."""
    given = ground.frame[column].notna() & ~ground.frame.text.duplicated()
    places = np.flatnonzero(given)
    if len(places) > TEXTS:
        rng = np.random.default_rng(ground.case.settings.seed)
        places = np.sort(rng.choice(places, TEXTS, replace=False))
    named = ground.frame[column].iloc[places].astype(str).to_numpy()
    counts = pd.Series(named).value_counts().sort_index()
    values = counts.index[counts >= max(_FEWEST, FOLDS)].tolist()
    keep = np.isin(named, values)
    labels = np.searchsorted(values, named[keep])
    return places[keep], labels, values, counts.index[counts < max(_FEWEST, FOLDS)].tolist()


def _inputs(
    ground: Ground, column: str, rows: np.ndarray, values: list[str]
) -> list[tuple[str, str, np.ndarray, bool]]:
    """What each probe reads: name, version, numbers, whether it looks for curved borders."""
    e, without = ground.e[rows], _without_flagged(ground)[rows]
    tried = [
        ("representation", "before", e, False),
        ("representation", "after", without, False),
        ("representation", "before", e, True),
        ("representation", "after", without, True),
        ("representation", "LEACE", _erased(ground, column, values)(e), False),
        ("flagged activations", "before", ground.codes(ground.flagged)[ground.test][rows], False),
    ]
    tried[-1] = (*tried[-1][:2], tried[-1][2].toarray(), False)
    truth = _indicators(ground.frame.label.iloc[rows].to_numpy(), ground.models["plain"].labels)
    for version, kind in (("before", "plain"), ("after", "regularized")):
        head = ground.heads[kind]
        logits = head.logits(head.views(e))
        score = centred(logits)
        decided = np.eye(len(ground.models[kind].labels))[head.decide(logits)]
        tried += [
            ("score", version, score, False),
            ("score and label", version, np.hstack([score / score.std(), truth]), False),
            ("decision", version, decided, False),
        ]
    words = word_counts(ground.frame.text.iloc[rows].tolist())
    return [*tried, ("label", "", truth, False), ("words of the text", "", words, False)]


def _without_flagged(ground: Ground) -> np.ndarray:
    """Test embeddings without their part along the flagged directions; the paper's own removal."""
    from core.classify.penalties import subspace

    removal = ground.models["regularized"].removal
    if removal is not None:
        return removal(torch.from_numpy(ground.e)).detach().numpy()
    basis = subspace(torch.from_numpy(ground.flags.directions)).numpy()
    return ground.e - (ground.e @ basis) @ basis.T


def _erased(ground: Ground, column: str, values: list[str]) -> Any:  # noqa: ANN401  (an Eraser)
    """What takes the column out, made from the training texts."""
    train = ground.data.rows("train")
    named = ground.data.frame[column].iloc[train]
    use = named.isin(values).to_numpy()
    z = _indicators(named[use].to_numpy(), values)
    return leace(ground.data.unit[train[use]].double().numpy(), z)


def _indicators(values: np.ndarray, kinds: Any) -> np.ndarray:  # noqa: ANN401  (names)
    return (np.asarray(values, object)[:, None] == np.asarray(kinds, object)).astype(float)


def _summary(told: dict[str, Any]) -> dict[str, Any]:
    """The line of page one: representation, score before and after; None where not measured."""
    found = {(p["input"], p["version"]): p for p in told["probes"] if not p["curved"]}
    wanted = {
        "representation_before": ("representation", "before"),
        "representation": ("representation", "after"),
        "score_plain": ("score", "before"),
        "score": ("score", "after"),
        "words": ("words of the text", ""),
        "label": ("label", ""),
    }
    kept = ("auc", "low", "high", "p", "state")
    figures = {
        name: {k: found[at][k] for k in kept} if at in found else None
        for name, at in wanted.items()
    }
    now = figures["representation"]
    state = None if now is None else now["state"]
    return {
        "column": told["column"],
        "n": told["n"],
        "state": state,
        "recoverable": state == RECOVERABLE,
    } | figures
