"""What comes out of a case: training, comparison, and whether it is still what was signed."""

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.engine.decisions import history
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
    names = _row_names(case, rows["id"])
    body = rows["text"].to_numpy()
    return found.changed_texts.assign(body=body, id=rows["id"].to_numpy(), row=names)


def _row_names(case: str, ids: "pd.Series") -> list[str]:
    """The names that report and bundle give to texts; "" before there was either."""
    from core.pipeline.stored import salt_of
    from core.report.changed import NAME
    from core.report.stored import row_id

    opened = open_case(case)
    if not opened.salt_path.is_file():
        return [""] * len(ids)
    salt = salt_of(opened)
    return [row_id(salt, str(each))[:NAME] for each in ids]


def trained_by(case: str) -> str:
    """Who trained the regularized model; "" where nobody is named."""
    by = [event.by for event in history(case) if event.event == "model.trained"]
    return by[-1] if by and by[-1] != "selfreg" else ""


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


def history_csv(case: str, masked: bool = False) -> str:
    """Every event of the ledger as CSV, the oldest first; masked: personal data is hidden."""
    from core.review.history import history_csv as told

    return told(_events(case, masked))


def history_json(case: str, masked: bool = False) -> str:
    """Every event of the ledger as JSON, the oldest first; masked: personal data is hidden."""
    from core.review.history import history_json as told

    return told(_events(case, masked))


def _events(case: str, masked: bool) -> "tuple[Event, ...]":
    from core.pipeline.hiding import hide_events

    return hide_events(history(case)) if masked else history(case)


def typed_personal_data(case: str) -> bool:
    """Whether somebody typed what looks like personal data as a reason."""
    from core.masking import holds_personal_data
    from core.pipeline.hiding import reasons_of

    return holds_personal_data(reasons_of(history(case)))
