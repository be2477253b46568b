"""Whether the files of a bundle are as exported, and the words of a check of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.durable import sha256_bytes
from core.errors import InputError
from core.report.archive import read_archive
from core.report.renderings import REPORT
from core.signing.contents import digests
from core.signing.forms import (
    ACTIVATIONS,
    FAILED,
    LEDGER,
    MANIFEST,
    MANIFEST_SCHEMA,
    OPEN,
    PARTS,
    TENSORS,
    Finding,
    canonical,
)
from core.signing.reading import Archive

__all__ = ["ACTIVATIONS", "LEDGER", "MANIFEST", "PARTS", "REPORT", "TENSORS"]

FACTS = "model/classifier.json"
EMBEDDING = "model/embedding.json"

MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration)
"""What a report of another shape makes the renderings raise."""


@dataclass(frozen=True)
class Check:
    """One finding about a bundle.

    Attributes:
        name: of the thing that was checked.
        ok: nothing is wrong with it, as far as could be seen.
        message: the finding in one sentence.
        checked: it could be looked at.
    """

    name: str
    ok: bool
    message: str
    checked: bool = True


def exit_code(checks: tuple[Check, ...]) -> int:
    """0 verified, 1 a check failed, 2 something could not be checked."""
    if not all(check.ok for check in checks):
        return 1
    return 0 if all(check.checked for check in checks) else 2


def manifest_of(parts: Mapping[str, bytes], optional: Mapping[str, bytes]) -> bytes:
    """The content of manifest.json: SHA-256 of every part, and of those that may be left out."""
    hashes = [
        {name: sha256_bytes(part) for name, part in some.items()} for some in (parts, optional)
    ]
    return canonical({"schema": MANIFEST_SCHEMA, "parts": hashes[0], "optional": hashes[1]}) + b"\n"


def read_bundle(path: Path) -> Archive:
    """The members of a bundle.

    Raises:
        InputError: it is no zip file, or not one of our bundles.
    """
    archive = read_archive(Path(path))
    if MANIFEST not in archive.names:
        raise InputError(
            f"{Path(path).name!r} is a zip file without {MANIFEST}, so no bundle: give the zip "
            "file of `selfreg export`"
        )
    return archive


def integrity(archive: Archive) -> Iterator[Check]:
    """Checks of the manifest, and of every part against it."""
    yield from map(check_of, digests(*archive))


def check_of(found: Finding) -> Check:
    """A finding of verify.py as a check."""
    return Check(found.name, found.state != FAILED, found.message, found.state != OPEN)


def as_json(data: bytes) -> Any:  # noqa: ANN401  (any JSON value)
    """The value, or None where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
