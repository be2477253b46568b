"""The columns of each table of an audit, and tables as JSON."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from core.audit.cells import METRICS

COUNTS = ("selected", "positives", "true_positives", "negatives", "false_positives", "correct")


def _bounded(name: str) -> dict[str, str]:
    return {name: "float64", f"{name}_low": "float64", f"{name}_high": "float64"}


_RATES = {column: kind for metric in METRICS for column, kind in _bounded(metric).items()}

GROUPS = {
    "model": "object",
    "column": "object",
    "group": "object",
    "n": "int64",
    **_RATES,
    **dict.fromkeys(COUNTS, "int64"),
}
GAPS = {
    **dict.fromkeys(("model", "column", "metric"), "object"),
    **dict.fromkeys(("gap", "low", "high"), "float64"),
    **dict.fromkeys(("highest", "lowest", "judged", "left_out"), "object"),
}
OVERALL = {
    "model": "object",
    "n": "int64",
    "correct": "int64",
    **_bounded("accuracy"),
    **_bounded("balanced_accuracy"),
}
CHANGED_BY_GROUP = {
    "column": "object",
    "group": "object",
    **dict.fromkeys(
        ("n", "changed", "to_favourable", "from_favourable", "corrected", "spoilt"), "int64"
    ),
}
CHANGED_TEXTS = {
    **dict.fromkeys(("text", "id", "label", "plain", "regularized"), "object"),
    **dict.fromkeys(("plain_probability", "regularized_probability"), "float64"),
    "groups": "object",
}


def table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows as a table with just these columns and types, also when there is no row."""
    frame = pd.DataFrame([[row[name] for name in columns] for row in rows], dtype=object)
    frame = frame.reindex(columns=range(len(columns))).set_axis(list(columns), axis=1)
    return frame.astype(columns)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The table's rows in JSON's own types; NaN becomes None."""
    rows = frame.astype(object).to_dict("records")
    return [{str(name): _json(value) for name, value in row.items()} for row in rows]


def _json(value: Any) -> Any:  # noqa: ANN401  (any cell of a table)
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.item() if hasattr(value, "item") else value
