"""How well the names made without a language model fit, on contexts nobody has seen.

100 random live features of vaers; texts of the pool that the case does not hold. A context is a
token with 16 tokens before and after it. For each feature up to 20 contexts in which it fires with
at least a fifth (or half) of its maximum, each of another text, against as many in which it does
not fire at all. Rule: area under the ROC curve of how many of the words that the name is made of,
three at most, stand in the context; all words: of those the page lists, twelve at most. Meaning: of
the cosine between the embeddings of the name and of the context.

Source: the scores "fuzzing" and "embedding" of delphi (Paulo et al. 2024), without its judge.
"""

import re
from argparse import Namespace
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from core.embed import Embedder
from core.embed.stream import embed_corpus
from core.features.words import Corpus, build_corpus
from core.pipeline.look import index, load_model
from core.sae import load_sae
from tests.benchmarks.shared import bar, lines, vaers, vaers_case

FEATURES, TEXTS, CONTEXTS, AROUND = 100, 4000, 20, 16
LEVELS = (0.2, 0.5)
NAMED = 3
SCORES = ("rule", "all words", "meaning")


def run(given: Namespace) -> dict:
    """Medians over the features, by kind of name."""
    case = vaers_case(given.work, bar)
    known = set(case.texts().frame.text)
    pool = vaers("pool")
    pool = pool[(pool.split == "pool") & ~pool.text.isin(known)].drop_duplicates("text")
    texts = pool.sample(TEXTS, random_state=0).text.tolist()
    seen = Seen(given.work / "states-names", texts, load_sae(case.sae_folder), load_model(case))
    live = index(case).features
    live = live[live.status == "live"].sample(FEATURES, random_state=0)
    rows = [seen.scores(row, level) for level in LEVELS for row in live.to_dict("records")]
    return {"names": [row for row in rows if row]}


def table(result: dict) -> str:
    """Medians, and how many reach the goal."""
    shown = []
    for level in LEVELS:
        rows = [row for row in result["names"] if row["level"] == level]
        kinds = {"all": rows} | {
            kind: [row for row in rows if row["kind"] == kind]
            for kind in sorted({row["kind"] for row in rows})
        }
        shown += [_medians(level, kind, some) for kind, some in kinds.items()]
    return lines(shown, {key: key for key in shown[0]})


def _medians(level: float, kind: str, rows: list[dict]) -> dict:
    medians = {score: f"{np.median([row[score] for row in rows]):.2f}" for score in SCORES}
    return {"fires from": level, "names": kind, "n": len(rows)} | medians


class Seen:
    """Unseen texts as contexts, and where each feature fires in them."""

    def __init__(self, folder: Path, texts: list[str], sae, embedder: Embedder) -> None:
        self.texts, self.embedder = texts, embedder
        shards, _ = embed_corpus(embedder, texts, folder, seed=0, progress=bar)
        self.corpus: Corpus = build_corpus(
            len(shards.files), lambda i: {k: v.numpy() for k, v in shards.places(i).items()}, texts
        )
        offsets = np.cumsum([0, *shards.sizes()])
        codes = [sae.encode(shards.states(i).float()) for i in range(len(shards.files))]
        token = torch.cat([c.row + int(at) for c, at in zip(codes, offsets[:-1], strict=True)])
        latent, order = torch.cat([c.latent for c in codes]).sort(stable=True)
        self.token = token[order].numpy()
        self.act = torch.cat([c.act for c in codes])[order].numpy()
        self.bounds = torch.searchsorted(latent, torch.arange(sae.d_sae + 1)).numpy()

    def scores(self, row: dict, level: float) -> dict | None:
        """The areas of one feature's name; None where it fires in too few of these texts."""
        picked = self._picked(row["feature"], level * row["maximum"])
        if picked is None:
            return None
        contexts = [self._context(token) for token in np.concatenate(picked)]
        truth = np.repeat([1, 0], [len(part) for part in picked])
        present = [set(re.findall(r"\w+|[^\w\s]", context.lower())) for context in contexts]
        words = list(row["words"])
        counts = [[len(one & set(some)) for one in present] for some in (words[:NAMED], words)]
        vectors = self.embedder.to_the_end.embed([row["name"], *contexts])
        scores = [*counts, (vectors[1:] @ vectors[0]).numpy()]
        areas = [float(roc_auc_score(truth, score)) for score in scores]
        told = {key: row[key] for key in ("feature", "name", "kind")}
        return told | {"level": level} | dict(zip(SCORES, areas, strict=True))

    def _picked(self, feature: int, least: float) -> tuple[np.ndarray, np.ndarray] | None:
        """Tokens on which it fires so much, one a text, and tokens far from any firing."""
        mine = slice(*self.bounds[feature : feature + 2])
        token, act = self.token[mine], self.act[mine]
        clear = np.random.default_rng(feature).permutation(token[act >= least])
        _, first = np.unique(self.corpus.text[clear], return_index=True)
        fires = clear[np.sort(first)][:CONTEXTS]
        near = (token[:, None] + np.arange(-AROUND, AROUND + 1)).ravel()
        silent = np.ones(self.corpus.tokens, bool)
        silent[near[(near >= 0) & (near < len(silent))]] = False
        others = np.flatnonzero(silent)
        if len(fires) < 5 or len(others) < len(fires):
            return None
        return fires, np.random.default_rng(feature).choice(others, len(fires), replace=False)

    def _context(self, token: int) -> str:
        """The words around a token, of its own text."""
        corpus = self.corpus
        around = np.arange(max(0, token - AROUND), min(corpus.tokens, token + AROUND + 1))
        around = around[corpus.text[around] == corpus.text[token]]
        text = self.texts[corpus.text[token]]
        return text[corpus.word_start[around].min() : corpus.word_end[around].max()]
