"""Parquet."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import InputError
from core.texts.cells import Columns, as_text, not_utf8
from core.texts.columns import check_present


def read_parquet(path: Path, wanted: Sequence[str], optional: Sequence[str]) -> Columns:
    """The columns of the file; other columns are not read.

    Raises:
        InputError: not a Parquet file, a wrong byte, or a column that is not there.
    """
    try:
        with pq.ParquetFile(path) as file:
            present = file.schema_arrow.names
            check_present(wanted, present)
            kept = [name for name in dict.fromkeys([*wanted, *optional]) if name in present]
            table = file.read(columns=kept)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{path} is not a readable Parquet file: write it again, or give CSV or JSON lines"
        ) from error
    return {name: _cells(table.column(name), name) for name in kept}


def _cells(column: pa.ChunkedArray, name: str) -> list[str | None]:
    try:
        values = column.to_pylist()
    except UnicodeDecodeError:
        raise _wrong_byte(column, name) from None
    rows = enumerate(values, start=1)
    return [as_text(value, row=f"row {number}", column=name) for number, value in rows]


def _wrong_byte(column: pa.ChunkedArray, name: str) -> InputError:
    binary = column.cast(pa.large_binary()).to_pylist()
    for number, value in enumerate(binary, start=1):
        try:
            (value or b"").decode()
        except UnicodeDecodeError as error:
            return not_utf8(value[error.start], row=f"row {number}", column=name)
    return InputError(f"column {name!r} is not UTF-8: save the file as UTF-8, then try again")
