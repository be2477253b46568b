"""The confounded benchmark: train where label and sex coincide, test on `test_same_years`.

Plain, the constraints, the paper, the penalty on exchanged words (the product's pairs, no feature
flagged, or with the flags), deletion of words, and three that see the sex column: the hard
constraint on the features that differ most by sex, the same on the difference of the sexes' means
within a label (of all training texts), and a model trained on balanced texts, the oracle. Ten
resamples of the training rows each.
"""

from argparse import Namespace
from pathlib import Path

import numpy as np
import torch

from core.audit.swaps import default_words, exchanged_texts
from core.case import Case
from core.classify.hard import fit_hard
from core.classify.paper import fit_paper
from core.classify.penalties import contribution_covariance, deletion_covariance
from core.classify.plain import fit_plain
from core.classify.removal import Removal
from core.classify.soft import fit_soft
from core.pipeline.data import pooled_codes
from core.pipeline.deletion import deletion_differences
from core.pipeline.look import index, load_model
from tests.benchmarks.confounded_split import COLUMN, METRICS, VALUE, WORDS, Confounded, summary
from tests.benchmarks.prepared import Corpus, kept
from tests.benchmarks.shared import VAERS, bar, lines, vaers_case, without

LEAKS = (0.0, 0.02, 0.1)
STRENGTH, CONTRIBUTION_STRENGTH, SWAP_STRENGTH = 1.0, 300.0, 3.0
MOST_BY_SEX = 80


def run(given: Namespace) -> dict:
    """Every method at every leak."""
    bench = Benchmark(*_case(given.work, given.layer))
    leaks = {str(leak): bench.run(leak, given.resamples) for leak in LEAKS}
    return {
        "mostly on the words": len(bench.words_only),
        "flagged": len(bench.flags),
        "with those that point their way": len(bench.alike),
        "names": bench.names,
        "resamples": given.resamples,
        "leaks": leaks,
    }


def _case(work: Path, layer: int | None) -> tuple[Case, Path]:
    """The case of this layer, and where its texts without the words are kept."""
    if layer is None:
        return vaers_case(work, bar), work / "without-words.npy"
    case = kept(work, Corpus(VAERS, COLUMN), "batchtopk", layer)
    return case, work / f"without-words-{layer}.npy"


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
    counts = ", ".join(f"{name} {n}" for name, n in result.items() if isinstance(n, int))
    return f"{counts}\n{shown}"


def _shown(one: dict[str, float]) -> str:
    mean, low, high = (f"{one[part]:.3f}".lstrip("0") for part in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})"


class Benchmark(Confounded):
    """What all resamples share: embeddings, flags, the texts without the words."""

    def __init__(self, case: Case, cut: Path) -> None:
        super().__init__(case)
        self.directions = self.sae.W_dec[self.flags]
        self.z = torch.from_numpy(
            pooled_codes(case, len(self.frame), self.flags) @ self.directions.double().numpy()
        )
        self.by_sex, self.between = self.sae.W_dec[self._most_by_sex()], self._between()
        self.embedder = load_model(case)
        self.cut = without(WORDS, self.frame.text, self.embedder, cut)
        rows = self.data.rows("train")
        self.deletions = deletion_differences(
            case, self.flags, rows, self.unit, self.embedder, bar, most=len(rows)
        )
        self.exchanged, self.exchange = self._exchange(rows, cut.with_name(f"swapped-{cut.name}"))

    def run(self, leak: float, resamples: int) -> dict:
        """Mean, 95 % interval of the mean, and spread of every metric of every method."""
        rows = [self.resample(leak, seed) for seed in range(resamples)]
        return {
            method: {m: summary([row[method][m] for row in rows]) for m in METRICS}
            for method in rows[0]
        }

    def resample(self, leak: float, seed: int) -> dict[str, dict[str, float]]:
        """Every method on one draw of the training rows."""
        train, valid = self.split(self.drawn(leak, seed), seed)
        problem = self.problem(self.unit, train, valid)
        plain = fit_plain(problem)
        changed = np.isin(self.deletions.rows, train)
        deletion = deletion_covariance(self.deletions.differences[changed])
        contribution = contribution_covariance(self.z[train])
        exchange = deletion_covariance(self.exchange[np.isin(self.exchanged, train)])
        removal = Removal(
            self.sae.W_enc[:, self.flags],
            self.sae.b_enc[self.flags],
            self.directions,
            self.sae.b_dec,
            float(self.data.norms[train].mean()),
        )
        cut = self.problem(self.cut, train, valid)
        models = {
            "plain": plain,
            "hard, features mostly on the words": fit_hard(
                problem, self.sae.W_dec[self.words_only], plain.ridge
            ),
            "hard, also features that point their way": fit_hard(
                problem, self.sae.W_dec[self.alike], plain.ridge
            ),
            "hard": fit_hard(problem, self.directions, plain.ridge),
            "soft": fit_soft(problem, contribution, CONTRIBUTION_STRENGTH, plain.ridge),
            "deletion covariance": fit_soft(problem, deletion, STRENGTH, plain.ridge),
            "hard and deletion covariance": fit_hard(
                problem, self.directions, plain.ridge, deletion, STRENGTH
            ),
            "swap covariance, no flags": fit_soft(problem, exchange, SWAP_STRENGTH, plain.ridge),
            "soft, contribution and swap covariance": fit_soft(
                problem, contribution + exchange, STRENGTH, plain.ridge
            ),
            "hard and swap covariance": fit_hard(
                problem, self.directions, plain.ridge, exchange, STRENGTH
            ),
            "paper": fit_paper(problem, removal, 31.0),
            "features that differ most by sex, hard (sees sex)": fit_hard(
                problem, self.by_sex, plain.ridge
            ),
            "difference of the sexes' means, hard (sees sex)": fit_hard(
                problem, self.between, plain.ridge
            ),
        }
        scored = {name: self.score(model, self.unit) for name, model in models.items()}
        scored["deletion of words"] = self.score(fit_plain(cut), self.cut)
        scored["balanced oracle"] = self.score(self._oracle(len(train), seed), self.unit)
        return scored

    def _exchange(self, rows: np.ndarray, file: Path) -> tuple[np.ndarray, torch.Tensor]:
        """Training texts with a word of the product's pairs, and what exchanging it changes."""
        other = exchanged_texts(self.frame.text.iloc[rows].to_dict(), default_words())
        if not file.exists():
            np.save(file, self.embedder.embed(list(other.values()), bar).numpy())
        have = np.array(list(other))
        return have, self.unit[have] - torch.from_numpy(np.load(file))

    def _most_by_sex(self) -> list[int]:
        """Live features whose shares of texts differ most between the sexes, in standard errors."""
        features = index(self.case)
        live = features.features.feature[features.features.status == "live"]
        rates = features.rates()
        rates = rates[rates.column == COLUMN]
        rates = rates.pivot(index="feature", columns="value", values="rate").loc[live]
        mean = rates.mean(axis=1)
        apart = (rates.max(axis=1) - rates.min(axis=1)) / (mean * (1 - mean) + 1e-3) ** 0.5
        return apart.nlargest(MOST_BY_SEX).index.tolist()

    def _between(self) -> torch.Tensor:
        """[labels, d_in] mean of one sex minus mean of the other, within each label."""
        frame = self.frame[self.frame.split == "train"]
        rows = []
        for _, some in frame.groupby("label"):
            sides = [
                some.index[(some[COLUMN] == VALUE) == side].to_numpy() for side in (True, False)
            ]
            rows.append(self.unit[sides[0]].mean(0) - self.unit[sides[1]].mean(0))
        return torch.stack(rows)

    def _oracle(self, size: int, seed: int):
        """Plain, but trained on as many rows balanced by label and sex: it sees the column."""
        picked = self.balanced(int(size / 0.85), seed)
        return fit_plain(self.problem(self.unit, *self.split(picked, seed)))
