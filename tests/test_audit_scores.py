"""Scores by group: against scikit-learn, by definition, and by hand."""

import numpy as np
import pytest
from fairness_case import sample
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score

from core.audit.calibration import THRESHOLDS, calibration, curve_rows
from core.audit.grouping import grouping
from core.audit.scores import area, score_rows


@pytest.fixture(scope="module")
def given():
    frame, models = sample()
    score = np.round(np.asarray(models["plain"].favourable_probability), 2)  # with ties
    positive = (frame["label"] == "yes").to_numpy()
    return frame, grouping(frame, "sex"), positive, score


def test_the_area_is_that_of_scikit_learn(given):
    _, groups, positive, score = given
    for row in score_rows(groups, positive, score, 30):
        own = groups.codes == groups.groups.index(row["group"])
        assert row["auc"] == pytest.approx(roc_auc_score(positive[own], score[own]))
        assert row["auc_low"] < row["auc"] < row["auc_high"]


def test_bpsn_and_bnsp_mix_the_group_with_the_rest(given):
    _, groups, positive, score = given
    for row in score_rows(groups, positive, score, 30):
        place = groups.groups.index(row["group"])
        own, rest = groups.codes == place, (groups.codes != place) & ~groups.unknown
        for name, kept in (
            ("bpsn", (own & ~positive) | (rest & positive)),
            ("bnsp", (own & positive) | (rest & ~positive)),
        ):
            assert row[name] == pytest.approx(roc_auc_score(positive[kept], score[kept]))


def test_a_group_scored_lower_has_positive_edges(given):
    rows = {row["group"]: row for row in score_rows(*given[1:], 30)}
    assert rows["women"]["aeg_positive"] > 0 > rows["men"]["aeg_positive"]
    assert rows["women"]["aeg_positive"] == pytest.approx(-rows["men"]["aeg_positive"])


def test_the_interval_of_an_area_holds_the_truth_about_95_times_of_100():
    from scipy.stats import norm

    rng, true = np.random.default_rng(0), norm.cdf(1 / 2**0.5)
    held = []
    for _ in range(400):
        _, (low, high) = area(rng.normal(1, 1, 60), rng.normal(0, 1, 80))
        held.append(low <= true <= high)
    assert 0.92 <= np.mean(held) <= 0.98


def test_a_perfect_order_still_has_an_interval():
    value, (low, high) = area(np.array([2.0] * 40), np.array([1.0] * 50))
    assert (value, high) == (1.0, 1.0)
    assert 0.85 < low < 1


def test_a_group_without_one_kind_of_label_has_no_area():
    frame, models = sample()
    groups = grouping(frame, "sex")
    nobody = np.zeros(len(frame), dtype=bool)
    row = score_rows(groups, nobody, np.asarray(models["plain"].favourable_probability), 30)[0]
    assert (row["auc"], row["judged"], row["positives"]) == (None, False, 0)


def test_calibration_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    score = rng.random(1000)
    positive = rng.random(1000) < score**1.5
    found = calibration(positive, score)
    share, mean = calibration_curve(positive, score, n_bins=10, strategy="quantile")
    assert [part["share"] for part in found["bins"]] == pytest.approx(share, abs=0.011)
    assert [part["score"] for part in found["bins"]] == pytest.approx(mean, abs=0.011)
    assert found["brier"] == pytest.approx(brier_score_loss(positive, score))
    assert found["in_the_large"] == pytest.approx(score.mean() - positive.mean())
    assert found["in_the_large_low"] > 0.05


def test_calibration_of_three_bins_worked_by_hand():
    score = np.repeat([0.1, 0.5, 0.9], 20)
    positive = np.concatenate([np.arange(20) < k for k in (2, 14, 18)])  # shares .1, .7, .9
    found = calibration(positive, score)
    assert [part["n"] for part in found["bins"]] == [20, 20, 20]
    assert found["ece"] == pytest.approx(0.2 / 3)
    assert found["in_the_large"] == pytest.approx(-0.2 / 3)


def test_fifty_nine_texts_are_too_few_for_a_calibration():
    assert calibration(np.ones(59, dtype=bool), np.ones(59))["ece"] is None
    assert len(calibration(np.ones(60, dtype=bool), np.ones(60))["bins"]) == 3


def test_the_curve_at_a_threshold_is_the_rate_of_deciding_there(given):
    _, groups, positive, score = given
    at = THRESHOLDS.index(0.5)
    for row in curve_rows(groups, positive, score, 30):
        own = groups.codes == groups.groups.index(row["group"])
        assert row["selection_rate"][at] == pytest.approx((score[own] >= 0.5).mean())
        assert row["tpr"][at] == pytest.approx((score[own & positive] >= 0.5).mean())
        assert row["selection_rate"] == sorted(row["selection_rate"], reverse=True)
