"""Signing in words: headings, buttons, and what a signature says."""

import shlex
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dashboard.engine.phrases import SHORTEST_REASON, too_short
from dashboard.words.sentences import count, day, listed, quoted

if TYPE_CHECKING:
    from dashboard.engine.handing import Withdrawn
    from dashboard.engine.results import Signature
    from dashboard.words.checklist import Item

LONG_ENOUGH = f"{SHORTEST_REASON} characters or more"
MEANINGS = {"reviewed": "I reviewed", "approved": "I approve", "refused": "I refuse"}
STATEMENT = {
    "reviewed": "I looked at the flagged features and at the report above, and what I decided is "
    "in the list of decisions.",
    "approved": "I looked at the report above, and I approve the regularized model for the use "
    "named in the policy.",
    "refused": "I looked at the report above, and I do not approve the regularized model.",
}
CONDITIONS = "On these conditions, one a line (may stay empty)"
CONDITIONS_HELP = "They are signed with your approval, and stand on page one beside your name."
REFUSAL = "Why you refuse"
REFUSAL_HELP = (
    f"{LONG_ENOUGH}. It stays in the history and on page one, and no bundle of this model "
    "verifies until you approve it yourself. Signatures given before do not hold any more."
)
REFUSE = "Refuse"
REFUSED = "Refused. The report says so, and why."
WITHDRAW = "Take back a key or a certificate"
WITHDRAW_WHY = (
    "What is written here stays in the history and in the report, and every signature has to be "
    "given again. Whoever verifies with a list of keys learns of it from that list alone; the "
    "commands “selfreg key revoke” and “selfreg revoke” write there."
)
WHICH = "Which"
WITHDRAW_REASON = f"Why ({LONG_ENOUGH})"
WITHDRAW_PASSPHRASE = "Passphrase of your signing key (may stay empty)"
WITHDRAW_PASSPHRASE_HELP = (
    "With it you sign that the bundle does not count any more, so that others can check who said "
    "so. Left empty, it stands in the history alone."
)
WITHDRAW_BUTTON = "Take it back"
WITHDRAWN = "Written to the history. Earlier signatures do not hold any more."
NOTHING_TO_WITHDRAW = "Nobody has signed with a key yet, so there is nothing to take back."
WHICH_AND_WHY = f"Choose which, write why in {LONG_ENOUGH}, and type your full name above."
ASK_BUNDLE = (
    "Personal data is hidden on these pages but not in the bundle: its history and its report hold "
    "every reason as it was typed, for the hashes are over these very words. Hand it out all the "
    "same."
)
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
FOLLOWS_HELP = f"{LONG_ENOUGH}; whoever reads the report reads this."
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
COPY_HOLDS = (
    "For everybody there is a copy that can be laid open: the report with small counts held back, "
    "the fingerprint of each part, and the signatures. It holds no model, no prediction and no "
    "history."
)
COPY_UNSIGNED = (
    "The signatures stay out of it, for they repeat what people typed, and some of that looks like "
    "personal data."
)
COPY_TOO_FEW = (
    "There is no copy for everybody: there are too few texts to print a count without telling on "
    "somebody."
)
DOWNLOAD_COPY = "Download the copy for everybody"
VERIFY = "Whoever gets it can check that nothing in it was changed, without a network:"


def proxies_decided(number: int, verdict: str) -> str:
    """What was recorded of likely proxies, and what follows."""
    told = count(number, "feature is", "features are")
    if verdict == "keep":
        return f"{told} kept, with the reason; the report says so."
    return f"{told} flagged. Train the regularized model again."


def part(title: str, opened: bool) -> str:
    """A part of the report in the list, with whether it was opened."""
    return f"{title} (opened)" if opened else title


def lead(items: "Iterable[Item]", signatures: "tuple[Signature, ...]") -> str:
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
    verb = "reviewed" if signed.meaning == "reviewed" else "approves"
    told = f"{signed.by}, {signed.role}, {verb} this on {day(signed.ts)}"
    if not signed.keyid:
        return f"{told}, in the history alone."
    asked = "; ".join(quoted(each) for each in signed.conditions)
    told = f"{told}, with a key, until {day(signed.valid_until)}."
    return f"{told} Conditions: {asked}" if asked else told


def refusal(each: "Withdrawn") -> str:
    """What somebody refused, as a sentence."""
    told = f"{each.by}, {each.about}, refused to approve on {day(each.ts)}: {each.reason}"
    return told if each.stands else f"{told} (it does not stand in the way any more)"


def key_choice(name: str, keyid: str) -> str:
    """A key in the list of those to take back."""
    return f"Key of {name}, {short(keyid)} …"


def certificate_choice(by: Iterable[str], bundle: str) -> str:
    """An approved bundle in the list of those to take back."""
    return f"Bundle {short(bundle)} …, approved by {listed(by)}"


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
    if signed.changed == ("signature",):
        return "The same key signed again later: that signature counts, this one does not."
    parts = listed(PARTS.get(part, part) for part in signed.changed)
    return f"Signature no longer matches: {parts} changed after it was given."


def undecided(choice: str | None, reason: str, by: str) -> str:
    """What a decision on an open line still lacks, in one sentence; "" when nothing."""
    if not choice:
        return "Choose what follows from the line."
    if too_short(reason):
        return f"Write why, in {LONG_ENOUGH}."
    return "" if by else "Type your full name below, so that the decision has a name."


def key_note(name: str, known: bool) -> str:
    """Whether a person signs with a key that is there, or makes one."""
    if not name.strip():
        return ""
    return "" if known else f"{name.strip()} has no key on this machine yet; it is made on signing."


def short(fingerprint: str) -> str:
    """The first characters of a fingerprint in fours, enough to compare by eye."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, 16, 4))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


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
    if typed["meaning"] == "refused" and too_short(typed["reason"] or ""):
        return f"Write why you refuse, in {LONG_ENOUGH}."
    return "" if ticked else "Tick the statement to sign."


def command(bundle: str) -> str:
    """The command that checks a bundle."""
    return f"selfreg verify {shlex.quote(bundle)}"
