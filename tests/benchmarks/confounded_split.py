"""The confounded split of the main benchmark, and flags by a rule that sees no group.

Flags: every feature whose strongest examples fire mostly (at least half of their strength) on a
short list of words, and every feature that puts at least 15 % there, which is what the page Review
proposes as related because of the same words. Each resample draws the confounded training rows
anew (confounded.py beside the shared data) and keeps 15 % of them for the ridge.
"""

import importlib.util
from collections.abc import Callable, Collection

import numpy as np
import pandas as pd
import torch
from scipy.stats import t as student

from core.case import Case
from core.classify.baselines import balanced_rows
from core.classify.hard import fit_hard
from core.classify.plain import fit_plain
from core.classify.problem import Problem
from core.features.index import FeatureIndex
from core.pipeline.data import load_data
from core.pipeline.look import index
from core.sae import load_sae
from tests.benchmarks.shared import peer_script

WORDS = """
    he she him her his hers himself herself man woman men women male female males females
    boy girl boys girls son daughter husband wife gentleman lady mr mrs
""".split()  # noqa: SIM905  (a list of words is read more easily so)
POSITIVE, COLUMN, VALUE = "serious", "sex", "male"
MOSTLY, PARTLY, ALIKE = 0.5, 0.15, 0.5
_SHORTCUT = "shortcut"
METRICS = ("balanced_accuracy", "worst_group", "fpr_gap", "tpr_gap")


class Draws:
    """A case in which label and a column are made to coincide, and the draws of its rows."""

    def __init__(self, case: Case, column: pd.Series, value: str) -> None:
        self.case, self.data = case, load_data(case)
        self.frame, self.unit = self.data.frame.assign(**{_SHORTCUT: column}), self.data.unit
        self.value = value

    def drawn(self, leak: float, seed: int) -> np.ndarray:
        """Confounded training rows, in a random order."""
        rule = confounded_rule()
        picked = rule(self.frame, POSITIVE, _SHORTCUT, self.value, leak=leak, seed=seed)
        return np.random.default_rng(seed).permutation(picked)

    def balanced(self, size: int, seed: int) -> np.ndarray:
        """As many training rows or what there is, every pair of label and group equally often."""
        train = np.flatnonzero(self.frame.split == "train")
        rows = self.frame.iloc[train]
        each = min(size // 4, int(rows.value_counts(["label", _SHORTCUT]).min()))
        picked = train[balanced_rows(rows.label, rows[_SHORTCUT], seed, each).numpy()]
        return np.random.default_rng(seed).permutation(picked)

    def split(self, rows: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows to train on, and the 15 % held out."""
        held = len(rows) * 15 // 100
        return rows[held:], rows[:held]

    def problem(self, e: torch.Tensor, train: np.ndarray, valid: np.ndarray) -> Problem:
        """The rows as a problem."""
        label = self.frame.label.to_numpy()
        return Problem.from_labels(e[train], list(label[train]), e[valid], list(label[valid]))

    def score(self, model, e: torch.Tensor) -> dict[str, float]:
        """What a model does on the test texts, whose embeddings are rows of `e`."""
        test = self.data.rows("test")
        right = model.decide(e[test]) == POSITIVE
        y = self.frame.label.to_numpy()[test] == POSITIVE
        group = self.frame[_SHORTCUT].to_numpy()[test] == self.value
        tpr = [right[y & (group == g)].mean() for g in (True, False)]
        fpr = [right[~y & (group == g)].mean() for g in (True, False)]
        return {
            "balanced_accuracy": float((right[y].mean() + 1 - right[~y].mean()) / 2),
            "worst_group": float(min(*tpr, *(1 - f for f in fpr))),
            "fpr_gap": float(abs(fpr[0] - fpr[1])),
            "tpr_gap": float(abs(tpr[0] - tpr[1])),
        }


class Confounded(Draws):
    """Label and sex, and the flags of the rule."""

    def __init__(self, case: Case) -> None:
        super().__init__(case, case.texts().frame[COLUMN], VALUE)
        features = index(case)
        self.words_only = on_the_words(features, MOSTLY)
        self.flags = on_the_words(features, PARTLY)
        self.alike = pointing_alike(features, self.flags)
        self.names = features.features.name[self.flags].tolist()
        self.sae = load_sae(case.sae_folder)

    def hard_only(self, seed: int) -> float:
        """Worst group of the hard constraint on one draw without a leak."""
        problem = self.problem(self.unit, *self.split(self.drawn(0.0, seed), seed))
        model = fit_hard(problem, self.sae.W_dec[self.flags], fit_plain(problem).ridge)
        return self.score(model, self.unit)["worst_group"]


def on_the_words(
    features: FeatureIndex, least: float, listed: Collection[str] = frozenset(WORDS)
) -> list[int]:
    """Live features with at least this share of their strength on the words."""
    live = features.features[features.features.status == "live"]
    share = [
        sum(s for word, s in zip(words, shares, strict=True) if word in listed)
        for words, shares in zip(live.words, live.shares, strict=True)
    ]
    return live.feature[np.array(share) >= least].tolist()


def pointing_alike(features: FeatureIndex, found: list[int]) -> list[int]:
    """These features, and the live ones that point their way or the opposite way."""
    live = set(features.features.feature[features.features.status == "live"])
    near = pd.concat([features.evidence(feature).relatives for feature in found])
    near = near[near.relation.isin(("similar", "opposite")) & (near.score.abs() >= ALIKE)]
    return sorted({*found, *(live & set(near.other))})


def summary(values: list[float]) -> dict[str, float]:
    """Mean, its 95 % interval (t), and standard deviation."""
    mean, sd = float(np.mean(values)), float(np.std(values, ddof=1))
    half = float(student.ppf(0.975, len(values) - 1)) * sd / len(values) ** 0.5
    return {"mean": mean, "low": mean - half, "high": mean + half, "sd": sd}


def confounded_rule() -> Callable[..., np.ndarray]:
    """The function that picks the rows, from the script beside the data."""
    script = peer_script("confounded.py")
    spec = importlib.util.spec_from_file_location("confounded_rule", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.confounded
