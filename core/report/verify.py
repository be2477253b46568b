"""Whether a bundle is what was exported: each check names the thing it looked at."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from core.durable import sha256_bytes
from core.errors import InputError, IntegrityError
from core.report.archive import Archive, read_archive
from core.report.build import SCHEMA
from core.report.front import front
from core.report.guide import GUIDE, SCRIPT, guide
from core.report.outcomes import key_figures, panels
from core.report.renderings import CARD, PAGE, REPORT, rendered
from core.report.stored import ACTIVATIONS, PREDICTIONS
from core.signing.approvals import signatures
from core.signing.forms import FAILED, MANIFEST_SCHEMA, OPEN, SEALS, canonical

TENSORS, FACTS = "model/classifier.safetensors", "model/classifier.json"
EMBEDDING, LEDGER, MANIFEST = "model/embedding.json", "ledger.jsonl", "manifest.json"
_FIRST_PARTS = (TENSORS, FACTS, EMBEDDING, REPORT, PAGE, CARD, LEDGER)
PARTS = (*_FIRST_PARTS, PREDICTIONS, SCRIPT, GUIDE)
_FIRST_SCHEMA, _FIRST_REPORT = "selfreg-bundle/1", "selfreg-report/1"
_KINDS = {_FIRST_SCHEMA: set(_FIRST_PARTS), MANIFEST_SCHEMA: set(PARTS)}

_DERIVED = {"key_figures": key_figures, "panels": panels}

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


def verify_bundle(
    path: Path, trust: Mapping[str, Any] | None = None, *, now: str
) -> tuple[Check, ...]:
    """Every check of a bundle, failed ones too; none of it is extracted.

    Args:
        path: of the zip file.
        trust: of `core.signing.trust.load_trust`; None if there is no list.
        now: the time that expiry is judged by (UTC, RFC 3339).

    Raises:
        InputError: it is no zip file, or not one of our bundles.
    """
    archive = read_bundle(path)
    parts = archive.parts
    return (*integrity(archive), *consistency(parts), *_signatures(parts, trust, now))


def _signatures(
    parts: Mapping[str, bytes], trust: Mapping[str, Any] | None, now: str
) -> Iterator[Check]:
    try:
        for found in signatures(parts, trust, now):
            ok, checked = found.state != FAILED, found.state != OPEN
            yield Check(found.name, ok, found.message, checked)
    except MALFORMED as fault:
        yield Check("approvals", False, f"the bundle is damaged: {fault!r:.80}")


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
    yield Check(MANIFEST, not problem, f"{MANIFEST} {problem or 'names every part'}", known)
    required = manifest.get("parts", {})
    hashes = required | manifest.get("optional", {})
    for name in dict.fromkeys((*(required or PARTS), *archive.names)):
        seal = name.startswith(SEALS) and name in archive.parts and archive.names.count(name) == 1
        if name != MANIFEST and not seal:  # the signature in a seal is checked by itself
            problem = _part(archive, name, hashes)
            yield Check(name, not problem, f"{name} {problem or 'is as exported'}")


def _manifest(archive: Archive) -> tuple[dict[str, Any], str, bool]:
    """Its content, what is wrong with it, and whether this version wrote it."""
    data = archive.parts.get(MANIFEST, b"")
    manifest = _json(data)
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
    if kind == _FIRST_SCHEMA and not problem:
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


def consistency(parts: dict[str, bytes]) -> Iterator[Check]:
    """Checks of the parts against the report."""
    report = _json(parts.get(REPORT, b""))
    if isinstance(report, dict) and report.get("schema") == _FIRST_REPORT:
        says = f"{REPORT} is of an earlier version of selfreg, its figures were not compared"
        yield Check("report", True, says, checked=False)
        yield _ledger(parts, report)
        return
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
        fresh["front"] = json.loads(canonical(front(report)))
    except MALFORMED as fault:
        return Check("figures", False, f"{REPORT} has no figures: {fault!r:.80}")
    for name, content in fresh.items():
        if report.get(name) != content:
            says = f"{REPORT}: its {name.replace('_', ' ')} do not follow from its other parts"
            return Check("figures", False, says)
    return Check(
        "figures", True, f"{REPORT}: page one, key figures and charts follow from the other parts"
    )


def _renderings(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    try:
        fresh = rendered(report) | guide()
    except MALFORMED as fault:
        return Check("renderings", False, f"{REPORT} cannot be laid out: {fault!r:.80}")
    wrong = [name for name, content in fresh.items() if parts.get(name) != content]
    if not wrong:
        return Check("renderings", True, f"{PAGE} and {CARD} are renderings of {REPORT}")
    if (made := _version(report)) != (here := _installed()):
        says = f"was laid out by selfreg {made}, this is {here}: it was not compared"
        return Check("renderings", True, f"{wrong[0]} {says}", checked=False)
    return Check(
        "renderings",
        False,
        f"{', '.join(wrong)} is not what this version of selfreg makes of {REPORT}",
    )


def _installed() -> str:
    try:
        return version("selfreg")
    except PackageNotFoundError:
        return "not installed as a package"


def _version(report: dict[str, Any]) -> str:
    return str(report.get("versions", {}).get("selfreg"))[:20]


def _classifier(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    named = report.get("classifier")
    for part in (TENSORS, FACTS):
        expected = named.get(part.rpartition("/")[2]) if isinstance(named, dict) else None
        if sha256_bytes(parts.get(part, b"")) != expected:
            return Check("classifier", False, f"{part} is not the model {REPORT} was made for")
    return Check("classifier", True, f"the model is the one {REPORT} was made for")


def _embedding(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    ok = parts.get(EMBEDDING) == canonical(report.get("embedding")) + b"\n"
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
    except (*MALFORMED, IntegrityError) as fault:
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
