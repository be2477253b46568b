"""Where a case stands: the opening sentence, the next step, the sidebar's states."""

from collections import Counter
from collections.abc import Mapping

from dashboard.engine import Job, Status
from dashboard.words.labels import GO_ON
from dashboard.words.sentences import count, day, listed, percent, quoted

_DOING = {
    "run": "The features are being found.",
    "train": "The regularized model is being trained.",
}


def leaning(status: Status) -> str:
    """What the plain model leans on, in one sentence."""
    if not status.leans_on:
        return "No single feature moves the plain model's decision much."
    # Features of one name are several, not the same one twice.
    names = listed(
        quoted(name) if times == 1 else f"{quoted(name)} ({count(times, 'feature')})"
        for name, times in Counter(status.leans_on).items()
    )
    rest = status.leaning - len(status.leans_on)
    more = f" and {rest} more" if rest > 0 else ""
    return f"The plain model leans most on {names}{more}."


def headline(status: Status) -> str:
    """Where the case stands and what to do next."""
    if status.job is not None and status.job.active:
        return _DOING[status.job.kind]
    if not status.ready:
        return (
            "The texts are read. Next, the features in them have to be found; "
            "that takes a few minutes."
        )
    if not status.flagged and not status.compared:
        return (
            f"{leaning(status)} {count(status.to_review, 'feature')} "
            f"{'waits' if status.to_review == 1 else 'wait'} for a decision."
        )
    return f"{_models(status)} {_open_ends(status)}".strip()


def _models(status: Status) -> str:
    flagged = count(status.flagged, "flagged feature")
    if not status.compared or status.reliance is None:
        return f"{count(status.flagged, 'feature is', 'features are')} flagged; the regularized " \
               "model has not been trained yet."  # fmt: skip
    plain, regularized = status.reliance.get("plain", 0), status.reliance.get("regularized", 0)
    rest = "not at all" if regularized < 0.005 else f"{percent(regularized)}"
    return (
        f"The plain model relies on the {flagged} for {percent(plain)} of what moves it, "
        f"the regularized model {rest}."
    )


def _open_ends(status: Status) -> str:
    if status.signed_by and not status.changed_since_signing:
        return f"Signed by {status.signed_by} on {day(status.signed_on)}; nothing changed since."
    if status.signed_by:
        return "Something changed since it was signed, so the signature no longer holds."
    if status.compared and status.since_training:
        made = count(status.since_training, "decision was", "decisions were")
        return f"{made} made since that training."
    if status.to_review:
        return (
            f"{count(status.to_review, 'feature still needs', 'features still need')} a decision."
        )
    return "Every feature that matters has a decision."


def next_step(status: Status) -> tuple[str, str] | None:
    """The page to go to next and what the button says; None while the run itself is next."""
    if not status.ready:
        return None
    if not status.flagged and not status.compared:
        return "review", "Review the features"
    if not status.compared:
        return "retrain", "Train the regularized model"
    if status.since_training:
        return "retrain", "Train again with these decisions"
    if status.signed_by and not status.changed_since_signing:
        return "sign", "Download the bundle"
    if status.to_review:
        return "review", GO_ON
    return "compare", "Compare before and after"


def step_states(status: Status | None) -> Mapping[str, str]:
    """What the sidebar says beside each step, in a few letters."""
    if status is None:
        return {}
    if not status.ready:
        running = status.job is not None and status.job.active
        return {"overview": "running" if running else "not run yet"}
    reviewed = status.asked - status.to_review
    running = status.job.kind if status.job is not None and status.job.active else ""
    trained = f"{status.since_training} new" if status.since_training else "done"
    compared = "✓" if status.compared and not status.since_training else ""
    signed = "outdated" if status.changed_since_signing else "signed"
    return {
        "overview": "✓",
        "review": f"{reviewed} of {status.asked}",
        "retrain": "running" if running == "train" else trained if status.compared else "",
        "compare": "running" if running == "tests" else compared,
        "sign": signed if status.signed_by else "",
    }


def job_stage(job: Job) -> str:
    """What a job does now, and how far it is."""
    if job.state == "waiting":
        return "Waiting for another job of this case"
    share = f" · {percent(job.share)}" if job.total else ""
    return f"{job.stage or 'Starting'}{share}"


def job_ended(job: Job) -> str:
    """Why a job ended before it was done, and what to do."""
    ends = {
        "failed": f"The last try failed. {job.message}",
        "lost": "The last try ended without a word, as when the machine is switched off.",
        "cancelled": "The last try was cancelled.",
    }
    return f"{ends[job.state]} Start again: it goes on where it stopped."
