"""A made-up case for the tests of the report: its inputs, its model and its ledger."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import torch

from core.audit import Audit, Predictions, audit, to_json
from core.audit.fairness import Judged, fairness
from core.audit.policy import Policy
from core.audit.slices import Slice, by_length, error_slices
from core.classify.classifier import Classifier, save_classifier
from core.durable import sha256_bytes
from core.report import (
    DataFacts,
    Fires,
    FlaggedFeature,
    LedgerFacts,
    ModelFacts,
    ReportInputs,
    ReviewFacts,
    SaeFacts,
    SignoffFacts,
    build_report,
    count_texts,
)
from core.report.bundle import BundleParts, signed_content, write_bundle
from core.report.decisions import decision_rows
from core.report.stored import GROUP, predictions_bytes, row_id
from core.review.ledger import Ledger

GROUPS = ("sex", "age_group")
SITE = {
    "model": "minilm",
    "checksum": "5" * 64,
    "pooling": "mean",
    "max_tokens": 256,
    "d_in": 8,
    "layer": 5,
    "normalize": True,
}


@dataclass(frozen=True)
class Embedder:
    """Embeds a text by its length and letters; stands in for the language model."""

    site = SimpleNamespace(**SITE)

    def embed(self, texts):
        rows = [[(len(t) * (i + 1) + sum(map(ord, t))) % 17 - 8.0 for i in range(8)] for t in texts]
        return torch.nn.functional.normalize(torch.tensor(rows), dim=1)


def frame(n=1600, seed=0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    sex = rng.choice(np.array(["women", "men", None], dtype=object), n, p=[0.47, 0.5, 0.03])
    return pd.DataFrame(
        {
            "id": [f"t{i}" for i in range(n)],
            "text": ["a confidential sentence nobody may read"] * n,
            "label": rng.choice(["hired", "rejected"], n, p=[0.4, 0.6]),
            "split": rng.choice(["train", "valid", "test"], n, p=[0.35, 0.15, 0.5]),
            "sex": sex,
            "age_group": rng.choice(
                ["under 30", "30 to 50", "over 50", "15"], n, p=[0.3, 0.4, 0.28, 0.02]
            ),
        }
    )


def audited(texts: pd.DataFrame, favourable="hired", groups=GROUPS) -> dict:
    """Figures of both models."""
    return to_json(_audit(texts, favourable, groups))


def _audit(texts: pd.DataFrame, favourable="hired", groups=GROUPS) -> Audit:
    models = decisions(texts, favourable)
    test = texts[texts.split == "test"]
    return audit(test, *models, favourable, groups, {"plain": 0.41, "regularized": 1e-12})


@cache
def changed_rows() -> tuple[dict, ...]:
    """The decisions that differ, by the names that rows have in the stored predictions."""
    found = _audit(frame()).changed_texts
    return tuple(found.assign(id=[row_id(b"salt", i) for i in found["id"]]).to_dict("records"))


def decisions(texts: pd.DataFrame, favourable="hired") -> list[Predictions]:
    """The plain model leans on sex, the regularized one does not."""
    rng = np.random.default_rng(1)
    test = texts[texts.split == "test"]
    score = (test.label == favourable).to_numpy() * 1.6 + rng.normal(size=len(test))
    lean = np.where(test.sex == "men", 0.6, -0.5)
    labels = sorted(set(texts.label))
    other = next(label for label in labels if label != favourable)
    return [
        Predictions(np.where(s > 0.9, favourable, other), 1 / (1 + np.exp(0.9 - s)))
        for s in (score + lean, score)
    ]


@cache
def judged() -> dict:
    """The same decisions held against the policy."""
    texts = frame()
    models = dict(zip(("plain", "regularized"), decisions(texts), strict=True))
    test = texts[texts.split == "test"]
    thresholds = dict.fromkeys(models, 0.5)
    return fairness(Judged(test, models, Policy(("hired",)), GROUPS, thresholds))


@cache
def gathered() -> dict:
    """Where errors gather: a feature that fires on every third text, and quarters by length."""
    wrong = np.random.default_rng(2).random(800) < 0.2
    wrong[::3] |= np.random.default_rng(3).random(267) < 0.3
    parts = [Slice("feature", "she, her", np.arange(0, 800, 3)), *by_length(np.arange(800) % 90)]
    found = error_slices(wrong, parts)
    return {"features": 300, "plain": found, "regularized": found}


def classifier() -> Classifier:
    torch.manual_seed(0)
    return Classifier(
        torch.randn(1, 8).double(),
        torch.randn(1).double(),
        ("hired", "rejected"),
        0.45,
        "hard",
        0.0,
        1e-3,
        1e-9,
        rank=2,
    )


def ledger(folder: Path, case_id: str) -> Ledger:
    book = Ledger(folder / "ledger.jsonl", case_id)
    said = {"by": "Ada Okafor", "ts": "2026-11-20T09:30:00Z"}
    book.append(event="case.created", subject={"case": case_id}, reason="", **said)
    for feature, name in ((17, "he, his"), (212, "maternity, leave")):
        subject = {"feature": feature, "name": name, "category": "protected attribute"}
        book.append(event="feature.flagged", subject=subject, reason="sex must not matter", **said)
    book.append(
        event="model.trained", subject={}, reason="", by="Bea Builder", ts="2026-11-20T10:00:00Z"
    )
    return book


def inputs(**changed) -> ReportInputs:
    texts = frame()
    made = ReportInputs(
        case_id="c" * 64,
        name="hiring",
        favourable="hired",
        favourable_how="Chosen when the case was made.",
        policy="The decision must depend on skill alone.\nNot on sex, age or family.",
        seed=0,
        data=DataFacts(
            "applications.csv",
            "d" * 64,
            "summary",
            "decision",
            GROUPS,
            ("hired", "rejected"),
            count_texts(texts, GROUPS),
            ("3 rows without a text were left out.",),
            4,
        ),
        embedding=SITE,
        sae=SaeFacts(1024, 16, 0.1523, 0.0713, "e" * 64, 903, 6, 115),
        review=ReviewFacts("keep", 2, 11, 1, 889),
        flagged=(
            FlaggedFeature(
                17,
                "he, his",
                "sex must not matter",
                "protected attribute",
                "Ada Okafor",
                "2026-11-20T09:30:00Z",
                ("he", "his", "him"),
                640,
                0.332,
                0.0,
                0.941,
                (
                    Fires("sex", "men", 790, 580, 580 / 790),
                    Fires("sex", "women", 760, 55, 55 / 760),
                    Fires("age_group", "15", 30, 0, 0.0),
                    Fires("age_group", "over 50", 450, 190, 190 / 450),
                ),
                -0.713,
                1e-17,
            ),
            FlaggedFeature(
                None,
                "maternity, leave",
                "family must not matter",
                "proxy",
                "Ada Okafor",
                "2026-11-20T09:34:00Z",
            ),
        ),
        model=ModelFacts("hard", 0.0, 2, 8, 1e-3, 0.45, 0.5, "f" * 64, "a" * 64),
        audit=audited(texts),
        changed=changed_rows(),
        signoff=SignoffFacts(("Bea Builder",), ("Ada Okafor",)),
        ledger=LedgerFacts("9" * 64, 31),
        not_tested=("Texts in other languages than English were not looked at.",),
        versions={"selfreg": "0.1.0", "python": "3.11.15", "torch": "2.13.0"},
        fairness=judged(),
        slices=gathered(),
    )
    return replace(made, **changed)


def parts(folder: Path, more=lambda model: (), **changed) -> BundleParts:
    """Parts that belong together: the report names the hashes of model and ledger.

    `more` gives events to add to the ledger, from the hash of the model.
    """
    save_classifier(classifier(), folder / "regularized")
    tensors, facts = (
        (folder / f"regularized{end}").read_bytes() for end in (".safetensors", ".json")
    )
    given = inputs(**changed)
    book = ledger(folder, given.case_id)
    book.record(lambda _: more(sha256_bytes(tensors)))
    events = book.events()
    model = replace(
        given.model, tensors_sha256=sha256_bytes(tensors), facts_sha256=sha256_bytes(facts)
    )
    known = LedgerFacts(events[-1].hash, len(events))
    rows = tuple(decision_rows(events))
    report = build_report(replace(given, model=model, ledger=known, decisions=rows))
    stored = predictions_bytes(stored_table(frame()))
    return BundleParts(tensors, facts, report, book.path.read_bytes(), stored, b"activations")


def stored_table(texts: pd.DataFrame) -> pd.DataFrame:
    """What the audit was made from, without the texts."""
    test = texts[texts.split == "test"]
    plain, regularized = decisions(texts)
    return pd.DataFrame(
        {
            "row": [row_id(b"salt", each) for each in test.id],
            "label": test.label.to_numpy(),
            "plain": plain.labels,
            "plain_chance": plain.favourable_probability,
            "plain_judged": plain.favourable_probability,
            "regularized": regularized.labels,
            "regularized_chance": regularized.favourable_probability,
            "regularized_judged": regularized.favourable_probability,
            **{f"{GROUP}{column}": test[column].to_numpy() for column in GROUPS},
        }
    )


def bundle(folder: Path) -> Path:
    """A bundle that verifies."""
    path = folder / "bundle.zip"
    write_bundle(path, signed_content(parts(folder)), with_activations=True)
    return path
