"""CSV and TSV. Rows are counted as a spreadsheet does: the header is row 1."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.errors import InputError
from core.texts.cells import Columns, broken_byte, not_utf8
from core.texts.columns import check_present

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LARGEST_CELL = (1 << 31) - 1


def read_csv(path: Path, wanted: Sequence[str], optional: Sequence[str]) -> Columns:
    """The columns of a file separated by commas, or by semicolons where the header is.

    Raises:
        InputError: a wrong byte, a ragged row, an open quote, or a column that is not there.
    """
    with path.open("rb") as file:
        header = file.readline(1 << 20)
    separator = ";" if b";" in header and b"," not in header else ","
    return _read(path, separator, wanted, optional)


def read_tsv(path: Path, wanted: Sequence[str], optional: Sequence[str]) -> Columns:
    """The columns of a file separated by tabs; quotes work as in CSV.

    Raises:
        InputError: a wrong byte, a ragged row, an open quote, or a column that is not there.
    """
    return _read(path, "\t", wanted, optional)


def _read(path: Path, separator: str, wanted: Sequence[str], optional: Sequence[str]) -> Columns:
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            raise InputError(f"{path} is UTF-16: save it as UTF-8 (CSV UTF-8), then try again")
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = _rows(file, separator)
        number, header = next(rows, (1, []))
        _check_row(header, header, number)
        check_present(wanted, header)
        kept = [name for name in dict.fromkeys([*wanted, *optional]) if name in header]
        places = [header.index(name) for name in kept]
        cells: list[list[str]] = [[] for _ in kept]
        for number, row in rows:
            _check_row(row, header, number)
            for column, place in zip(cells, places, strict=True):
                column.append(row[place])
    return {name: _typed(column) for name, column in zip(kept, cells, strict=True)}


def _rows(file: io.TextIOBase, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row that is not blank."""
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(file, delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if row:
                yield number, row
    except csv.Error as error:
        raise InputError(_broken(number + 1, str(error))) from None


def _broken(number: int, problem: str) -> str:
    if problem == "unexpected end of data":
        return f"row {number} opens a quote that is never closed: close it, then try again"
    return f"row {number} cannot be read ({problem}): write a quote inside a quoted cell twice"


def _check_row(row: Sequence[str], header: Sequence[str], number: int) -> None:
    if broken_byte("".join(row)) is not None:
        place, byte = next((i, b) for i, c in enumerate(row) if (b := broken_byte(c)) is not None)
        column = header[place] if place < len(header) else str(place + 1)
        raise not_utf8(byte, row=f"row {number}", column=column)
    if len(row) != len(header):
        raise InputError(
            f"row {number} has {len(row)} cells, but the header has {len(header)}: "
            "put quotes around texts that hold the separator or a line break"
        )


def _typed(cells: list[str]) -> list[str | None]:
    """The cells as a typed file would give them: 1.0 is "1", True is "true", empty is None."""
    given = {cell.strip() for cell in cells} - {""}
    if given and {cell.lower() for cell in given} <= {"true", "false"}:
        return [cell.strip().lower() or None for cell in cells]
    if given and all(_NUMBER.fullmatch(cell) for cell in given):
        return [re.sub(r"\.0$", "", cell.strip()) or None for cell in cells]
    return [cell if cell else None for cell in cells]
