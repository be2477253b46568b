"""The confounded benchmark: train where label and sex coincide, test on the natural mix.

Flags come from a rule that never sees the sex column: every feature whose strongest examples fire
mostly (at least half of their strength) on a short list of words, and every feature that points the
same or the opposite way (cosine 0.3) as one of those, which is what the page Review proposes as
related. Each resample draws the confounded training rows anew (confounded.py beside the shared
data), keeps 15 % of them for the ridge, and tests on `test_same_years`.
"""

import importlib.util
import re
from argparse import Namespace
from collections.abc import Callable

import numpy as np
import pandas as pd
import torch
from scipy.stats import t as student

from core.case import Case
from core.classify.baselines import balanced_rows
from core.classify.hard import fit_hard
from core.classify.paper import fit_paper
from core.classify.penalties import contribution_covariance, deletion_covariance
from core.classify.plain import fit_plain
from core.classify.problem import Problem
from core.classify.removal import Removal
from core.classify.soft import fit_soft
from core.embed import load_embedder
from core.features.index import FeatureIndex
from core.pipeline.data import load_data, pooled_codes
from core.pipeline.deletion import deletion_differences
from core.pipeline.look import index
from core.sae import load_sae
from tests.benchmarks.shared import bar, lines, peer_script, vaers_case

LEAKS = (0.0, 0.02, 0.1)
WORDS = """
    he she him her his hers himself herself man woman men women male female males females
    boy girl boys girls son daughter husband wife gentleman lady mr mrs
""".split()  # noqa: SIM905  (a list of words is read more easily so)
POSITIVE, COLUMN, VALUE = "serious", "sex", "male"
STRENGTH, CONTRIBUTION_STRENGTH = 1.0, 300.0
MOSTLY, RELATED = 0.5, ("similar", "opposite")
METRICS = ("balanced_accuracy", "worst_group", "fpr_gap", "tpr_gap")


def run(given: Namespace) -> dict:
    """Every method at every leak."""
    bench = Benchmark(vaers_case(given.work, bar))
    leaks = {str(leak): bench.run(leak, given.resamples) for leak in LEAKS}
    return {
        "on the words": len(bench.words_only),
        "flagged": len(bench.flags),
        "names": bench.names,
        "resamples": given.resamples,
        "leaks": leaks,
    }


def table(result: dict) -> str:
    """One row a method; the first columns are for leak 0."""
    rows = []
    for method in next(iter(result["leaks"].values())):
        first = result["leaks"][str(LEAKS[0])][method]
        row = {"method": method} | {name: _shown(first[name]) for name in METRICS}
        for leak in LEAKS[1:]:
            row[f"leak {leak}"] = _shown(result["leaks"][str(leak)][method]["worst_group"])
        rows.append(row)
    later = {f"leak {leak}": f"worst group, leak {leak}" for leak in LEAKS[1:]}
    columns = {"method": "classifier"} | {name: name.replace("_", " ") for name in METRICS} | later
    shown = lines(rows, columns)
    return f"{result['on the words']} + related = {result['flagged']} features flagged\n{shown}"


def _shown(one: dict[str, float]) -> str:
    mean, low, high = (f"{one[part]:.3f}".lstrip("0") for part in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})"


class Benchmark:
    """What all resamples share: embeddings, flags, the texts without the words."""

    def __init__(self, case: Case) -> None:
        self.case, self.data = case, load_data(case)
        self.frame, self.unit = self.data.frame, self.data.unit
        features = index(case)
        self.words_only = on_the_words(features)
        self.flags = with_related(features, self.words_only)
        self.names = features.features.name[self.flags].tolist()
        self.sae = load_sae(case.sae_folder)
        self.directions = self.sae.W_dec[self.flags]
        self.z = torch.from_numpy(
            pooled_codes(case, len(self.frame), self.flags) @ self.directions.double().numpy()
        )
        self.embedder = load_embedder(case.settings.model)
        self.cut = self._without_words()
        rows = self.data.rows("train")
        self.deletions = deletion_differences(
            case, self.flags, rows, self.unit, self.embedder, bar, most=len(rows)
        )

    def run(self, leak: float, resamples: int) -> dict:
        """Mean, 95 % interval of the mean, and spread of every metric of every method."""
        rows = [self.resample(leak, seed) for seed in range(resamples)]
        return {
            method: {m: summary([row[method][m] for row in rows]) for m in METRICS}
            for method in rows[0]
        }

    def resample(self, leak: float, seed: int) -> dict[str, dict[str, float]]:
        """Every method on one draw of the training rows."""
        train, valid = self._split(self._confounded(leak, seed), seed)
        problem = self._problem(self.unit, train, valid)
        plain = fit_plain(problem)
        changed = np.isin(self.deletions.rows, train)
        deletion = deletion_covariance(self.deletions.differences[changed])
        contribution = contribution_covariance(self.z[train])
        removal = Removal(
            self.sae.W_enc[:, self.flags],
            self.sae.b_enc[self.flags],
            self.directions,
            self.sae.b_dec,
            float(self.data.norms[train].mean()),
        )
        cut = self._problem(self.cut, train, valid)
        models = {
            "plain": plain,
            "hard, features on the words only": fit_hard(
                problem, self.sae.W_dec[self.words_only], plain.ridge
            ),
            "hard": fit_hard(problem, self.directions, plain.ridge),
            "soft": fit_soft(problem, contribution, CONTRIBUTION_STRENGTH, plain.ridge),
            "deletion covariance": fit_soft(problem, deletion, STRENGTH, plain.ridge),
            "hard and deletion covariance": fit_hard(
                problem, self.directions, plain.ridge, deletion, STRENGTH
            ),
            "paper": fit_paper(problem, removal, 31.0),
        }
        scored = {name: self._score(model, self.unit) for name, model in models.items()}
        scored["deletion of words"] = self._score(fit_plain(cut), self.cut)
        scored["balanced oracle"] = self._score(self._oracle(len(train), seed), self.unit)
        return scored

    def _confounded(self, leak: float, seed: int) -> np.ndarray:
        picked = confounded_rule()(self.frame, POSITIVE, COLUMN, VALUE, leak=leak, seed=seed)
        return np.random.default_rng(seed).permutation(picked)

    def _split(self, rows: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
        held = len(rows) * 15 // 100
        return rows[held:], rows[:held]

    def _oracle(self, size: int, seed: int):
        """Plain, but trained on as many rows balanced by label and sex: it sees the column."""
        train = np.flatnonzero(self.frame.split == "train")
        rows = self.frame.iloc[train]
        each = int(size / 0.85) // 4
        picked = train[balanced_rows(rows.label, rows[COLUMN], seed, each).numpy()]
        picked = np.random.default_rng(seed).permutation(picked)
        return fit_plain(self._problem(self.unit, *self._split(picked, seed)))

    def _problem(self, e: torch.Tensor, train: np.ndarray, valid: np.ndarray) -> Problem:
        label = self.frame.label.to_numpy()
        return Problem.from_labels(e[train], list(label[train]), e[valid], list(label[valid]))

    def _score(self, model, e: torch.Tensor) -> dict[str, float]:
        test = self.data.rows("test")
        right = model.decide(e[test]) == POSITIVE
        y = self.frame.label.to_numpy()[test] == POSITIVE
        group = self.frame[COLUMN].to_numpy()[test] == VALUE
        tpr = [right[y & (group == g)].mean() for g in (True, False)]
        fpr = [right[~y & (group == g)].mean() for g in (True, False)]
        return {
            "balanced_accuracy": float((right[y].mean() + 1 - right[~y].mean()) / 2),
            "worst_group": float(min(*tpr, *(1 - f for f in fpr))),
            "fpr_gap": float(abs(fpr[0] - fpr[1])),
            "tpr_gap": float(abs(tpr[0] - tpr[1])),
        }

    def _without_words(self) -> torch.Tensor:
        pattern = re.compile(r"\b(" + "|".join(WORDS) + r")\b", re.IGNORECASE)
        shorter = [pattern.sub("", text) for text in self.frame.text]
        return self.embedder.embed(shorter)


def on_the_words(features: FeatureIndex) -> list[int]:
    """Features that fire mostly on the words."""
    listed = set(WORDS)
    live = features.features[features.features.status == "live"]
    share = [
        sum(s for word, s in zip(words, shares, strict=True) if word in listed)
        for words, shares in zip(live.words, live.shares, strict=True)
    ]
    return live.feature[np.array(share) >= MOSTLY].tolist()


def with_related(features: FeatureIndex, found: list[int]) -> list[int]:
    """These features and the live ones that point their way or the opposite way."""
    live = set(features.features.feature[features.features.status == "live"])
    near = pd.concat([features.evidence(feature).relatives for feature in found])
    return sorted({*found, *(live & set(near.other[near.relation.isin(RELATED)]))})


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
