"""A running job: how far it is, a way to stop it, and what became of it."""

import streamlit as st

from dashboard import engine, words
from dashboard.components.markup import escape, show
from dashboard.components.page import act, warn

_EVERY = 1.0  # seconds between two looks at the job


def job_panel(case: str, kind: str) -> bool:
    """True while a job of the case is under way; draws it, or why the last one ended early.

    Args:
        case: Name of the case.
        kind: "run" or "train": whose end this page tells.
    """
    job = engine.job(case)
    if job is None:
        return False
    if job.active:
        _watch(case)
        return True
    if job.kind == kind and job.state in ("failed", "lost", "cancelled"):
        warn(words.job_ended(job))
    return False


@st.fragment(run_every=_EVERY)
def _watch(case: str) -> None:
    job = engine.job(case)
    if job is None or not job.active:
        st.rerun()
    st.progress(job.share, text=words.job_stage(job))
    show(escape(words.JOB_GOES_ON), "sr-muted sr-small")
    st.button(words.CANCEL, key="cancel_job", on_click=act, args=(_cancel, case))


def _cancel(case: str) -> str:
    engine.cancel_job(case)
    return words.CANCELLING
