"""What is signed and handed over: the report part by part, what waits, signature, bundle."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.signing.approvals import undecided, undisposed
from core.signing.spoken import in_words
from dashboard.engine.decisions import now
from dashboard.engine.places import open_case

if TYPE_CHECKING:
    from core.pipeline.certificates import Certificate
    from core.pipeline.withdraw import Key
    from core.report.signers import Withdrawn


@dataclass(frozen=True)
class Handover:
    """The report as it would be handed over now; never change it.

    Attributes:
        files: name -> content of report.json, report.html and the model card.
        parts: title -> a page with this part of the report alone, from page one on.
        digests: title -> SHA-256 of what the part shows.
        open_lines: lines and found gaps that wait for a person's decision.
        proxies: features that may stand in for a group and wait for one.
        for_everybody: whether there are enough texts for a copy that can be laid open.
    """

    files: dict[str, bytes]
    parts: dict[str, str]
    digests: dict[str, str]
    open_lines: list[dict[str, Any]]
    proxies: list[dict[str, Any]]
    for_everybody: bool = True


def handover(case: str, masked: bool = False) -> Handover:
    """The report of the case as it is now, written once for as long as it stays the same.

    Args:
        case: Name of the case.
        masked: Hide personal data in the reasons people typed: a copy to show, not to sign.
    """
    from core.pipeline.seals import standing
    from core.pipeline.written import report_key

    opened = open_case(case)
    signed = standing(opened)
    return _handover(case, f"{report_key(opened)}{signed}", signed, masked)


@st.cache_resource(max_entries=4, show_spinner="Writing the report …")
def _handover(case: str, key: str, _signed: tuple, masked: bool) -> Handover:
    from core import pipeline
    from core.durable import sha256_bytes
    from core.report.page import FIRST, laid_out, parts_of
    from core.report.public import countable
    from core.report.renderings import PAGE, around
    from core.report.sections import first_page

    report = pipeline.case_report(open_case(case), masked=masked)
    parts = parts_of(report)
    shown = parts | {FIRST: first_page(report, _signed)}
    return Handover(
        around(report) | {PAGE: laid_out(report, shown).encode()},
        {title: laid_out(report, {title: part}) for title, part in shown.items()},
        {title: sha256_bytes(part.encode()) for title, part in parts.items()},
        undisposed(report),
        undecided(report),
        countable(report),
    )


def spoken(fingerprint: str) -> str:
    """A fingerprint in words, to compare by telephone."""
    return in_words(fingerprint)


def opened_parts(case: str, by: str) -> tuple[str, ...]:
    """Titles of the parts that a person has opened as they are now."""
    from core.pipeline.seen import seen_by

    return seen_by(open_case(case), handover(case).digests, by) if by.strip() else ()


def open_parts(case: str, titles: list[str], by: str) -> None:
    """Record that a person opened some parts of the report.

    Raises:
        InputError: No name was given.
    """
    from core.pipeline.seen import view_sections

    view_sections(open_case(case), handover(case).digests, titles, by, now())


def sign(
    case: str,
    *,
    by: str,
    role: str,
    meaning: str,
    passphrase: str = "",
    independent: bool = False,
    conditions: tuple[str, ...] = (),
) -> None:
    """Sign the regularized model and its report as they are now.

    Args:
        case: Name of the case.
        by: Full name of who signs.
        role: In which role.
        meaning: "reviewed" or "approved".
        passphrase: Of the person's key, which is made on first use; "" signs without one.
        independent: The person states to have taken no part in the development.
        conditions: Under which they approve.

    Raises:
        InputError: The passphrase does not open the key, or is too short for a new one.
        CaseError: A line of the report that is open has no disposition.
    """
    from core import pipeline
    from core.signing.keys import use_key

    pipeline.sign_case(
        open_case(case),
        by=by,
        role=role,
        meaning=meaning,
        ts=now(),
        signer=use_key(by, passphrase) if passphrase else None,
        independent=independent,
        conditions=conditions,
    )


def refuse(case: str, *, by: str, role: str, reason: str, passphrase: str = "") -> None:
    """Refuse to approve the regularized model as it is now; it stays on record.

    Raises:
        InputError: The reason is too short, or the passphrase does not open the key.
    """
    from core import pipeline
    from core.signing.keys import use_key

    signer = use_key(by, passphrase) if passphrase else None
    pipeline.refuse_case(open_case(case), by, role, reason, now(), signer=signer)


def refusals(case: str) -> "list[Withdrawn]":
    """Who refused to approve, oldest first; one stands until that person approves this model."""
    from core.pipeline.seals import signature_state, withdrawn
    from core.signing.forms import person

    opened = open_case(case)
    given = [s for s in signature_state(opened) if s.holds and s.keyid and s.meaning == "approved"]
    since = {person(each.by) for each in given}
    return [
        replace(each, stands=each.stands and person(each.by) not in since)
        for each in withdrawn(opened)
        if each.event == "approval.refused"
    ]


def to_withdraw(case: str) -> "tuple[list[Key], list[Certificate]]":
    """The keys and the approved bundles that stand and may be taken back."""
    from core import pipeline

    opened = open_case(case)
    keys = [each for each in pipeline.known_keys(opened) if not each.retired]
    return keys, [each for each in pipeline.approved_bundles(opened) if not each.gone]


def retire(case: str, keyid: str, reason: str, by: str) -> None:
    """Say that a key is not used any more, for good.

    Raises:
        InputError: No such key in use, no name, or too short a reason.
    """
    from core import pipeline

    pipeline.retire_key(open_case(case), keyid, reason, by, now())


def revoke(case: str, bundle: str, reason: str, by: str, passphrase: str = "") -> None:
    """Say that an approved bundle does not count any more, for good.

    Args:
        case: Name of the case.
        bundle: Its fingerprint.
        reason: Why.
        by: Who says so.
        passphrase: Of their key, which signs it; "" leaves it to the history alone.

    Raises:
        InputError: No such bundle that stands, no name, too short a reason, or no such key.
    """
    from core import pipeline
    from core.signing.keys import open_key

    signer = open_key(by, passphrase) if passphrase else None
    pipeline.revoke_certificate(open_case(case), bundle, reason, by, now(), signer=signer)


def has_key(name: str) -> bool:
    """Whether a person has a signing key on this machine."""
    from core.signing.keys import has_key as known

    return known(name)


def dispose(case: str, lines: list[str], choice: str, reason: str, by: str) -> None:
    """Write to the ledger what follows from lines or found gaps that are open.

    Raises:
        InputError: The reason is too short, or a line is not open any more.
    """
    from core import pipeline

    pipeline.dispose(open_case(case), lines, choice, reason, by, now())


def bundle_bytes(case: str) -> bytes:
    """The bundle: model, report, ledger and signatures in one zip file."""
    from core import pipeline

    return _written(partial(pipeline.export_case, open_case(case)))


def copy_bytes(case: str) -> bytes:
    """The copy of the bundle for everybody, as one zip file.

    Raises:
        CaseError: There are too few texts for one.
    """
    from core import pipeline

    return _written(partial(pipeline.export_copy, open_case(case)))


def _written(write: Callable[[Path], object]) -> bytes:
    """What `write` puts into the file it is given."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out.zip"
        write(out)
        return out.read_bytes()
