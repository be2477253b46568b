"""How many texts there are, by split, label and group."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

SPLITS = ("train", "valid", "test")
NOT_GIVEN = "(not given)"


def count_texts(frame: pd.DataFrame, groups: Sequence[str]) -> dict[str, Any]:
    """The number of texts in all, in each split, by label, and by group with its labels.

    Args:
        frame: all texts, with columns text, label, split and the groups.
        groups: names of the group columns.
    """
    return {
        "all": len(frame),
        "by_split": _splits(frame),
        "by_label": [
            {"label": label, **_splits(own)} for label, own in frame.groupby("label", sort=True)
        ],
        "shared": _shared(frame),
        "by_group": [row for column in groups for row in _group_rows(frame, column)],
    }


def _shared(frame: pd.DataFrame) -> int:
    """Test texts that stand word for word among the training or validation texts."""
    test = frame["split"] == "test"
    return int(frame.loc[test, "text"].isin(set(frame.loc[~test, "text"])).sum())


def _group_rows(frame: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    known = [(str(value), own) for value, own in frame.groupby(column, sort=True)]
    missing = frame[frame[column].isna()]
    rows = [*known, (NOT_GIVEN, missing)] if len(missing) else known
    return [
        {
            "column": column,
            "group": group,
            **_splits(own),
            "labels": {str(k): int(v) for k, v in own["label"].value_counts().sort_index().items()},
        }
        for group, own in rows
    ]


def _splits(frame: pd.DataFrame) -> dict[str, int]:
    found = frame["split"].value_counts()
    return {split: int(found.get(split, 0)) for split in SPLITS}
