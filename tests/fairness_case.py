"""Small sets of decisions with groups, for the tests of the figures under a policy."""

import numpy as np
import pandas as pd

from core.audit.cells import cell_numbers
from core.audit.fairness import Judged
from core.audit.figures import Predictions
from core.audit.grouping import grouping
from core.audit.headline import Asked
from core.audit.policy import Policy


def table(*parts, column="g"):
    """A frame with a decision: each part is group, label, decision, how many."""
    rows = [row for *row, count in parts for _ in range(count)]
    frame = pd.DataFrame(rows, columns=[column, "label", "decided"]).astype(object)
    return frame.where(frame.notna(), None)


def selections(**groups):
    """Groups as name=(selected, n); every label is the decision itself."""
    parts = []
    for name, (hits, n) in groups.items():
        named = None if name == "unknown" else name
        parts += [(named, "yes", "yes", hits), (named, "no", "no", n - hits)]
    return table(*parts)


def policy(**changed):
    return Policy(**({"favourable": ("yes",)} | changed))


def asked(frame, name="g", seed=0, **changed):
    made = grouping(frame, name)
    decided = frame["decided"].to_numpy(object)
    rules = policy(**changed)
    cell = cell_numbers(frame["label"].to_numpy(object), [decided, decided], rules.favourable)
    return Asked(made, made.tally(cell), rules, seed)


def sample(n=900, seed=0, classes=("no", "yes"), unknown=0.05):
    """Random labels and scores of two models; groups in two columns."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "label": rng.choice(classes, n),
            "sex": rng.choice(
                np.array(["women", "men", None], dtype=object), n, p=[0.5, 0.5 - unknown, unknown]
            ),
            "age": rng.choice(["young", "old", "very old"], n, p=[0.5, 0.45, 0.05]),
        }
    )
    base = (frame["label"] == classes[-1]).to_numpy() * 1.0
    models = {}
    for name, lean in (("plain", 0.5), ("regularized", 0.0)):
        score = 1 / (1 + np.exp(-(base + lean * (frame["sex"] == "men") + rng.normal(size=n) - 1)))
        decided = np.where(score >= 0.5, classes[-1], classes[0])
        if len(classes) > 2:
            decided = np.where((score > 0.3) & (score < 0.5), classes[1], decided)
        models[name] = Predictions(decided, score)
    return frame, models


def judged(n=900, seed=0, classes=("no", "yes"), **changed):
    frame, models = sample(n, seed, classes)
    threshold = 0.5 if len(classes) == 2 else None
    thresholds = {"plain": threshold, "regularized": threshold}
    return Judged(frame, models, policy(**changed), ("sex", "age"), thresholds)
