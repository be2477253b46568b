"""Names of features and how well they fit, and the features they belong with."""

import numpy as np
import pytest
import scipy.sparse
import torch
from sklearn.metrics import roc_auc_score

from core.features import naming
from core.features.naming import Name, fit, log_odds, name_feature, settle, topic_name
from core.features.relatives import relatives

VOCABULARY = ["he", "his", "him", "the", ".", ",", "7", "2019", "3.5", "ran"]
COUNTS = np.array([50, 40, 30, 900, 400, 300, 20, 20, 20, 200])


def named(acts):
    """The name of a feature that fires on some words with some activations."""
    words = np.array([VOCABULARY.index(w) for w in acts for _ in acts[w]])
    weights = np.array([a for w in acts for a in acts[w]], float)
    return name_feature(words, weights, COUNTS, VOCABULARY)


def test_log_odds_are_those_worked_by_hand():
    """Seen 10 of 10 and 0 of 10, elsewhere 5 and 85 of 90; prior 10, spread as 15 to 85.

    First word: α = 1.5, log(11.5 / 8.5) − log(6.5 / 93.5) = 2.96844, variance 1/11.5 + 1/6.5.
    """
    z = log_odds(np.array([10.0, 0.0]), np.array([5.0, 85.0]), prior=10.0)
    assert z[0] == pytest.approx(2.968440 / (1 / 11.5 + 1 / 6.5) ** 0.5, rel=1e-6)
    assert z[1] == pytest.approx(-2.968440 / (1 / 8.5 + 1 / 93.5) ** 0.5, rel=1e-6)
    assert z[0] == pytest.approx(6.0492, abs=1e-4)


def test_a_word_seen_as_often_as_elsewhere_has_log_odds_of_nothing():
    z = log_odds(np.array([10.0, 30.0]), np.array([100.0, 300.0]))
    np.testing.assert_allclose(z, 0, atol=1e-12)


def test_more_sightings_at_the_same_rate_are_surer():
    few = log_odds(np.array([5.0, 5.0]), np.array([10.0, 990.0]))[0]
    many = log_odds(np.array([50.0, 50.0]), np.array([100.0, 9900.0]))[0]
    assert many > few > 0


@pytest.mark.filterwarnings("error")
def test_words_seen_nowhere_else_or_nowhere_at_all_have_finite_log_odds():
    assert np.isfinite(log_odds(np.array([3.0, 2.0, 0.0]), np.array([0.0, 1.0, 0.0]))).all()
    assert np.isfinite(log_odds(np.zeros(2), np.zeros(2))).all()


def test_a_feature_of_one_word_is_called_by_it():
    name = named({"he": [3.0] * 40, "the": [0.5] * 3})
    assert (name.name, name.kind) == ("he", "word")
    assert name.words == ["he"]
    assert name.shares == [pytest.approx(120 / 121.5)]


def test_a_feature_of_several_words_is_called_by_the_most_telling_three():
    name = named({"he": [3.0] * 30, "his": [3.0] * 25, "him": [3.0] * 20, "the": [1.0] * 2})
    assert (name.name, name.kind) == ("he, his, him", "words")
    assert sum(name.shares) == pytest.approx(225 / 227)


def test_words_that_hold_little_of_its_activation_are_not_in_its_name():
    name = named({"he": [3.0] * 30, "his": [3.0] * 25, "him": [0.05] * 30})
    assert name.name == "he, his"


def test_features_of_numbers_and_of_punctuation_say_so():
    numbers = named({"7": [2.0] * 18, "2019": [2.0] * 17, "3.5": [2.0] * 16})
    assert (numbers.kind, numbers.name) == ("pattern", "numbers: 7, 2019, 3.5")
    marks = named({".": [2.0] * 300, ",": [2.0] * 200})
    assert (marks.kind, marks.name) == ("pattern", "punctuation: . ,")


def test_a_feature_that_fires_on_words_as_often_as_they_are_said_is_unclear():
    name = named({word: [1.0] * (n // 10) for word, n in zip(VOCABULARY, COUNTS, strict=True)})
    assert (name.kind, name.words) == ("unclear", [])


def test_a_few_enormous_activations_do_not_stand_for_many_sightings():
    """Kish: one firing of 100 among 20 of 1 is worth little more than one sighting."""
    honest, spiky = {"he": [1.0] * 20}, {"he": [100.0, *[1.0] * 19]}
    assert named(honest).kind == "word"
    assert named(spiky).kind == "unclear"


def test_a_feature_that_never_fired_is_called_that():
    name = named({})
    assert settle(name, float("nan"), [], float("nan"))[0].name == "never seen"


def test_words_that_fit_stay_the_name_and_words_that_do_not_give_way_to_the_topic():
    words = Name("he, his", "words", ["he", "his"], [0.5, 0.4])
    kept, fits = settle(words, 0.8, ["school", "lesson"], 0.9)
    assert (kept, fits) == (words, 0.8)
    topic, fits = settle(words, 0.55, ["school", "lesson"], 0.9)
    assert (topic.kind, topic.name, fits) == ("topic", "texts about school, lesson", 0.9)
    assert topic.words == words.words
    unclear, fits = settle(words, 0.55, ["school"], 0.5)
    assert (unclear.kind, unclear.name, fits) == ("unclear", "unclear: he, his", 0.55)
    untested, fits = settle(words, float("nan"), [], float("nan"))
    assert untested == words
    assert np.isnan(fits)


def test_a_topic_is_the_readable_words_that_set_the_texts_apart():
    vocabulary = ["lesson", "the", "9", "so", "pupil", "weather"]
    present = np.array([30, 40, 40, 30, 20, 1])
    background = np.array([40, 1000, 45, 35, 25, 300])
    assert topic_name(present, background, vocabulary) == ["lesson", "pupil"]


@pytest.mark.parametrize("seed", range(5))
def test_the_fit_is_the_area_under_the_roc_curve(seed):
    rng = np.random.default_rng(seed)
    present = rng.random((200, 6)) < 0.3
    numbers = {f"w{i}": i for i in range(6)}
    words = ["w1", "w4", "w5"][: rng.integers(1, 4)]
    chosen = rng.permutation(200)
    fires, silent = chosen[:30], chosen[30:150]
    score = present[:, [numbers[w] for w in words]].sum(1)
    truth = np.concatenate([np.ones(30), np.zeros(120)])
    expected = roc_auc_score(truth, score[np.concatenate([fires, silent])])
    matrix = scipy.sparse.csc_matrix(present.astype(np.int8))
    assert fit(words, matrix, numbers, fires, silent) == pytest.approx(expected, abs=1e-12)


def test_a_name_without_words_or_texts_to_try_it_on_has_no_fit():
    matrix, some = scipy.sparse.csc_matrix(np.ones((4, 1), np.int8)), np.array([0, 1])
    nothing = np.array([], int)
    assert np.isnan(fit([], matrix, {"a": 0}, some, some))
    assert np.isnan(fit(["a"], matrix, {"a": 0}, nothing, some))
    assert np.isnan(fit(["a"], matrix, {"a": 0}, some, nothing))


def test_a_name_counts_as_clear_from_six_tenths():
    assert naming.CLEAR == 0.6


def some_features(seed=0, features=30, texts=200):
    """Directions and firings; 3 is like 2, 4 opposite to 2, 6 fires with 5, 7 and 8 never vary."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(features, 24))
    directions[3] = directions[2] + 0.3 * directions[3]
    directions[4] = -directions[2] + 0.5 * directions[4]
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    fires = (rng.random((features, texts)) < 0.2).astype(np.float32)
    fires[6] = np.where(rng.random(texts) < 0.8, fires[5], fires[6])
    fires[7], fires[8] = 0, 1
    return directions.astype(np.float32), fires


@pytest.mark.parametrize("rows", [512, 7])
def test_relatives_are_those_of_numpys_cosines_and_correlations(monkeypatch, rows):
    monkeypatch.setattr("core.features.relatives._ROWS", rows)
    directions, fires = some_features()
    table = relatives(torch.from_numpy(directions), torch.from_numpy(fires.copy()))
    with np.errstate(invalid="ignore", divide="ignore"):
        phi = np.nan_to_num(np.corrcoef(fires))
    cosine = directions @ directions.T
    expected = {}
    for relation, scores in (("similar", cosine), ("opposite", -cosine), ("fires together", phi)):
        for feature, row in enumerate(scores):
            row = row.copy()
            row[feature] = -2
            best = np.argsort(-row, kind="stable")[:6]
            for other in best[row[best] >= 0.3]:
                sign = -1 if relation == "opposite" else 1
                expected[feature, int(other), relation] = sign * row[other]
    keys = list(zip(table.feature, table.other, table.relation, strict=True))
    assert len(set(keys)) == len(keys)
    assert dict(zip(keys, table.score, strict=True)) == {
        key: pytest.approx(value, abs=1e-5) for key, value in expected.items()
    }
    assert {(2, 3, "similar"), (2, 4, "opposite"), (5, 6, "fires together")} <= set(keys)


def test_features_that_fire_in_all_texts_or_in_none_fire_together_with_no_other():
    directions, fires = some_features()
    table = relatives(torch.from_numpy(directions), torch.from_numpy(fires))
    together = table[table.relation == "fires together"]
    assert not together.feature.isin([7, 8]).any()
    assert not together.other.isin([7, 8]).any()
