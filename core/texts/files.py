"""Which reader serves a file, and the checks before it is opened."""

from collections.abc import Callable, Sequence
from pathlib import Path

from core.errors import InputError
from core.texts.cells import Columns
from core.texts.delimited import read_csv, read_tsv
from core.texts.jsonl import read_jsonl
from core.texts.parquet import read_parquet

MAX_BYTES = 2 << 30
"""The largest file that is read: 2 GiB."""

READERS: dict[str, Callable[[Path, Sequence[str], Sequence[str]], Columns]] = {
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".parquet": read_parquet,
}


def read_columns(
    path: Path, wanted: Sequence[str], *, optional: Sequence[str] = (), max_bytes: int = MAX_BYTES
) -> Columns:
    """The wanted columns as strings, row by row; the optional ones where they exist.

    Args:
        path: CSV, TSV, JSON lines or Parquet, told by the ending.
        wanted: names of columns that must be there.
        optional: names of columns that may be there.
        max_bytes: a larger file is refused before it is read.

    Raises:
        InputError: no such file, of no known kind, too large, empty, broken, or without a column.
    """
    try:
        _check_file(path, max_bytes)
        read = READERS[path.suffix.lower()]
        columns = read(path, tuple(dict.fromkeys(wanted)), optional)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if not next(iter(columns.values()), []):
        raise InputError(f"{path} has columns but no rows: give a file with texts in it")
    return columns


def _check_file(path: Path, max_bytes: int) -> None:
    if path.is_dir():
        raise InputError(f"{path} is a folder: name one file in it")
    if not path.exists():
        raise InputError(f"no file {path}: check its name and folder")
    if not path.is_file():
        raise InputError(f"{path} is not a regular file: name a file on disk")
    if path.suffix.lower() not in READERS:
        endings = ", ".join(READERS)
        raise InputError(
            f"{path.name} ends in {path.suffix or 'nothing'!r}: give a file ending in {endings}"
        )
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path} is empty (0 bytes): give a file with texts in it")
    if size > max_bytes:
        raise InputError(_too_large(path, size, max_bytes))


def _too_large(path: Path, size: int, max_bytes: int) -> str:
    smaller = "convert it to Parquet, which is several times smaller, or split it"
    advice = "split it, or keep fewer rows" if path.suffix.lower() == ".parquet" else smaller
    return (
        f"{path} is {_bytes(size)}, over the limit of {_bytes(max_bytes)}, "
        f"and was not read: {advice}"
    )


def _bytes(number: int) -> str:
    if number < 1_000_000:
        return f"{number:,} bytes"
    return f"{number / 1e9:,.2f} GB" if number >= 1e9 else f"{number / 1e6:,.1f} MB"
