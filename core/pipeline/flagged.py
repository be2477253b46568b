"""The flagged features as the report lists them: who decided why, where they fire, their weight."""

from typing import Any

import numpy as np
import pandas as pd

from core.case import Case
from core.features.index import FeatureIndex
from core.pipeline.flags import Flag, read_flags
from core.pipeline.look import index
from core.report import Fires, FlaggedFeature

_MODELS = ("plain", "regularized")


def flagged_features(case: Case) -> tuple[FlaggedFeature, ...]:
    """Every flag that stands, in the order of the ledger's features."""
    flags = read_flags(case)
    shares = {row["feature"]: row for row in case.info("train")["per_feature"]}
    weights, features = _weights(case, flags.directions), index(case)
    fires = _fires(features, sorted(set(flags.features)), case.settings.groups)
    return tuple(
        _one(flag, features.features, shares, fires, {kind: weights[kind][i] for kind in _MODELS})
        for i, flag in enumerate(flags.flags)
    )


def _weights(case: Case, directions: np.ndarray) -> dict[str, np.ndarray]:
    """For each model, weight times direction of every flag, towards the favourable label."""
    from core.audit.nonreliance.head import along, head_of
    from core.classify.classifier import load_classifier

    models = {kind: load_classifier(case.classifier_path(kind)) for kind in _MODELS}
    good = case.settings.favourable
    return {
        kind: along(head_of(model), directions, model.labels.index(good))
        for kind, model in models.items()
    }


def _fires(
    features: FeatureIndex, wanted: list[int], columns: tuple[str, ...]
) -> dict[int, tuple[Fires, ...]]:
    """Feature -> how often it fires in the texts of each group."""
    rates = features.rates()
    rates = rates[rates.feature.isin(wanted) & rates.column.isin(columns)]
    return {
        int(feature): tuple(
            Fires(row.column, str(row.value), int(row.n), int(row.texts), float(row.rate))
            for row in own.itertuples()
        )
        for feature, own in rates.groupby("feature")
    }


def _one(
    flag: Flag,
    table: pd.DataFrame,
    shares: dict[int, dict[str, Any]],
    fires: dict[int, tuple[Fires, ...]],
    weights: dict[str, float],
) -> FlaggedFeature:
    known = flag.feature >= 0
    row = table.iloc[flag.feature] if known else None
    share = shares.get(flag.feature, {}) if known else {}
    return FlaggedFeature(
        feature=flag.feature if known else None,
        name=flag.name,
        reason=flag.reason,
        category=flag.category,
        by=flag.by,
        ts=flag.ts,
        words=tuple(row.words[:5]) if known else (),
        texts=int(row.texts) if known else None,
        reliance_plain=share.get("plain"),
        reliance_regularized=share.get("regularized"),
        fit=float(row.fit) if known and np.isfinite(row.fit) else None,
        fires=fires.get(flag.feature, ()),
        weight_plain=float(weights["plain"]),
        weight_regularized=float(weights["regularized"]),
    )
