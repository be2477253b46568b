"""Whether the files of a bundle are as exported, and the words of a check of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.durable import sha256_bytes
from core.errors import InputError
from core.report.archive import Archive, read_archive
from core.report.guide import GUIDE, SCRIPT
from core.report.renderings import CARD, PAGE, REPORT
from core.report.stored import ACTIVATIONS, PREDICTIONS
from core.signing.forms import EARLIER, FIRST_SCHEMA, MANIFEST_SCHEMA, SEALS, canonical

TENSORS, FACTS = "model/classifier.safetensors", "model/classifier.json"
EMBEDDING, LEDGER, MANIFEST = "model/embedding.json", "ledger.jsonl", "manifest.json"
_FIRST_PARTS = (TENSORS, FACTS, EMBEDDING, REPORT, PAGE, CARD, LEDGER)
PARTS = (*_FIRST_PARTS, PREDICTIONS, SCRIPT, GUIDE)
_KINDS = {FIRST_SCHEMA: set(_FIRST_PARTS), MANIFEST_SCHEMA: set(PARTS)}

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
    manifest, problem, known = _manifest(archive)
    says = f"{MANIFEST} {problem or 'names every part'}" if known else EARLIER
    yield Check(MANIFEST, not problem, says, known)
    required = manifest.get("parts", {})
    hashes = required | manifest.get("optional", {})
    for name in dict.fromkeys((*(required or PARTS), *archive.names)):
        seal = name.startswith(SEALS) and name in archive.parts and archive.names.count(name) == 1
        seal = seal and known
        if name != MANIFEST and not seal:  # the signature in a seal is checked by itself
            problem = _part(archive, name, hashes)
            yield Check(name, not problem, f"{name} {problem or 'is as exported'}")


def _manifest(archive: Archive) -> tuple[dict[str, Any], str, bool]:
    """Its content, what is wrong with it, and whether this version wrote it."""
    data = archive.parts.get(MANIFEST, b"")
    manifest = as_json(data)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("parts"), dict):
        return {}, archive.broken.get(MANIFEST, "is not a manifest"), True
    if not isinstance(manifest.get("optional", {}), dict):
        return {}, "is not a manifest", True
    kind = manifest.get("schema")
    if kind not in _KINDS:
        return manifest, f"is of another kind: {str(kind)[:60]!r}", True
    problem = ""
    if archive.names.count(MANIFEST) > 1:
        problem = "is there twice"
    elif data != canonical(manifest) + b"\n":
        problem = "was changed after it was written"
    elif strange := _strange(manifest, _KINDS[kind]):
        problem = f"does not name the parts of a bundle: {min(strange)!r}"
    if kind == FIRST_SCHEMA and not problem:
        return manifest, "", False
    return manifest, problem, True


def _strange(manifest: dict[str, Any], kind: set[str]) -> set[str]:
    names = {"schema", "parts"} | ({"optional"} if PREDICTIONS in kind else set())
    return (
        (set(manifest) ^ names)
        | (set(manifest["parts"]) ^ kind)
        | (set(manifest.get("optional", {})) - {ACTIVATIONS})
    )


def _part(archive: Archive, name: str, hashes: dict[str, Any]) -> str:
    """What is wrong with a part; "" if nothing is."""
    if name not in archive.names:
        return "is missing"
    if archive.names.count(name) > 1:
        return "is there twice"
    if name in archive.broken:
        return archive.broken[name]
    if name not in hashes:
        return "does not belong in a bundle"
    found = sha256_bytes(archive.parts[name])
    if found != hashes.get(name):
        return (
            f"does not match {MANIFEST}: its SHA-256 is {found[:16]}…, the manifest says "
            f"{str(hashes.get(name))[:16]}…"
        )
    return ""


def as_json(data: bytes) -> Any:  # noqa: ANN401  (any JSON value)
    """The value, or None where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
