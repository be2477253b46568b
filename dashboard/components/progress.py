"""A running job: how far it is, a way to stop it, and what became of it."""

from time import monotonic

import streamlit as st

from dashboard import engine, words
from dashboard.components.markup import escape, show
from dashboard.components.page import act, warn
from dashboard.words.training import time_left

_SEEN = "job_seen"  # stage, units done and time when this tab first saw the running step
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
    told = " · ".join(part for part in (_left(job), words.JOB_GOES_ON) if part)
    show(escape(told), "sr-muted sr-small")
    st.button(words.CANCEL, key="cancel_job", on_click=act, args=(_cancel, case))


def _left(job: engine.Job) -> str:
    """How long the step still takes, from how it went since this tab first saw it."""
    seen = st.session_state.get(_SEEN)
    if seen is None or seen[0] != job.stage or seen[1] > job.done:
        seen = (job.stage, job.done, monotonic())
        st.session_state[_SEEN] = seen
    return time_left(job.done, job.total, monotonic() - seen[2], since=seen[1])


def _cancel(case: str) -> str:
    engine.cancel_job(case)
    return words.CANCELLING
