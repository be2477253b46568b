"""One value of a table as a string, and values as the words of a message."""

import math
from collections.abc import Iterable

from core.errors import InputError

Columns = dict[str, list[str | None]]
"""Column name -> one string (or None where nothing is given) for each row."""

_SHOWN = 5
_WIDTH = 40


def as_text(value: object, *, row: str, column: str) -> str | None:
    """The value as a string; None where nothing is given.

    Whole numbers lose their ".0" and booleans become "true" and "false", so that one table
    reads alike from every file format.

    Args:
        value: what the file holds.
        row: where it stands, for the message ("row 3").
        column: the column's name, for the message.

    Raises:
        InputError: a list, an object or bytes; or half of a character.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple | dict | bytes):
        kind = {dict: "an object", bytes: "bytes"}.get(type(value), "a list")
        raise InputError(
            f"{row}, column {shown(column)} holds {kind}: give one text, number or truth value"
        )
    text = str(value)
    check_whole(text, row=row, column=column)
    return text


def check_whole(text: str, *, row: str, column: str) -> None:
    """Nothing, if the text can be written as UTF-8.

    Raises:
        InputError: it holds half of a character, as JSON's backslash-u escapes can.
    """
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = ascii(text[error.start]).strip("'")
        raise InputError(
            f"{row}, column {shown(column)} holds half of a character ({half}): "
            "write the file again with whole characters"
        ) from None


def broken_byte(text: str) -> int | None:
    """The first byte that was not UTF-8, in text decoded with `surrogateescape`; else None."""
    if text.isascii():
        return None
    return next((ord(c) - 0xDC00 for c in text if 0xDC80 <= ord(c) <= 0xDCFF), None)


def not_utf8(byte: int, *, row: str, column: str | None) -> InputError:
    """The error for a wrong byte, naming where it stands; column None where there are none."""
    place = row if column is None else f"{row}, column {shown(column)}"
    return InputError(
        f"{place} holds the byte 0x{byte:02x}, which is not UTF-8: "
        "save the file as UTF-8, then try again"
    )


def shown(value: str) -> str:
    """The value in quotes, cut where it is long."""
    return repr(value if len(value) <= _WIDTH else value[: _WIDTH - 1] + "…")


def listed(values: Iterable[str]) -> str:
    """The first few values in quotes, and how many more there are."""
    names = [shown(value) for value in values]
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def counted(number: int, thing: str) -> str:
    """Number and noun: "1 text", "1,200 texts"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
