"""A shortcut that no word list names: who wrote the report, and how long it is.

Training texts of vaers in which label and register (or length) coincide; the test is the natural
mix. Register: manufacturers' reports against clinics' notes. Length: longer than the median.

Nobody is told which texts are which but for 40: a reviewer has marked 20 texts as "written so" and
20 as "not so", evenly from both labels. Flags are the features present in many of the one and few
of the other (a difference of half of the texts); the words to delete are those for which the same
holds; the direction to remove is the difference of the two means. Grown: a logistic regression
learned from the 40 ranks all texts that are not test texts, without their labels; the direction is
the difference between the means of the first and the last tenth. Ten resamples of the rows.
"""

import re
from argparse import Namespace
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import LogisticRegression

from core.case import Case
from core.classify.hard import fit_hard
from core.classify.plain import fit_plain
from core.pipeline.look import index, load_model
from core.sae import load_sae
from tests.benchmarks.confounded_split import METRICS, POSITIVE, Draws, summary
from tests.benchmarks.shared import bar, lines, vaers, vaers_case, without

MARKED, APART = 20, 0.5
CLEARLY = 0.2


def run(given: Namespace) -> dict:
    """Every method on every shortcut."""
    case = vaers_case(given.work, bar)
    frame = case.texts().frame
    register = frame.id.map(vaers("train", "test").set_index("id").manufacturer_report)
    length = frame.text.str.len()
    shortcuts = {"register": register, "length": length > length.median()}
    return {
        name: Style(case, column, given.work / f"without-{name}.npy").run(given.resamples)
        for name, column in shortcuts.items()
    }


def table(result: dict) -> str:
    """One table a shortcut."""
    return "\n\n".join(_table(name, found) for name, found in result.items())


def _table(name: str, found: dict) -> str:
    rows = [
        {"classifier": method}
        | {m: "{mean:.3f} ({low:.3f} to {high:.3f})".format(**numbers[m]) for m in METRICS}
        for method, numbers in found["methods"].items()
    ]
    columns = {"classifier": "classifier"} | {m: m.replace("_", " ") for m in METRICS}
    told = f"{name}: {len(found['flags'])} features flagged, {len(found['words'])} words deleted"
    return f"{told}\n{lines(rows, columns)}"


class Style(Draws):
    """One shortcut."""

    def __init__(self, case: Case, column: pd.Series, cut: Path) -> None:
        super().__init__(case, column.astype(bool).map({True: "so", False: "not so"}), "so")
        self.marked = [self._mark(value) for value in ("so", "not so")]
        self.table = index(case).features
        self.flags, self.words = self._flags(), self._words()
        self.directions = load_sae(case.sae_folder).W_dec[self.flags]
        means = [self.unit[rows].mean(0) for rows in self.marked]
        self.between = (means[0] - means[1])[None]
        self.grown = self._grown()
        self.cut = self._cut(cut)

    def run(self, resamples: int) -> dict:
        """Mean and interval of every metric of every method."""
        rows = [self._resample(seed) for seed in range(resamples)]
        methods = {
            method: {m: summary([row[method][m] for row in rows]) for m in METRICS}
            for method in rows[0]
        }
        names = self.table.name[self.flags].tolist()
        return {"methods": methods, "flags": names, "words": self.words}

    def _resample(self, seed: int) -> dict[str, dict[str, float]]:
        rows = self.drawn(0.0, seed)
        parts = self.split(rows, seed)
        problem, cut = self.problem(self.unit, *parts), self.problem(self.cut, *parts)
        plain = fit_plain(problem)
        oracle = self.problem(self.unit, *self.split(self.balanced(len(rows), seed), seed))
        both = torch.cat([self.directions, self.between])
        return {
            "plain": self.score(plain, self.unit),
            "flagged features, hard": self.score(
                fit_hard(problem, self.directions, plain.ridge), self.unit
            ),
            "difference of the marked means, hard": self.score(
                fit_hard(problem, self.between, plain.ridge), self.unit
            ),
            "both": self.score(fit_hard(problem, both, plain.ridge), self.unit),
            "direction grown from the marked texts, hard": self.score(
                fit_hard(problem, self.grown, plain.ridge), self.unit
            ),
            "deletion of words": self.score(fit_plain(cut), self.cut),
            "balanced oracle": self.score(fit_plain(oracle), self.unit),
        }

    def _mark(self, value: str) -> np.ndarray:
        """Training texts of this kind, as many of each label."""
        frame, random = self.frame, np.random.default_rng(0)
        here = ((frame.split == "train") & (frame.shortcut == value)).to_numpy()
        positive = (frame.label == POSITIVE).to_numpy()
        picked = [
            random.choice(np.flatnonzero(here & (positive == side)), MARKED // 2, replace=False)
            for side in (True, False)
        ]
        return np.concatenate(picked)

    def _grown(self) -> torch.Tensor:
        """[1, d_in] from the texts most unlike to those most like the marked ones."""
        marked = np.concatenate(self.marked)
        truth = np.repeat([1, 0], [len(rows) for rows in self.marked])
        judge = LogisticRegression(C=100, max_iter=2000).fit(self.unit[marked].numpy(), truth)
        rows = np.flatnonzero(self.frame.split != "test")
        rows = rows[np.argsort(judge.decision_function(self.unit[rows].numpy()), kind="stable")]
        most = len(rows) // 10
        return (self.unit[rows[-most:]].mean(0) - self.unit[rows[:most]].mean(0))[None]

    def _flags(self) -> list[int]:
        """Features present in the one twenty far more often than in the other."""
        live = self.table.feature[self.table.status == "live"].tolist()
        found = index(self.case).occurrences(live)
        found = found[found.peak >= CLEARLY]
        counts = [
            found.feature[found.text.isin(rows)].value_counts().reindex(live, fill_value=0)
            for rows in self.marked
        ]
        apart = (counts[0] - counts[1]).abs() / MARKED
        return sorted(apart.index[apart >= APART])

    def _words(self) -> list[str]:
        """Words of which the same holds."""
        counts = [
            pd.Series([w for text in self.frame.text.iloc[rows] for w in _words_of(text)])
            for rows in self.marked
        ]
        one, other = (c.value_counts() for c in counts)
        apart = one.sub(other, fill_value=0).abs() / MARKED
        return sorted(apart.index[apart >= APART])

    def _cut(self, file: Path) -> torch.Tensor:
        """All texts without the words, embedded again."""
        if not self.words:
            return self.unit
        embedder = load_model(self.case)
        return without(self.words, self.frame.text, embedder, file)


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z']+", text.lower()))
