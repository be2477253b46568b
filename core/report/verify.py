"""Whether a bundle is what was exported: each check names the thing it looked at."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from core.durable import sha256_bytes
from core.report.build import SCHEMA
from core.report.editions import EARLIER, told_of
from core.report.guide import guide
from core.report.intact import (
    EMBEDDING,
    FACTS,
    LEDGER,
    MALFORMED,
    TENSORS,
    Check,
    as_json,
    check_of,
    integrity,
    read_bundle,
)
from core.report.outcomes import key_figures, panels
from core.report.public import LEAST, public_part, render_public
from core.report.rejudge import page_one, recorded, verdicts
from core.report.renderings import CARD, PAGE, REPORT, rendered
from core.signing.approvals import signatures
from core.signing.contents import chain
from core.signing.forms import (
    FIRST_SCHEMA,
    PUBLIC,
    PUBLIC_PAGE,
    SECOND_SCHEMA,
    canonical,
    is_copy,
    kind_of,
)

EARLIER_KINDS = (FIRST_SCHEMA, SECOND_SCHEMA)
"""Bundles without a copy for everybody, and with the guide of another version."""

_DERIVED = {"key_figures": key_figures, "panels": panels}


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
        yield from map(check_of, signatures(parts, trust, now))
    except (*MALFORMED, RecursionError) as fault:
        yield Check("approvals", False, f"the bundle is damaged: {fault!r:.80}")


def consistency(parts: dict[str, bytes]) -> Iterator[Check]:
    """Checks of the parts against the report."""
    if is_copy(parts):
        yield _public_page(parts)
        return
    report = as_json(parts.get(REPORT, b""))
    if isinstance(report, dict) and report.get("schema") in EARLIER:
        says = f"{told_of(report)}; its figures were not compared"
        yield Check("report", True, says, checked=False)
        yield from map(check_of, chain(parts))
        return
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        yield Check("report", False, told_of(report))
        return
    yield _figures(report)
    yield _judged("page one", partial(page_one, report))
    yield _judged("verdicts", partial(verdicts, report, parts.get(LEDGER, b"")))
    yield _renderings(parts, report)
    yield _classifier(parts, report)
    yield _embedding(parts, report)
    record = [check_of(found) for found in chain(parts)]
    yield from record
    if all(check.ok for check in record):  # of another ledger nothing can be said
        yield _judged("answers and decisions", partial(recorded, report, parts[LEDGER]))
    if kind_of(parts) not in EARLIER_KINDS:
        yield _judged("public copy", partial(_public, parts, report))


def _figures(report: dict[str, Any]) -> Check:
    """Key figures and charts follow from the audit's figures."""
    try:
        fresh = {name: make(report["audit"]) for name, make in _DERIVED.items()}
    except MALFORMED as fault:
        return Check("figures", False, f"{REPORT} has no figures: {fault!r:.80}")
    for name, content in fresh.items():
        if report.get(name) != content:
            says = f"{REPORT}: its {name.replace('_', ' ')} do not follow from its other parts"
            return Check("figures", False, says)
    return Check("figures", True, f"{REPORT}: key figures and charts follow from the other parts")


def _public(parts: dict[str, bytes], report: dict[str, Any]) -> str:
    """What in the copy for everybody is not as the report gives it; "" where all is."""
    least = json.loads(parts[PUBLIC])["least"] if PUBLIC in parts else LEAST
    fresh = public_part(report, least)
    wrong = [name for name in (PUBLIC, PUBLIC_PAGE) if parts.get(name) != fresh.get(name)]
    return f"{wrong[0]} is not what {REPORT} gives" if wrong else ""


def _public_page(parts: dict[str, bytes]) -> Check:
    """Whether the page of a copy for everybody says what its figures say."""
    try:
        same = parts.get(PUBLIC_PAGE) == render_public(json.loads(parts[PUBLIC])).encode()
    except MALFORMED:
        same = False
    says = f"{PUBLIC_PAGE} {'is' if same else 'is not'} what this selfreg makes of {PUBLIC}"
    return Check("public copy", same, says)


_HOLDS = {
    "public copy": "the copy for everybody follows from it",
    "page one": "its five lines follow from the figures",
    "verdicts": "each state follows from its bounds and from the limits that the ledger holds",
    "answers and decisions": "answers and decisions are those that the ledger holds",
}


def _judged(name: str, look: Callable[[], str]) -> Check:
    """Page one or the verdicts, worked out again."""
    try:
        problem = look()
    except MALFORMED as fault:
        problem = f"{REPORT}: the {name} cannot be worked out: {fault!r:.80}"
    return Check(name, not problem, problem or f"{REPORT}: {_HOLDS[name]}")


def _renderings(parts: dict[str, bytes], report: dict[str, Any]) -> Check:
    try:
        fresh = rendered(report) | ({} if kind_of(parts) in EARLIER_KINDS else guide())
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
