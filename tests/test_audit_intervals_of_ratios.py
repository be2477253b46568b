"""The score interval of a ratio: against statsmodels, a published example, and its own limits."""

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from core.audit.intervals import newcombe, wilson
from core.audit.ratio import koopman


def test_the_example_of_koopman_1984():
    assert [round(bound, 2) for bound in koopman((36, 16), (40, 80))] == [2.94, 7.15]


@pytest.mark.parametrize("seed", range(25))
def test_ratios_agree_with_statsmodels(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(5, 400, 2)
    hits = [int(rng.integers(1, size + 1)) for size in n]
    theirs = confint_proportions_2indep(
        hits[0], n[0], hits[1], n[1], compare="ratio", method="score", correction=False
    )
    assert koopman(tuple(hits), tuple(n)) == pytest.approx(theirs, rel=1e-5)


def test_a_rate_of_nought_gives_an_open_end_and_not_a_number_from_nowhere():
    assert koopman((0, 16), (40, 80)).low == 0
    assert koopman((5, 0), (40, 80)).high == math.inf
    assert all(math.isnan(bound) for bound in koopman((0, 0), (40, 80)))
    assert all(math.isnan(bound) for bound in koopman((0, 3), (0, 80)))


def test_the_interval_holds_the_ratio_and_turns_with_it():
    low, high = koopman((12, 30), (50, 60))
    assert low < (12 / 50) / (30 / 60) < high
    assert koopman((30, 12), (60, 50)) == pytest.approx((1 / high, 1 / low))


def test_more_standard_errors_make_every_interval_wider():
    for narrow, wide in [
        (wilson(8, 30), wilson(8, 30, 2.7)),
        (newcombe((8, 3), (30, 40)), newcombe((8, 3), (30, 40), 2.7)),
        (koopman((8, 3), (30, 40)), koopman((8, 3), (30, 40), 2.7)),
    ]:
        assert wide.low < narrow.low < narrow.high < wide.high
