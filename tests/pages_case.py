"""The hand-written case after flagging, training and comparing, still without any model."""

from pathlib import Path

from dashboard_case import make_case

from core.audit import Predictions, audit, save_audit
from core.case import Case
from core.pipeline.decide import decide_features, flags_fingerprint, ledger

TS = "2026-02-01T09:30:00Z"
REASON = "gender must not matter"


def flagged_case(folder: Path) -> Case:
    """The case with features 0 and 1 flagged."""
    case = make_case(folder)
    decide_features(case, [0, 1], "flag", REASON, "Ada", TS, "protected attribute")
    return case


def compared_case(folder: Path) -> Case:
    """The flagged case with a regularized model that changes every fifth decision."""
    case = flagged_case(folder)
    settings, frame = case.settings, case.texts().frame
    test = frame[frame["split"] == "test"].assign(sex=["male", None] * 10)
    plain = ["invite"] * 10 + ["reject"] * 10
    regularized = [("reject" if i % 5 == 0 else label) for i, label in enumerate(plain)]
    chances = {
        "plain": [0.8 if label == "invite" else 0.3 for label in plain],
        "regularized": [0.7 if label == "invite" else 0.2 for label in regularized],
    }
    found = audit(
        test,
        Predictions(plain, chances["plain"]),
        Predictions(regularized, chances["regularized"]),
        settings.favourable,
        settings.groups,
        {"plain": 0.61, "regularized": 0.0},
    )
    save_audit(found, case.audit_path)
    case.record("train", "trained", summary() | {"flags": flags_fingerprint(case)})
    case.record("audit", "trained", {})
    ledger(case).append(by="Ada", event="model.trained", subject={}, reason="", ts=TS)
    return case


def summary() -> dict:
    """What a training leaves in the case."""
    rows = [
        {"feature": 0, "name": "he, his", "plain": 0.4, "regularized": 0.0},
        {"feature": 1, "name": "she, her", "plain": 0.3, "regularized": 0.0},
    ]
    return {
        "method": "hard",
        "strength": 0.0,
        "flagged": 2,
        "rank": 2,
        "d_in": 8,
        "reliance_plain": 0.61,
        "reliance_regularized": 0.0,
        "accuracy_plain": 0.9,
        "accuracy_regularized": 0.88,
        "per_feature": rows,
        "lost": [],
    }
