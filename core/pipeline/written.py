"""The report as it was last made, kept in the case until something that it says changes.

Making it reads every code of the features nobody judged, which takes seconds in a large case.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import core
from core.case import Case
from core.durable import canonical_json, sha256_bytes, sha256_file, write_bytes
from core.pipeline.seals import signed_events

_SOURCES = (".py", ".json", ".css", ".yaml")


def report_key(case: Case) -> str:
    """Changes whenever the report would be another; signing does not change it."""
    files = (
        case.manifest_path,
        case.audit_path,
        case.fairness_path,
        case.slices_path,
        case.evidence_path,
        case.swaps_path,
    )
    digests = [sha256_file(path) if path.is_file() else "" for path in files]
    events = signed_events(case)
    head = events[-1].hash if events else ""
    return sha256_bytes(canonical_json([_software(), case.name, head, *digests]))


def kept_report(case: Case, masked: bool = False) -> dict[str, Any] | None:
    """The report as it was made, if it still is what would be made now."""
    path = _path(case, masked)
    if not path.is_file():
        return None
    key, _, content = path.read_bytes().partition(b"\n")
    return json.loads(content) if key.decode() == report_key(case) else None


def keep_report(case: Case, report: dict[str, Any], masked: bool = False) -> None:
    """Keep the report for whoever asks next."""
    write_bytes(_path(case, masked), report_key(case).encode() + b"\n" + canonical_json(report))


def _path(case: Case, masked: bool) -> Path:
    return case.work_folder / ("report.masked" if masked else "report.kept")


@cache
def _software() -> str:
    """Fingerprint of this package: another version may say things in another way."""
    folder = Path(core.__file__).parent
    found = sorted(path for path in folder.rglob("*") if path.suffix in _SOURCES)
    return sha256_bytes(b"".join(path.read_bytes() for path in found))
