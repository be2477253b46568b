"""The limits people set before they look at results, and the figures held against them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.audit.policy import RULES, Policy, policy_from
from core.case import Case
from core.durable import canonical_json, sha256_bytes, write_bytes
from core.errors import InputError
from core.pipeline.answers import model_of, predictions
from core.pipeline.decide import ledger
from core.review.event import Draft, Event

if TYPE_CHECKING:
    from core.pipeline.data import Data

_VERSION = 4
"""Raised when the same inputs give other figures: they are then worked out anew."""


@dataclass(frozen=True)
class LockedPolicy:
    """One version of what the case is judged by."""

    version: int
    policy: Policy
    by: str
    ts: str
    seen: bool
    """Results were there already when it was set."""
    changes: tuple[str, ...]
    """What differs from the version before, in plain words."""


def default_policy(case: Case) -> Policy:
    """What a case is judged by while nobody has said."""
    return Policy(favourable=(case.settings.favourable,))


def locked_policies(case: Case) -> tuple[LockedPolicy, ...]:
    """Every version that somebody set, oldest first."""
    return _versions(case, ledger(case).events())


def _versions(case: Case, events: tuple[Event, ...]) -> tuple[LockedPolicy, ...]:
    found: list[LockedPolicy] = []
    for event in events:
        if event.event == "policy.locked":
            policy = policy_from(event.subject["policy"])
            before = found[-1].policy if found else default_policy(case)
            seen, changes = event.subject["seen"], differences(before, policy)
            found.append(LockedPolicy(len(found) + 1, policy, event.by, event.ts, seen, changes))
    return tuple(found)


def current_policy(case: Case) -> Policy:
    """What the case is judged by now."""
    versions = locked_policies(case)
    return versions[-1].policy if versions else default_policy(case)


def lock_policy(case: Case, changes: Mapping[str, Any], by: str, ts: str) -> LockedPolicy:
    """Write a version of the policy to the ledger; earlier ones stay there.

    Args:
        case: The case.
        changes: Fields of `Policy` to set; limits and obtained only those that change. None at
            all takes the policy as it stands. Without metrics, what had a verdict keeps it, and
            what is given a limit gets one.
        by: Who sets it.
        ts: When (UTC, RFC 3339).

    Raises:
        InputError: A limit, label or column that the case does not have, or nothing new to set.
    """

    def draft(events: tuple[Event, ...]) -> list[Draft]:
        versions = _versions(case, events)
        before = versions[-1].policy if versions else default_policy(case)
        policy = _changed(before, changes)
        _check(case, policy)
        if versions and policy == before:
            raise InputError("the policy already says that: change a limit, or leave it as it is")
        seen = case.key("audit") is not None
        subject = {"policy": policy.as_json(), "sha256": policy.sha256, "seen": seen}
        return [Draft(by=by, event="policy.locked", subject=subject, reason=policy.why, ts=ts)]

    ledger(case).record(draft)
    return locked_policies(case)[-1]


def _changed(before: Policy, changes: Mapping[str, Any]) -> Policy:
    merged = {
        name: {**getattr(before, name), **changes[name]}
        for name in ("limits", "obtained")
        if name in changes
    }
    limits = merged.get("limits", before.limits)
    metrics = changes.get("metrics") or _metrics(before, changes.get("limits", {}), limits)
    return replace(before, **{**changes, **merged, "metrics": tuple(metrics)})


def _metrics(
    before: Policy, changed: Mapping[str, float | None], limits: Mapping[str, float | None]
) -> tuple[str, ...]:
    """What is judged where nobody says it: as before, and what was just given a limit."""
    given = {*before.judged, *(name for name, value in changed.items() if value is not None)}
    return tuple(name for name in RULES if name in given and limits.get(name) is not None)


def _check(case: Case, policy: Policy) -> None:
    """Nothing, if the case has the labels and columns that the policy names."""
    settings, labels = case.settings, case.texts().labels
    for label in policy.favourable:
        if label not in labels:
            raise InputError(f"no label {label!r}: choose from {', '.join(labels)}")
    if set(policy.favourable) == set(labels):
        raise InputError("every label would be favourable: leave at least one out")
    known = Policy(policy.favourable).attributes(settings.groups)
    for name in policy.groups:
        if name not in known:
            raise InputError(f"no groups by {name!r}: choose from {', '.join(known) or 'none'}")
    for column in policy.obtained:
        if column not in settings.groups:
            raise InputError(f"no group column {column!r}: choose from {settings.groups}")


def differences(before: Policy, after: Policy) -> tuple[str, ...]:
    """What differs between two policies, in plain words."""
    old, new = before.as_json(), after.as_json()
    told = []
    for name in RULES:
        pair = [policy.limits.get(name, RULES[name].default) for policy in (before, after)]
        if pair[0] != pair[1]:
            told.append(f"{RULES[name].words}: {_said(pair[0])} → {_said(pair[1])}")
    if before.judged != after.judged:
        told.append(f"judged: {_list(before.judged)} → {_list(after.judged)}")
    for name in ("favourable", "groups"):
        if old[name] != new[name]:
            told.append(f"{name}: {_list(old[name])} → {_list(new[name])}")
    for column in sorted({*old["obtained"], *new["obtained"]}):
        pair = [side["obtained"].get(column, "not said") for side in (old, new)]
        if pair[0] != pair[1]:
            told.append(f"how {column} is known: {pair[0]} → {pair[1]}")
    numbers = {
        "enough": "rows a group needs",
        "unknown_share": "largest share without a group",
        "exclude_share": "share below which a group is left out of ratios",
        "exclude_why": "why small groups are left out",
    }
    told += [
        f"{words}: {_said(old[name])} → {_said(new[name])}"
        for name, words in numbers.items()
        if old[name] != new[name]
    ]
    return tuple(told)


def _said(value: object) -> str:
    return "none" if value is None or value == "" else str(value)


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or "all"


def told(locked: LockedPolicy) -> dict[str, Any]:
    """A version of the policy as the report and the command line say it."""
    return {
        "version": locked.version,
        "policy": locked.policy.as_json(),
        "judged": list(locked.policy.judged),
        "sha256": locked.policy.sha256,
        "by": locked.by,
        "ts": locked.ts,
        "seen": locked.seen,
        "changes": list(locked.changes),
    }


def fairness_case(case: Case, data: "Data | None" = None) -> dict[str, Any]:
    """Figures by group under the policy, kept in the case and worked out anew when either changed.

    Args:
        case: The case, trained.
        data: Its texts and embeddings, where they are at hand.
    """
    policy = current_policy(case)
    key = sha256_bytes(canonical_json([_VERSION, case.key("train"), policy.sha256]))
    if case.key("fairness") == key and case.fairness_path.is_file():
        return json.loads(case.fairness_path.read_text("utf-8"))
    from core.audit.fairness import Judged, fairness
    from core.pipeline.data import load_data

    data = data or load_data(case)
    models = {kind: model_of(case, kind) for kind in ("plain", "regularized")}
    found = fairness(
        Judged(
            frame=data.frame.iloc[data.rows("test")],
            predictions={
                kind: predictions(model, data, "test", policy.favourable)
                for kind, model in models.items()
            },
            policy=policy,
            columns=case.settings.groups,
            thresholds={kind: threshold_of(m, policy.favourable) for kind, m in models.items()},
            seed=case.settings.seed,
        )
    )
    write_bytes(case.fairness_path, canonical_json(found) + b"\n")
    case.record("fairness", key, {})
    return found


def threshold_of(model: Any, favourable: tuple[str, ...]) -> float | None:  # noqa: ANN401
    """Probability of the favourable outcome from which a model decides for it; None with many."""
    if model.threshold is None or len(favourable) != 1:
        return None
    at = model.threshold
    return at if favourable[0] == model.labels[1] else 1 - at
