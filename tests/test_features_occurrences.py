"""What is written about which feature is in which text, and what texts say."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.features import occurrences
from core.features.occurrences import OccurrenceWriter
from core.features.phrases import Phrases
from core.features.presence import Presence, PresenceWriter

FOUND = {0: ([0, 2, 5], [0.1, 1.0, 0.3]), 1: ([], []), 2: ([2, 3], [0.2, 0.19])}


@pytest.mark.parametrize("rows", [1, 2, 1 << 20])
def test_every_occurrence_is_kept_feature_by_feature(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(occurrences, "_ROWS", rows)
    with OccurrenceWriter(tmp_path) as writer:
        for feature, (text, peak) in FOUND.items():
            writer.add(feature, np.array(text, int), np.array(peak) * 2, np.array(peak))
    table = pd.read_parquet(tmp_path / "occurrences.parquet")
    assert list(zip(table.feature, table.text, strict=True)) == [
        (0, 0), (0, 2), (0, 5), (2, 2), (2, 3)
    ]  # fmt: skip
    np.testing.assert_allclose(table.pooled, table.peak * 2)


def test_the_file_is_closed_when_the_walk_breaks_off(tmp_path):
    writer = OccurrenceWriter(tmp_path)
    with pytest.raises(RuntimeError), writer:
        raise RuntimeError
    assert not writer._file.is_open


def test_a_corpus_in_which_nothing_fires_gives_empty_tables(tmp_path):
    with OccurrenceWriter(tmp_path):
        pass
    PresenceWriter(tmp_path, 2, 4)
    assert len(pd.read_parquet(tmp_path / "occurrences.parquet")) == 0
    assert Presence.of(tmp_path, 2, 4).within(np.ones(4, bool)).tolist() == [0, 0]
    assert Presence.of(tmp_path, 2, 4).sample(4).sum() == 0


def test_a_sample_of_the_texts_says_where_features_are_present(tmp_path):
    writer = PresenceWriter(tmp_path, 3, 6)
    for feature, texts in {0: [2, 5], 1: [], 2: [2]}.items():
        writer.add(feature, np.array(texts, int))
    assert Presence.of(tmp_path, 3, 6).sample(6).tolist() == [
        [0, 0, 1, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0],
    ]
    assert Presence.of(tmp_path, 3, 6).sample(3).tolist() == [[0, 1, 0], [0, 0, 0], [0, 1, 0]]


@settings(max_examples=30)
@given(st.integers(1, 200), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_counts_within_some_texts_are_those_counted_one_by_one(
    tmp_path_factory, texts, seed, share
):
    folder = tmp_path_factory.mktemp("present")
    draw = np.random.default_rng(seed)
    there, asked = draw.random((5, texts)) < 0.3, draw.random(texts) < share
    writer = PresenceWriter(folder, 5, texts)
    for feature, row in enumerate(there):
        writer.add(feature, np.flatnonzero(row))
    found = Presence.of(folder, 5, texts).within(asked)
    assert found.tolist() == (there & asked).sum(1).tolist()


def test_the_pairs_that_an_older_version_kept_are_read_alike(tmp_path):
    draw = np.random.default_rng(0)
    there, asked = draw.random((7, 300)) < 0.2, draw.random(300) < 0.5
    text, feature = np.nonzero(there.T)
    pd.DataFrame({"text": text, "feature": feature}).astype("i4").to_parquet(
        tmp_path / "present.parquet"
    )
    found = Presence.of(tmp_path, 7, 300)
    assert found.within(asked).tolist() == (there & asked).sum(1).tolist()
    assert (found.sample(300) == there).all()


TEXTS = ["The pain stays.", "no", "", "PAIN, pain", "painted", "ÉTÉ in a café", "pa", "in"]


@pytest.mark.parametrize(
    ("phrase", "texts"),
    [("pain", [0, 3, 4]), ("Pain", [0, 3, 4]), ("pain,", [3]), ("été", [5]), ("é", []), ("n", []),
     ("zz", []), ("the pain s", []), ("the pain stay", [0]), ("pa", [6]), ("in a", [5]),
     ("no", [1])],
)  # fmt: skip
def test_a_phrase_is_found_as_whole_words_and_never_across_two_texts(tmp_path, phrase, texts):
    file = tmp_path / "texts.parquet"
    pd.DataFrame({"text": TEXTS}).to_parquet(file, row_group_size=3)
    assert pq.ParquetFile(file).num_row_groups == 3
    assert np.flatnonzero(Phrases(file).saying(phrase)).tolist() == texts


def test_a_short_word_is_said_by_its_plural_and_by_no_longer_word(tmp_path):
    file = tmp_path / "texts.parquet"
    said = ["a man", "many men", "Menomune", "manufacturer", "no bus", "two buses", "mans a ship"]
    pd.DataFrame({"text": said}).to_parquet(file)
    assert np.flatnonzero(Phrases(file).saying("man")).tolist() == [0, 6]
    assert np.flatnonzero(Phrases(file).saying("bus")).tolist() == [4, 5]
