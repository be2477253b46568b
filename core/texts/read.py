"""From a file of labelled texts to `Texts`."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from core.errors import InputError
from core.texts.cells import Columns, counted, listed
from core.texts.columns import check_roles
from core.texts.files import MAX_BYTES, read_columns
from core.texts.labels import keep_usable
from core.texts.split import SHARES, check_sides, draw_split, read_split
from core.texts.texts import Texts, frame_of


def read_texts(
    path: Path,
    *,
    text: str,
    label: str,
    groups: Sequence[str] = (),
    split: str | None = None,
    seed: int = 0,
    max_bytes: int = MAX_BYTES,
) -> Texts:
    """The labelled texts of a file, checked, with a split.

    Args:
        path: CSV, TSV, JSON lines or Parquet, told by the ending.
        text: name of the column with the texts.
        label: name of the column with the labels.
        groups: names of columns to compare outcomes by; values may be missing.
        split: name of a column that says train, valid or test; None draws 70/15/15.
        seed: of the draw.
        max_bytes: a larger file is refused before it is read.

    Raises:
        InputError: the file or a column cannot be used; the message says what to do.
    """
    groups = tuple(dict.fromkeys(groups))
    check_roles(text, label, groups, split)
    wanted = [text, label, *groups, *([split] if split is not None else [])]
    columns = read_columns(Path(path), wanted, optional=("id",), max_bytes=max_bytes)
    frame = _arranged(columns, text, label, groups, split)
    frame, notes = keep_usable(frame, text=text, label=label)
    if split is None:
        sides = draw_split(list(frame["text"]), list(frame["label"]), SHARES, seed=seed)
    else:
        sides, more = read_split(frame, column=split, seed=seed)
        notes += more
    check_sides(list(frame["label"]), sides, column=split)
    frame["split"] = pd.Series(sides, dtype=object)
    return Texts(frame, groups, tuple(notes))


def read_plain_texts(path: Path, *, text: str, max_bytes: int = MAX_BYTES) -> list[str]:
    """The texts of one column, a text for each row in the file's order ("" where none is given).

    Args:
        path: CSV, TSV, JSON lines or Parquet, told by the ending.
        text: name of the column with the texts.
        max_bytes: a larger file is refused before it is read.

    Raises:
        InputError: the file or the column cannot be used; the message says what to do.
    """
    return [value or "" for value in read_columns(Path(path), [text], max_bytes=max_bytes)[text]]


def _arranged(
    columns: Columns, text: str, label: str, groups: Sequence[str], split: str | None
) -> pd.DataFrame:
    """The file's columns under our names, in our order."""
    ours: Columns = {
        "id": _ids(columns, used=[text, label, *groups, split]),
        "text": columns[text],
        "label": _stripped(columns[label]),
        "split": columns[split] if split is not None else [None] * len(columns[text]),
    }
    return frame_of(ours | {name: _stripped(columns[name]) for name in groups})


def _ids(columns: Columns, used: Sequence[str | None]) -> list[str | None]:
    """Column "id" if there is one, else the number of each row, from 1."""
    if "id" not in columns or "id" in used:
        return [str(number) for number in range(1, len(next(iter(columns.values()))) + 1)]
    ids = _stripped(columns["id"])
    if None in ids:
        raise InputError(
            f"column 'id' is empty in {counted(ids.count(None), 'row')}: give each text an id, "
            "or rename the column to have the rows numbered"
        )
    twice = [str(name) for name, times in Counter(ids).items() if times > 1]
    if twice:
        raise InputError(
            f"column 'id' holds {listed(twice)} more than once: give each text its own id, "
            "or rename the column to have the rows numbered"
        )
    return ids


def _stripped(cells: Sequence[str | None]) -> list[str | None]:
    return [(cell or "").strip() or None for cell in cells]
