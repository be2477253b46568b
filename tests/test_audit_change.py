"""Changes of gaps and accuracy with their intervals, and the decisions that changed."""

import numpy as np
import pandas as pd
import pytest

from core.audit import Predictions, audit
from core.audit.cells import CELLS
from core.audit.change import change_rows, overall_change


def two_models(rng, n=400, groups=("a", "b"), plain=(0.6, 0.3), regularized=(0.5, 0.5)):
    """Cells of groups whose favourable decisions come from correlated draws."""
    cells = {}
    for group, before, after in zip(groups, plain, regularized, strict=True):
        luck = rng.random(n)
        other = np.where(rng.random(n) < 0.6, luck, rng.random(n))
        truth, first, second = rng.random(n) < 0.5, luck < before, other < after
        bits = (truth, first, first == truth, second, second == truth)
        code = np.ravel_multi_index([bit.astype(int) for bit in bits], (2,) * 5)
        cells[group] = np.bincount(code, minlength=CELLS)
    return cells


def test_the_interval_of_a_gap_that_closes_holds_the_truth_about_95_times_of_100():
    rng = np.random.default_rng(0)
    rows = [change_rows("g", two_models(rng), seed)[0] for seed in range(120)]
    held = np.mean([row["low"] <= -0.3 <= row["high"] for row in rows])
    assert 0.88 <= held <= 0.995


def test_the_interval_of_a_gap_that_stays_rarely_leaves_out_zero():
    rng = np.random.default_rng(1)
    made = (two_models(rng, plain=(0.6, 0.4), regularized=(0.6, 0.4)) for _ in range(120))
    rows = [change_rows("g", cells, 0)[0] for cells in made]
    assert np.mean([row["low"] <= 0 <= row["high"] for row in rows]) >= 0.86


def test_the_change_is_regularized_minus_plain_and_its_interval_holds_it():
    cells = two_models(np.random.default_rng(2))
    row = change_rows("g", cells, 0)[0]
    assert row["metric"] == "selection_rate"
    assert row["gap"] < -0.15
    assert row["low"] < row["gap"] < row["high"] < 0


def test_another_group_does_not_change_the_draws_of_the_others():
    cells = two_models(np.random.default_rng(3))
    small = {
        "0": two_models(np.random.default_rng(4), n=5, groups="0", plain=[0.5], regularized=[0.5])[
            "0"
        ]
    }
    with_small = change_rows("g", {**small, **cells}, 0)[0]
    assert with_small.pop("left_out") == ["0"]
    alone = change_rows("g", cells, 0)[0]
    alone.pop("left_out")
    assert with_small == alone


def test_the_same_seed_gives_the_same_interval_and_another_a_slightly_different_one():
    cells = two_models(np.random.default_rng(5))
    first, again, other = (change_rows("g", cells, seed)[0] for seed in (1, 1, 2))
    assert first == again
    assert first["low"] != other["low"]
    assert first["low"] == pytest.approx(other["low"], abs=0.02)


def test_two_equal_models_change_nothing_at_all():
    counted = np.array([[20, 0, 0, 80], [50, 0, 0, 10]])
    changes = overall_change(counted, 0)
    assert changes["accuracy"] == (0.0, (0.0, 0.0))
    assert changes["balanced_accuracy"] == (0.0, (0.0, 0.0))


def test_the_change_of_accuracy_is_worked_by_hand():
    # Class one: 10 gained, 2 lost of 100; class two: 1 gained, 5 lost of 20.
    changes = overall_change(np.array([[8, 10, 2, 80], [4, 1, 5, 10]]), 0)
    assert changes["accuracy"][0] == pytest.approx(4 / 120)
    assert changes["balanced_accuracy"][0] == pytest.approx((0.08 - 0.2) / 2)
    low, high = changes["accuracy"][1]
    # Paired counts: variance (b + c - (b - c)^2 / n) / n^2.
    half = 1.96 * np.sqrt(18 - 4**2 / 120) / 120
    assert (low, high) == pytest.approx((4 / 120 - half, 4 / 120 + half), abs=0.01)


def changed_case():
    frame = pd.DataFrame(
        {
            "id": list("pqrst"),
            "label": ["y", "n", "y", "n", "y"],
            "plain": ["f", "f", "m", None, "m"],  # a group column may be called anything
        },
        index=[7, 9, 11, 12, 20],
    )
    before = Predictions(["n", "y", "y", "y", "y"], [0.1, 0.9, 0.8, 0.6, 0.7])
    after = Predictions(["y", "n", "y", "n", "y"], [0.6, 0.2, 0.8, 0.4, 0.7])
    return audit(frame, before, after, "y", ["plain"])


def test_changed_decisions_are_counted_by_group_and_direction():
    found = changed_case()
    assert found.changed == 3
    assert found.directions == {
        "to_favourable": 1,
        "from_favourable": 2,
        "corrected": 3,
        "spoilt": 0,
    }
    table = found.changed_by_group.set_index("group")
    assert list(table.index) == ["f", "m", "(not given)"]
    assert list(table.changed) == [2, 0, 1]
    assert list(table.to_favourable) == [1, 0, 0]
    assert list(table.from_favourable) == [1, 0, 1]
    assert list(table.n) == [2, 2, 1]


def test_changed_texts_carry_their_row_number_and_the_largest_move_comes_first():
    texts = changed_case().changed_texts
    assert list(texts.text) == [9, 7, 12]
    assert list(texts.id) == ["q", "p", "s"]
    assert list(texts.groups) == [{"plain": "f"}, {"plain": "f"}, {"plain": None}]
    assert list(texts.regularized_probability) == [0.2, 0.6, 0.4]


def test_a_change_between_two_unfavourable_classes_is_neither_direction():
    frame = pd.DataFrame({"label": ["a", "b"]})
    found = audit(frame, Predictions(["b", "b"], [0, 0]), Predictions(["c", "b"], [0, 0]), "a")
    assert found.changed == 1
    assert found.directions["to_favourable"] == found.directions["from_favourable"] == 0
