"""What is written about which feature is in which text."""

import numpy as np
import pandas as pd
import pytest

from core.features import occurrences
from core.features.occurrences import OccurrenceWriter

FOUND = {0: ([0, 2, 5], [0.1, 1.0, 0.3]), 1: ([], []), 2: ([2, 3], [0.2, 0.19])}


@pytest.fixture(params=[1, 2, 1 << 20])
def written(request, tmp_path, monkeypatch):
    """The writer after three features, with row groups of several sizes."""
    monkeypatch.setattr(occurrences, "_ROWS", request.param)
    writer = OccurrenceWriter(tmp_path, 0.2)
    for feature, (text, peak) in FOUND.items():
        writer.add(feature, np.array(text, int), np.array(peak) * 2, np.array(peak))
    writer.close()
    return writer, tmp_path


def test_every_occurrence_is_kept_feature_by_feature(written):
    table = pd.read_parquet(written[1] / "occurrences.parquet")
    assert list(zip(table.feature, table.text, strict=True)) == [
        (0, 0), (0, 2), (0, 5), (2, 2), (2, 3)
    ]  # fmt: skip
    np.testing.assert_allclose(table.pooled, table.peak * 2)


def test_what_is_clearly_present_is_kept_text_by_text(written):
    table = pd.read_parquet(written[1] / "present.parquet")
    assert list(zip(table.text, table.feature, strict=True)) == [(2, 0), (2, 2), (5, 0)]


def test_a_sample_of_the_texts_says_where_features_fire(written):
    assert written[0].fires(3, 6, most=6).tolist() == [
        [0, 0, 1, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0],
    ]
    assert written[0].fires(3, 6, most=3).tolist() == [[0, 1, 0], [0, 0, 0], [0, 1, 0]]


def test_a_corpus_in_which_nothing_fires_gives_empty_tables(tmp_path):
    writer = OccurrenceWriter(tmp_path, 0.2)
    writer.close()
    assert len(pd.read_parquet(tmp_path / "occurrences.parquet")) == 0
    assert writer.fires(2, 4, most=4).sum() == 0
