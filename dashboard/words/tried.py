"""Words on what was tried on both models."""

from collections.abc import Mapping
from typing import Any

from dashboard.words.sentences import label_of

TITLE = "What flagged features can still change"
NOT_TRIED = "This was not tried on these models."
NOT_TRIED_ADVICE = "Run the tests: on a case of some thousand texts they take some minutes."
HEADS = ("what was done to the test texts", "plain model", "regularized model")
RECOVERABLE = "What is still recoverable"
RECOVERABLE_HEADS = (
    "group", "from the embedding, without flagged directions", "from the plain score",
    "from the regularized score",
)  # fmt: skip
CHANCE = (
    "How well a probe tells the groups apart: AUC, 0.50 is chance. Taking away the use of "
    "something does not take away its presence."
)
CANDIDATES = "Worth a look"
CANDIDATES_LEAD = (
    "Nobody flagged these features. Each tells a group apart and moves the regularized decision, "
    "or moved a decision when words were swapped. Look at each, and flag or keep it."
)
LOOK = "Look at it"


def rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """How many decisions each thing changed, model by model."""
    joint, told = found["nonreliance"]["joint"], []
    for row in found["nonreliance"]["joint_rows"]:
        told.append((row["move"], *(_flips(joint[kind][row["key"]]) for kind in _MODELS)))
    deleted = found["nonreliance"]["deleted_words"]
    told.append(("Their words deleted", *(_flips(deleted[kind]) for kind in _MODELS)))
    if found["swaps"]["tested"]:
        swapped = (_flips(found["swaps"][kind]) for kind in _MODELS)
        told.append(("Words about a group swapped", *swapped))
    return told


def recoverable_rows(found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """One row a group column, with areas and verdicts."""
    names = ("representation", "score_plain", "score")
    return [
        (label_of(row["column"]), *(_area(row[name]) for name in names))
        for row in found["leakage"]["summary"]
    ]


_MODELS = ("plain", "regularized")


def _flips(told: Mapping[str, Any]) -> str:
    return f"{told['flips']:,} of {told['n']:,}"


def _area(told: Mapping[str, Any] | None) -> str:
    return "too few texts" if told is None else f"{told['auc']:.2f}, {told['state']}"
