"""What comes out of a case: training, audit, report, bundle, signature."""

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.engine.decisions import history, now
from dashboard.engine.features import texts
from dashboard.engine.places import open_case, revision

if TYPE_CHECKING:
    from core.audit import Audit
    from core.pipeline.seals import Signature
    from core.review.event import Event


def train_summary(case: str) -> dict[str, Any] | None:
    """What the last training left (method, strength, reliance …); None before the first."""
    return open_case(case).info("train") or None


def audit(case: str) -> "Audit | None":
    """Outcomes by group of both models; None before the regularized model was compared."""
    return _audit(case, revision(case))


@st.cache_resource(max_entries=10, show_spinner=False)
def _audit(case: str, revision: str) -> "Audit | None":
    from core.audit import load_audit

    path = open_case(case).audit_path
    return load_audit(path) if path.is_file() else None


def changed_texts(case: str) -> pd.DataFrame:
    """Texts whose decision differs between the models, with the text itself in `body`."""
    found = audit(case)
    if found is None:
        return pd.DataFrame()
    rows = texts(case).frame.iloc[found.changed_texts["text"].to_numpy(dtype=int)]
    return found.changed_texts.assign(body=rows["text"].to_numpy(), id=rows["id"].to_numpy())


def sign(
    case: str,
    *,
    by: str,
    role: str,
    meaning: str,
    passphrase: str = "",
    independent: bool = False,
) -> None:
    """Sign the regularized model and its report as they are now.

    Args:
        case: Name of the case.
        by: Full name of who signs.
        role: In which role.
        meaning: "reviewed" or "approved".
        passphrase: Of the person's key, which is made on first use; "" signs without one.
        independent: The person states to have taken no part in the development.

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
    )


def has_key(name: str) -> bool:
    """Whether a person has a signing key on this machine."""
    from core.signing.keys import has_key as known

    return known(name)


def open_lines(case: str) -> list[dict[str, Any]]:
    """The lines of the report's page one that wait for a person's decision."""
    from core.pipeline.sign import undisposed

    return undisposed(json.loads(report_json(case)))


def trained_by(case: str) -> str:
    """Who trained the regularized model; "" where nobody is named."""
    by = [event.by for event in history(case) if event.event == "model.trained"]
    return by[-1] if by and by[-1] != "selfreg" else ""


def dispose(case: str, line: str, choice: str, reason: str, by: str) -> None:
    """Write to the ledger what follows from a line that is open.

    Raises:
        InputError: The reason is too short, or the line is not open any more.
    """
    from core import pipeline

    pipeline.dispose(open_case(case), line, choice, reason, by, now())


def signature_state(case: str) -> "tuple[Signature, ...]":
    """Every signature, the oldest first, and whether what it covers is still what is there.

    Each has by, role, meaning, ts, fingerprint, holds and changed.
    """
    from core import pipeline

    return pipeline.signature_state(open_case(case))


def pending(case: str) -> str:
    """Why models and comparison no longer match the decisions; "" when they do."""
    from core.pipeline.decide import pending as why

    return why(open_case(case))


def fingerprint(case: str) -> str:
    """One name for texts, policy, decisions, model and comparison as they are now."""
    from core.pipeline.decide import fingerprint as named

    return named(open_case(case))


def accepted(case: str) -> bool:
    """Whether somebody accepted the regularized model as it is now."""
    now_ = fingerprint(case)
    return any(
        event.event == "model.accepted" and event.subject.get("fingerprint") == now_
        for event in history(case)
    )


def report_html(case: str, masked: bool = False) -> str:
    """The report as one self-contained page, made from the case as it is now.

    Args:
        case: Name of the case.
        masked: Hide personal data in the reasons people typed: a copy to show, not to sign.
    """
    return _report(case, revision(case), masked)["report.html"].decode()


def report_json(case: str, masked: bool = False) -> bytes:
    """The same report for machines: the one source of every figure in it."""
    return _report(case, revision(case), masked)["report.json"]


@st.cache_data(max_entries=4, show_spinner="Writing the report …")
def _report(case: str, revision: str, masked: bool) -> dict[str, bytes]:
    from core import pipeline

    with tempfile.TemporaryDirectory() as scratch:
        folder = pipeline.report_case(open_case(case), Path(scratch) / "report", masked=masked)
        return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def history_csv(case: str, masked: bool = False) -> str:
    """Every event of the ledger as CSV, the oldest first; masked: personal data is hidden."""
    from core.review.history import history_csv as told

    return told(_events(case, masked))


def history_json(case: str, masked: bool = False) -> str:
    """Every event of the ledger as JSON, the oldest first; masked: personal data is hidden."""
    from core.review.history import history_json as told

    return told(_events(case, masked))


def _events(case: str, masked: bool) -> "tuple[Event, ...]":
    from core.pipeline.hiding import hide_reasons

    return hide_reasons(history(case)) if masked else history(case)


def typed_personal_data(case: str) -> bool:
    """Whether somebody typed what looks like personal data as a reason."""
    from core.masking import holds_personal_data
    from core.pipeline.hiding import reasons_of

    return holds_personal_data(reasons_of(history(case)))


def bundle_bytes(case: str) -> bytes:
    """The bundle: model, report, ledger and manifest in one zip file."""
    return _bundle(case, revision(case))


@st.cache_data(max_entries=2, show_spinner="Packing the bundle …")
def _bundle(case: str, revision: str) -> bytes:
    from core import pipeline

    with tempfile.TemporaryDirectory() as scratch:
        return pipeline.export_case(open_case(case), Path(scratch) / "bundle.zip").read_bytes()
