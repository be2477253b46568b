"""The embeddings, labels and codes of a case as the fits read them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse
from jaxtyping import Float
from torch import Tensor

from core.case import Case
from core.classify.classifier import Classifier
from core.classify.problem import Problem
from core.embed.stream import load_embeddings
from core.pipeline.look import index


@dataclass(frozen=True)
class Data:
    """All texts of a case, ready for a fit."""

    frame: pd.DataFrame
    unit: Float[Tensor, "texts d_in"]
    """Embeddings of length 1."""
    norms: Float[Tensor, " texts"]
    """Length of each embedding before that."""

    def rows(self, split: str) -> np.ndarray:
        """Which texts are train, valid or test."""
        return np.flatnonzero(self.frame.split == split)

    def labels(self, split: str) -> np.ndarray:
        """Labels of the texts of a split."""
        return self.frame.label.to_numpy()[self.rows(split)]

    @property
    def problem(self) -> Problem:
        """What the classifiers are fitted to."""
        train, valid = self.rows("train"), self.rows("valid")
        labels = [self.labels(split).tolist() for split in ("train", "valid")]
        return Problem.from_labels(self.unit[train], labels[0], self.unit[valid], labels[1])


def load_data(case: Case) -> Data:
    """Texts and embeddings of a case that has been run."""
    embeddings = load_embeddings(case.embeddings_path)
    return Data(case.texts().frame, embeddings.unit, embeddings.norms)


def influences(
    case: Case, classifier: Classifier, unit: Float[Tensor, "texts d_in"], block: int = 512
) -> pd.DataFrame:
    """What each feature does to the decisions of a model: feature, influence, pushes, tips.

    Args:
        case: The case.
        classifier: A model that is linear in the embedding.
        unit: The embeddings of all texts.
        block: Features whose codes are in memory at once; all of a large corpus would fill it.
    """
    from core.classify.influence import influence
    from core.sae.saelens import load_sae

    directions, good = load_sae(case.sae_folder).W_dec, case.settings.favourable
    parts = []
    for first in range(0, len(directions), block):
        some = directions[first : first + block]
        codes = pooled_codes(case, len(unit), range(first, first + len(some)))
        part = influence(classifier, unit, codes, some, good)
        parts.append(part.assign(feature=part.feature + first))
    return pd.concat(parts, ignore_index=True)


def pooled_codes(case: Case, texts: int, features: Iterable[int]) -> scipy.sparse.csr_matrix:
    """[texts, features] how much of each feature is in each embedding (see occurrences.parquet)."""
    features = list(features)
    table = index(case).occurrences(features)
    column = np.full(max(features, default=0) + 1, -1)
    column[features] = np.arange(len(features))
    places = (table.text.to_numpy(), column[table.feature.to_numpy()])
    shape = (texts, len(features))
    return scipy.sparse.csr_matrix((table.pooled.to_numpy(np.float64), places), shape)
