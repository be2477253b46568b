"""Which cases there are, opening one by its name, and making one from a file."""

import os
import re
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from core.case import Case
from core.durable import sha256_bytes
from core.errors import CaseError, InputError

_MANIFEST, _LEDGER = "manifest.json", "ledger.jsonl"
_NAME = re.compile(r"[\w][\w .-]{0,59}")
_KINDS = (".csv", ".tsv", ".jsonl", ".parquet")
_PREVIEW = 200  # rows read to tell the columns of a chosen file

SAMPLE = "hiring"


@dataclass(frozen=True)
class Columns:
    """The columns of a chosen file, and for each its first few different values."""

    names: tuple[str, ...]
    values: dict[str, tuple[str, ...]]


def root() -> Path:
    """The folder whose subfolders are the cases."""
    return Path(os.environ.get("SELFREG_CASES") or Path.cwd())


def cases() -> tuple[str, ...]:
    """Names of all cases, sorted; a case is a folder directly below the root."""
    try:
        below = [path for path in root().iterdir() if (path / _MANIFEST).is_file()]
    except OSError:
        return ()
    return tuple(sorted(path.name for path in below if not path.name.startswith(".")))


def newest() -> str | None:
    """The case in which something was done last; None without any."""
    return max(cases(), key=lambda name: max(map(_changed, _held(name))), default=None)


def _held(case: str) -> tuple[Path, ...]:
    return (root() / case / _MANIFEST, root() / case / _LEDGER)


def _changed(path: Path) -> int:
    return _stamp(path)[1]


def open_case(case: str) -> Case:
    """The case of that name.

    Raises:
        CaseError: No listed case is called that; a path is never followed.
    """
    if not _listed(case):
        raise CaseError(f"there is no case {case!r}: choose one from the list on the first page")
    folder = root() / case
    return _opened(folder, _stamp(folder / _MANIFEST))


@lru_cache(maxsize=64)
def _opened(folder: Path, stamp: tuple[str, int, int]) -> Case:
    """The case, its manifest being read again only when it was written again."""
    return Case.open(folder)


def _listed(case: str) -> bool:
    """Whether `cases` has it, without looking at all the others."""
    plain = bool(case) and not case.startswith(".") and Path(case).name == case
    return plain and (root() / case / _MANIFEST).is_file()


def revision(case: str) -> str:
    """A fingerprint that changes when any result or decision of the case changes."""
    opened = open_case(case)
    watched = (
        opened.manifest_path,
        opened.ledger_path,
        opened.audit_path,
        opened.influence_path,
        opened.evidence_path,
        opened.swaps_path,
    )
    return sha256_bytes(repr([_stamp(path) for path in watched]).encode())[:16]


def results_revision(case: str) -> str:
    """Like `revision`, but decisions do not change it: what the tables of features hang on."""
    opened = open_case(case)
    watched = (opened.manifest_path, opened.influence_path)
    return sha256_bytes(repr([_stamp(path) for path in watched]).encode())[:16]


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), found.st_mtime_ns, found.st_size


def read_columns(name: str, data: bytes) -> Columns:
    """The columns of a chosen file.

    Raises:
        InputError: The file is empty, of an unknown kind, or cannot be read.
    """
    kind = Path(name).suffix.lower()
    if kind not in _KINDS:
        raise InputError(f"the file ends in {kind!r}: choose one that ends in {', '.join(_KINDS)}")
    if not data:
        raise InputError(f"{Path(name).name!r} is empty: choose a file with labelled texts")
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / f"data{kind}"
        file.write_bytes(data)
        try:
            head = _head(file, kind)
        except (ValueError, OSError) as error:
            raise InputError(f"{Path(name).name!r} cannot be read: {error}") from error
    values = {
        str(column): tuple(str(v) for v in head[column].dropna().unique()[:50]) for column in head
    }
    return Columns(tuple(values), values)


def _head(file: Path, kind: str) -> pd.DataFrame:
    if kind == ".parquet":
        return pd.read_parquet(file)
    if kind == ".jsonl":
        return pd.read_json(file, lines=True, dtype=False, encoding="utf-8-sig")
    separator = "\t" if kind == ".tsv" else ","
    return pd.read_csv(file, sep=separator, dtype=str, nrows=_PREVIEW * 50, encoding="utf-8-sig")


def make_case(
    name: str,
    file_name: str,
    data: bytes,
    *,
    text: str,
    label: str,
    groups: tuple[str, ...],
    split: str | None,
    favourable: str | None,
) -> str:
    """Name of the new case, made from a chosen file.

    Raises:
        InputError: The name is taken or no plain folder name, or the file is at fault.
    """
    from core import pipeline

    folder = _new_folder(name)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / Path(file_name).name
        file.write_bytes(data)
        pipeline.new_case(
            folder,
            file,
            text=text,
            label=label,
            groups=groups,
            split=split,
            favourable=favourable,
            model="minilm",
        )
    return folder.name


def make_sample() -> str:
    """Name of the sample case, a hiring screen with invented applications, made if missing."""
    from core import pipeline

    if SAMPLE not in cases():
        pipeline.sample_case(_new_folder(SAMPLE))
    return SAMPLE


def _new_folder(name: str) -> Path:
    cleaned = name.strip()
    if not _NAME.fullmatch(cleaned):
        raise InputError(
            f"{name!r} cannot be the name of a case: use letters, digits, spaces, '-' and '_'"
        )
    if (root() / cleaned).exists():
        raise InputError(f"there is already something called {cleaned!r}: choose another name")
    return root() / cleaned
