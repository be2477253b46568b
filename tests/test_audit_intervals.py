"""Intervals agree with statsmodels and with published numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from core.audit.intervals import mean_of_rates, newcombe, wilson

rate = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(rate)
def test_wilson_is_that_of_statsmodels(counted):
    hits, n = counted
    low, high = proportion_confint(hits, n, method="wilson")
    assert wilson(hits, n) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-12)


@given(rate, rate)
def test_newcombe_is_that_of_statsmodels(first, second):
    theirs = confint_proportions_2indep(*first, *second, compare="diff", method="newcomb")
    ours = newcombe((first[0], second[0]), (first[1], second[1]))
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(rate)
def test_a_rate_lies_in_its_own_interval(counted):
    low, high = wilson(*counted)
    assert 0 <= low <= counted[0] / counted[1] <= high <= 1


def test_the_example_of_newcombes_paper():
    # Newcombe 1998, table II, row a (56/70 - 48/80), method 10.
    assert newcombe((56, 48), (70, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_nothing_counted_has_no_interval():
    assert all(map(math.isnan, wilson(0, 0)))
    assert all(map(math.isnan, newcombe((0, 3), (0, 10))))
    assert all(map(math.isnan, mean_of_rates([], [])))


def test_the_mean_of_one_rate_has_its_interval():
    assert mean_of_rates([8], [10]) == pytest.approx(wilson(8, 10))


def test_the_interval_of_a_mean_of_rates_holds_the_truth_about_95_times_of_100():
    rng, n, truth = np.random.default_rng(0), [40, 300, 90], [0.95, 0.6, 0.2]
    draws = rng.binomial(n, truth, size=(1500, 3))
    held = [low <= np.mean(truth) <= high for low, high in (mean_of_rates(d, n) for d in draws)]
    assert 0.93 < np.mean(held) < 0.97
