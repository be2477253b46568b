"""Which autoencoder: kinds, widths, k and layers on the same texts, with the same passes.

Worst group: of the hard constraint on the confounded benchmark, leak 0, flags by its rule. Probe:
the balanced accuracy on test texts that one feature (or the five that differ most in their means)
reaches for the label and for the group. Residual: share of the pooled states' variance that the
features do not hold. Stable: share of the live features that another seed finds again (cosine .7),
on the layer that both corpora choose.
"""

import json
import shutil
from argparse import Namespace
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

from core.case import Case
from core.durable import write_json
from core.embed.stream import Shards
from core.pipeline.data import Data, load_data, pooled_codes
from core.pipeline.look import index
from core.progress import silent
from core.sae import load_sae
from core.sae.size import choose_size
from core.sae.train import Source, train_sae
from tests.benchmarks.confounded_split import Confounded, summary
from tests.benchmarks.prepared import PARTS, Corpus, prepared, states
from tests.benchmarks.shared import VAERS, lines

CORPORA = (Corpus(VAERS, "sex"), Corpus("sentiment_ood", "domain"))
KINDS = ("batchtopk:4096:32", "matryoshka:4096:32", "topk:4096:32", "paper:4096:20")
SIZES = ("batchtopk:1024:32", "batchtopk:8192:32", "batchtopk:4096:16", "batchtopk:4096:64")
LAYER = 4
"""The one the texts of both corpora choose."""
WISHES = (
    *((kind, LAYER) for kind in KINDS),
    *((KINDS[0], layer) for layer in (5, 6)),
    *((size, LAYER) for size in SIZES),
)
SAME = 0.7


def run(given: Namespace) -> dict:
    """One row a kind and corpus; rows already measured in this `--work` are kept."""
    rows = [
        _kept(given.work, corpus, wish, layer, given.resamples)
        for corpus in CORPORA
        for wish, layer in WISHES
    ]
    return {"kinds": rows}


def table(result: dict) -> str:
    """One row a kind."""
    return lines(result["kinds"], {key: key for key in result["kinds"][0]})


def _kept(work: Path, corpus: Corpus, wish: str, layer: int, resamples: int) -> dict:
    file = work / "kinds" / f"{corpus.name}-{wish.replace(':', '-')}-{layer}-{resamples}.json"
    if not file.exists():
        case = prepared(work, corpus, wish, layer)
        row = {"texts": corpus.name, "sae": wish, "layer": layer}
        stable = _stable(case, states(work, corpus, layer), wish) if layer == LAYER else ""
        write_json(file, row | measure(case, corpus, resamples) | {"stable": stable})
        shutil.rmtree(case.folder)
    return json.loads(file.read_text("utf-8"))


def measure(case: Case, corpus: Corpus, resamples: int) -> dict:
    """Everything about one trained autoencoder but how stable it is."""
    facts, found = case.info("sae"), index(case).features
    live = found[found.status == "live"]
    data = load_data(case)
    codes = pooled_codes(case, len(data.frame), range(len(found)))
    columns = {"label": "label", "group": corpus.group}
    return {
        "fvu": round(facts["fvu"], 3),
        "never seen": int((found.status == "never seen").sum()),
        "residual": round(_residual(case, codes, data), 3),
        "one word": round(float((live.kind == "word").mean()), 3),
        "unclear": round(float((live.kind == "unclear").mean()), 3),
        **{
            f"{what} {k}": _probe(codes, data, columns[what], k) for what in columns for k in (1, 5)
        },
        "worst group": _worst_group(case, resamples) if corpus.name == VAERS else "",
    }


def _worst_group(case: Case, resamples: int) -> float:
    bench = Confounded(case)
    return round(summary([bench.hard_only(seed) for seed in range(resamples)])["mean"], 3)


def _stable(case: Case, shards: Shards, wish: str) -> float:
    """Share of the live features with a twin in an autoencoder trained with another seed."""
    sizes, found = shards.sizes(), index(case).features
    size = choose_size(sum(sizes), case.info("embed")["d_in"], seed=1, wish=wish)
    checkpoint = case.folder / "second.pt"
    checkpoint.unlink(missing_ok=True)
    second = train_sae(Source(sizes, shards.states), size, checkpoint, silent).sae
    live = found.feature[found.status == "live"].tolist()
    closest = (load_sae(case.sae_folder).W_dec[live] @ second.W_dec.T).max(dim=1).values
    return round(float((closest >= SAME).float().mean()), 3)


def _residual(case: Case, codes, data: Data) -> float:
    """Share of the pooled embeddings' variance outside the features' sum."""
    fitted = torch.from_numpy(codes @ load_sae(case.sae_folder).W_dec.double().numpy())
    left = data.unit.double() - fitted
    return float(left.var(0).sum() / data.unit.double().var(0).sum())


def _probe(codes, data: Data, column: str, k: int) -> float:
    """Balanced accuracy of a logistic regression on the k features that differ most in mean."""
    known = data.frame[column].notna().to_numpy()
    # Where training texts have one group only, the probe learns on half of the test texts.
    parts = data.frame.split.to_numpy().copy()
    if data.frame[column][known & (parts == "train")].nunique() < 2:
        test = np.flatnonzero(parts == "test")
        parts[np.random.default_rng(0).permutation(test)[: len(test) // 2]] = "train"
    train, test = (np.flatnonzero(known & (parts == part)) for part in PARTS)
    y = data.frame[column].to_numpy()
    first = y[train] == sorted(set(y[train]))[0]
    inside, outside = codes[train[first]], codes[train[~first]]
    gap = np.abs(np.asarray(inside.mean(0) - outside.mean(0))).ravel()
    spread = np.sqrt(np.asarray(codes[train].multiply(codes[train]).mean(0)).ravel() + 1e-12)
    best = np.argsort(-gap / spread)[:k]
    model = LogisticRegression(C=1e4, class_weight="balanced", max_iter=1000)
    model.fit(codes[train][:, best].toarray() * 100, y[train])
    said = model.predict(codes[test][:, best].toarray() * 100)
    return round(float(balanced_accuracy_score(y[test], said)), 3)
