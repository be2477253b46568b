"""Whether the files of a bundle are as exported: digests, canonical form, the ledger's chain.

One of the files that verify.py of a bundle is put together from: only Python's own library.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.signing.forms import (
    ACTIVATIONS,
    EARLIER,
    FAILED,
    FIRST_SCHEMA,
    KINDS,
    LEDGER,
    MALFORMED,
    MANIFEST,
    MANIFEST_SCHEMA,
    OPEN,
    PASSED,
    PUBLIC,
    PUBLIC_PAGE,
    REPORT,
    SEALS,
    Finding,
    canonical,
    is_copy,
    kind_of,
    plain_json,
    sha256,
)


def digests(
    parts: Mapping[str, bytes], broken: Mapping[str, str], names: Sequence[str]
) -> Iterator[Finding]:
    """Each file against the manifest."""
    first = kind_of(parts) == FIRST_SCHEMA
    required, optional, wrong = _manifest(parts.get(MANIFEST, b""))
    if wrong or names.count(MANIFEST) > 1:
        yield Finding(MANIFEST, FAILED, f"{MANIFEST} {wrong or 'is there twice'}")
    else:
        says = EARLIER if first else f"{MANIFEST} names every part"
        yield Finding(MANIFEST, OPEN if first else PASSED, says)
    copy = is_copy(names)
    for name in sorted({*names, *(() if copy else required)} - {MANIFEST}):
        if name.startswith(SEALS) and name in parts and names.count(name) == 1 and not first:
            continue  # no part of what is signed: the signature in it is checked by itself
        problem = _problem(parts, names, name, required | optional)
        problem = broken.get(name, problem) if problem else ""
        says = problem or "is as exported"
        yield Finding(name, FAILED if problem else PASSED, f"{name} {says}")
    if copy:
        left = len({*required} - {*names})
        says = f"this is the copy for everybody: {left} more files were signed, which are not in it"
        yield Finding("whole", OPEN, says)


def _manifest(content: bytes) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Digests of the parts, of those that may be left out, and what is wrong; "" if nothing."""
    try:
        manifest = json.loads(content)
        kind, required = str(manifest["schema"]), dict(manifest["parts"])
        optional = dict(manifest.get("optional", {}))
        as_written = content == canonical(manifest) + b"\n"
    except MALFORMED:
        return {}, {}, "was changed: it is no list of parts"
    if not as_written:
        return required, optional, "was changed after it was written"
    if kind not in KINDS:
        return required, optional, f"is of another kind: {kind!r:.60}"
    known, may = {"schema": kind, "parts": required}, {*KINDS[kind]}
    if kind != FIRST_SCHEMA:
        known["optional"] = {ACTIVATIONS: optional.get(ACTIVATIONS)}
    if kind == MANIFEST_SCHEMA and PUBLIC in required:
        may |= {PUBLIC, PUBLIC_PAGE}
    whole = manifest == known and set(required) == may
    return required, optional, "" if whole else "does not name the parts of a bundle"


def _problem(
    parts: Mapping[str, bytes], names: Sequence[str], name: str, hashes: dict[str, Any]
) -> str:
    if name not in names:
        return "is missing"
    if names.count(name) > 1:
        return "is there twice"
    if name not in hashes:
        return "does not belong in a bundle"
    same = name in parts and sha256(parts[name]) == hashes[name]
    return "" if same else f"does not match {MANIFEST}: a byte of it was changed"


def form(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    """Whether report.json is written in the canonical form."""
    if kind_of(parts) == FIRST_SCHEMA or is_copy(parts):
        return  # it was not asked of the first kind
    try:
        same = canonical(json.loads(parts[REPORT])) + b"\n" == parts[REPORT]
    except MALFORMED:
        same = False
    says = "is" if same else "is not"
    yield Finding("form", PASSED if same else FAILED, f"{REPORT} {says} in canonical form")


def chain(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    """Whether the ledger is unbroken, and ends where the report says."""
    if is_copy(parts):
        return
    try:
        report, lines = json.loads(parts[REPORT]), parts[LEDGER].split(b"\n")
        problem = _broken(lines[:-1], sha256(report["case"]["id"].encode()))
        head, length = report["ledger"]["head"], report["ledger"]["length"]
        last = json.loads(lines[-2])["hash"] if lines[:-1] else ""
        if not problem and (lines[-1], last, len(lines) - 1) != (b"", head, length):
            problem = f"does not end at the event {REPORT} names: lines were cut off or added"
    except MALFORMED:
        problem = "is damaged: its lines are not events"
    says = problem or f"is unbroken and ends where {REPORT} says"
    yield Finding("ledger", FAILED if problem else PASSED, f"{LEDGER} {says}")


def _broken(lines: Sequence[bytes], prev: str) -> str:
    for number, line in enumerate(lines, start=1):
        event = json.loads(line)
        content = {name: value for name, value in event.items() if name != "hash"}
        if sha256(plain_json(content)) != event["hash"] or plain_json(event) != line:
            return f"was changed in line {number}"
        if (event["prev"], event["seq"]) != (prev, number):
            return f"was reordered, cut or replayed before line {number}"
        prev = event["hash"]
    return ""
