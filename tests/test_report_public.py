"""The public copy: small counts are held back, and somebody who tries cannot work them out."""

import json
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from report_case import inputs

from core.audit import Predictions
from core.audit.fairness import Judged, fairness
from core.audit.policy import CROSS, Policy
from core.errors import InputError
from core.report import build_report
from core.report.public import public_report, render_public

SMALL = {("w", "old"): (4, 1), ("m", "old"): (60, 25), ("w", "young"): (80, 30),
         ("m", "young"): (90, 41), (None, "young"): (30, 12)}  # fmt: skip


@cache
def reported():
    """The report on `SMALL`."""
    return report(SMALL)


def report(counts, compared=("sex", "age")):
    """A report on these texts: (sex, age) -> texts, selected."""
    rows = [
        {"sex": sex, "age": age, "label": "yes" if i % 2 else "no", "decided": i < chosen}
        for (sex, age), (n, chosen) in counts.items()
        for i in range(n)
    ]
    frame = pd.DataFrame(rows)
    decided = np.where(frame.decided, "yes", "no").astype(object)
    told = Predictions(decided, np.where(frame.decided, 0.8, 0.2))
    models = {"plain": told, "regularized": told}
    thresholds = dict.fromkeys(models, 0.5)
    found = fairness(Judged(frame, models, Policy(("yes",)), compared, thresholds))
    return build_report(inputs(fairness=found))


def possible(public, n, selected, most):
    """Every table of whole numbers that agrees with the copy, tried one by one.

    Of (w, old), (m, old), (w, young), (m, young), (unknown, young): how many, and how many of them
    were selected; what the copy prints fixes the rest, so `most` bounds what is tried.
    """
    rows = {t["name"]: {r["group"]: r for r in t["rows"]} for t in public["tables"]}
    found = {"n": set(), "selected": set()}
    for kind, total in (("n", n), ("selected", selected)):
        told = {name: {g: r[kind] for g, r in groups.items()} for name, groups in rows.items()}
        for small, other, unknown_old in product(range(most), range(most), range(3)):
            cells = {("w", "old"): small, ("w", "young"): other}
            if fits(cells, unknown_old, told, total):
                found[kind].add(small)
    return found


def fits(cells, unknown_old, told, total):
    """Whether some numbers of the other cells make the printed sums with these."""

    def free(printed, value):
        return printed is None or printed == value

    ages, sexes, pairs = told["age"], told["sex"], told["sex × age"]
    if not all(free(pairs[f"{s} · {a}"], v) for (s, a), v in cells.items()):
        return False
    women = cells["w", "old"] + cells["w", "young"]
    if not free(sexes["w"], women):
        return False
    for old_men in [pairs["m · old"]] if pairs["m · old"] is not None else range(90):
        young_men = pairs["m · young"]
        choices = [young_men] if young_men is not None else range(120)
        for young in choices:
            unknown = total - women - old_men - young
            if unknown < unknown_old or not free(sexes["m"], old_men + young):
                continue
            if not free(sexes.get("(not given)"), unknown):
                continue
            old = cells["w", "old"] + old_men + unknown_old
            if free(ages["old"], old) and free(ages["young"], total - old):
                return True
    return False


def test_counts_below_ten_are_not_in_the_copy():
    public = public_report(reported())
    told = {(t["name"], r["group"]): r for t in public["tables"] for r in t["rows"]}
    small = told["sex × age", "w · old"]
    assert (small["n"], small["selected"], small["rate"], small["ratio"]) == (None,) * 4
    numbers = [r[k] for r in told.values() for k in ("n", "selected") if r[k] is not None]
    assert numbers
    assert min(numbers) >= 10
    assert "w · old" in render_public(public)


def test_who_tries_every_table_of_whole_numbers_finds_no_small_count():
    public = public_report(reported())
    counts = list(SMALL.values())
    found = possible(public, sum(n for n, _ in counts), sum(k for _, k in counts), 90)
    assert set(range(10)) <= found["n"]
    assert set(range(10)) <= found["selected"]


def test_without_more_held_back_the_small_count_could_be_worked_out():
    public = public_report(reported())
    rows = {t["name"]: {r["group"]: r for r in t["rows"]} for t in public["tables"]}
    cross, sex = rows["sex × age"], rows["sex"]
    # All women less young women are the old women, so one of the two has to be missing.
    assert None in (sex["w"]["n"], cross["w · young"]["n"])
    assert None in (sex["w"]["selected"], cross["w · young"]["selected"])


def test_a_group_without_small_counts_is_printed_whole():
    large = {key: (100 + i, 40 + i) for i, key in enumerate(SMALL) if key[0]}
    public = public_report(report(large))
    assert "0 more counts" in public["sentence"]
    rows = [r for t in public["tables"] for r in t["rows"]]
    assert all(r["rate"] == r["selected"] / r["n"] for r in rows)
    assert max(r["ratio"] for r in rows) == 1


def test_groups_compared_in_a_cross_only_are_printed_as_one_table():
    public = public_report(report(SMALL, (f"sex{CROSS}age",)))
    (table,) = public["tables"]
    rows = {row["group"]: (row["n"], row["selected"]) for row in table["rows"]}
    assert rows["w · old"] == (None, None)
    assert {row[0] for row in rows.values()} & {60, 80, 90}
    for kind in zip(*rows.values(), strict=True):
        assert kind.count(None) != 1  # one alone would follow from the total


def test_equal_reports_give_equal_copies_that_name_the_report():
    first, again = (public_report(reported()) for _ in range(2))
    assert json.dumps(first) == json.dumps(again)
    assert len(first["report_sha256"]) == 64


def test_where_nearly_nobody_was_selected_there_is_no_copy():
    with pytest.raises(InputError, match="no public copy"):
        public_report(report({("w", "old"): (50, 2), ("m", "old"): (50, 1)}))
