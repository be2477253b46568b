"""Examples: each text once, in its band, in a window of whole words around the word that fires."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_features_tables import random_case
from tiny_features import build, frame_of, tokens_of

from core.features.describe import window

BANDS = {"strongest": (0.75, 1.0), "typical": (0.35, 0.65), "faint": (0.0, 0.2)}


@pytest.fixture(scope="module", params=[0, 1])
def made(request, tmp_path_factory):
    """(texts, fires, examples, occurrences) of a random case with copies of one text."""
    frame, fire = random_case(request.param, texts=70)
    folder = tmp_path_factory.mktemp("examples") / "features"
    build(folder, frame, fire, d_sae=6, groups=("sex",))
    tables = (pd.read_parquet(folder / f"{n}.parquet") for n in ("examples", "occurrences"))
    return frame.text.tolist(), fire, *tables


def test_every_band_is_filled_and_strengths_lie_within_it(made):
    _, _, examples, _ = made
    assert set(examples.band) == {*BANDS, "look-alike"}
    for band, (low, high) in BANDS.items():
        rows = examples[examples.band == band]
        assert rows.strength.between(low, high).all(), band
    assert (examples[examples.band == "strongest"].groupby("feature").size() <= 8).all()


def test_the_strongest_example_is_the_strongest_text_and_they_go_down_from_there(made):
    _, _, examples, found = made
    for feature, rows in examples[examples.band == "strongest"].groupby("feature"):
        assert rows["rank"].tolist() == list(range(len(rows)))
        assert rows.strength.tolist() == sorted(rows.strength, reverse=True)
        peaks = found[found.feature == feature].sort_values(
            ["peak", "text"], ascending=[False, True]
        )
        assert rows.text.iloc[0] == peaks.text.iloc[0]
        assert rows.strength.iloc[0] == 1.0


def test_strengths_of_examples_are_the_peaks_of_their_texts(made):
    _, _, examples, found = made
    rows = examples[examples.band != "look-alike"].merge(found, on=["feature", "text"])
    assert len(rows) == (examples.band != "look-alike").sum()
    np.testing.assert_allclose(rows.strength, rows.peak, atol=1e-6)


def test_a_text_stands_once_in_a_band_and_its_copies_are_counted(made):
    texts, _, examples, found = made
    shown = examples.assign(words=[texts[i] for i in examples.text])
    assert not shown.duplicated(["feature", "band", "words"]).any()
    for row in shown[shown.band != "look-alike"].itertuples():
        fires_in = found[found.feature == row.feature].text
        assert row.copies == sum(texts[i] == row.words for i in fires_in)
    assert shown.copies.max() > 1


def test_marked_stretches_are_the_whole_words_that_fire_in_the_window(made):
    texts, fire, examples, _ = made
    top = {}
    for i, text in enumerate(texts):
        for place, (start, end, _) in enumerate(tokens_of(text)):
            for feature, act in fire(i, place, text[start:end]).items():
                top[feature] = max(top.get(feature, 0.0), act)
    for row in examples[examples.band != "look-alike"].itertuples():
        expected = {}
        tokens = tokens_of(texts[row.text])
        for place, (start, end, word) in enumerate(tokens):
            act = fire(row.text, place, texts[row.text][start:end]).get(row.feature)
            pieces = [t for t in tokens if t[2] == word]
            span = (pieces[0][0], pieces[-1][1])
            inside = row.window_start <= span[0] and span[1] <= row.window_end
            if act and inside:
                expected[span] = max(expected.get(span, 0), act / top[row.feature])
        spans = zip(row.starts, row.ends, strict=True)
        marked = dict(zip(spans, row.values, strict=True))
        assert marked == {span: pytest.approx(v, abs=1e-3) for span, v in expected.items()}


def test_the_word_that_fires_most_is_in_the_window(made):
    _, _, examples, _ = made
    for row in examples[examples.band != "look-alike"].itertuples():
        assert max(row.values) == pytest.approx(row.strength, abs=1e-4)


def test_look_alikes_never_contain_the_feature_and_are_no_copies_of_one_another(made):
    texts, _, examples, found = made
    fires_in = set(zip(found.feature, found.text, strict=True))
    alike = examples[examples.band == "look-alike"]
    assert len(alike) > 4
    assert not any(pair in fires_in for pair in zip(alike.feature, alike.text, strict=True))
    assert (alike.groupby("feature").size() <= 4).all()
    assert (alike.strength == 0).all()
    words = alike.assign(words=[texts[i] for i in alike.text])
    assert not words.duplicated(["feature", "words"]).any()


def test_look_alikes_with_the_features_own_words_come_first(tmp_path):
    texts = [f"he did {i}" for i in range(60)] + [f"so did {i}" for i in range(60)]
    texts[61] = "so then they cheered"  # no whole word of the feature's
    texts[70] = "the one he never met"
    build(
        tmp_path / "f",
        frame_of(texts),
        lambda i, n, word: {0: 2.0} if word == "he" and i < 60 else {},
        d_sae=1,
    )
    examples = pd.read_parquet(tmp_path / "f" / "examples.parquet")
    alike = examples[examples.band == "look-alike"].sort_values("rank")
    assert texts[alike.text.iloc[0]] == "the one he never met"
    row = alike.iloc[0]
    assert "he" in texts[row.text][row.window_start : row.window_end].split()


def test_copies_of_one_text_are_one_look_alike(tmp_path):
    texts = ["he did"] * 5 + ["so did"] * 20 + ["no way", "who knows", "not me"]
    build(
        tmp_path / "f",
        frame_of(texts),
        lambda i, n, word: {0: 2.0} if word == "he" else {},
        d_sae=1,
    )
    examples = pd.read_parquet(tmp_path / "f" / "examples.parquet")
    alike = [texts[i] for i in examples[examples.band == "look-alike"].text]
    assert sorted(alike) == ["no way", "not me", "so did", "who knows"]


def test_no_example_is_a_test_text_and_the_best_of_the_others_take_their_places(tmp_path):
    """Strength grows with the text's number, and every second text is a test text."""
    texts = [f"he did {i}" if i < 40 else f"so did {i}" for i in range(80)]
    split = ["test" if i % 2 else "train" for i in range(80)]
    fires = lambda i, n, word: {0: 1.0 + i} if word == "he" else {}  # noqa: E731
    build(tmp_path / "f", frame_of(texts, split=split), fires, d_sae=1)
    examples = pd.read_parquet(tmp_path / "f" / "examples.parquet")
    assert set(examples.band) >= {"strongest", "look-alike"}
    assert not (examples.text % 2).any()
    best = examples[examples.band == "strongest"].sort_values("rank")
    assert best.text.tolist() == [38, 36, 34, 32, 30, 28, 26, 24][: len(best)]
    assert best.strength.iloc[0] == pytest.approx(39 / 40)


def test_a_feature_that_fires_everywhere_has_no_look_alike(tmp_path):
    build(tmp_path / "f", frame_of(["a b", "b c", "c a"]), lambda *_: {0: 1.0}, d_sae=1)
    examples = pd.read_parquet(tmp_path / "f" / "examples.parquet")
    assert set(examples.band) == {"strongest"}


GAPS = [[" ", "  ", "\n", "\t", ". ", "! ", "\u00a0", ", "], [" "], ["\n"], ["\t"], ["\r\n"]]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(GAPS))
def test_a_window_begins_and_ends_between_words_and_holds_its_word(seed, gaps):
    random = Random(seed)
    words = ["".join(random.choices("abcdé9-", k=random.randint(1, 9))) for _ in range(80)]
    parts = [(word, random.choice(gaps)) for word in words]
    text = "".join(word + gap for word, gap in parts)
    n = random.randrange(len(parts))
    start = sum(len(word + gap) for word, gap in parts[:n])
    end = start + len(parts[n][0])
    check(text, start, end)


def check(text, start, end):
    begin, limit = window(text, start, end)
    assert 0 <= begin <= start <= end <= limit <= len(text)
    assert begin == 0 or begin == start or text[begin - 1].isspace()
    assert limit == len(text) or limit == end or text[limit].isspace() or text[limit - 1].isspace()
    assert begin == start or not text[begin].isspace()
    assert limit - begin <= end - start + 2 * 110 + 1 or limit - begin <= 2 * 110 + 1


@example("x" * 10_000, 0, 10_000)
@example("a " + "x" * 10_000 + " b", 2, 10_002)
@example("x" * 150 + " he " + "y" * 150, 151, 153)
@example("日本" * 200, 200, 202)
@settings(max_examples=1)
@given(st.just("he"), st.just(0), st.just(2))
def test_a_window_around_enormous_words_is_still_a_window(text, start, end):
    begin, limit = window(text, start, end)
    assert 0 <= begin <= start <= end <= limit <= len(text)
    assert limit - begin <= end - start + 2 * 110


def test_a_window_begins_with_the_sentence_where_that_is_near():
    text = "Unrelated words stand here. The nurse said that he left early. More follows."
    at = text.index("he left")
    begin, limit = window(text, at, at + 2)
    assert text[begin:limit] == "The nurse said that he left early. More follows."
