"""Parts of the texts with more errors: found where they are, hardly where they are not."""

import numpy as np
import pytest

from core.audit.slices import Slice, by_length, error_slices


def random_parts(rng, texts=1000, parts=200):
    return [
        Slice("feature", f"f{i}", np.flatnonzero(rng.random(texts) < 0.1)) for i in range(parts)
    ]


def test_a_part_with_many_errors_is_found_among_many_without():
    rng = np.random.default_rng(0)
    parts = random_parts(rng)
    wrong = rng.random(1000) < 0.1
    wrong[parts[7].rows] |= rng.random(len(parts[7].rows)) < 0.4
    found = error_slices(wrong, parts)
    assert found["rows"][0]["name"] == "f7"
    assert found["rows"][0]["p_fdr"] < 0.001
    assert found["tried"] == 200


def test_without_any_difference_hardly_any_family_finds_a_part():
    rng, families = np.random.default_rng(1), 0
    for _ in range(40):
        wrong = rng.random(1000) < 0.15
        families += error_slices(wrong, random_parts(rng, parts=60))["found"] > 0
    assert families <= 6  # 5 % of 40 are 2


def test_small_parts_and_small_rests_are_not_tried():
    parts = [Slice("group", "few", np.arange(29)), Slice("group", "nearly all", np.arange(971))]
    found = error_slices(np.zeros(1000, dtype=bool), parts)
    assert found == {"tried": 0, "found": 0, "rows": []}


def test_a_row_worked_by_hand():
    wrong = np.arange(100) < 30
    (row,) = error_slices(wrong, [Slice("group", "a", np.arange(40))])["rows"]
    assert (row["errors"], row["n"], row["rest_errors"], row["rest"]) == (30, 40, 0, 60)
    assert row["difference"] == pytest.approx(0.75)
    assert row["low"] < 0.75 < row["high"]


def test_quarters_hold_every_text_once_and_equal_lengths_together():
    lengths = np.array([1, 1, 1, 2, 3, 3, 9, 9, 20, 50])
    parts = by_length(lengths)
    assert sorted(np.concatenate([part.rows for part in parts])) == list(range(10))
    assert all(len({*lengths[part.rows]} & {*lengths[other.rows]}) == 0
               for part in parts for other in parts if part is not other)  # fmt: skip
