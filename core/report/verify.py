"""Whether a bundle is what was exported: each check names the thing it looked at."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.durable import canonical_json, sha256_bytes
from core.errors import InputError, IntegrityError
from core.report.archive import Archive, read_archive
from core.report.build import SCHEMA
from core.report.outcomes import key_figures, panels
from core.report.renderings import CARD, PAGE, REPORT, rendered

TENSORS, FACTS = "model/classifier.safetensors", "model/classifier.json"
EMBEDDING, LEDGER, MANIFEST = "model/embedding.json", "ledger.jsonl", "manifest.json"
PARTS = (TENSORS, FACTS, EMBEDDING, REPORT, PAGE, CARD, LEDGER)
MANIFEST_SCHEMA = "selfreg-bundle/1"

_DERIVED = {"key_figures": key_figures, "panels": panels}

# What a report of another shape makes the renderings raise.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration)


@dataclass(frozen=True)
class Check:
    """One finding about a bundle.

    Attributes:
        name: of the thing that was checked.
        ok: it is as it was exported.
        message: the finding in one sentence.
    """

    name: str
    ok: bool
    message: str


def manifest_of(parts: dict[str, bytes]) -> bytes:
    """The content of manifest.json: SHA-256 of every part."""
    hashes = {name: sha256_bytes(content) for name, content in parts.items()}
    return canonical_json({"schema": MANIFEST_SCHEMA, "parts": hashes}) + b"\n"


def verify_bundle(path: Path) -> tuple[Check, ...]:
    """Every check of a bundle, failed ones too; none of it is extracted.

    Raises:
        InputError: it is no zip file, or not one of our bundles.
    """
    archive = read_bundle(path)
    return (*integrity(archive), *consistency(archive.parts))


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
    hashes, problem = _manifest(archive)
    yield Check(MANIFEST, not problem, f"{MANIFEST} {problem or 'names every part'}")
    for name in dict.fromkeys((*PARTS, *archive.names)):
        if name != MANIFEST:
            problem = _part(archive, name, hashes)
            yield Check(name, not problem, f"{name} {problem or 'is as exported'}")


def _manifest(archive: Archive) -> tuple[dict[str, Any], str]:
    """The hashes it names, and what is wrong with it."""
    data = archive.parts.get(MANIFEST, b"")
    manifest = _json(data)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("parts"), dict):
        return {}, archive.broken.get(MANIFEST, "is not a manifest")
    if manifest.get("schema") != MANIFEST_SCHEMA:
        return manifest["parts"], f"is of another kind: {str(manifest.get('schema'))[:60]!r}"
    if archive.names.count(MANIFEST) > 1:
        return manifest["parts"], "is there twice"
    if data != canonical_json(manifest) + b"\n":
        return manifest["parts"], "was changed after it was written"
    if strange := set(manifest["parts"]) ^ set(PARTS):
        return manifest["parts"], f"does not name the parts of a bundle: {sorted(strange)[0]!r}"
    return manifest["parts"], ""


def _part(archive: Archive, name: str, hashes: dict[str, Any]) -> str:
    """What is wrong with a part; "" if nothing is."""
    if name not in PARTS:
        return "does not belong in a bundle"
    if name not in archive.names:
        return "is missing"
    if archive.names.count(name) > 1:
        return "is there twice"
    if name in archive.broken:
        return archive.broken[name]
    found = sha256_bytes(archive.parts[name])
    if found != hashes.get(name):
        return (
            f"does not match {MANIFEST}: its SHA-256 is {found[:16]}…, the manifest says "
            f"{str(hashes.get(name))[:16]}…"
        )
    return ""


def consistency(parts: dict[str, bytes]) -> Iterator[Check]:
    """Checks of the parts against the report."""
    report = _json(parts.get(REPORT, b""))
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        yield Check("report", False, f"{REPORT} is not a report of this version of selfreg")
        return
    yield _figures(report)
    yield _renderings(parts, report)
    yield _classifier(parts, report)
    yield _embedding(parts, report)
    yield _ledger(parts, report)


def _figures(report: dict[str, Any]) -> Check:
    """Key figures and charts follow from the audit's figures."""
    try:
        fresh = {name: make(report["audit"]) for name, make in _DERIVED.items()}
    except _MALFORMED as fault:
        return Check("figures", False, f"{REPORT} has no figures: {fault!r:.80}")
    for name, content in fresh.items():
        if report.get(name) != content:
            says = f"{REPORT}: its {name.replace('_', ' ')} do not follow from its audit figures"
            return Check("figures", False, says)
    return Check("figures", True, f"{REPORT}: key figures and charts follow from the audit figures")


def _renderings(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    try:
        fresh = rendered(report)
    except _MALFORMED as fault:
        return Check("renderings", False, f"{REPORT} cannot be laid out: {fault!r:.80}")
    wrong = [name for name, content in fresh.items() if parts.get(name) != content]
    if not wrong:
        return Check("renderings", True, f"{PAGE} and {CARD} are renderings of {REPORT}")
    return Check(
        "renderings",
        False,
        f"{', '.join(wrong)} is not what this version of selfreg makes of {REPORT}",
    )


def _classifier(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    named = report.get("classifier")
    for part in (TENSORS, FACTS):
        expected = named.get(part.rpartition("/")[2]) if isinstance(named, dict) else None
        if sha256_bytes(parts.get(part, b"")) != expected:
            return Check("classifier", False, f"{part} is not the model {REPORT} was made for")
    return Check("classifier", True, f"the model is the one {REPORT} was made for")


def _embedding(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    ok = parts.get(EMBEDDING) == canonical_json(report.get("embedding")) + b"\n"
    says = "is the one" if ok else "is not the one"
    return Check("embedding", ok, f"{EMBEDDING} {says} {REPORT} names")


def _ledger(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    """The chain is unbroken, and ends where the report says."""
    from core.review.chain import check, parse, whole_lines

    data = parts.get(LEDGER, b"")
    try:
        case, head = report["case"]["id"], report["ledger"]["head"]
        length = report["ledger"]["length"]
        chain = check(data, case, None)
        lines, rest = whole_lines(data)
        last = parse(lines[-1], len(lines)).hash if lines else ""
    except (*_MALFORMED, IntegrityError) as fault:
        return Check("ledger", False, f"{LEDGER} cannot be checked: {fault!s:.80}")
    if not chain.ok:
        return Check("ledger", False, f"{LEDGER}: {chain.message}")
    if rest or (last, len(lines)) != (head, length):
        return Check("ledger", False, f"{LEDGER} does not end at the event {REPORT} names")
    return Check("ledger", True, f"{LEDGER}: {chain.message}, and ends where {REPORT} says")


def _json(data: bytes) -> Any:  # noqa: ANN401  (any JSON value)
    """The value, or None where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
