"""Sentences of single pages: overview, explore, review, history, and the frame."""

from typing import Any

from dashboard.engine import Facts, Status
from dashboard.words.sentences import count, label_of, listed, quoted
from dashboard.words.status import leaning
from dashboard.words.terms import EVENTS


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


def flag_these(number: int) -> str:
    """What the button says that flags many features."""
    return "Flag this one" if number == 1 else f"Flag these {number}"


def flagged_many(number: int) -> str:
    """What the last action did."""
    return f"Flagged {count(number, 'feature')}; each can be taken back on its own."


def about(facts: Facts) -> str:
    """What stands under the case's name."""
    return f"{count(facts.texts, 'text')} from {facts.source}"


def share_of(favourable: str) -> str:
    """Heading of the share of texts with the favourable decision."""
    return f"of them {quoted(favourable)}"


def by_group(column: str, groups: int) -> str:
    """Caption of a group's counts."""
    return f"Texts by {label_of(column)}" + (f", 12 of {groups:,} groups" if groups > 12 else "")


def welcome(cases: int) -> str:
    """The first sentence when no case is open."""
    if cases:
        return "Open a case, or make a new one from a file of labelled texts."
    return "There is no case here yet. Open the sample case, or choose a file of labelled texts."


def history_lead(events: int) -> str:
    """The first sentence of the history."""
    return (
        f"{count(events, 'event')}, the newest first. Nothing is ever taken out: "
        "an undone decision and its undoing both stay."
    )


def checked(ok: bool, message: str) -> str:
    """Whether the ledger is as it was written."""
    start = "The history is whole" if ok else "The history was changed"
    return f"{start}: {message}."


def events_found(number: int, total: int) -> str:
    """How many events answer."""
    return f"{number:,} of {count(total, 'event')}"


def event_what(event: Any) -> str:  # noqa: ANN401  (an event of the ledger)
    """What happened, without who and why."""
    act, subject = EVENTS.get(event.event, event.event), event.subject
    about = f" {quoted(subject['name'])}" if subject.get("name") and "feature" in subject else ""
    if event.event == "feature.renamed" and subject.get("new") == subject.get("name"):
        return f"confirmed the name{about}"
    if event.event == "feature.renamed":
        about += f" to {quoted(subject.get('new') or subject.get('suggested', ''))}"
    kind = f" ({subject['category']})" if subject.get("category") else ""
    if event.event == "opinion.given":
        about += f": {subject.get('verdict', '')}"
    if event.event == "rule.set":
        about = f": {subject.get('unjudged', '')}"
    if event.event == "policy.set":
        about = f": {subject.get('text', '')}"
    if event.event in ("key.added", "key.retired"):
        about = f": that of {subject.get('name', '')}, {subject.get('keyid', '')[:16]} …"
    if event.event.startswith("certificate."):
        about = f": bundle {subject.get('bundle', '')[:16]} …"
    return f"{act}{about}{kind}"


def explore_lead(status: Status) -> str:
    """The first sentence of Explore."""
    return f"{leaning(status)} Look for a feature by a word, by what it means, or in a text."


def nothing_found(query: str) -> str:
    """No feature answers."""
    short = query if len(query) <= 60 else query[:59].rstrip() + "…"
    return f"No feature answers {quoted(short)}."


def found(number: int) -> str:
    """How many features answer."""
    return count(number, "feature")


def flag_several(number: int) -> str:
    """Title of the panel that flags all results."""
    return f"Flag these {number} together" if number > 1 else "Flag it"


def related_title(number: int) -> str:
    """Title of the panel with what is related to flagged features."""
    return f"{count(number, 'feature')} related to flagged ones"


def show_more(left: int) -> str:
    """What the button says that lengthens a list."""
    return f"Show more ({left:,} left)"


def decided(verdict: str, name: str, suggested: str = "") -> str:
    """What the last decision was, and what the software would have chosen."""
    said = {"flag": "Flagged", "keep": "Kept", "unsure": "Put aside"}[verdict]
    own = {"flag": "flag", "keep": "keep"}.get(suggested, "")
    if not own or verdict == "unsure":
        agrees = ""
    elif own == verdict:
        agrees = " The software would have chosen the same."
    else:
        agrees = f" The software would have chosen {own}; your decision stands."
    return f"{said} {quoted(name)}. Undo with Z.{agrees}"


def policy_heading(version: int) -> str:
    """What stands above the policy."""
    return f"Your policy, version {version}" if version else "Your policy"


def progress_of(reviewed: int, asked: int, flagged: int) -> str:
    """How far the review is."""
    return f"{reviewed:,} of {asked:,} decided, {flagged:,} flagged"


def renamed(name: str) -> str:
    """What the last action did."""
    return f"Renamed to {quoted(name)}." if name.strip() else "The suggested name is back."


def name_confirmed(name: str) -> str:
    """What the last action did."""
    return f"The name {quoted(name)} is confirmed."


def taken_back(name: str) -> str:
    """What undo did."""
    return f"Took back the decision on {quoted(name)}."


def place(place: int, total: int, tab: str) -> str:
    """Where in the queue one is."""
    order = "relatives of flagged ones first, then by influence and difference between groups"
    if not place:
        return f"Not under {quoted(tab)}."
    return f"{place:,} of {total:,} under {quoted(tab)}, {order}"


def after_review(status: Status) -> str:
    """What the button says when a part of the queue is empty."""
    return "Train the regularized model" if status.flagged else "Look for features"
