"""All figures by group under a policy: what the report's tables, charts and verdicts show.

It takes predictions, groups and a policy, and nothing else: whoever has those gets the same
figures again. Everything in it is JSON's own types; what is not defined is None.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.audit.calibration import THRESHOLDS, calibration_rows, curve_rows
from core.audit.cells import MODELS, cell_numbers
from core.audit.classes import class_figures
from core.audit.cost import Answers, cost_rows
from core.audit.draws import DRAWS as PAIRED_DRAWS
from core.audit.figures import Predictions
from core.audit.grouping import grouping
from core.audit.headline import Asked, Headline, guessed, headlines, odds
from core.audit.outcomes import outcome_rows, rate_rows
from core.audit.paired import changed_decisions, gap_changes, moves
from core.audit.policy import Policy
from core.audit.scores import area, score_rows
from core.audit.significance import PERMUTATIONS
from core.audit.simultaneous import CONFIDENCE, DRAWS
from core.audit.strata import within_strata
from core.durable import canonical_json

SCHEMA = "selfreg-fairness/2"


@dataclass(frozen=True)
class Judged:
    """The test texts and both models' answers, under one policy.

    Attributes:
        frame: test texts: a label, and the group columns.
        predictions: "plain" and "regularized" -> decisions and probability of the favourable
            outcome, in the frame's order.
        policy: what they are judged by.
        columns: the group columns of the case.
        thresholds: model -> probability of the favourable outcome from which it decides for it;
            None with more than two labels.
        seed: of all draws.
    """

    frame: pd.DataFrame
    predictions: Mapping[str, Predictions]
    policy: Policy
    columns: Sequence[str]
    thresholds: Mapping[str, float | None]
    seed: int = 0

    @property
    def labels(self) -> np.ndarray:
        """The true labels."""
        return self.frame["label"].to_numpy(object)

    def decided(self, model: str) -> np.ndarray:
        """The decisions of a model."""
        return np.asarray(self.predictions[model].labels, dtype=object)

    def score(self, model: str) -> np.ndarray:
        """Probability of the favourable outcome."""
        return np.asarray(self.predictions[model].favourable_probability, dtype=float)

    @property
    def classes(self) -> list[str]:
        """Every label that was given or decided, sorted."""
        return sorted({*self.labels, *(v for model in MODELS for v in self.decided(model))})


def fairness(judged: Judged) -> dict[str, Any]:
    """The figures of both models; see the modules of this room for each of them."""
    cell = cell_numbers(
        judged.labels, [judged.decided(model) for model in MODELS], judged.policy.favourable
    )
    asked = [
        Asked(made, made.tally(cell), judged.policy, judged.seed)
        for name in judged.policy.attributes(judged.columns)
        for made in [grouping(judged.frame, name)]
    ]
    found = {
        "schema": SCHEMA,
        "policy_sha256": judged.policy.sha256,
        "favourable": list(judged.policy.favourable),
        "classes": judged.classes,
        "n": len(judged.frame),
        "thresholds": dict(judged.thresholds),
        "grid": list(THRESHOLDS),
        "methods": {
            "confidence": CONFIDENCE,
            "draws": DRAWS,
            "paired_draws": PAIRED_DRAWS,
            "permutations": PERMUTATIONS,
            "enough": judged.policy.enough,
        },
        "overall": {model: _overall(judged, model) for model in MODELS},
        "changed": moves(np.bincount(cell, minlength=32)),
        "cost": _cost(judged),
        "attributes": [_attribute(judged, each) for each in asked],
    }
    return json.loads(canonical_json(found))


def _overall(judged: Judged, model: str) -> dict[str, Any]:
    positive = np.isin(judged.labels, judged.policy.favourable)
    score, decided = judged.score(model), judged.decided(model)
    told: dict[str, Any] = {"auc": None, "auc_low": None, "auc_high": None}
    if positive.any() and not positive.all():
        value, (low, high) = area(score[positive], score[~positive])
        told = {"auc": value, "auc_low": low, "auc_high": high}
    selected = int(np.isin(decided, judged.policy.favourable).sum())
    return told | {"selected": selected, "median_score": float(np.median(score))}


def _cost(judged: Judged) -> list[dict[str, Any]]:
    favourable = judged.policy.favourable
    decided = {model: judged.decided(model) for model in MODELS}
    answers = Answers(
        np.isin(judged.labels, favourable),
        {model: labels == judged.labels for model, labels in decided.items()},
        {model: np.isin(labels, favourable) for model, labels in decided.items()},
        {model: judged.score(model) for model in MODELS},
    )
    groupings = [grouping(judged.frame, column) for column in judged.columns]
    return cost_rows(answers, groupings, judged.policy.enough, judged.seed)


def _attribute(judged: Judged, asked: Asked) -> dict[str, Any]:
    made, policy = asked.grouping, judged.policy
    unknown, lines = int(made.sizes[-1]), headlines(asked)
    return {
        "name": made.name,
        "columns": list(made.columns),
        "groups": list(made.groups),
        "unknown": unknown,
        "unknown_share": unknown / max(1, int(made.sizes.sum())),
        "obtained": [policy.obtained.get(column, "not said") for column in made.columns],
        "headlines": [asdict(line) for line in lines],
        "odds": odds(lines),
        "changes": gap_changes(asked),
        "changed": changed_decisions(asked),
        "models": {model: _model(judged, asked, model) for model in MODELS},
        "strata": _strata(judged, asked, lines),
    }


def _model(judged: Judged, asked: Asked, model: str) -> dict[str, Any]:
    made, policy = asked.grouping, judged.policy
    positive, score = np.isin(judged.labels, policy.favourable), judged.score(model)
    told = {
        "rates": rate_rows(asked, model),
        "outcomes": outcome_rows(asked, model, score > np.median(score)),
        "scores": score_rows(made, positive, score, policy.enough),
        "calibration": calibration_rows(made, positive, score),
        "curves": [],
        "classes": None,
    }
    if judged.thresholds[model] is not None:
        told["curves"] = curve_rows(made, positive, score, policy.enough)
    if len(judged.classes) > 2:
        told["classes"] = class_figures(
            made,
            judged.labels,
            judged.decided(model),
            judged.classes,
            policy.limit("selection_gap"),
            policy.enough,
            judged.seed,
            guessed=guessed(policy, made.columns),
        )
    return told


def _strata(judged: Judged, asked: Asked, lines: Sequence[Headline]) -> list[dict[str, Any]]:
    """For an attribute of one column: the difference of its extremes within each other column."""
    made, told = asked.grouping, []
    others = [name for name in judged.columns if name != made.name and len(made.columns) == 1]
    strata = [grouping(judged.frame, column) for column in others]
    for line in lines:
        if line.rule != "selection_gap" or line.highest is None or line.lowest is None:
            continue
        selected = np.isin(judged.decided(line.model), judged.policy.favourable)
        ends = (line.highest, line.lowest)
        told += [
            {"model": line.model} | within_strata(made, by, selected, ends, judged.policy.enough)
            for by in strata
        ]
    return told
