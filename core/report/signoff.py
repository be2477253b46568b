"""Who may sign, who did, what people decided about lines that are open."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from core.report.markup import Markup, checksum, el, facts, join, section, table
from core.report.numbers import count, day, listed
from core.report.signers import Signed, SignoffFacts, Withdrawn
from core.report.square import square
from core.signing.approvals import NEEDED, UNNAMED
from core.signing.forms import person
from core.signing.spoken import in_words

CHOICES = {
    "accept": "accepted",
    "fix": "to be fixed",
    "restrict use": "use restricted",
    "collect data": "more data to be collected",
}
"""What a person may decide about a line that is over its limit, or lacks evidence."""

COMMAND = "selfreg verify BUNDLE --trust keys.json"
WHERE = (
    "Signatures stand beside this report, in the folder attestations of the bundle: a page that "
    "is signed does not hold the signatures over itself."
)
RULE = (
    "An approval counts where two people or more give one, each with a key of their own, over the "
    "same files; where none of them trained the model; and where one of them states to be "
    "independent of its development and is not the only one who flagged features."
)
WHAT = {
    "approval.refused": "approval refused",
    "key.retired": "key retired",
    "certificate.revoked": "certificate revoked",
}
STANDS = (
    "No bundle of this model verifies until they approve it themselves. It does not bind another "
    "model."
)
UNSIGNED = "unsigned"
SIGNED = "signed; selfreg verify says whether the signatures hold"
SEALED = "sealed; selfreg verify says whether the signatures hold"
AFTERWARDS = (
    "The signatures that were known when this page was written. The page that was signed, in the "
    "bundle, is this one without them."
)
SPOKEN = (
    "Fingerprints, to be compared by telephone in words; selfreg verify says the same words of a "
    "bundle, selfreg key of a key."
)


def signoff(given: SignoffFacts) -> dict[str, Any]:
    """The report's part on signatures."""
    return {
        "where": WHERE,
        "rule": RULE,
        "expiry": (
            f"An approval ends after {count(given.months, 'month')} at the latest, and at once "
            "when a file of the bundle is another than the one that was signed."
        ),
        "unsigned": _unsigned(given),
        "months": given.months,
        "builders": list(given.builders),
        "reviewers": list(given.reviewers),
        "dispositions": [asdict(each) | {"on": day(each.ts)} for each in given.dispositions],
        "earlier": [_row(each) for each in given.earlier],
        "withdrawn": [_gone(each) for each in given.withdrawn],
        "command": COMMAND,
    }


def _unsigned(given: SignoffFacts) -> str:
    """What page one says before anybody signed."""
    named = [name for name in given.builders if name != UNNAMED]
    never = f", none of them {listed(named)}, who trained the model" if named else ""
    return (
        f"Nobody had signed this report when it was written. It takes {NEEDED} approvals by "
        f"different people with keys of their own{never}, one of them independent of the "
        f"development. Each ends {count(given.months, 'month')} after it was given, at the latest, "
        "and at once when a file changes."
    )


def _row(signed: Signed) -> dict[str, Any]:
    until = day(signed.valid_until) if signed.valid_until else ""
    return asdict(signed) | {"on": day(signed.ts), "until": until}


def _gone(each: Withdrawn) -> dict[str, Any]:
    about = each.about if each.event == "approval.refused" else in_words(each.about)
    return asdict(each) | {"what": WHAT[each.event], "named": about, "on": day(each.ts)}


def approvals(report: Mapping[str, Any], signed: Sequence[Signed] = ()) -> Markup:
    """Approvers, dates and expiry on page one, as far as they were known.

    Args:
        report: content of report.json.
        signed: signatures over exactly this report that were known when the page was written.
    """
    told = report["signoff"]
    state, words = (_state(told, signed), AFTERWARDS) if signed else (UNSIGNED, told["unsigned"])
    parts = [el("h2", "Approvals: ", el("span", state, class_="state")), el("p", words)]
    if signed:
        now = _signatures("Signed", [_row(each) for each in signed])
        parts.append(el("div", now, class_="now"))
        parts += _fingerprints(signed)
    parts += [
        el(
            "p",
            el("strong", f"Refused by {each['by']}, {each['named']}, on {each['on']}: "),
            f"{each['reason']} {STANDS}",
        )
        for each in told.get("withdrawn", [])
        if each["stands"]
    ]
    if told["earlier"]:
        before = count(len(told["earlier"]), "signature does", "signatures do")
        says = f"{before} not count for this report: something changed since. Sign-off lists them."
        parts.append(el("p", says))
    return el("div", *parts, class_="line")


def _state(told: Mapping[str, Any], signed: Sequence[Signed]) -> str:
    """Whether the approvals that it takes were given; only a verifier knows whether they hold."""
    given = [each for each in signed if each.meaning == "approved" and each.keyid]
    people = {person(each.by) for each in given} - {person(name) for name in told["builders"]}
    whole = len(people) >= NEEDED and any(each.independent for each in given)
    return SEALED if whole else SIGNED


def _signatures(caption: str, rows: Sequence[Mapping[str, Any]]) -> Markup:
    head = ["Name", "Role", "Meaning", "Independent", "Signed on", "Ends on", "Conditions", "Key"]
    body = [
        [
            row["by"],
            row["role"],
            row["meaning"],
            "yes" if row["independent"] else "no",
            row["on"],
            row["until"] or "not said",
            "; ".join(row.get("conditions", [])) or "none",
            row["keyid"][:16] or "none: in the ledger alone",
        ]
        for row in rows
    ]
    return table(caption, head, body)


def _fingerprints(signed: Sequence[Signed]) -> list[Markup]:
    """Keys and the bundle in words, to compare by telephone."""
    keys = {each.keyid: each.by for each in signed if each.keyid}
    if not keys:
        return []
    named = [(f"Key of {by}", _both(keyid)) for keyid, by in keys.items()]
    named += [("Bundle that was signed", _both(each)) for each in _bundles(signed)]
    return [el("p", SPOKEN), facts(named)]


def drawn(signed: Sequence[Signed]) -> list[Markup]:
    """The bundle that was signed as a QR code."""
    return [square(each, "QR code of the fingerprint of the bundle") for each in _bundles(signed)]


def _bundles(signed: Sequence[Signed]) -> list[str]:
    return list(dict.fromkeys(each.bundle for each in signed if each.bundle))


def _both(fingerprint: str) -> Markup:
    """A fingerprint in words, and whole."""
    return join([el("span", in_words(fingerprint)), " ", checksum(fingerprint)])


def section_of(report: Mapping[str, Any]) -> Markup:
    """The part of the page on signatures."""
    told = report["signoff"]
    named = [("Trained by", listed(told["builders"])), ("Flagged by", listed(told["reviewers"]))]
    parts = [
        el("p", told["where"]),
        el("p", f"{told['rule']} {told['expiry']}"),
        facts([(term, value or "not named") for term, value in named]),
    ]
    if told["dispositions"]:
        head = ["Line", "State", "Decided", "Why", "By"]
        rows = [
            [d["line"], d["state"], CHOICES[d["choice"]], d["reason"], f"{d['by']}, {d['on']}"]
            for d in told["dispositions"]
        ]
        parts.append(table("Decisions on lines that are open", head, rows))
    if told["earlier"]:
        caption = "Signed before something changed: these do not count for this report"
        parts.append(_signatures(caption, told["earlier"]))
    if told.get("withdrawn"):
        head = ["What", "Role, key or bundle", "Why", "By"]
        rows = [
            [each["what"], each["named"], each["reason"], f"{each['by']}, {each['on']}"]
            for each in told["withdrawn"]
        ]
        parts.append(table("Refused, retired and revoked", head, rows))
    parts.append(el("p", "To check the signatures: ", el("code", told["command"])))
    return section("Sign-off", *parts)
