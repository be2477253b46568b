"""Which feature is in which text: two tables, written while the features are walked.

`occurrences.parquet`, feature by feature: every text a feature fires in. `present.parquet`, text by
text: only where it is clearly there, so that what texts with a phrase have in common is found
without reading the rest. A corpus has hundreds of occurrences a text: they are never all in memory.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from jaxtyping import Float
from torch import Tensor

_ROWS = 1 << 20
_SCHEMA = pa.schema(
    [
        ("feature", pa.int32()),
        ("text", pa.int32()),
        ("pooled", pa.float32()),
        ("peak", pa.float32()),
    ]
)


class OccurrenceWriter:
    """Takes the occurrences of one feature after the other."""

    def __init__(self, out: Path, present: float) -> None:
        self._out, self._least = out, present
        self._file = pq.ParquetWriter(out / "occurrences.parquet", _SCHEMA)
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._present: list[tuple[np.ndarray, np.ndarray]] = []

    def add(
        self,
        feature: int,
        text: np.ndarray,
        pooled: Float[np.ndarray, " texts"],
        peak: Float[np.ndarray, " texts"],
    ) -> None:
        """The texts one feature fires in.

        Args:
            feature: Its number, larger than those before.
            text: Row numbers of the texts.
            pooled: Its contribution to each embedding.
            peak: Its highest strength in each, as a share of its maximum.
        """
        numbers = np.full(len(text), feature, np.int32)
        columns = [numbers, text.astype("i4"), pooled.astype("f4"), peak.astype("f4")]
        self._waiting.append(
            pa.RecordBatch.from_arrays(list(map(pa.array, columns)), schema=_SCHEMA)
        )
        self._rows += len(text)
        clear = peak >= self._least
        self._present.append((numbers[clear], columns[1][clear]))
        if self._rows >= _ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the table by text."""
        self._flush()
        self._file.close()
        feature, text = self._pairs()
        order = np.argsort(text, kind="stable")
        table = pa.table({"text": text[order], "feature": feature[order]})
        pq.write_table(table, self._out / "present.parquet", row_group_size=_ROWS)

    def fires(self, features: int, texts: int, most: int) -> Float[Tensor, "features some"]:
        """1 where a feature is clearly present, over an even sample of at most `most` texts."""
        step = max(1, -(-texts // most))
        feature, text = self._pairs()
        kept = text % step == 0
        found = torch.zeros(features, -(-texts // step))
        found[
            torch.from_numpy(feature[kept]).long(), torch.from_numpy(text[kept] // step).long()
        ] = 1
        return found

    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        nothing = np.zeros(0, np.int32)
        feature, text = zip(*self._present, strict=True) if self._present else ((), ())
        return np.concatenate([nothing, *feature]), np.concatenate([nothing, *text])

    def _flush(self) -> None:
        if self._waiting:
            self._file.write_table(pa.Table.from_batches(self._waiting, _SCHEMA), _ROWS * 2)
        self._waiting, self._rows = [], 0
