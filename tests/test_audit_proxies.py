"""Stand-ins for a group are ranked by hand-worked figures; reasons add up or are refused."""

import numpy as np
import pytest
from scipy.sparse import csc_matrix
from scipy.stats import mannwhitneyu

from core.audit.proxies import _best, _discoveries, proxies
from core.audit.reasons import reasons, side_of


def held(n=400, seed=0):
    """Three features: one fires for group 1, one for anybody, one like the first but idle."""
    rng = np.random.default_rng(seed)
    groups = np.arange(n) % 2
    tells = (rng.random(n) < 0.1 + 0.6 * groups) * rng.uniform(0.5, 1, n)
    anybody = (rng.random(n) < 0.4) * rng.uniform(0.5, 1, n)
    return csc_matrix(np.stack([tells, anybody, tells], axis=1)), groups


def test_only_features_that_tell_the_group_and_move_the_decision_are_found():
    pooled, groups = held()
    found = proxies(pooled, groups, np.array([0.2, 0.5, 0.0]))
    assert [proxy.feature for proxy in found] == [0]
    assert found[0].value == 1
    assert found[0].rank == pytest.approx(found[0].power * 0.2)
    assert found[0].rate == pytest.approx((pooled[:, 0].toarray().ravel()[groups == 1] > 0).mean())
    assert found[0].rate > found[0].other_rate


def test_the_rank_is_power_times_contribution():
    pooled, groups = held()
    found = proxies(pooled, groups, np.array([0.1, 0.9, 0.3]))
    assert [proxy.feature for proxy in found] == [2, 0]
    assert found[0].rank == pytest.approx(3 * found[1].rank)
    assert len(proxies(pooled, groups, np.array([0.1, 0.9, 0.3]), top=1)) == 1


def test_texts_without_a_group_and_single_groups_are_left_out():
    pooled, groups = held()
    hidden = np.where(np.arange(400) < 200, -1, groups)
    assert proxies(pooled, hidden, np.ones(3)) == proxies(pooled[200:], groups[200:], np.ones(3))
    assert proxies(pooled, np.zeros(400, int), np.ones(3)) == []


def test_the_test_behind_it_is_mann_whitneys():
    pooled, groups = held(120, 3)
    column = pooled[:, 1].toarray().ravel()
    _, area, p = _best(column, groups, [1])
    expected = mannwhitneyu(
        column[groups == 1], column[groups == 0], use_continuity=False, method="asymptotic"
    )
    assert area == pytest.approx(expected.statistic / 3600)
    assert p == pytest.approx(expected.pvalue, rel=1e-6)


def test_of_many_tests_those_hold_that_benjamini_and_hochberg_keep():
    assert _discoveries(np.array([0.04, 0.001, 0.03])).tolist() == [True, True, True]
    assert _discoveries(np.array([0.06, 0.001, 0.05])).tolist() == [False, True, False]
    assert _discoveries(np.zeros(0)).tolist() == []


def test_reasons_and_the_unexplained_share_make_the_whole_score():
    parts, average = np.array([0.5, 0.3, 0.0, -0.2]), np.array([0.1, 0.1, 0.2, 0.0])
    told = reasons(0.3, parts, average, parts != 0)
    made = 0.4 + 0.2 - 0.2 - 0.2
    assert told.features == (0, 1)
    assert told.shares == pytest.approx((0.4 / 0.3, 0.2 / 0.3), abs=1e-6)
    assert told.unexplained == pytest.approx(abs(0.3 - made) / 0.3, abs=1e-6)


def test_no_reasons_are_given_when_more_than_half_is_unexplained():
    parts = np.array([0.4])
    assert reasons(1.0, parts, np.zeros(1), [True]).refused
    assert reasons(0.0, parts, np.zeros(1), [True]).unexplained == 1.0
    assert not reasons(0.8, parts, np.zeros(1), [True]).refused


def test_at_most_four_features_are_named():
    told = reasons(1.0, np.full(6, 1 / 6), np.zeros(6), np.ones(6, bool))
    assert len(told.features) == 4


def test_the_score_of_a_label_is_its_own_logit_beside_the_others():
    assert side_of(0, 1).tolist() == [-1.0]
    assert side_of(1, 3).tolist() == [-0.5, 1.0, -0.5]


def test_a_feature_that_hardly_tells_or_hardly_counts_asks_for_no_decision():
    n = 4000
    groups, rng = np.arange(n) % 2, np.random.default_rng(0)
    hardly = (rng.random(n) < 0.45 + 0.1 * groups).astype(float)
    tells = (rng.random(n) < 0.1 + 0.6 * groups).astype(float)
    pooled = csc_matrix(np.stack([hardly, tells, tells], axis=1))
    assert mannwhitneyu(hardly[groups == 1], hardly[groups == 0]).pvalue < 1e-6  # it is no chance
    assert [p.feature for p in proxies(pooled, groups, np.array([0.9, 0.1, 0.001]))] == [1]
