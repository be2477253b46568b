"""Depth 1: page one and its verdicts follow from the figures and from the limits that were locked.

What a bundle says of itself is not believed: the limits are those of the ledger, each state is
worked out again from the figure's bounds, and the five lines are written again.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from core.audit.headline import FEW_GROUPS, NOBODY, held_back, undefined
from core.audit.policy import RULES, policy_from
from core.audit.verdict import Limit, state_of
from core.report import answers, decisions, reasons
from core.report.front import front
from core.report.judged import named
from core.report.renderings import REPORT
from core.review.chain import parse
from core.signing.forms import canonical

Report = Mapping[str, Any]

_KEPT = ("policy", "sha256", "seen", "by", "ts")
"""What report and ledger both say of a version of the limits."""


def recorded(report: Report, ledger: bytes) -> str:
    """What people said or decided that is not as the ledger has it; "" where all is."""
    events = [parse(line, n) for n, line in enumerate(ledger.splitlines(), start=1)]
    wordings = answers.wordings_of(answers.about_versions(events))
    found = (
        answers.problem(report, events)
        or decisions.problem(report, events)
        or reasons.problem(report, wordings)
    )
    return f"{REPORT}: {found}" if found else ""


def page_one(report: Report) -> str:
    """The first line of page one that does not follow from the figures; "" where all do."""
    fresh, told = json.loads(canonical(front(report))), report.get("front")
    if not isinstance(told, list) or [_name(line) for line in told] != [_name(e) for e in fresh]:
        return f"page one of {REPORT} has other lines than {len(fresh)} known ones"
    for line, made in zip(told, fresh, strict=True):
        if line != made:
            return f"page one of {REPORT} was edited: {made['title']!r} {_differs(line, made)}"
    return ""


def _name(line: Any) -> object:  # noqa: ANN401  (any JSON value)
    return line.get("line") if isinstance(line, dict) else None


def _differs(line: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    if line.get("state") != made["state"]:
        return f"says {line.get('state')!r:.40}, its figures give {made['state']!r}"
    return "has another sentence than its figures give"


def verdicts(report: Report, ledger: bytes) -> str:
    """What in the limits or states is not as policy and figures give it; "" where all is."""
    return next(
        filter(None, (*_limits(report, ledger), *_states(report), _certificate(report))), ""
    )


def _limits(report: Report, ledger: bytes) -> Iterator[str]:
    """The versions are those that the ledger holds, and the limits are the newest one's."""
    policy, versions = report["policy"], report["policy"]["versions"]
    events = [json.loads(line) for line in ledger.splitlines() if b"policy.locked" in line]
    locked = [event for event in events if event["event"] == "policy.locked"]
    kept = [e["subject"] | {"by": e["by"], "ts": e["ts"]} for e in locked]
    said = [{name: each[name] for name in _KEPT} for each in versions]
    if canonical(said) != canonical(kept):
        yield f"{REPORT} names other versions of the limits than the ledger holds"
    limits = {name: rule.default for name, rule in RULES.items()}
    if versions:
        limits = policy_from(versions[-1]["policy"]).judged_limits()
    for name, limit in limits.items():
        if policy["limits"].get(name) != limit:
            yield f"{REPORT}: the limit {name!r} is not the one that was locked"


def _states(report: Report) -> Iterator[str]:
    """Each figure by group: its limit is the policy's, its state follows from its bounds."""
    fairness, limits = report.get("fairness") or {"attributes": []}, report["policy"]["limits"]
    for attribute in fairness["attributes"]:
        for line in attribute["headlines"]:
            where = f"{REPORT}: {line['rule']} by {named(attribute)} of the {line['model']} model"
            if line["limit"] != limits.get(line["rule"]):
                yield f"{where} is held against another limit than the policy's"
            elif line["state"] != (state := _state(line)):
                yield f"{where} says {line['state']!r:.40}, its bounds give {state!r}"


def _state(line: Mapping[str, Any]) -> str:
    reasons = line["reasons"]
    if FEW_GROUPS in reasons or NOBODY in reasons:
        return undefined(line)
    low, high = (math.nan if line[end] is None else line[end] for end in ("low", "high"))
    limit = Limit(line["limit"], RULES[line["rule"]].floor)
    return held_back(state_of(low, high, limit), reasons)


def _certificate(report: Report) -> str:
    """The certificate's states are by the policy's limits."""
    from core.audit.nonreliance import Allowed, held_against

    summary, limits = (report.get("nonreliance") or {}).get("summary"), report["policy"]["limits"]
    if not summary:
        return ""
    allowed = Allowed(limits.get("flips"), limits.get("max_dp"))
    if json.loads(canonical(held_against(summary, allowed))) == summary:
        return ""
    return f"{REPORT}: the certificate is held against other limits than the policy's"
