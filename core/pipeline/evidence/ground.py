"""What every test of a trained case starts from, gathered once."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

from core.audit.nonreliance import Head, head_of
from core.case import Case
from core.features.describe import PRESENT
from core.pipeline.data import Data, load_data, pooled_codes
from core.pipeline.deletion import Deletions, deletion_differences
from core.pipeline.flags import Flags, contributions_of, read_flags
from core.pipeline.look import index, load_model
from core.progress import Progress

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from torch import Tensor

    from core.classify.classifier import Classifier
    from core.embed import Embedder
    from core.sae.model import SparseAutoencoder

MODELS = ("plain", "regularized")
_REWRITTEN = 1000
"""Test texts that are read again without flagged words; a seeded sample where there are more."""

_SIZES = """
SELECT feature, avg(pooled) AS norm, count(*) / ?::DOUBLE AS rate
FROM read_parquet(?) WHERE peak >= ? GROUP BY feature ORDER BY feature
"""


@dataclass(frozen=True, eq=False)
class Ground:
    """A trained case, its parts loaded when they are first asked for."""

    case: Case
    _deleted: list[Deletions] = field(default_factory=list, init=False)

    @cached_property
    def data(self) -> Data:
        """Texts and embeddings."""
        return load_data(self.case)

    @cached_property
    def test(self) -> np.ndarray:
        """Rows of the test texts."""
        return self.data.rows("test")

    def deleted(self, progress: Progress) -> Deletions:
        """Test texts without the words that flagged features stand for; read again once."""
        if not self._deleted:
            self._deleted.append(
                deletion_differences(
                    self.case,
                    self.flagged,
                    self.test,
                    self.data.unit,
                    self.embedder,
                    progress,
                    most=_REWRITTEN,
                )
            )
        return self._deleted[0]

    @cached_property
    def contributions(self) -> "Tensor":
        """[texts, d_in] what flagged features add to each embedding."""
        return contributions_of(self.case, self.flags, len(self.data.unit))[0]

    @cached_property
    def e(self) -> np.ndarray:
        """[test, d_in] their embeddings."""
        return self.data.unit[self.test].double().numpy()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The test texts with label and groups."""
        return self.data.frame.iloc[self.test]

    @cached_property
    def flags(self) -> Flags:
        """What stands in the ledger."""
        return read_flags(self.case)

    @cached_property
    def flagged(self) -> list[int]:
        """Today's features among the flags, each once."""
        return sorted(set(self.flags.features))

    @cached_property
    def table(self) -> pd.DataFrame:
        """All features."""
        return index(self.case).features

    @cached_property
    def sae(self) -> "SparseAutoencoder":
        """The case's autoencoder."""
        from core.sae.saelens import load_sae

        return load_sae(self.case.sae_folder)

    @cached_property
    def embedder(self) -> "Embedder":
        """The case's language model."""
        return load_model(self.case)

    @cached_property
    def models(self) -> "dict[str, Classifier]":
        """Both classifiers."""
        from core.classify.classifier import load_classifier

        return {kind: load_classifier(self.case.classifier_path(kind)) for kind in MODELS}

    @cached_property
    def heads(self) -> dict[str, Head]:
        """Both of them as plain arrays."""
        return {kind: head_of(model) for kind, model in self.models.items()}

    @property
    def favourable(self) -> int:
        """Position of the favourable label."""
        return self.models["plain"].labels.index(self.case.settings.favourable)

    def directions(self, features: list[int]) -> np.ndarray:
        """[features, d_in] their rows of the dictionary."""
        return self.sae.W_dec[features].double().numpy()

    def codes(self, features: list[int]) -> "csr_matrix":
        """[texts, features] how much of each feature each embedding holds, over all texts."""
        return pooled_codes(self.case, len(self.data.unit), features)

    def present(self, features: list[int]) -> np.ndarray:
        """[texts] whether at least one of some features is clearly present."""
        found = index(self.case).occurrences(features)
        return np.isin(np.arange(len(self.data.unit)), found.text[found.peak >= PRESENT])

    def sizes(self) -> pd.DataFrame:
        """feature, norm (mean where present), rate (share of texts) of every feature present."""
        path = str(self.case.features_folder / "occurrences.parquet")
        connection = duckdb.connect(":memory:")
        return connection.execute(_SIZES, [len(self.data.unit), path, PRESENT]).df()
