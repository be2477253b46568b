"""Whether a bundle is approved: its signatures, refusals, what was decided, the rule of two people.

One of the files that verify.py of a bundle is put together from: only Python's own library.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.signing.envelopes import Approval, Refused, approval, events_of, opened, revoked
from core.signing.figures import OVER, UNSURE
from core.signing.forms import (
    FAILED,
    FIRST_SCHEMA,
    MALFORMED,
    MANIFEST,
    OPEN,
    PASSED,
    REPORT,
    SEALS,
    TENSORS,
    Finding,
    is_copy,
    kind_of,
    person,
    sha256,
)

NEEDED = 2  # approvals
UNSETTLED = (OVER, UNSURE)
GAP = "found gap"  # a swap of words flips a decision, and no flagged feature moved
UNNAMED = "selfreg"  # who trained, where nobody gave a name


def signatures(
    parts: Mapping[str, bytes], trust: Mapping[str, Any] | None, now: str
) -> Iterator[Finding]:
    """Every attestation, the rule of two people, and what is not known about the signers.

    Args:
        parts: name -> content of every file of the bundle.
        trust: content of the trust list; None where there is none.
        now: the time (UTC, RFC 3339) that expiry is judged by.
    """
    name = sha256(parts.get(MANIFEST, b""))
    if trust is not None and name in trust.get("revoked", []):
        why = (trust.get("why") or {}).get(name, "the trust list says that it was revoked")
        says = f"this bundle does not count any more: {why}{_by_key(name, why, trust)}"
        yield Finding("revoked", FAILED, says)
    if kind_of(parts) == FIRST_SCHEMA:
        yield Finding("approvals", OPEN, "a bundle of this kind holds no signatures by keys")
        return
    seals = sorted(name for name in parts if name.startswith(SEALS))
    held: list[Approval] = []
    for name in seals:
        try:
            held.append(approval(parts[name], parts, trust, now))
            says = held[-1].doubt or f": {held[-1].says}, and holds"
            yield Finding(name, OPEN if held[-1].doubt else PASSED, f"{name}{says}")
        except Refused as refused:
            yield Finding(name, FAILED, f"{name} {refused}")
        except MALFORMED:
            yield Finding(name, FAILED, f"{name} is not a signed statement of this kind")
    if not is_copy(parts):
        yield from _refusals(parts, held)
        yield from _revocations(parts)
        yield from _open_lines(parts, held)
    yield _two_people(parts, held, trust is not None)
    if trust is None:
        signer = "signer unknown: no trust list was given (--trust keys.json)"
        yield Finding("signer", OPEN, f"self-consistent, {signer}")


def _refusals(parts: Mapping[str, bytes], held: Sequence[Approval]) -> Iterator[Finding]:
    """Who refused this model, and has not approved it since."""
    approved = {person(each.name) for each in held if each.decision == "approved"}
    for event in events_of(parts, "approval.refused"):
        who, same = event["by"], event["subject"]["model"] == sha256(parts[TENSORS])
        says = f"{who} refused to approve on {event['ts'][:10]}: {event['reason']}"
        stands = same and person(who) not in approved
        after = "" if stands else " (has approved since)" if same else " (it was another model)"
        problem = _unlike(event)
        state = FAILED if stands or problem else PASSED
        yield Finding("refusal", state, f"{says}{after}{problem}")


def _unlike(event: Mapping[str, Any]) -> str:
    """What in the signature of a refusal is not as the ledger says; "" if nothing."""
    if not (envelope := event["subject"].get("envelope")):
        return ""  # it stands in the ledger alone, and counts all the same
    try:
        said = opened(envelope)["predicate"]
    except Refused as refused:
        return f" (its signature {refused})"
    told = (said["decision"], said["statement"], person(said["person"]["name"]))
    same = told == ("refused", event["reason"], person(event["by"]))
    return "" if same else " (its signature is over other words)"


def _by_key(bundle: str, why: str, trust: Mapping[str, Any]) -> str:
    """Who signed the revocation of a bundle with a key; "" where nobody did."""
    if not (envelope := (trust.get("statements") or {}).get(bundle)):
        return ""
    try:
        said = revoked(envelope, bundle)
        who, listed = said["person"], {key["keyid"]: key["name"] for key in trust["keys"]}
        if person(listed.get(who["keyid"], "")) != person(who["name"]):
            return " (signed with a key that nobody of that name has on the list)"
        same = said["statement"] in why
        return f" (signed by {who['name']})" if same else " (signed over other words)"
    except Refused as refused:
        return f" (its signature {refused})"
    except MALFORMED:
        return " (its signature is none of this kind)"


def _revocations(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    """Every earlier bundle that was revoked with a key: the signature is over these words."""
    for event in events_of(parts, "certificate.revoked"):
        about = event["subject"]
        if not (envelope := about.get("envelope")):
            continue
        says = f"{event['by']} revoked the bundle {about['bundle'][:16]}… on {event['ts'][:10]}"
        try:
            said = revoked(envelope, about["bundle"])
            told = (said["statement"], person(said["person"]["name"]))
            problem = (
                "" if told == (event["reason"], person(event["by"])) else "is over other words"
            )
        except Refused as refused:
            problem = str(refused)
        end = f"; the signature {problem}" if problem else f": {event['reason']}"
        yield Finding("revocation", FAILED if problem else PASSED, f"{says}{end}")


def _open_lines(parts: Mapping[str, bytes], held: Sequence[Approval]) -> Iterator[Finding]:
    """Each open line, found gap and likely proxy that was approved without a word on it."""
    if not any(each.decision == "approved" for each in held):
        return
    report = json.loads(parts[REPORT])
    for line in undisposed(report):
        named = line.get("title", line["line"])
        message = f"{REPORT}: {named!r} needs a disposition and has none"
        yield Finding("dispositions", FAILED, message)
    for feature in undecided(report):
        message = f"{REPORT}: nobody decided about the feature {feature['name']!r}, a likely proxy"
        yield Finding("proxies", FAILED, message)


def open_lines(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of page one that are over a limit or lack evidence, and found gaps, by words."""
    lines = [each for each in report.get("front", []) if each.get("state") in UNSETTLED]
    gaps: dict[str, list[str]] = {}
    for gap in (report.get("swaps") or {}).get("gaps", []):
        gaps.setdefault(gap["words"], []).append(gap["swap"])
    return lines + [_gap(words, swaps) for words, swaps in gaps.items()]


def _gap(words: str, swaps: Sequence[str]) -> dict[str, Any]:
    says = f"Decisions that flip though no flagged feature moved: {len(swaps)}."
    part = {"about": "", "state": GAP, "text": says}
    name = f"Word swap {words}"
    return {"line": name, "title": name, "state": GAP, "parts": [part], "swaps": sorted(swaps)}


def undisposed(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The open lines that need a disposition and have none."""
    told = {each["line"] for each in report.get("signoff", {}).get("dispositions", [])}
    return [each for each in open_lines(report) if each["line"] not in told]


def undecided(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The unflagged features that may stand in for a group and wait for a decision, each once."""
    columns = (report.get("proxies") or {}).get("columns", [])
    found = [each for column in columns for each in column["found"] if each["status"] == "open"]
    return list({each["feature"]: each for each in found}.values())


def _two_people(parts: Mapping[str, bytes], held: Sequence[Approval], listed: bool) -> Finding:
    """At least two people, two keys, nobody who trained, one independent of development."""
    given = [each for each in held if each.decision == "approved"]
    missing = FAILED if (listed or len(given) > 1) and not is_copy(parts) else OPEN
    if not given:
        return Finding("approvals", missing, f"nobody's approval holds, {NEEDED} are needed")
    if len(given) < NEEDED:
        return Finding("approvals", missing, f"one approval holds, {NEEDED} are needed")
    people, keys = {person(each.name) for each in given}, {each.keyid for each in given}
    if len(people) < len(given):
        return Finding("approvals", FAILED, f"{given[0].name} approved twice: one person is one")
    if len(keys) < len(given):
        return Finding("approvals", FAILED, "two approvals were made with one key")
    names = " and ".join(sorted(each.name for each in given))
    if is_copy(parts):
        says = "who trained the model, and whether anybody refused it, stands in the whole bundle"
        return Finding("approvals", OPEN, f"approved by {names}, two people with two keys; {says}")
    builders, reviewers = _developers(parts)
    if both := people & builders:
        return Finding("approvals", FAILED, f"{_named(given, both)} trained the model and approved")
    if builders & {"", person(UNNAMED)}:
        return Finding("approvals", OPEN, "the ledger does not name who trained the model")
    apart = {person(each.name) for each in given if each.independent}
    if not apart - (reviewers if len(reviewers) == 1 else set()):
        return Finding("approvals", FAILED, "no approver is independent of the development")
    return Finding("approvals", PASSED, f"sealed: approved by {names}, two people with two keys")


def _named(given: Sequence[Approval], people: set[str]) -> str:
    return next(each.name for each in given if person(each.name) in people)


def _developers(parts: Mapping[str, bytes]) -> tuple[set[str], set[str]]:
    """Who trained the model last, and who flagged features."""
    trained = [person(event["by"]) for event in events_of(parts, "model.trained")]
    flagged = {person(event["by"]) for event in events_of(parts, "feature.flagged")}
    return set(trained[-1:] or [""]), flagged
