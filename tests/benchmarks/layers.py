"""After which layer texts are best read: what the training texts choose, and the test texts say.

Error: share of the labels' variance that is not told from the embedding, each of 1,200 training
texts left out; the choice looks at nothing else. Test: balanced accuracy on test texts of ridge
regression fitted to as many training texts, labels weighted alike.
"""

from argparse import Namespace

import numpy as np
import pandas as pd
from sklearn.linear_model import RidgeClassifierCV
from sklearn.metrics import balanced_accuracy_score

from core.classify.press import left_out_errors
from core.embed import Embedder, load_embedder
from core.embed.locate import LAYERS_TO_TRY, MINILM
from core.pipeline.layer import earliest
from core.sample import applications
from tests.benchmarks.prepared import PARTS
from tests.benchmarks.shared import VAERS, bar, data_folder, lines

CORPORA = (
    VAERS,
    "sentiment_ood",
    "tweeteval_offensive",
    "toxicchat",
    "newyear_resolutions",
    "cfpb_loan_complaints",
    "banking77",
    "dxy_diagnosis",
)
LAYERS = LAYERS_TO_TRY[MINILM]
MOST, TESTED = 1200, 1500
RIDGES = np.logspace(-2, 1.5, 8)


def run(given: Namespace) -> dict:
    """One row a corpus, the sample case's texts included."""
    embedder = load_embedder()
    sample = applications(4000, 0).frame.rename(columns={"decision": "label"})
    parts = [sample[sample.split == part] for part in ("train", "test")]
    rows = [_row(embedder, "sample case", *parts)]
    for name in CORPORA:
        train, test = (pd.read_parquet(data_folder() / name / f"{p}.parquet") for p in PARTS)
        rows.append(_row(embedder, name, train[train.split == "train"], test))
    return {"layers": rows}


def table(result: dict) -> str:
    """One row a corpus."""
    return lines(result["layers"], {key: key for key in result["layers"][0]})


def _row(embedder: Embedder, name: str, train: pd.DataFrame, test: pd.DataFrame) -> dict:
    train = train.sample(min(MOST, len(train)), random_state=0)
    test = test.sample(min(TESTED, len(test)), random_state=0)
    labels = [part.label.astype(str).to_numpy() for part in (train, test)]
    read = [embedder.embed_after(part.text.tolist(), LAYERS, bar) for part in (train, test)]
    errors = [left_out_errors(e, labels[0]) for e in read[0]]
    told = [_tested(*pair, labels) for pair in zip(*read, strict=True)]
    return {
        "texts": name,
        "labels": len(np.unique(labels[0])),
        **{f"error {n}": f"{own.mean():.3f}" for n, own in zip(LAYERS, errors, strict=True)},
        "chosen": LAYERS[earliest(errors)],
        **{f"test {n}": f"{score:.3f}" for n, score in zip(LAYERS, told, strict=True)},
    }


def _tested(train, test, labels: list[np.ndarray]) -> float:
    model = RidgeClassifierCV(alphas=RIDGES, class_weight="balanced")
    model.fit(train.numpy(), labels[0])
    return float(balanced_accuracy_score(labels[1], model.predict(test.numpy())))
