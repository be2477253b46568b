"""What people say about a case; every word of it goes into the ledger before anything else."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.case import Case
from core.durable import canonical_json, sha256_bytes, sha256_file
from core.errors import InputError
from core.pipeline.look import index
from core.review import decide as decisions
from core.review.drawn import drawn
from core.review.event import Event
from core.review.ledger import Ledger
from core.review.names import confirm, rename
from core.review.names import names as given_names
from core.review.opinions import give_opinion, undo_opinion
from core.review.verdicts import verdicts

_SHOWN = 8


def ledger(case: Case) -> Ledger:
    """The decisions of the case."""
    return Ledger(case.ledger_path, case.id)


def decide_features(
    case: Case,
    ids: Sequence[int],
    verdict: str,
    reason: str,
    by: str,
    ts: str,
    category: str = "other",
    expected: int | Mapping[int, int] | None = None,
    suggested: Mapping[int, str] | None = None,
) -> list[Event]:
    """Record one decision for each of some features, all or none.

    Args:
        case: The case.
        ids: The features.
        verdict: "flag", "keep" or "unsure".
        reason: Why; may be blank for "keep" only.
        by: Who decides.
        ts: When (UTC, RFC 3339).
        category: Of a flag.
        expected: Number of the decision the person saw stand, for all features or by feature.
        suggested: Verdict of the software by feature, which the person had not seen.

    Raises:
        InputError: No such feature, no reason, no name.
        StaleError: Somebody decided on one of them in the meantime.
    """
    features = index(case)
    directions = _known(features, ids)
    names = dict(features.features.name) | given_names(ledger(case).events())
    texts = case.texts().frame.id
    refs = [
        decisions.FeatureRef(
            feature,
            names[feature],
            direction,
            _examples(features, feature, texts),
            (suggested or {}).get(feature, ""),
        )
        for feature, direction in zip(ids, directions, strict=True)
    ]
    book = ledger(case)
    return decisions.decide(book, refs, verdict, reason, by, ts, category, expected)


def second_opinion(
    case: Case,
    feature: int,
    name: str,
    verdict: str,
    reason: str,
    by: str,
    ts: str,
    category: str = "other",
) -> Event:
    """Record what a second person, who has not seen the decision, would choose."""
    chance = feature in drawn_features(case)
    book = ledger(case)
    return give_opinion(book, feature, name, verdict, reason, by, ts, category, drawn=chance)


def drawn_features(case: Case) -> list[int]:
    """Unflagged features that a second person judges too, to estimate how many are missing."""
    table = index(case).features
    live = table.feature[table.status == "live"].tolist()
    return drawn(case.id, live, ledger(case).events())


def undo_second_opinion(case: Case, by: str, ts: str) -> Event:
    """Take back the newest second opinion of a person."""
    return undo_opinion(ledger(case), by, ts)


def set_unjudged(case: Case, rule: str, by: str, ts: str) -> Event:
    """Set what holds for features nobody judged, "keep" or "flag", and note who did.

    Raises:
        InputError: Another rule, or the one that holds already.
    """
    if rule == case.settings.unjudged:
        raise InputError(f"the rule for unjudged features is {rule!r} already: choose the other")
    if rule not in ("keep", "flag"):
        raise InputError(f"the rule for unjudged features is {rule!r}: use 'keep' or 'flag'")
    subject = {"unjudged": rule, "before": case.settings.unjudged}
    event = ledger(case).append(by=by, event="rule.set", subject=subject, reason="", ts=ts)
    case.set_unjudged(rule)
    return event


def rename_feature(case: Case, feature: int, name: str, by: str, ts: str) -> Event:
    """Give a feature a name of one's own; a blank one goes back to the suggested name.

    Raises:
        InputError: No such feature, no name of a person, or nothing would change.
    """
    return rename(ledger(case), feature, _suggested(case, feature), name, by, ts)


def confirm_name(case: Case, feature: int, by: str, ts: str) -> Event:
    """Make the suggested name of a feature the one a person stands for.

    Raises:
        InputError: No such feature, no name of a person, or a person named it already.
    """
    return confirm(ledger(case), feature, _suggested(case, feature), by, ts)


def _suggested(case: Case, feature: int) -> str:
    features = index(case)
    _known(features, [feature])
    return features.features.name[feature]


def undo_decision(case: Case, by: str, ts: str, seq: int | None = None) -> Event:
    """Take back the newest decision of a person, or the one numbered `seq`."""
    return decisions.undo(ledger(case), by, ts, seq)


def set_policy(case: Case, text: str, by: str, ts: str) -> Event:
    """Write down what the decision must not depend on; earlier versions stay in the ledger."""
    if not text.strip():
        raise InputError("the policy is empty: write what the decision must not depend on")
    return ledger(case).append(
        by=by, event="policy.set", subject={"text": text.strip()}, reason="", ts=ts
    )


def policy(case: Case) -> str:
    """The policy as it stands; empty when none was written."""
    texts = [e.subject["text"] for e in ledger(case).events() if e.event == "policy.set"]
    return texts[-1] if texts else ""


def accept_model(case: Case, by: str, ts: str) -> Event:
    """Accept the regularized model for sign-off."""
    case.require("train", f"run `selfreg train {case.typed}` first")
    subject = {"fingerprint": fingerprint(case)}
    return ledger(case).append(by=by, event="model.accepted", subject=subject, reason="", ts=ts)


def pending(case: Case) -> str:
    """Why model and audit no longer match the decisions; empty when they do."""
    if case.key("train") is None:
        return "there is no regularized model yet"
    if not _trained_on(case, case.info("train")):
        return "decisions have changed since the regularized model was made"
    if case.key("audit") != case.key("train"):
        return "the audit is older than the regularized model"
    return ""


def _trained_on(case: Case, info: Mapping[str, Any]) -> bool:
    """Whether the flags are those the regularized model was made with."""
    if "flags" in info:
        return info["flags"] == flags_fingerprint(case)
    return info.get("decisions") == decisions_fingerprint(case)  # as cases were written before


def flags_fingerprint(case: Case) -> str:
    """Changes whenever the regularized model would be another: what a fit reads of the ledger.

    A feature that is kept or put aside is a decision on record, not another model, unless what
    nobody judged counts as flagged.
    """
    events = {event.seq: event for event in ledger(case).events()}
    standing = verdicts(events.values()).values()
    flags = [
        [v.feature, events[v.seq].subject["direction"]] for v in standing if v.verdict == "flag"
    ]
    judged = [v.feature for v in standing] if case.settings.unjudged == "flag" else None
    return sha256_bytes(canonical_json([flags, judged]))


def decisions_fingerprint(case: Case) -> str:
    """Changes whenever a verdict changes."""
    standing = verdicts(ledger(case).events())
    told = [[v.feature, v.verdict, v.seq] for v in standing.values()]
    return sha256_bytes(canonical_json([told, case.settings.unjudged]))


def parts(case: Case) -> dict[str, str]:
    """Fingerprint of each thing a signature covers."""
    model = case.classifier_path("regularized").with_suffix(".safetensors")
    return {
        "texts": case.content_hash,
        "policy": sha256_bytes(f"{policy(case)}{_limits(case)}".encode()),
        "decisions": decisions_fingerprint(case),
        "model": sha256_file(model) if model.exists() else "",
        "audit": sha256_file(case.audit_path) if case.audit_path.exists() else "",
    }


def _limits(case: Case) -> str:
    """Hash of the limits as they were last set; empty when nobody set any."""
    set_ = [e.subject["sha256"] for e in ledger(case).events() if e.event == "policy.locked"]
    return set_[-1] if set_ else ""


def fingerprint(case: Case) -> str:
    """One short name for all of `parts`."""
    return sha256_bytes(canonical_json(parts(case)))


def _known(features, ids: Sequence[int]) -> Sequence:  # noqa: ANN001  (a FeatureIndex)
    count = len(features.features)
    for feature in ids:
        if not 0 <= feature < count:
            raise InputError(f"there is no feature {feature}: this case has 0 to {count - 1}")
    return features.directions(list(ids)).tolist()


def _examples(features, feature: int, texts) -> tuple[str, ...]:  # noqa: ANN001
    shown = features.evidence(feature).examples
    strongest = shown[shown.band == "strongest"].text.head(_SHOWN)
    return tuple(texts.iloc[int(i)] for i in strongest)
