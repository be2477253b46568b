"""Tests of differences: against scipy and statsmodels, by hand, and on data without any."""

import math

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from core.audit.significance import any_difference, benjamini_hochberg, holm, mcnemar, pair_test


def test_the_permutation_test_agrees_with_fisher_for_two_groups():
    rng = np.random.default_rng(0)
    for hits, n in [((3, 9), (12, 14)), ((20, 31), (60, 60))]:
        table = [[hits[0], n[0] - hits[0]], [hits[1], n[1] - hits[1]]]
        exact = fisher_exact(table).pvalue
        assert any_difference(hits, n, rng) == pytest.approx(exact, abs=0.03)


def test_the_permutation_test_agrees_with_chi_square_where_counts_are_large():
    hits, n = [30, 40, 50, 60, 90], [100, 110, 120, 200, 300]
    table = [hits, [m - h for h, m in zip(hits, n, strict=True)]]
    p = any_difference(hits, n, np.random.default_rng(0))
    assert p == pytest.approx(chi2_contingency(table).pvalue, abs=0.015)


def test_the_permutation_test_rejects_about_one_time_in_twenty_where_nothing_differs():
    rng, sizes = np.random.default_rng(1), np.array([40, 60, 100, 250, 500])
    rejected = [
        any_difference(rng.binomial(sizes, 0.3), sizes, rng, draws=500) <= 0.05 for _ in range(1200)
    ]
    assert 0.033 <= np.mean(rejected) <= 0.067


def test_no_group_and_no_hit_are_not_a_difference():
    rng = np.random.default_rng(0)
    assert math.isnan(any_difference([3], [10], rng))
    assert any_difference([0, 0, 0], [30, 40, 50], rng) == 1.0
    assert any_difference([30, 0], [30, 30], rng) < 0.001


def test_large_counts_get_the_z_test_in_standard_deviations():
    z, p = proportions_ztest([160, 209], [512, 550])
    found = pair_test((160, 209), (512, 550))
    assert found.test == "two-proportion z"
    assert (found.deviations, found.p) == pytest.approx((z, p))


def test_small_expected_counts_get_the_exact_test():
    found = pair_test((1, 9), (30, 40))
    assert found.test == "Fisher"
    assert found.p == pytest.approx(fisher_exact([[1, 29], [9, 31]]).pvalue)


def test_nothing_counted_is_nothing_tested():
    assert math.isnan(pair_test((0, 3), (0, 10)).p)
    assert math.isnan(pair_test((0, 0), (50, 60)).deviations)


def test_mcnemar_is_exact():
    assert mcnemar(10, 2) == pytest.approx(their_mcnemar([[50, 10], [2, 40]], exact=True).pvalue)
    assert mcnemar(0, 0) == 1.0


@pytest.mark.parametrize(("ours", "theirs"), [(holm, "holm"), (benjamini_hochberg, "fdr_bh")])
def test_many_tests_are_corrected_as_statsmodels_does(ours, theirs):
    rng = np.random.default_rng(2)
    for _ in range(20):
        p = rng.random(7) ** 3
        assert ours(p) == pytest.approx(multipletests(p, method=theirs)[1])


def test_benjamini_hochberg_keeps_all_three_of_the_family_that_wrong_ranks_get_wrong():
    assert max(benjamini_hochberg([0.04, 0.001, 0.03])) == pytest.approx(0.04)


def test_a_test_that_was_not_made_counts_for_nothing():
    assert holm([0.01, math.nan, 0.04])[0] == pytest.approx(0.02)
    assert math.isnan(holm([0.01, math.nan, 0.04])[1])
    assert math.isnan(benjamini_hochberg([math.nan])[0])
