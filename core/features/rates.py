"""Rates of cases that were described when test texts still counted, worked out again."""

import numpy as np
import pandas as pd
import pyarrow as pa

from core.features.presence import Presence


def without_test_texts(rates: pa.Table, labels: pd.DataFrame, presence: Presence) -> pa.Table:
    """Rates of every feature, class and group over all texts but the test texts.

    Args:
        rates: feature, column, value, n, texts, rate; of every feature the same rows. Those in
            which no test text counts are given back as they are.
        labels: One row a text: split, label and the groups.
        presence: In which texts each feature is present.
    """
    told, kept = rates.to_pandas(), (labels["split"] != "test").to_numpy()
    asked = told[told["feature"] == told["feature"].min()]
    if asked.loc[asked["column"] == "label", "n"].sum() <= kept.sum():
        return rates
    own = [
        kept & (labels[column] == value).to_numpy()
        for column, value in zip(asked["column"], asked["value"], strict=True)
    ]
    n = np.tile([there.sum() for there in own], len(told) // len(own))
    texts = np.stack([presence.within(there) for there in own], axis=1).ravel()
    again = told.assign(n=n, texts=texts, rate=texts / np.maximum(n, 1))
    # A group whose texts are all test texts is none that a feature could be judged by.
    return pa.Table.from_pandas(again[again["n"] > 0], preserve_index=False)
