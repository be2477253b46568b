"""What could stand in for a flagged feature, by hand-worked tables."""

import pandas as pd
import pytest

from core.features.proposals import proposals, suggest

WORDS = [["he", "his"], ["he", "chef"], ["skill"], ["golf"], ["boat"], ["ghost"]]
SHARES = [[0.6, 0.3], [0.4, 0.5], [0.9], [0.9], [0.9], [0.9]]


def table(influence=0.1):
    status = ["live"] * 5 + ["never seen"]
    return pd.DataFrame(
        {"feature": range(6), "status": status, "influence": influence, "words": WORDS,
         "shares": SHARES}
    )  # fmt: skip


def relatives(*rows):
    return pd.DataFrame(rows, columns=["feature", "other", "relation", "score"])


def rates(*rows):
    frame = pd.DataFrame(rows, columns=["feature", "column", "value", "n", "rate"])
    return frame.astype({"rate": float, "n": int, "feature": int})


def told(flagged, *, near=(), by_group=(), **more):
    rows = proposals(flagged, table(), relatives(*near), rates(*by_group), **more)
    return [(r.feature, r.relation, r.of, pytest.approx(r.score)) for r in rows.itertuples()]


def test_nothing_is_proposed_while_nothing_is_flagged():
    near = [(0, 2, "similar", 0.9)]
    assert told([], near=near, by_group=[(2, "sex", "f", 50, 0.9)]) == []


def test_a_feature_that_shares_words_with_a_flagged_one_is_proposed():
    # "he": min(0.6, 0.4)
    assert told([0]) == [(1, "same words", 0, 0.4)]


def test_relatives_count_whichever_side_lists_them_but_not_opposites():
    near = [(2, 0, "similar", 0.6), (0, 3, "fires together", 0.5), (0, 4, "opposite", -0.9)]
    found = told([0], near=near)
    assert found == [(2, "similar", 0, 0.6), (3, "fires together", 0, 0.5),
                     (1, "same words", 0, 0.4)]  # fmt: skip


def test_neither_flagged_nor_never_seen_features_are_proposed():
    near = [(0, 1, "similar", 0.9), (0, 5, "similar", 0.8)]
    assert told([0, 1], near=near) == []


def test_a_feature_that_moves_with_the_same_group_is_proposed_with_the_group():
    by_group = rates(
        (0, "sex", "m", 50, 0.8), (0, "sex", "f", 50, 0.2),
        (3, "sex", "m", 50, 0.1), (3, "sex", "f", 50, 0.4),
        (4, "sex", "m", 50, 0.30), (4, "sex", "f", 50, 0.35),
        (2, "site", "a", 50, 0.9), (2, "site", "b", 50, 0.1),
    )  # fmt: skip
    rows = proposals([0], table(), relatives(), by_group)
    moves = rows[rows["relation"] == "moves with the group"]
    assert moves[["feature", "of", "column", "value"]].values.tolist() == [[3, 0, "sex", "f"]]
    assert moves["score"].item() == pytest.approx(0.3)


def test_groups_too_small_to_say_propose_nothing():
    by_group = [
        (0, "sex", "m", 29, 0.8), (0, "sex", "f", 29, 0.2),
        (3, "sex", "m", 29, 0.1), (3, "sex", "f", 29, 0.4),
    ]  # fmt: skip
    assert told([0], by_group=by_group) == [(1, "same words", 0, 0.4)]


def test_what_carries_more_of_the_decision_after_retraining_is_proposed():
    found = told([0], after={2: 0.15, 3: 0.11, 4: float("nan")})
    assert (2, "took over", -1, 0.05) in found
    assert not any(feature in (3, 4) for feature, *_ in found)


@pytest.mark.parametrize(
    ("related", "high", "low", "says"),
    [(True, 0.3, 0.3, "flag"), (False, 0.3, 0.3, "keep"), (False, 0.4, 0.2, "flag"),
     (False, 0.09, 0.01, "keep"), (False, 0.9, 0.6, "keep")],
)  # fmt: skip
def test_the_software_would_flag_relatives_and_what_one_group_has_twice_as_often(
    related, high, low, says
):
    own = rates((1, "sex", "m", 50, high), (1, "sex", "f", 50, low))
    assert suggest(related, own) == says
