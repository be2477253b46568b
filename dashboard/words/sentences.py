"""Sentences the pages say about a case, its features and its events."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.engine import Facts, Job, Status
from dashboard.words.terms import EVENTS


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its word: 1 feature, 1,204 features."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float, digits: int = 0) -> str:
    """A share as 42 %, with a space that does not break; <1 % rather than a false zero."""
    if share != share:
        return "–"
    if 0 < share < 0.01 and digits == 0:
        return "<1\u00a0%"
    return f"{100 * share:.{digits}f}\u00a0%"


def quoted(name: str) -> str:
    """A feature's name as it stands in a sentence."""
    return f"“{name}”"


def listed(parts: Iterable[str]) -> str:
    """Parts as they stand in a sentence: a, b and c."""
    parts = list(parts)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def leaning(status: Status) -> str:
    """What the plain model leans on, in one sentence."""
    if not status.leans_on:
        return "No single feature moves the plain model's decision much."
    names = listed(quoted(name) for name in status.leans_on)
    rest = status.leaning - len(status.leans_on)
    more = f" and {rest} more" if rest > 0 else ""
    return f"The plain model leans most on {names}{more}."


def headline(status: Status) -> str:
    """Where the case stands and what to do next."""
    if status.job is not None and status.job.active:
        return f"{_doing(status.job)} You can close this page; it goes on."
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


def _doing(job: Job) -> str:
    what = "The regularized model is being trained" if job.kind == "train" else (
        "The features are being found")  # fmt: skip
    return f"{what}: {job.stage or 'starting'}."


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
        return "review", "Go on reviewing"
    return "compare", "Compare before and after"


def step_states(status: Status | None) -> Mapping[str, str]:
    """What the sidebar says beside each step, in a few letters."""
    if status is None:
        return {}
    if not status.ready:
        running = status.job is not None and status.job.active
        return {"overview": "running" if running else "not run yet"}
    reviewed = status.asked - status.to_review
    training = status.job is not None and status.job.active
    trained = f"{status.since_training} new" if status.since_training else "done"
    signed = "outdated" if status.changed_since_signing else "signed"
    return {
        "overview": "✓",
        "review": f"{reviewed} of {status.asked}",
        "retrain": "running" if training else trained if status.compared else "",
        "compare": "✓" if status.compared and not status.since_training else "",
        "sign": signed if status.signed_by else "",
    }


def fit(feature: Mapping[str, Any]) -> str:
    """How well a suggested name fits, as a word with its number."""
    value = feature.get("fit")
    if value is None or value != value:
        return ""
    word = "well" if value >= 0.85 else "fairly" if value >= 0.7 else "poorly"
    return f"fits {word} ({value:.2f})"


def pushes(feature: Mapping[str, Any], favourable: str) -> str:
    """What a feature does to the plain model's decision, in one sentence."""
    direction, influence = int(feature.get("pushes") or 0), float(feature.get("influence") or 0)
    if direction == 0 or influence == 0:
        return "It does not move the plain model."
    way = "towards" if direction > 0 else "away from"
    tips = int(feature.get("tips") or 0)
    tail = f"; without it, {count(tips, 'decision')} would change" if tips else ""
    return (
        f"It pushes the plain model {way} {quoted(favourable)} "
        f"({percent(influence)} of what moves it){tail}."
    )


def apart(feature: Mapping[str, Any]) -> str:
    """Between which groups a feature differs most, in one sentence; "" when hardly."""
    high, low = feature.get("high_rate"), feature.get("low_rate")
    if high is None or low is None or high != high or low != low or high - low < 0.01:
        return ""
    by = f"{label_of(feature['column'])} {quoted(str(feature['high']))}"
    times = f"{high / low:.1f} times as often" if low > 0 else "only"
    other = f" as with {quoted(str(feature['low']))}" if low > 0 else ""
    return f"It fires {times} with {by}{other} ({percent(high)} against {percent(low)})."


def why_queued(feature: Mapping[str, Any], favourable: str) -> str:
    """Why a feature is in the queue."""
    parts = [pushes(feature, favourable), apart(feature)]
    if not feature.get("asked", True):
        parts = ["It is not among the features that matter most here.", *parts]
    return " ".join(part for part in parts if part)


def seen_in(feature: Mapping[str, Any], texts: int) -> str:
    """In how many texts a feature fires."""
    share = feature["texts"] / texts if texts else 0.0
    return f"in {feature['texts']:,} of {texts:,} texts ({percent(share)})"


def label_of(column: str) -> str:
    """A column's name as words."""
    return column.replace("_", " ")


def day(ts: str) -> str:
    """The day and minute of an event, without seconds: "2026-11-20 09:30 UTC"."""
    return f"{ts[:10]} {ts[11:16]} UTC"


def event_sentence(event: Any) -> str:  # noqa: ANN401  (an event of the ledger)
    """What somebody did, in words."""
    act = EVENTS.get(event.event, event.event)
    subject = event.subject
    about = f" {quoted(subject['name'])}" if subject.get("name") and "feature" in subject else ""
    if event.event == "signed" and subject.get("meaning"):
        about = f" ({subject['meaning']})"
    reason = f": {event.reason}" if event.reason else ""
    return f"{event.by} {act}{about}{reason}"


def decides(facts: Facts) -> str:
    """What the classifier of the case decides, in one sentence."""
    labels = listed(quoted(label) for label in facts.labels)
    return (
        f"From {quoted(facts.text)}, the model decides {quoted(facts.label)}: {labels}. "
        f"The favourable decision is {quoted(facts.favourable)}."
    )


def unknown_case(name: str) -> str:
    """There is no case of that name."""
    return f"There is no case {quoted(name)} here."


def deciding_as(name: str) -> str:
    """Whose name stands beside decisions."""
    return f"Deciding as {name}"


def again(reason: str) -> str:
    """What the button says that fills in the last reason."""
    short = reason if len(reason) <= 40 else reason[:39].rstrip() + "…"
    return f"Again: {quoted(short)}"


def span(low: float, high: float) -> str:
    """From which strength to which."""
    if round(100 * low) == round(100 * high):
        return percent(high)
    return f"{round(100 * low)} to {percent(high)}"


def flag_these(number: int) -> str:
    """What the button says that flags many features."""
    return "Flag this one" if number == 1 else f"Flag these {number}"


def flagged_many(number: int) -> str:
    """What the last action did."""
    return f"Flagged {count(number, 'feature')}; each can be taken back on its own."


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
