"""The checklist before a signature: what holds, what is missing, what blocks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.engine import Status
from dashboard.engine.phrases import person
from dashboard.words.asked import given
from dashboard.words.sentences import count, day, listed

if TYPE_CHECKING:
    from dashboard.engine.decisions import Verdict
    from dashboard.engine.handing import Withdrawn
    from dashboard.engine.results import Signature

_NAMED = 4  # parts of the report; more are counted


@dataclass(frozen=True)
class Item:
    """One line of the checklist.

    Attributes:
        done: it holds.
        words: what holds, or what is missing.
        page: where to do something about it.
        blocks: nobody can sign while it is open.
    """

    done: bool
    words: str
    page: str
    blocks: bool


def checklist(
    status: Status,
    verdicts: "Mapping[int, Verdict]",
    pending: str,
    *,
    accepted: bool,
    intact: bool,
) -> tuple[Item, ...]:
    """What should be true before somebody signs, in the order of the work."""
    bare = [v for v in verdicts.values() if v.verdict in ("flag", "unsure") and not v.reason]
    return (
        _judged(status),
        Item(
            not bare,
            "Every flag has a reason."
            if not bare
            else f"{count(len(bare), 'decision has', 'decisions have')} no reason.",
            "review",
            False,
        ),
        _model(status, pending),
        _audit(status, pending),
        Item(
            accepted,
            "Somebody accepted this regularized model on the page Compare."
            if accepted
            else "Nobody has accepted this regularized model on the page Compare.",
            "compare",
            False,
        ),
        Item(
            intact,
            "The list of decisions is unbroken."
            if intact
            else "The list of decisions was changed from outside.",
            "history",
            True,
        ),
        Item(
            status.compared,
            "The report is made from the case as it is now."
            if status.compared
            else "There is no report yet; it needs the comparison.",
            "retrain",
            True,
        ),
    )


def approval_items(
    waiting: int,
    proxies: int,
    parts: tuple[bool, str],
    approved: tuple[bool, str],
    refused: "Sequence[Withdrawn]" = (),
) -> tuple[Item, ...]:
    """What an approval that others can check still lacks; none of it blocks a review."""
    lines = count(waiting, "line of the report waits", "lines of the report wait")
    told = f"{lines} for a decision, which an approval with a key needs."
    decided = "Every line that is open in the report was decided."
    likely = count(proxies, "likely proxy waits", "likely proxies wait")
    undecided = f"{likely} for a decision, which an approval with a key needs."
    return (
        Item(not waiting, told if waiting else decided, "sign", False),
        Item(
            not proxies,
            undecided if proxies else "Every likely proxy was decided.",
            "compare",
            False,
        ),
        Item(*parts, "sign", False),
        *(Item(False, _refused(each), "sign", False) for each in refused),
        Item(*approved, "sign", False),
    )


def _refused(each: "Withdrawn") -> str:
    return (
        f"{each.by} refused to approve this model on {day(each.ts)}: no bundle of it verifies "
        "until they approve it."
    )


def parts_opened(by: str, opened: Iterable[str], titles: Iterable[str]) -> tuple[bool, str]:
    """Whether whoever signs has opened every part of the report, and which parts are left."""
    everything, seen = list(titles), set(opened)
    left = [title for title in everything if title not in seen]
    if not by.strip():
        return False, (
            "Which parts of the report you open is noted once your name is typed; an approval with "
            "a key needs all of them."
        )
    if not left:
        return True, f"{by.strip()} has opened every part of the report as it is now."
    named = listed([*left[:_NAMED], *([f"{len(left) - _NAMED} more"] * (len(left) > _NAMED))])
    return False, (
        f"{by.strip()} has opened {len(everything) - len(left)} of {len(everything)} parts of the "
        f"report as it is now; not yet: {named}."
    )


def _judged(status: Status) -> Item:
    if not status.to_review:
        return Item(True, "Every feature that matters has a decision.", "review", False)
    waiting = count(status.to_review, "feature that matters has", "features that matter have")
    return Item(False, f"{waiting} no decision; the report says so.", "review", False)


def _model(status: Status, pending: str) -> Item:
    if "train" not in status.done:
        return Item(False, "There is no regularized model yet.", "retrain", True)
    if pending and status.since_training:
        made = count(status.since_training, "decision is", "decisions are")
        return Item(False, f"{made} newer than the regularized model.", "retrain", True)
    return Item(True, "The regularized model is newer than the last decision.", "retrain", True)


def _audit(status: Status, pending: str) -> Item:
    if "audit" not in status.done:
        return Item(False, "The two models have not been compared.", "retrain", True)
    if pending:
        return Item(False, "The comparison is of an earlier state.", "retrain", True)
    return Item(True, "The comparison is of these two models.", "compare", True)


def approvals(signatures: "Iterable[Signature]", trained_by: str) -> tuple[bool, str]:
    """Whether two people approved with keys of their own, and the line of the checklist."""
    trainer = person(trained_by)
    held = {
        person(s.by): s
        for s in signatures
        if s.holds and s.keyid and s.meaning == "approved" and person(s.by) != trainer
    }
    independent = any(s.independent for s in held.values())
    if len(held) >= 2 and independent:
        return True, f"Sealed: approved with their keys by {listed(s.by for s in held.values())}."
    wait = f"{len(held)} of 2 people have approved with a key of their own"
    return False, wait + (
        ", none of them independent of the development." if held and not independent else "."
    )


def state(item: Item) -> str:
    """Whether a line holds, in one word: done, missing, or open where one may sign all the same."""
    return "done" if item.done else "missing" if item.blocks else "open"


def said(missing: Sequence[str]) -> Item:
    """Whether use, data and remaining risk are described; nobody is kept from signing by it."""
    return Item(not missing, given(missing), "sign", False)
