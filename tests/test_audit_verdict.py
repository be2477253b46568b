"""Three states from the whole interval, and how often each is said wrongly."""

import math

import numpy as np
import pytest

from core.audit.intervals import Z, newcombe
from core.audit.ratio import koopman
from core.audit.simultaneous import Counted, critical_value, largest_gap, smallest_ratio
from core.audit.verdict import (
    OPEN,
    OVER,
    UNLIMITED,
    UNMEASURED,
    WITHIN,
    Limit,
    detectable,
    more_rows,
    state_of,
    survives_one_person,
    worst,
)


def counted(hits, n):
    return Counted(*(np.asarray(values) for values in (hits, n, n)))


def test_the_whole_interval_decides():
    ceiling, floor = Limit(0.1), Limit(0.8, floor=True)
    assert [state_of(*span, ceiling) for span in ((0, 0.1), (0.05, 0.2), (0.11, 0.2))] == [
        WITHIN, OPEN, OVER,
    ]  # fmt: skip
    assert [state_of(*span, floor) for span in ((0.8, 1), (0.7, 0.9), (0.5, 0.79))] == [
        WITHIN, OPEN, OVER,
    ]  # fmt: skip
    assert state_of(0, 1, Limit(None)) == UNLIMITED
    assert state_of(math.nan, math.nan, ceiling) == OPEN


def test_the_worst_state_decides_where_several_count():
    assert worst([WITHIN, OPEN, OVER]) == OVER
    assert worst([WITHIN, OPEN]) == OPEN
    assert worst([WITHIN, UNLIMITED]) == WITHIN
    assert worst([]) == UNMEASURED


def test_two_groups_get_the_interval_of_one_pair():
    rng = np.random.default_rng(0)
    found = largest_gap(counted([160, 209], [512, 550]), rng)
    assert found.critical == pytest.approx(Z, abs=0.05)
    assert (found.low, found.high) == pytest.approx(newcombe((209, 160), (550, 512)), abs=0.003)
    ratio = smallest_ratio(counted([160, 209], [512, 550]), rng)
    assert (ratio.low, ratio.high) == pytest.approx(koopman((160, 209), (512, 550)), abs=0.005)


def test_more_groups_make_every_interval_wider():
    rng = np.random.default_rng(0)
    c = [critical_value(counted([30] * k, [100] * k), rng) for k in (2, 3, 6)]
    assert c[0] < c[1] < c[2]
    # With equal sizes it is the studentised range over the root of two: 2.34 for three groups.
    assert c[1] == pytest.approx(2.344, abs=0.06)


def test_within_and_over_are_rarely_said_wrongly_at_the_limit_itself():
    rng, sizes = np.random.default_rng(3), np.array([150, 250, 400])
    true = np.array([0.30, 0.40, 0.35])  # the largest gap is .10, just the limit
    said = []
    for _ in range(500):
        found = largest_gap(counted(rng.binomial(sizes, true), sizes), rng, draws=400)
        said.append(state_of(found.low, found.high, Limit(0.1 - 1e-9)))
    assert said.count(WITHIN) / 500 <= 0.035
    assert said.count(OVER) / 500 <= 0.05


def test_equal_groups_are_hardly_ever_called_over_four_fifths():
    rng, sizes = np.random.default_rng(4), np.array([100] * 5)
    said, raw = [], []
    for _ in range(300):
        given = counted(rng.binomial(sizes, 0.3), sizes)
        found = smallest_ratio(given, rng, draws=400)
        said.append(state_of(found.low, found.high, Limit(0.8, floor=True)))
        raw.append(found.value < 0.8)
    assert np.mean(raw) > 0.7  # what the rule alone says of groups that do not differ
    assert said.count(OVER) / 300 <= 0.02


def test_the_interval_of_the_largest_gap_holds_nought_where_groups_do_not_differ():
    rng, sizes = np.random.default_rng(5), np.array([400] * 5)
    lows = [
        largest_gap(counted(rng.binomial(sizes, 0.3), sizes), rng, draws=400).low
        for _ in range(300)
    ]
    assert np.mean(np.array(lows) > 0) <= 0.08


def test_a_group_without_any_hit_has_bounds_all_the_same():
    rng = np.random.default_rng(0)
    gap = largest_gap(counted([0, 0], [40, 50]), rng)
    assert (gap.value, gap.low) == (0, 0)
    assert 0.05 < gap.high < 0.15
    ratio = smallest_ratio(counted([0, 10], [40, 50]), rng)
    assert (ratio.value, ratio.low) == (0, 0)
    assert ratio.high < 0.8
    assert math.isnan(smallest_ratio(counted([0, 0], [40, 50]), rng).value)


def test_a_gap_of_the_detectable_size_is_shown_four_times_of_five():
    rng, n = np.random.default_rng(6), 300
    size = detectable(counted([90, 90], [n, n]), Z)
    shown = 0
    for _ in range(600):
        hits = rng.binomial(n, [0.3 - size / 2, 0.3 + size / 2])
        shown += newcombe((hits[1], hits[0]), (n, n)).low > 0
    assert 0.75 <= shown / 600 <= 0.85


def test_the_rows_that_are_missing_settle_the_verdict_and_one_fewer_does_not():
    given = counted([30, 33], [100, 100])
    missing = more_rows(given, Limit(0.1), Z)
    assert missing > 0

    def verdict(added):
        n = given.n + added
        found = largest_gap(Counted(given.rate * n, n, n), np.random.default_rng(0), critical=Z)
        return state_of(found.low, found.high, Limit(0.1))

    assert (verdict(missing - 1), verdict(missing)) == (OPEN, WITHIN)


def test_no_number_of_rows_settles_a_figure_on_its_limit():
    assert more_rows(counted([30, 40], [100, 100]), Limit(0.1), Z) is None
    assert more_rows(counted([10, 90], [100, 100]), Limit(0.1), Z) == 0


def test_four_fifths_that_hang_on_one_person_are_seen():
    assert not survives_one_person((7, 10), (30, 30), 0.8)  # 0.70, and 8 of 9 with one moved
    assert survives_one_person((100, 400), (500, 500), 0.8)
    assert survives_one_person((480, 480), (500, 500), 0.8)


def test_the_bounds_of_many_groups_are_newcombes_of_every_pair():
    given, c = counted([30, 40, 50, 5], [100, 110, 120, 40]), 2.6
    found = largest_gap(given, np.random.default_rng(0), critical=c)
    pairs = [
        newcombe((given.hits[i], given.hits[j]), (given.n[i], given.n[j]), c)
        for i in range(4)
        for j in range(4)
        if i != j
    ]
    assert found.low == pytest.approx(max(0.0, *(low for low, _ in pairs)))
    assert found.high == pytest.approx(max(high for _, high in pairs))


def test_sixty_groups_are_judged():
    rng, sizes = np.random.default_rng(0), np.full(60, 200)
    given = counted(rng.binomial(sizes, 0.3), sizes)
    found = largest_gap(given, rng)
    assert found.critical > critical_value(counted([60] * 6, [200] * 6), rng)
    assert more_rows(given, Limit(0.1), found.critical) != 0  # so many groups settle nothing
