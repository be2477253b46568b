"""How often decisions are right."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.classify.classifier import Classifier


@dataclass(frozen=True)
class Scores:
    """Shares in 0 to 1. Balanced accuracy is the mean, over the labels seen, of the share right."""

    texts: int
    accuracy: float
    balanced_accuracy: float


def score(
    classifier: Classifier, e: Float[Tensor, "texts d_in"], y: Int[Tensor, " texts"]
) -> Scores:
    """How often the classifier's decisions are right on some texts (all 0 without texts)."""
    right = (classifier.codes(e) == y).double()
    if not len(y):
        return Scores(0, 0.0, 0.0)
    by_label = [float(right[y == code].mean()) for code in torch.unique(y)]
    return Scores(len(y), float(right.mean()), sum(by_label) / len(by_label))
