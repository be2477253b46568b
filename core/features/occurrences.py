"""Every text a feature fires in, feature by feature: `occurrences.parquet`.

A corpus has hundreds of occurrences a text: they are never all in memory.
"""

from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Float

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
    """Takes the occurrences of one feature after the other, while its `with` block lasts."""

    def __init__(self, out: Path) -> None:
        self._file = pq.ParquetWriter(out / "occurrences.parquet", _SCHEMA)
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def __enter__(self) -> "OccurrenceWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._flush()
        finally:
            self._file.close()

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
        if self._rows >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._file.write_table(pa.Table.from_batches(self._waiting, _SCHEMA), _ROWS * 2)
        self._waiting, self._rows = [], 0
