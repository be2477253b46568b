"""Labelled texts that have been checked, and their file."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.durable import canonical_json, replace_with
from core.errors import InputError, IntegrityError

_MARK = b"selfreg"


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts that a classifier can be trained on and measured with.

    Attributes:
        frame: one row a text: id, text, label, split ("train", "valid" or "test") and one column
            for each group; all are strings, group values also None where they are not known.
        groups: names of the group columns.
        notes: plain sentences on what was left out, and why.
    """

    frame: pd.DataFrame
    groups: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes, sorted."""
        return tuple(sorted(set(self.frame["label"])))

    def select(self, split: str) -> pd.DataFrame:
        """The rows of one split; the index still holds their numbers in the whole frame."""
        if split not in ("train", "valid", "test"):
            raise InputError(f"no split {split!r}: choose train, valid or test")
        return self.frame[self.frame["split"] == split]

    def content_hash(self) -> str:
        """SHA-256 over all rows and column names, in hexadecimal; notes do not count."""
        digest = hashlib.sha256(canonical_json(list(self.frame.columns)))
        for row in self.frame.itertuples(index=False, name=None):
            digest.update(canonical_json(row))
        return digest.hexdigest()


def save_texts(texts: Texts, path: Path) -> None:
    """Write the texts as one Parquet file, whole or not at all."""
    schema = pa.schema([(name, pa.string()) for name in texts.frame.columns])
    table = pa.Table.from_pandas(texts.frame, schema=schema, preserve_index=False)
    extra = canonical_json({"groups": texts.groups, "notes": texts.notes})
    with replace_with(path) as beside:
        pq.write_table(table.replace_schema_metadata({_MARK: extra}), beside, compression="zstd")


def load_texts(path: Path) -> Texts:
    """The texts that `save_texts` wrote.

    Raises:
        InputError: there is no such file.
        IntegrityError: the file is not one of ours.
    """
    table, extra = _read(path)
    return Texts(_frame(table), tuple(extra["groups"]), tuple(extra["notes"]))


def load_labels(path: Path) -> pd.DataFrame:
    """Label, split and groups of the texts that `save_texts` wrote, without the texts themselves.

    Raises:
        InputError: there is no such file.
        IntegrityError: the file is not one of ours.
    """
    return _frame(_read(path, but=("id", "text"))[0])


def _read(path: Path, but: Collection[str] = ()) -> tuple[pa.Table, dict]:
    """The columns of the file but some, and what was noted about them."""
    if not path.exists():
        raise InputError(f"no file {path}: make the case anew from its data")
    try:
        with pq.ParquetFile(path) as file:
            table = file.read([name for name in file.schema_arrow.names if name not in but])
        return table, json.loads(table.schema.metadata[_MARK])
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise IntegrityError(f"{path} is damaged: make the case anew from its data") from error


def _frame(table: pa.Table) -> pd.DataFrame:
    return frame_of({name: table.column(name).to_pylist() for name in table.column_names})


def frame_of(columns: dict[str, list[str | None]]) -> pd.DataFrame:
    """A frame of plain Python strings and None, the same under every version of pandas."""
    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
