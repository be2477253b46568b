"""The checklist before a signature, and what a signature says, in words."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.engine import Status
from dashboard.words.asked import given
from dashboard.words.sentences import count, day, listed

if TYPE_CHECKING:
    from dashboard.engine.decisions import Verdict
    from dashboard.engine.results import Signature

MEANINGS = {"reviewed": "I reviewed", "approved": "I approve"}
STATEMENT = {
    "reviewed": "I looked at the flagged features and at the report above, and what I decided is "
    "in the list of decisions.",
    "approved": "I looked at the report above, and I approve the regularized model for the use "
    "named in the policy.",
}
_NAMED = 4  # parts of the report; more are counted
PARTS = {
    "texts": "the texts",
    "policy": "the policy",
    "about": "what was said of use, data and risk",
    "decisions": "the decisions on features",
    "model": "the regularized model",
    "audit": "the comparison of the models",
    "record": "the history of the case",
}

WHOLE_REPORT = "The whole report"
PART = "Part of the report"
OPEN_NEXT = "Open the next part"
READ_ALL = "I have read the whole report"
WHO_READS = "Type your full name below first, so that the history says who opened it."
MASKED = (
    "This copy hides personal data and is not what is signed: show it all before it is noted what "
    "you opened."
)
READ_NOTED = "Noted in the history: you opened every part of the report as it is now."
PROXIES = "Features that may stand in for a group"
PROXIES_WHY = (
    "Nobody flagged them, each tells a group apart and moves the regularized decision. An approval "
    "needs a decision on each: flag it, or keep it with a reason."
)
PROXY_VERDICTS = {"keep": "Keep the chosen, with the reason", "flag": "Flag the chosen"}
CHOOSE_ROWS = "Choose rows of the table first."
WHY_AND_WHO = "Write why, and type your full name below, so that the decision has both."
GAPS = "Found gaps of the word swaps"
ALL_GAPS = "Record this for all of them"
CHECKLIST = "Before you sign"
REPORT = "The report as it will be handed over"
PREVIEW = "Preview of the report"
REPORT_HTML = "Download report.html"
REPORT_JSON = "Download report.json"
HISTORY = "Download the history (CSV)"
NO_REPORT = "There is nothing to sign yet."
NO_REPORT_ADVICE = "The report needs a regularized model and a comparison that are up to date."
SIGNATURE = "Signature"
WHOLE_FINGERPRINT = "The whole fingerprint"
COVERS = (
    "It covers the texts, the policy, the decisions on features, the regularized model and the "
    "comparison. If any of them changes, it changes, and the signature no longer matches."
)
OPEN_LINES = "What follows from the lines that are open"
OPEN_LINES_WHY = (
    "An approval needs a decision on every line that is over its limit or lacks evidence. It goes "
    "into the history and into the report."
)
CHOICES = {
    "accept": "Accept, with the reason",
    "fix": "Fix it first",
    "restrict use": "Restrict the use",
    "collect data": "Collect more data",
}
FOLLOWS = "What follows"
FOLLOWS_WHY = "Why"
FOLLOWS_HELP = "20 characters or more; whoever reads the report reads this."
RECORD = "Record this"
RECORDED = "Recorded. The report above says so now."
INDEPENDENT = "I took no part in the development of this model."
PASSPHRASE = "Passphrase of your signing key"
PASSPHRASE_HELP = (
    "With it, others can check your signature. Your key is made when you sign for the first time, "
    "and kept encrypted on this machine: choose 12 characters or more, such as four words. Left "
    "empty, your signature stands in the history alone."
)
FULL_NAME = "Full name"
ROLE = "Role"
ROLE_HINT = "such as head of compliance"
MEANING = "Meaning"
SIGN = "Sign"
SIGNED = "Signed. Next, download the bundle."
NOT_YET = "The checklist names what has to be done first."
BUNDLE = "The bundle"
BUNDLE_HOLDS = (
    "One zip file with the regularized model, the report, the model card, every decision, and the "
    "fingerprint of each part."
)
DOWNLOAD = "Download the bundle"
VERIFY = "Whoever gets it can check that nothing in it was changed, without a network:"


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
    waiting: int, proxies: int, parts: tuple[bool, str], approved: tuple[bool, str]
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
        Item(*approved, "sign", False),
    )


def said(missing: Sequence[str]) -> Item:
    """Whether use, data and remaining risk are described; nobody is kept from signing by it."""
    return Item(not missing, given(missing), "sign", False)


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


def proxies_decided(number: int, verdict: str) -> str:
    """What was recorded of likely proxies, and what follows."""
    told = count(number, "feature is", "features are")
    if verdict == "keep":
        return f"{told} kept, with the reason; the report says so."
    return f"{told} flagged. Train the regularized model again."


def part(title: str, opened: bool) -> str:
    """A part of the report in the list, with whether it was opened."""
    return f"{title} (opened)" if opened else title


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


def lead(items: Iterable[Item], signatures: "tuple[Signature, ...]") -> str:
    """Where the signature stands and what to do next."""
    blocking = [item for item in items if item.blocks and not item.done]
    broken = [s for s in signatures if not s.holds]
    if signatures and not broken:
        names = listed(dict.fromkeys(s.by for s in signatures))
        return f"Signed by {names}, and nothing changed since. Download the bundle."
    if blocking:
        return f"It is too early to sign: {_lower(blocking[0].words)}"
    if broken:
        return "The signature no longer matches the case. Read what changed, and sign again."
    return "Read the report as it will be handed over, then sign it."


def signature(signed: "Signature") -> str:
    """One signature as a sentence."""
    meaning = MEANINGS[signed.meaning].removeprefix("I ")
    verb = meaning if meaning == "reviewed" else "approves"
    told = f"{signed.by}, {signed.role}, {verb} this on {day(signed.ts)}"
    if not signed.keyid:
        return f"{told}, in the history alone."
    return f"{told}, with a key, until {day(signed.valid_until)}."


def key_words(signed: "Signature", words: str) -> str:
    """The key of a signature, to compare by telephone."""
    return f"Key {short(signed.keyid)} …: {words}"


def bundle_words(words: str) -> str:
    """The bundle that was signed, to compare by telephone."""
    return f"The bundle that was signed, in words: {words}"


def broken(signed: "Signature") -> str:
    """What is no longer as it was signed; "" while it holds."""
    if signed.holds:
        return ""
    parts = listed(PARTS.get(part, part) for part in signed.changed)
    return f"Signature no longer matches: {parts} changed after it was given."


def undecided(choice: str | None, reason: str, by: str) -> str:
    """What a decision on an open line still lacks, in one sentence; "" when nothing."""
    if not choice:
        return "Choose what follows from the line."
    if len(reason) < 20:
        return "Write why, in 20 characters or more."
    return "" if by else "Type your full name below, so that the decision has a name."


def key_note(name: str, known: bool) -> str:
    """Whether a person signs with a key that is there, or makes one."""
    if not name.strip():
        return ""
    return "" if known else f"{name.strip()} has no key on this machine yet; it is made on signing."


def approvals(signatures: "Iterable[Signature]", trained_by: str) -> tuple[bool, str]:
    """Whether two people approved with keys of their own, and the line of the checklist."""
    held = {
        s.by.casefold(): s
        for s in signatures
        if s.holds and s.keyid and s.meaning == "approved" and s.by != trained_by
    }
    independent = any(s.independent for s in held.values())
    if len(held) >= 2 and independent:
        return True, f"Approved with their keys by {listed(s.by for s in held.values())}."
    wait = f"{len(held)} of 2 people have approved with a key of their own"
    return False, wait + (
        ", none of them independent of the development." if held and not independent else "."
    )


def short(fingerprint: str) -> str:
    """The first characters of a fingerprint in fours, enough to compare by eye."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, 16, 4))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def state(item: Item) -> str:
    """Whether a line holds, in one word: done, missing, or open where one may sign all the same."""
    return "done" if item.done else "missing" if item.blocks else "open"


def to_page(title: str) -> str:
    """What the button says that leads to what is open."""
    return f"Go to {title}"


def fingerprint(whole: str, words: str) -> str:
    """What is signed, by the beginning of its fingerprint and in words."""
    return f"What you sign has the fingerprint {short(whole)} …, in words: {words}"


def missing(typed: Mapping[str, str | None], *, ticked: bool) -> str:
    """What a signature still lacks, in one sentence; "" when nothing."""
    if not (typed["name"] or "").strip():
        return "Type your full name to sign."
    if not (typed["role"] or "").strip():
        return "Type the role in which you sign."
    return "" if ticked else "Tick the statement to sign."


def command(bundle: str) -> str:
    """The command that checks a bundle."""
    return f"selfreg verify {shlex.quote(bundle)}"
