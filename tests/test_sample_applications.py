"""The sample case tells the story it was made for, and its truth is true."""

import re

import numpy as np
import pytest

from core.errors import InputError
from core.sample import applications
from core.sample.life import FAVOURED

COLUMNS = ["id", "text", "decision", "split", "gender", "parental_leave", "hobby"]


@pytest.fixture(scope="module")
def sample():
    return applications()


@pytest.fixture(scope="module")
def words(sample):
    """The set of lower-case words of each text."""
    return [set(re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())) for text in sample.frame["text"]]


def _log_odds(frame, skill, wanted):
    """Coefficients of a nearly unpenalized logistic regression on the true causes."""
    from sklearn.linear_model import LogisticRegression

    causes = np.column_stack(
        [
            skill,
            frame["gender"] == "man",
            frame["parental_leave"] == "yes",
            frame["hobby"] == FAVOURED,
        ]
    ).astype(float)
    rows = frame["split"].isin(wanted).to_numpy()
    model = LogisticRegression(C=100.0, max_iter=1000)
    return model.fit(causes[rows], frame["decision"][rows] == "invite").coef_[0]


def _share_invited(frame, column, value):
    return (frame.loc[frame[column] == value, "decision"] == "invite").mean()


def test_the_same_seed_gives_the_same_sample():
    first, second = applications(200, seed=3), applications(200, seed=3)
    assert first.frame.equals(second.frame)
    assert (first.skill == second.skill).all()


def test_another_seed_gives_other_texts():
    first, second = applications(200, seed=3), applications(200, seed=4)
    assert not set(first.frame["text"]) & set(second.frame["text"])


def test_too_small_a_sample_is_refused_with_the_number_seen():
    with pytest.raises(InputError, match="19"):
        applications(19)


def test_columns_ids_and_values_are_as_documented(sample):
    frame = sample.frame
    assert list(frame.columns) == COLUMNS
    assert len(frame) == 4000
    assert frame["id"].is_unique
    assert set(frame["decision"]) == {"invite", "reject"}
    assert set(frame["gender"]) == {"woman", "man"}
    assert set(frame["parental_leave"]) == {"yes", "no"}
    assert set(frame["hobby"]) == {FAVOURED, "other"}


def test_splits_are_60_15_25(sample):
    counts = sample.frame["split"].value_counts()
    assert counts.to_dict() == {"train": 2400, "valid": 600, "test": 1000}


@pytest.mark.parametrize("n", [20, 33, 1501])
def test_any_number_of_texts_is_met_exactly(n):
    assert len(applications(n).frame) == n


def test_groups_are_large_enough_to_compare(sample):
    frame = sample.frame
    assert 0.46 < (frame["gender"] == "man").mean() < 0.54
    assert 0.18 < (frame["parental_leave"] == "yes").mean() < 0.26
    assert 0.20 < (frame["hobby"] == FAVOURED).mean() < 0.30
    assert 0.08 < (~sample.told).mean() < 0.12


@pytest.mark.parametrize("split", ["train", "valid", "test"])
@pytest.mark.parametrize("column", ["gender", "parental_leave", "hobby"])
def test_skill_has_nothing_to_do_with_the_group(sample, split, column):
    rows = sample.frame["split"] == split
    values = sample.frame.loc[rows, column]
    first = (values == values.iloc[0]).to_numpy()
    skill = sample.skill[rows]
    spread = skill.std() * np.sqrt(1 / first.sum() + 1 / (~first).sum())
    assert abs(skill[first].mean() - skill[~first].mean()) < 3 * spread


def test_historical_decisions_lean_on_gender_leave_and_hobby(sample):
    skill, man, leave, hobby = _log_odds(sample.frame, sample.skill, ["train", "valid"])
    assert skill > 2.5
    assert man > 2.0
    assert leave < -1.2
    assert hobby > 1.5


@pytest.mark.parametrize("column", ["gender", "parental_leave", "hobby"])
def test_decisions_of_the_test_part_depend_on_skill_alone(sample, column):
    # Decisions stray from the evidence in 3 % of texts, so groups of 200 and 800 differ by
    # less than .04 (three standard errors) unless a group counts.
    test = (sample.frame["split"] == "test").to_numpy()
    luck = (sample.frame["decision"] == "invite").to_numpy() * 1.0 - (sample.skill > 0)
    first = (sample.frame[column] == sample.frame[column].iloc[0]).to_numpy()
    assert abs(luck[test & first].mean() - luck[test & ~first].mean()) < 0.04
    assert abs(luck[~test & first].mean() - luck[~test & ~first].mean()) > 0.12


def test_men_were_invited_more_often_in_the_past_and_are_not_in_the_test_part(sample):
    test = sample.frame["split"] == "test"
    past, fair = sample.frame[~test], sample.frame[test]
    gap = _share_invited(past, "gender", "man") - _share_invited(past, "gender", "woman")
    assert gap > 0.2
    gap = _share_invited(fair, "gender", "man") - _share_invited(fair, "gender", "woman")
    assert abs(gap) < 0.1


def test_test_decisions_follow_the_evidence_with_little_noise(sample):
    test = (sample.frame["split"] == "test").to_numpy()
    invited = (sample.frame["decision"] == "invite").to_numpy()[test]
    assert 0.95 < ((sample.skill[test] > 0) == invited).mean() < 1.0


@pytest.mark.parametrize("concept", ["gender", "parental leave", "hobby", "skill"])
def test_every_word_of_the_truth_occurs(sample, words, concept):
    seen = set().union(*words)
    assert not [word for word in sample.truth[concept] if word not in seen]


@pytest.mark.parametrize(
    ("concept", "column", "value"),
    [("parental leave", "parental_leave", "yes"), ("hobby", "hobby", FAVOURED)],
)
def test_words_of_a_group_occur_in_all_its_texts_and_no_others(
    sample, words, concept, column, value
):
    carriers = set(sample.truth[concept])
    found = np.array([bool(carriers & text) for text in words])
    assert (found == (sample.frame[column] == value)).all()


def test_gender_words_occur_exactly_where_the_gender_is_told(sample, words):
    carriers = set(sample.truth["gender"])
    found = np.array([bool(carriers & text) for text in words])
    assert (found == sample.told).all()


def test_skill_words_speak_for_one_side(sample, words):
    for word in sample.truth["skill"]:
        balance = sample.skill[[word in text for text in words]]
        assert abs(balance.mean()) > 0.5, word


def test_the_truth_cannot_be_changed(sample):
    with pytest.raises(TypeError):
        sample.truth["skill"] = ()
