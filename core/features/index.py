"""Reading the features of a case: the table, one feature's evidence, which features answer a query.

Parquet is read through DuckDB in memory; there is no database file, so any number of processes can
read while another decides.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.errors import InputError
from core.features.phrases import Phrases
from core.features.presence import Presence
from core.features.rates import without_test_texts

LISTED = ["feature", "name", "texts", "strength", "reason"]


@dataclass(frozen=True)
class Evidence:
    """What a person looks at before deciding about one feature."""

    feature: dict[str, Any]
    """Its row of the table."""
    examples: pd.DataFrame
    """Strongest, typical, faint, and look-alikes without it."""
    rates: pd.DataFrame
    """In how many texts of each class and group it fires; test texts do not count."""
    relatives: pd.DataFrame
    """Similar, opposite and co-firing features, with their names."""


class FeatureIndex:
    """The tables of one case, read only."""

    def __init__(self, folder: Path, influence: Path, texts: Path) -> None:
        self.folder, self._influence, self._texts = folder, influence, texts
        self._connection = duckdb.connect(":memory:")
        # Tables written feature by feature whose size hangs on the features, not on the texts.
        self._small: dict[str, pa.Table] = {}

    @cached_property
    def features(self) -> pd.DataFrame:
        """All features with their influence on the plain model; no direction, to stay small."""
        select = "SELECT * EXCLUDE (direction) FROM read_parquet(?) ORDER BY feature"
        table = self._query(select, str(self.folder / "features.parquet"))
        if not self._influence.exists():
            return table.assign(influence=0.0, pushes=0, tips=0)
        moves = self._query("SELECT * FROM read_parquet(?)", str(self._influence))
        table = table.merge(moves, on="feature", how="left")
        return table.fillna({"influence": 0.0}).assign(
            pushes=table.pushes.fillna(0).astype(int), tips=table.tips.fillna(0).astype(int)
        )

    def table(self) -> pd.DataFrame:
        """A copy of `features`, free to be changed."""
        return self.features.copy()

    @cached_property
    def meanings(self) -> np.ndarray:
        """[features, d_in] embeddings of the features' words, of length 1."""
        return np.load(self.folder / "meanings.npy").astype(np.float32)

    def directions(self, features: list[int]) -> np.ndarray:
        """[features, d_in] decoder rows of length 1, in the order asked for."""
        select = (
            "SELECT feature, direction FROM read_parquet(?) WHERE feature IN (SELECT unnest(?))"
        )
        rows = self._query(select, str(self.folder / "features.parquet"), features)
        found = dict(zip(rows.feature, rows.direction, strict=True))
        return np.array([found[f] for f in features], np.float32)

    def evidence(self, feature: int) -> Evidence:
        """Everything shown about one feature; examples are never test texts.

        What people flag must not come from the texts that the figures are measured on.

        Raises:
            InputError: There is no feature of that number.
        """
        if not 0 <= feature < len(self.features):
            raise InputError(
                f"there is no feature {feature}: this case has 0 to {len(self.features) - 1}"
            )
        relatives = self._rows("relatives", feature)
        relatives = relatives.assign(name=self.features.name.take(relatives.other).to_numpy())
        order = ["relation", "score"]
        return Evidence(
            self.features.iloc[feature].to_dict(),
            self._seen(self._rows("examples", feature)),
            self._rows("rates", feature),
            relatives.sort_values(order, ascending=[True, False], key=_size, ignore_index=True),
        )

    def _seen(self, examples: pd.DataFrame) -> pd.DataFrame:
        """Without test texts, of which cases described by an earlier version hold some."""
        return examples[~self._test[examples.text.to_numpy(dtype=int)]].reset_index(drop=True)

    @cached_property
    def _test(self) -> np.ndarray:
        """Of every text whether it is a test text."""
        return pq.read_table(self._texts, columns=["split"])["split"].to_numpy() == "test"

    def rates(self) -> pd.DataFrame:
        """Rates of all features in all classes and groups."""
        return self._stored("rates").to_pandas()

    def relatives(self, features: list[int]) -> pd.DataFrame:
        """feature, other, relation, score where one of the two is among `features`."""
        select = (
            "SELECT * FROM read_parquet(?1) WHERE feature IN (SELECT unnest(?2)) "
            "OR other IN (SELECT unnest(?2))"
        )
        return self._query(select, str(self.folder / "relatives.parquet"), features)

    def occurrences(self, features: list[int]) -> pd.DataFrame:
        """feature, text, pooled, peak for some features."""
        select = "SELECT * FROM read_parquet(?) WHERE feature IN (SELECT unnest(?))"
        return self._query(select, str(self.folder / "occurrences.parquet"), features)

    def of_text(self, text: int) -> pd.DataFrame:
        """feature, pooled, peak of all features that fire in one text."""
        select = "SELECT feature, pooled, peak FROM read_parquet(?) WHERE text = ?"
        return self._query(select, str(self.folder / "occurrences.parquet"), text)

    def texts_with(self, phrase: str) -> pd.DataFrame:
        """For each feature present where a text has `phrase`: texts with both, with phrase.

        Columns: feature, both, said, fires, everything (counts of texts).
        """
        said = self._phrases.saying(phrase)
        counts = self.features[["feature", "texts"]].rename(columns={"texts": "fires"})
        counts = counts.assign(
            both=self._presence.within(said), said=said.sum(), everything=len(said)
        )
        return counts[counts.both > 0]

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self._texts)

    @cached_property
    def _presence(self) -> Presence:
        texts = pq.read_metadata(self._texts).num_rows
        return Presence.of(self.folder, len(self.features), texts)

    @cached_property
    def features_of_words(self) -> dict[str, list[int]]:
        """For each word that a feature is known by, the features that are."""
        owners: dict[str, list[int]] = {}
        for feature, words in zip(self.features.feature, self.features.words, strict=True):
            for word in words:
                owners.setdefault(word, []).append(feature)
        return owners

    @cached_property
    def words(self) -> list[str]:
        """All words that features are known by, sorted."""
        return sorted(self.features_of_words)

    def _rows(self, table: str, feature: int) -> pd.DataFrame:
        rows = self._stored(table)
        first, last = np.searchsorted(rows["feature"].to_numpy(), [feature, feature + 1])
        return rows.slice(first, last - first).to_pandas()

    def _stored(self, table: str) -> pa.Table:
        if table not in self._small:
            stored = pq.read_table(self.folder / f"{table}.parquet")
            self._small[table] = self._up_to_date(stored) if table == "rates" else stored
        return self._small[table]

    def _up_to_date(self, rates: pa.Table) -> pa.Table:
        """In rates of a case that an earlier version described, test texts still count."""
        columns = ["split", *pc.unique(rates["column"]).to_pylist()]
        labels = pq.read_table(self._texts, columns=columns).to_pandas()
        return without_test_texts(rates, labels, self._presence)

    def _query(self, select: str, *values: Any) -> pd.DataFrame:  # noqa: ANN401  (SQL values)
        # A connection serves one thread at a time; a cursor is a connection of its own.
        return self._connection.cursor().execute(select, list(values)).df()


def _size(column: pd.Series) -> pd.Series:
    return column.abs() if column.name == "score" else column
