"""Which autoencoder: kinds, widths and k on the same token states, with the same passes.

Worst group: of the hard constraint on the confounded benchmark, leak 0, flags by its rule. Probe:
the best balanced accuracy on test texts that one feature (or five, greedily by its difference in
means) reaches for the label and for sex. Residual: share of the pooled states' variance that the
features do not hold.
"""

import shutil
from argparse import Namespace
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

from core.case import Case
from core.durable import write_json
from core.embed import load_embedder
from core.embed.stream import embed_corpus
from core.pipeline import new_case, run_case
from core.pipeline.data import load_data, pooled_codes
from core.pipeline.look import index
from core.pipeline.run import step_keys
from core.sae import load_sae
from tests.benchmarks.confounded_split import COLUMN, Confounded, summary
from tests.benchmarks.shared import VAERS, bar, lines, vaers

WISHES = (
    "matryoshka:4096:32",
    "matryoshka:4096:16",
    "matryoshka:4096:64",
    "matryoshka:1024:32",
    "matryoshka:8192:32",
    "batchtopk:4096:32",
    "topk:4096:32",
)


def run(given: Namespace) -> dict:
    """One row a kind."""
    states = _states(given.work)
    rows = []
    for wish in WISHES:
        case = _case(given.work, wish, states)
        rows.append({"sae": wish} | measure(case, given.resamples))
        shutil.rmtree(case.folder / "features", ignore_errors=True)
    return {"kinds": rows}


def _states(work: Path) -> Path:
    """Token states of the corpus, read once for all kinds."""
    folder = work / "kinds-states"
    texts = vaers("train", "test").text.tolist()
    embed_corpus(load_embedder(), texts, folder, seed=0, progress=bar)
    return folder


def _case(work: Path, wish: str, states: Path) -> Case:
    folder = work / f"kind-{wish.replace(':', '-')}"
    shutil.rmtree(folder, ignore_errors=True)
    file = work / f"{VAERS}-kinds.parquet"
    vaers("train", "test").to_parquet(file)
    settings = {"text": "text", "label": "label", "groups": (COLUMN,), "split": "split"}
    case = new_case(folder, file, **settings, sae=wish)
    # The states do not depend on the kind: lay them where a run that was cut off had left them.
    write_json(case.work_folder / "key.json", step_keys(case)["features"])
    shutil.copytree(states, case.states_folder)
    run_case(case, bar)
    return case


def measure(case: Case, resamples: int) -> dict:
    """Everything about one trained autoencoder."""
    facts, table = case.info("sae"), index(case).features
    live = table[table.status == "live"]
    bench = Confounded(case)
    worst = summary([bench.hard_only(seed) for seed in range(resamples)])
    data = load_data(case)
    codes = pooled_codes(case, len(data.frame), range(len(table)))
    return {
        "fvu": round(facts["fvu"], 3),
        "never seen": int((table.status == "never seen").sum()),
        "residual": round(_residual(case, codes, data), 3),
        "unclear": round(float((live.kind == "unclear").mean()), 3),
        "one word": round(float((live.kind == "word").mean()), 3),
        "flagged": len(bench.flags),
        "worst group": round(worst["mean"], 3),
        **{f"probe {c} {k}": _probe(codes, data, c, k) for c in ("label", COLUMN) for k in (1, 5)},
    }


def _residual(case: Case, codes, data) -> float:
    """Share of the pooled embeddings' variance outside the features' sum."""
    fitted = torch.from_numpy(codes @ load_sae(case.sae_folder).W_dec.double().numpy())
    left = data.unit.double() - fitted
    return float(left.var(0).sum() / data.unit.double().var(0).sum())


def _probe(codes, data, column: str, k: int) -> float:
    """Balanced accuracy of a logistic regression on the k features that differ most in mean."""
    known = data.frame[column].notna().to_numpy()
    train = np.flatnonzero(known & (data.frame.split == "train").to_numpy())
    test = np.flatnonzero(known & (data.frame.split == "test").to_numpy())
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


def table(result: dict) -> str:
    """One row a kind."""
    return lines(result["kinds"], {key: key for key in result["kinds"][0]})
