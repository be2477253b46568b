"""Figures against their limits: who is compared, who is not, and what that does to the verdict."""

from fractions import Fraction

import pytest
from fairness_case import asked, policy, selections, table

from core.audit.headline import (
    FEW_GROUPS,
    GUESSED_GROUP,
    MANY_UNKNOWN,
    MAY_CHANGE,
    NOBODY,
    ONE_PERSON,
    headline,
)
from core.audit.outcomes import FOUR_FIFTHS, outcome_rows, rate_rows, shortfall
from core.audit.verdict import OPEN, OVER, WITHIN


def ratio(frame, **changed):
    return headline(asked(frame, **changed), "impact_ratio", "plain")


def outcomes(frame, **changed):
    given = asked(frame, **changed)
    above = frame["decided"].to_numpy() == "yes"
    return {row["group"]: row for row in outcome_rows(given, "plain", above)}


def test_the_table_of_local_law_144_worked_by_hand():
    rows = outcomes(selections(women=(160, 512), men=(209, 550)))
    assert (rows["women"]["n"], rows["women"]["selected"]) == (512, 160)
    assert rows["women"]["rate"] == pytest.approx(0.3125)
    assert rows["women"]["ratio"] == pytest.approx((160 / 512) / (209 / 550))
    assert (rows["men"]["ratio"], rows["men"]["reference"]) == (1.0, True)
    assert rows["women"]["scoring_ratio"] == rows["women"]["ratio"]
    assert rows["women"]["deviations"] == pytest.approx(-2.31, abs=0.01)


@pytest.mark.parametrize(
    ("hits", "n", "best", "share", "missing"),
    [
        (160, 512, (209, 550), FOUR_FIFTHS, 0),  # 0.8 x .38 x 512 = 155.6: reached
        (30, 100, (50, 100), FOUR_FIFTHS, 10),
        (30, 100, (50, 100), Fraction(1), 20),
        (40, 100, (50, 100), FOUR_FIFTHS, 0),  # just four fifths: nobody is missing
        (39, 100, (50, 100), FOUR_FIFTHS, 1),
        (0, 7, (1, 3), FOUR_FIFTHS, 2),  # 1.87 people are two people
    ],
)
def test_the_shortfall_counts_whole_people(hits, n, best, share, missing):
    assert shortfall(hits, n, best, share) == missing


def test_a_small_group_is_shown_but_never_the_reference():
    frame = selections(tiny=(8, 8), a=(150, 500), b=(150, 500))
    rows = outcomes(frame)
    assert (rows["tiny"]["rate"], rows["tiny"]["ratio"], rows["tiny"]["why"]) == (1.0, None, "few")
    assert rows["a"]["ratio"] == 1.0
    line = ratio(frame)
    assert (line.value, line.judged) == (1.0, ("a", "b"))
    assert line.left_out == ({"group": "tiny", "n": 8, "why": "few"},)


def test_a_group_left_out_by_its_share_is_left_out_before_the_reference_is_chosen():
    frame = selections(small=(36, 40), a=(1500, 5000), b=(1500, 5000))
    assert ratio(frame).state == OVER
    line = ratio(frame, exclude_share=0.02, exclude_why="too few to say, as the rule allows")
    assert (line.state, line.judged) == (WITHIN, ("a", "b"))
    rows = outcomes(frame, exclude_share=0.02, exclude_why="too few to say")
    assert (rows["small"]["why"], rows["small"]["rate"]) == ("excluded", 0.9)


def test_one_group_is_never_within_the_limit():
    line = ratio(selections(a=(100, 500), tiny=(2, 9)))
    assert (line.state, line.reasons, line.value) == (OPEN, (FEW_GROUPS,), None)


def test_nobody_selected_is_no_ratio_and_no_verdict():
    line = ratio(selections(a=(0, 500), b=(0, 400)))
    assert (line.state, line.reasons, line.value) == (OPEN, (NOBODY,), None)


def test_the_own_denominator_counts_not_the_size_of_the_group():
    frame = table(
        ("a", "yes", "yes", 60), ("a", "yes", "no", 40), ("a", "no", "no", 100),
        ("b", "yes", "yes", 50), ("b", "yes", "no", 50), ("b", "no", "no", 100),
        ("c", "yes", "yes", 5), ("c", "no", "no", 195),
        ("d", "no", "no", 200),
    )  # fmt: skip
    line = headline(asked(frame), "tpr_gap", "plain")
    assert (line.judged, line.value) == (("a", "b"), pytest.approx(0.1))
    assert [(left["group"], left["n"], left["why"]) for left in line.left_out] == [
        ("c", 5, "few"), ("d", 0, "nobody"),
    ]  # fmt: skip
    rows = {row["group"]: row["measures"]["tpr"] for row in rate_rows(asked(frame), "plain")}
    assert rows["d"] == {"hits": 0, "of": 0, "rate": None, "low": None, "high": None}


def test_texts_without_a_group_are_a_row_of_their_own_and_never_the_reference():
    frame = selections(a=(300, 1000), b=(300, 1000), unknown=(50, 50))
    rows = outcomes(frame)
    assert (rows["(not given)"]["rate"], rows["(not given)"]["ratio"]) == (1.0, None)
    assert ratio(frame).value == 1.0


def test_texts_without_a_group_bound_the_figure():
    line = ratio(selections(a=(300, 1000), b=(330, 1000), unknown=(40, 50)))
    low, high = line.bounds
    assert (low["as"], low["value"]) == ("a", pytest.approx((340 / 1050) / 0.33))
    assert high["as"] == "b"
    assert high["value"] == pytest.approx(0.3 / (370 / 1050))


def test_it_is_said_when_unknown_groups_could_change_the_verdict():
    line = ratio(selections(a=(900, 3000), b=(960, 3000), unknown=(500, 500)))
    assert line.state == WITHIN
    assert MAY_CHANGE in line.reasons
    assert {bound["state"] for bound in line.bounds} - {WITHIN}


def test_too_many_unknown_groups_take_away_within():
    frame = selections(a=(900, 3000), b=(900, 3000), unknown=(600, 2000))
    line = ratio(frame)
    assert (line.state, MANY_UNKNOWN in line.reasons) == (OPEN, True)
    assert ratio(frame, unknown_share=0.3).state == WITHIN


def test_a_guessed_group_cannot_carry_within():
    frame = selections(a=(900, 3000), b=(900, 3000))
    line = ratio(frame, obtained={"g": "inferred"})
    assert (line.state, line.reasons) == (OPEN, (GUESSED_GROUP,))
    assert ratio(frame, obtained={"g": "self-reported"}).state == WITHIN


def test_a_ratio_that_hangs_on_one_person_is_not_judged():
    line = ratio(selections(a=(7, 30), b=(10, 30)))
    assert ONE_PERSON in line.reasons
    assert line.state == OPEN


def test_a_gap_that_is_plainly_too_wide_is_over_the_limit():
    line = ratio(selections(a=(100, 500), b=(300, 500)))
    assert (line.state, line.highest, line.lowest) == (OVER, "b", "a")
    assert line.p < 0.001
    assert line.more_rows is None


def test_an_open_verdict_says_how_many_rows_would_settle_it():
    line = ratio(selections(a=(45, 150), b=(45, 150)))
    assert line.state == OPEN
    assert 50 < line.more_rows < 2000
    assert 0.1 < line.detectable < 0.25


def test_the_same_rows_in_another_order_give_the_same_figures():
    frame = selections(a=(45, 150), b=(60, 150), c=(20, 90))
    assert ratio(frame) == ratio(frame.sample(frac=1, random_state=1))


def test_another_limit_changes_the_state_alone():
    frame = selections(a=(900, 3000), b=(960, 3000))
    loose, strict = ratio(frame), ratio(frame, limits=policy().limits | {"impact_ratio": 0.99})
    assert (loose.value, loose.low, loose.high) == (strict.value, strict.low, strict.high)
    assert (loose.state, strict.state) == (WITHIN, OPEN)
