"""Parts of the test texts in which the models err more often, kept in the case."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from core.audit.slices import Slice, by_length, error_slices
from core.case import Case
from core.durable import canonical_json, sha256_bytes, write_bytes
from core.pipeline.answers import model_of, predictions
from core.pipeline.look import index

if TYPE_CHECKING:
    from core.pipeline.data import Data

_VERSION = 1
_FEATURES = 300
"""Features that are tried: those that move the plain model's decision most."""


def slices_case(case: Case, data: "Data | None" = None) -> dict[str, Any]:
    """Where each model errs more often: by group, by length, and where a feature fires.

    Args:
        case: The case, trained.
        data: Its texts and embeddings, where they are at hand.
    """
    key = sha256_bytes(canonical_json([_VERSION, case.key("train")]))
    if case.key("slices") == key and case.slices_path.is_file():
        return json.loads(case.slices_path.read_text("utf-8"))
    from core.pipeline.data import load_data

    data = data or load_data(case)
    test = data.rows("test")
    frame = data.frame.iloc[test]
    parts = [*_parts(case, frame), *_features(case, test)]
    found = {
        kind: error_slices(decided != frame.label.to_numpy(object), parts)
        for kind in ("plain", "regularized")
        for decided in [_decided(case, kind, data)]
    }
    content = {"features": _FEATURES} | found
    write_bytes(case.slices_path, canonical_json(content) + b"\n")
    case.record("slices", key, {})
    return content


def _decided(case: Case, kind: str, data: "Data") -> np.ndarray:
    told = predictions(model_of(case, kind), data, "test", case.settings.favourable)
    return np.asarray(told.labels, dtype=object)


def _parts(case: Case, frame: pd.DataFrame) -> Iterator[Slice]:
    for column in case.settings.groups:
        for value, rows in frame.groupby(column, sort=True).indices.items():
            yield Slice("group", f"{column.replace('_', ' ')}: {value}", rows)
    yield from by_length(frame.text.str.split().str.len().to_numpy())


def _features(case: Case, test: np.ndarray) -> Iterator[Slice]:
    features = index(case)
    table = features.table()
    live = table[table.status == "live"]
    chosen = live.sort_values(["influence", "feature"], ascending=[False, True]).head(_FEATURES)
    fires = features.occurrences(chosen.feature.tolist())
    place = pd.Series(np.arange(len(test)), index=test)
    fires = fires[fires.text.isin(test)]
    rows = {feature: place[own.text].to_numpy() for feature, own in fires.groupby("feature")}
    for feature, name in zip(chosen.feature, chosen.name, strict=True):
        if feature in rows:
            yield Slice("feature", name, np.unique(rows[feature]))
