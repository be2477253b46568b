"""Depth 2: every group figure worked out again from the stored predictions."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from core.report.changed import changed
from core.report.compare import difference
from core.report.editions import EARLIER, told_of
from core.report.intact import LEDGER, Check
from core.report.renderings import REPORT
from core.report.stored import GROUP, PREDICTIONS, counted_bytes, read_predictions
from core.report.unseen import problem
from core.signing.forms import COUNTED, canonical

if TYPE_CHECKING:
    from pandas import DataFrame

    from core.audit import Audit, Predictions

_MODELS = ("plain", "regularized")


def recheck(parts: Mapping[str, bytes]) -> Iterator[Check]:
    """One finding on the audit's figures, and one on those that are held against the policy."""
    if PREDICTIONS not in parts:
        says = f"{PREDICTIONS} is not in the bundle, so no figure can be worked out again"
        yield Check("figures", True, says, checked=False)
        return
    if COUNTED in parts:
        same = counted_bytes(parts[PREDICTIONS]) == parts[COUNTED]
        says = f"{COUNTED} {'holds' if same else 'does not hold'} the decisions of {PREDICTIONS}"
        yield Check("decisions", same, says)
    from core.audit import to_json

    report, table = json.loads(parts[REPORT]), read_predictions(parts[PREDICTIONS])
    if report["schema"] in EARLIER:
        says = f"{told_of(report)}; nothing was recomputed"
        yield Check("figures", True, says, checked=False)
        return
    found = _audit(report, table)
    yield _said("audit figures", to_json(found), report["audit"])
    rows = found.changed_texts.to_dict("records")
    yield _said("changed decisions", changed(rows, report["audit"]), report["changed"])
    if report["review"]["unseen"] is not None:
        why = problem(report, table["row"], parts[LEDGER])
        says = f"{REPORT}: {why}" if why else "what flagging saw: as ledger and predictions say"
        yield Check("flagging", not why, says)
    if report.get("fairness") is not None:
        yield _said("fairness figures", _fairness(report, table), report["fairness"])


def _said(name: str, found: dict[str, Any], told: dict[str, Any]) -> Check:
    """Both in the form in which they stand in a report."""
    why = difference(name, json.loads(canonical(found)), told)
    says = f"{REPORT}: {why}" if why else f"{name}: all of them follow from {PREDICTIONS}"
    return Check(name, not why, says)


def _audit(report: Mapping[str, Any], table: "DataFrame") -> "Audit":
    from core.audit import audit

    return audit(
        _frame(report, table),
        *(_predictions(table, model, "chance") for model in _MODELS),
        report["case"]["favourable"],
        tuple(report["data"]["groups"]),
        report["audit"]["reliance"],
        seed=report["case"]["seed"],
    )


def _fairness(report: Mapping[str, Any], table: "DataFrame") -> dict[str, Any]:
    from core.audit.fairness import Judged, fairness
    from core.audit.policy import Policy, policy_from

    versions = report["policy"]["versions"]
    policy = Policy(favourable=(report["case"]["favourable"],))
    if versions:
        policy = policy_from(versions[-1]["policy"])
    return fairness(
        Judged(
            frame=_frame(report, table),
            predictions={model: _predictions(table, model, "judged") for model in _MODELS},
            policy=policy,
            columns=tuple(report["data"]["groups"]),
            thresholds=report["fairness"]["thresholds"],
            seed=report["case"]["seed"],
        )
    )


def _frame(report: Mapping[str, Any], table: "DataFrame") -> "DataFrame":
    """Label and groups under their own names, as the audit read them."""
    frame = table[["label"]].copy()
    for column in report["data"]["groups"]:
        values = table[f"{GROUP}{column}"].astype(object)
        frame[column] = values.where(values.notna(), None)
    frame["label"] = frame["label"].astype(object)
    return frame.assign(id=table["row"].astype(object))


def _predictions(table: "DataFrame", model: str, score: str) -> "Predictions":
    from core.audit import Predictions

    return Predictions(table[model].to_numpy(object), table[f"{model}_{score}"].to_numpy(float))
