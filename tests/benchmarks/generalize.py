"""Out of domain: trained on film reviews, tested on film reviews and on reviews of products.

Flags come from a rule that never sees a label or a product review: features with at least half of
their strength on names (words written with a capital in four of five places that do not begin a
sentence) or on words about films. Ten resamples, each 80 % of the training texts; differences from
the plain model are paired.
"""

import re
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable

import numpy as np
import torch

from core.case import Case
from core.classify.hard import fit_hard
from core.classify.penalties import contribution_covariance
from core.classify.plain import fit_plain
from core.classify.problem import Problem
from core.classify.soft import fit_soft
from core.pipeline.data import load_data, pooled_codes
from core.pipeline.look import index, load_model
from core.sae import load_sae
from tests.benchmarks.confounded_split import on_the_words, summary
from tests.benchmarks.prepared import Corpus, kept
from tests.benchmarks.shared import bar, lines

REVIEWS = Corpus("sentiment_ood", "domain")
WISH = "batchtopk"
FILMS = """
    movie movies film films cinema screen screenplay script scene scenes camera plot plots story
    stories actor actors actress actresses director directors directed cast role roles character
    characters acting performance performances sequel dvd hollywood audience viewer viewers
""".split()  # noqa: SIM905  (a list of words is read more easily so)
MOSTLY, CAPITAL, SEEN, KEPT = 0.5, 0.8, 5, 0.8
STRENGTH = 300.0
IN, OUT = "imdb_reviews", "amazon_product"


def run(given: Namespace) -> dict:
    """Accuracy of every method in and out of its domain."""
    bench = Generalize(kept(given.work, REVIEWS, WISH), given)
    rows = [bench.resample(seed) for seed in range(given.resamples)]
    methods = {
        method: {
            domain: summary([row[method][domain] for row in rows])
            | {"gain": summary([row[method][domain] - row["plain"][domain] for row in rows])}
            for domain in (IN, OUT)
        }
        for method in rows[0]
    }
    names = bench.table.name[bench.flags].tolist()
    return {"methods": methods, "flags": names, "rank": bench.rank, "words": len(bench.words)}


def table(result: dict) -> str:
    """One row a method."""
    rows = [
        {"classifier": method}
        | {d: f"{n[d]['mean']:.3f}" for d in (IN, OUT)}
        | {f"gain {d}": "{mean:+.3f} ({low:+.3f} to {high:+.3f})".format(**n[d]["gain"]) for d in n}
        for method, n in result["methods"].items()
    ]
    told = (
        f"{len(result['flags'])} features flagged (rank {result['rank']}), {result['words']} words"
    )
    return f"{told}\n{lines(rows, {key: key.replace('_', ' ') for key in rows[0]})}"


class Generalize:
    """A case, the flags of the rule, and the draws."""

    def __init__(self, case: Case, given: Namespace) -> None:
        self.case, self.data = case, load_data(case)
        features = index(case)
        self.unit, self.table = self.data.unit, features.features
        self.words = _names(self.data.frame.text[self.data.frame.split == "train"]) | set(FILMS)
        self.flags = on_the_words(features, MOSTLY, self.words)
        decoder = load_sae(case.sae_folder).W_dec[self.flags]
        self.directions, self.rank = decoder, int(torch.linalg.matrix_rank(decoder, rtol=1e-3))
        codes = pooled_codes(case, len(self.unit), self.flags)
        self.z = torch.from_numpy(codes @ decoder.double().numpy())
        self.cut = self._without(given)

    def resample(self, seed: int) -> dict[str, dict[str, float]]:
        """Every method on one draw of the training texts."""
        train = self.data.rows("train")
        kept = np.random.default_rng(seed).permutation(train)[: int(KEPT * len(train))]
        problem, cut = self._problem(self.unit, kept), self._problem(self.cut, kept)
        plain = fit_plain(problem)
        z = contribution_covariance(self.z[kept])
        return {
            "plain": self._score(plain, self.unit),
            "hard": self._score(fit_hard(problem, self.directions, plain.ridge), self.unit),
            "soft": self._score(fit_soft(problem, z, STRENGTH, plain.ridge), self.unit),
            "deletion of words": self._score(fit_plain(cut), self.cut),
        }

    def _problem(self, e: torch.Tensor, train: np.ndarray) -> Problem:
        labels, valid = self.data.frame.label.to_numpy(), self.data.rows("valid")
        return Problem.from_labels(e[train], list(labels[train]), e[valid], list(labels[valid]))

    def _score(self, model, e: torch.Tensor) -> dict[str, float]:
        frame, test = self.data.frame, self.data.rows("test")
        right = model.decide(e[test]) == frame.label.to_numpy()[test]
        domain = frame.domain.to_numpy()[test]
        return {name: float(right[domain == name].mean()) for name in (IN, OUT)}

    def _without(self, given: Namespace) -> torch.Tensor:
        """All texts without the words, embedded again."""
        file = given.work / "reviews-without-words.npy"
        if not file.exists():
            drop = self.words
            shorter = [
                re.sub(r"[\w']+", lambda m: "" if m[0].lower() in drop else m[0], text)
                for text in self.data.frame.text
            ]
            np.save(file, load_model(self.case).embed(shorter, bar).numpy())
        return torch.from_numpy(np.load(file))


def _names(texts: Iterable[str]) -> set[str]:
    """Words that are mostly written with a capital where no sentence begins."""
    every, capital = Counter(), Counter()
    for text in texts:
        for word in re.findall(r"(?<=[a-z,;] )[A-Za-z][\w']+", text):
            every[word.lower()] += 1
            capital[word.lower()] += word[0].isupper()
    return {word for word, n in every.items() if n >= SEEN and capital[word] >= CAPITAL * n}
