"""Searching features: what answers, in which order and why; the evidence about one."""

import numpy as np
import pandas as pd
import pytest
import torch
from tiny_features import Readable, build, frame_of

from core.errors import InputError
from core.features.highlight import highlight
from core.features.index import LISTED, FeatureIndex
from core.features.search import by_fires, by_meaning, by_words

HE, SHE, SCHOOL, NEVER, ALWAYS, HISTORY = range(6)
TEXTS = (
    [f"he met him {i}" for i in range(40)]
    + [f"she met her {i}, at the school gate" for i in range(40)]
    + [f"history 100% of {i} is _over_ 'now'; DROP TABLE" for i in range(40)]
    + [f"nothing of note {i}" for i in range(80)]
)
HOSTILE = [
    "'; DROP TABLE features; --",
    '" OR 1=1',
    "a%b",
    "_",
    "100%",
    "(unclosed [group",
    "a.*b+c?",
    "\\d\\w",
    "$1 $2 ?",
    "he' --",
    "\x00he",
    "he\nhim",
    "𝔥𝔢 he",
    "x" * 5000,
]


def fires(i, place, word):
    found = {ALWAYS: 1.0}
    strength = 1.0 + (i % 4)
    if word == "he":
        found[HE] = strength
    if word == "him":
        found[HE] = strength
    if word in ("she", "her"):
        found[SHE] = strength
    if word == "gate":
        found[SCHOOL] = strength
    if word == "history":
        found[HISTORY] = strength
    return found


def meanings(words):
    """Embeddings of the features' words: he and she are alike, the others are not."""
    made = torch.eye(len(words), 16).roll(8, dims=1)
    made[HE, 0] = made[SHE, 0] = made[NEVER, 0] = 2.0
    made[SHE, 1] = 1.0
    return torch.nn.functional.normalize(made, dim=1)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    frame = frame_of(TEXTS, sex=["m"] * 40 + ["f"] * 40 + [None] * 120)
    build(folder / "features", frame, fires, d_sae=6, groups=("sex",), embed=meanings)
    frame.to_parquet(folder / "texts.parquet")
    return FeatureIndex(folder / "features", folder / "influence.parquet", folder / "texts.parquet")


def test_words_find_the_features_that_fire_on_them_the_most_first(index):
    found = by_words(index, "him or HE", 20)
    assert found.columns.tolist() == LISTED
    first = found.iloc[0]
    assert (first.feature, first["name"]) == (HE, index.features.name[HE])
    assert first.strength == pytest.approx(1.0)
    assert first.reason == "fires on “he”, “him”: 100\u00a0% of its strength"
    half = by_words(index, "him", 20).iloc[0]
    shares = dict(zip(index.features.words[HE], index.features.shares[HE], strict=True))
    assert half.feature == HE
    assert half.strength == pytest.approx(shares["him"])
    assert 0 < half.strength < first.strength


def test_strengths_of_a_search_by_words_go_down_within_each_kind_of_reason(index):
    found = by_words(index, "he she", 20)
    assert set(found.feature[:2]) == {HE, SHE}
    on_words = found[found.reason.str.startswith("fires on")]
    in_texts = found[found.reason.str.startswith("fires in")]
    assert on_words.strength.is_monotonic_decreasing
    assert in_texts.strength.is_monotonic_decreasing
    assert found.feature.is_unique


def test_a_query_about_texts_finds_features_more_common_there_and_says_how_common(index):
    found = by_words(index, "the school", 20)
    assert set(found.feature) == {SHE, SCHOOL}
    assert found.strength.tolist() == [1.0, 1.0]
    assert found.reason[0] == (
        "fires in 100\u00a0% of the 40 texts with “the school”, in 0\u00a0% of the others"
    )


def test_a_longer_word_counts_for_less_and_a_short_one_not_at_all(index):
    near = by_words(index, "histories historic hist", 20)
    assert near.feature.tolist() == [HISTORY]
    assert near.strength[0] == pytest.approx(0.7)
    exact = by_words(index, "history", 20)
    assert exact.strength[0] > near.strength[0]
    assert by_words(index, "his", 20).empty


def known_by(tmp_path_factory, *words):
    """An index of one feature for each word, which fires on that word alone."""
    folder = tmp_path_factory.mktemp("words")
    frame = frame_of([f"{word} {i}" for word in words for i in range(40)])
    at = {word: i for i, word in enumerate(words)}
    build(folder / "f", frame, lambda i, p, w: {at[w]: 1.0} if w in at else {}, d_sae=len(words))
    frame.to_parquet(folder / "texts.parquet")
    return FeatureIndex(folder / "f", folder / "none.parquet", folder / "texts.parquet")


@pytest.mark.parametrize(
    ("query", "words"),
    [("man", ["man", "men"]), ("arms", ["arm"]), ("arm", ["arm"]), ("menomun", ["menomune"]),
     ("menonune", ["menomune"])],
)  # fmt: skip
def test_short_words_find_themselves_and_their_plural_and_long_ones_their_typos(
    tmp_path_factory, query, words
):
    known = ["man", "men", "menomune", "many", "arm", "army"]
    found = by_words(known_by(tmp_path_factory, *known), query, 20)
    assert sorted(known[f] for f in found.feature) == words


@pytest.mark.parametrize("query", HOSTILE)
def test_special_characters_in_a_query_are_only_characters(index, query):
    before = len(index.table())
    try:
        found = by_words(index, query, 20)
    except InputError:
        assert not any(c.isalnum() or c == "_" for c in query)
    else:
        assert found.columns.tolist() == LISTED
        assert NEVER not in found.feature.tolist()
    assert len(index.table()) == before
    assert len(by_words(index, "he", 20)) > 0


def test_a_percent_sign_or_an_underline_stands_for_itself(index):
    assert HISTORY in by_words(index, "100%", 20).feature.tolist()
    assert by_words(index, "1%0", 20).empty
    assert by_words(index, "histo__", 20).empty


def test_a_query_without_a_word_is_refused(index):
    for query in ("", "  ", "!?…", "😀"):
        with pytest.raises(InputError, match="has no word in it"):
            by_words(index, query, 20)


def test_a_word_that_is_nowhere_finds_nothing(index):
    found = by_words(index, "zeppelin", 20)
    assert (len(found), found.columns.tolist()) == (0, LISTED)


def test_no_search_gives_more_than_asked_for(index):
    assert len(by_words(index, "he she history school", 2)) == 2
    assert len(by_meaning(index, np.eye(16, dtype=np.float32)[0], 1)) == 1
    assert len(by_fires(index, fired({HE: 0.2, SHE: 0.9}), 1)) == 1


def test_meaning_orders_features_by_cosine_and_leaves_far_and_dead_ones_out(index):
    found = by_meaning(index, np.eye(16, dtype=np.float32)[0], 20)
    assert found.feature.tolist() == [HE, SHE]
    expected = meanings(["x"] * 6)[[HE, SHE], 0].tolist()
    assert found.strength.tolist() == pytest.approx(expected, abs=1e-3)
    assert found.reason[1] == f"its words mean something close ({found.strength[1]:.2f})"


def worded(rows):
    """Features known by words and their shares, all as near to any query as can be."""
    table = pd.DataFrame(rows, columns=["name", "words", "shares"])
    table = table.assign(feature=range(len(table)), texts=9, status="live")
    owners = {}
    for feature, words in enumerate(table.words):
        for word in words:
            owners.setdefault(word, []).append(feature)
    index = FeatureIndex.__new__(FeatureIndex)
    near = np.tile(np.eye(1, 4, dtype=np.float32), (len(table), 1))
    vars(index).update(
        features=table, meanings=near, features_of_words=owners, words=sorted(owners)
    )
    return index


MANTOUX, MALE, MEN = range(3)


def test_by_meaning_few_words_find_those_who_say_them_first_and_mere_look_alikes_last():
    index = worded(
        [
            ("mantoux", ["mantoux", "man"], [0.5, 0.04]),
            ("male", ["male"], [0.9]),
            ("men", ["men", "manual"], [0.6, 0.1]),
        ]
    )
    query = np.eye(1, 4, dtype=np.float32)[0]
    assert by_meaning(index, query, 3, "man").feature.tolist() == [MEN, MALE, MANTOUX]
    assert by_meaning(index, query, 3).feature.tolist() == [MANTOUX, MALE, MEN]
    assert by_meaning(index, query, 3, "man").strength.tolist() == [1.0] * 3
    reasons = by_meaning(index, query, 3, "man").reason
    assert [reason.startswith("fires on it; ") for reason in reasons] == [True, False, False]
    weak = query * 0.45
    assert by_meaning(index, weak, 3, "man").feature.tolist() == [MEN, MALE]


def test_signs_and_lone_letters_have_no_meaning_to_be_close_to():
    index = worded([("-", ["-", "/"], [0.6, 0.1]), ("a", ["a"], [1.0]), ("we", ["we"], [1.0])])
    query = np.eye(1, 4, dtype=np.float32)[0]
    assert by_meaning(index, query, 3, "man").name.tolist() == ["we"]


def fired(strengths):
    rows = [(f, s, "word") for f, s in strengths.items()]
    return pd.DataFrame(rows, columns=["feature", "strength", "word"])


def test_firing_orders_features_by_strength_and_leaves_dead_and_constant_ones_out(index):
    """A feature never seen in the case can fire on a pasted text; nothing is known about it."""
    found = by_fires(index, fired({HE: 0.5, ALWAYS: 1.0, NEVER: 1.0, SCHOOL: 0.75}), 20)
    assert found.feature.tolist() == [SCHOOL, HE]
    assert found.strength.tolist() == [0.75, 0.5]
    assert found.reason[0] == "fires on “word” at 75\u00a0% of its highest"


def test_evidence_holds_the_tables_rows_of_that_feature_and_no_others(index):
    evidence = index.evidence(SHE)
    assert evidence.feature["feature"] == SHE
    assert evidence.feature["texts"] == 40
    assert set(evidence.examples.feature) == set(evidence.rates.feature) == {SHE}
    rates = evidence.rates.set_index("value").rate
    assert (rates["f"], rates["m"]) == (1.0, 0.0)
    together = evidence.relatives[evidence.relatives.relation == "fires together"]
    assert together.other.tolist() == [SCHOOL]
    assert together["name"].tolist() == [index.features.name[SCHOOL]]
    assert together.score.iloc[0] == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("number", [-1, 6, 10**9])
def test_a_feature_that_is_not_there_is_refused(index, number):
    with pytest.raises(InputError, match=rf"no feature {number}: this case has 0 to 5"):
        index.evidence(number)


def test_directions_and_occurrences_come_in_the_order_asked_for(index):
    whole = index.directions(list(range(6)))
    np.testing.assert_allclose(np.linalg.norm(whole, axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(index.directions([4, 0, 2]), whole[[4, 0, 2]])
    rows = index.occurrences([HE, SCHOOL])
    assert rows.groupby("feature").size().to_dict() == {HE: 40, SCHOOL: 40}
    assert set(index.of_text(0).feature) == {HE, ALWAYS}


def test_a_copy_of_the_table_may_be_changed_without_harm(index):
    table = index.table()
    table.loc[0, "name"] = "changed"
    assert index.features.name[0] != "changed"


def test_influence_is_joined_where_there_is_one(index, tmp_path):
    assert index.features.influence.tolist() == [0.0] * 6
    moves = {"feature": [SHE, HE], "influence": [0.5, 0.2], "pushes": [-1, 1], "tips": [7, 3]}
    pd.DataFrame(moves).to_parquet(tmp_path / "influence.parquet")
    joined = FeatureIndex(index.folder, tmp_path / "influence.parquet", index._texts).features
    assert joined.influence.tolist() == [0.2, 0.5, 0, 0, 0, 0]
    assert joined.pushes.tolist() == [1, -1, 0, 0, 0, 0]
    assert joined.tips.tolist() == [3, 7, 0, 0, 0, 0]


def test_highlights_are_whole_words_at_their_highest_strength():
    text = "an unbelievable day"
    places = {
        "start": np.array([0, 3, 7, 16]),
        "end": np.array([2, 7, 15, 19]),
        "word": np.array([0, 1, 1, 2]),
    }
    codes = torch.tensor([[0.0, 1.0], [2.0, 0.0], [3.0, 0.0], [0.0, 8.0]])
    shown = highlight(text, codes, places, Readable(2), np.array([4.0, 4.0]))
    spans = {(r.feature, text[r.start : r.end]): r.strength for r in shown.spans.itertuples()}
    assert spans == {
        (0, "unbelievable"): 0.75,
        (1, "an"): 0.25,
        (1, "day"): 1.0,  # twice the highest in the case is shown as the highest
    }
    assert shown.top.feature.tolist() == [1, 0]
    assert shown.top.word.tolist() == ["day", "unbelievable"]
    assert shown.top.strength.tolist() == [1.0, 0.75]
    assert shown.top.total.tolist() == [9.0, 5.0]


def test_a_feature_the_case_has_never_seen_is_not_highlighted():
    places = {"start": np.array([0]), "end": np.array([2]), "word": np.array([0])}
    shown = highlight("he", torch.tensor([[5.0, 1.0]]), places, Readable(2), np.array([0.0, 4.0]))
    assert shown.spans.feature.tolist() == shown.top.feature.tolist() == [1]


def test_a_text_on_which_nothing_fires_has_no_highlight():
    places = {name: np.array([0]) for name in ("start", "end", "word")}
    shown = highlight("x", torch.zeros(1, 2), places, Readable(2), np.array([4.0, 4.0]))
    assert shown.spans.empty
    assert shown.top.empty
    none = {name: np.zeros(0, int) for name in ("start", "end", "word")}
    assert highlight("", torch.zeros(0, 2), none, Readable(2), np.array([4.0, 4.0])).top.empty
