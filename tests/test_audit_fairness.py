"""All figures under a policy: strata, classes, changes; the same again from the same inputs."""

import json
from dataclasses import replace

import numpy as np
import pytest
from fairness_case import asked, judged, table
from sklearn.metrics import confusion_matrix
from statsmodels.stats.contingency_tables import mcnemar

from core.audit.cells import MEASURES
from core.audit.classes import class_figures, confusion
from core.audit.fairness import fairness
from core.audit.grouping import grouping
from core.audit.paired import gap_changes
from core.audit.strata import within_strata
from core.audit.verdict import Limit
from core.durable import canonical_json


@pytest.fixture(scope="module")
def found():
    return fairness(judged())


def attribute(found, name):
    return next(each for each in found["attributes"] if each["name"] == name)


def test_every_column_and_every_pair_is_an_attribute(found):
    assert [each["name"] for each in found["attributes"]] == ["sex", "age", "sex × age"]


def test_all_of_it_is_json_and_comes_out_the_same_again(found):
    assert json.loads(canonical_json(found)) == found
    assert fairness(judged()) == found


def test_rates_of_an_intersection_are_those_of_its_rows(found):
    given = judged()
    frame, plain = given.frame, np.asarray(given.predictions["plain"].labels)
    rows = attribute(found, "sex × age")["models"]["plain"]["rates"]
    row = next(row for row in rows if row["group"] == "women · old")
    own = ((frame["sex"] == "women") & (frame["age"] == "old")).to_numpy()
    assert row["n"] == own.sum()
    assert row["measures"]["selection_rate"]["rate"] == pytest.approx((plain[own] == "yes").mean())
    right = plain[own] == frame["label"].to_numpy()[own]
    assert row["measures"]["accuracy"]["rate"] == pytest.approx(right.mean())


def test_complements_add_up(found):
    for each in found["attributes"]:
        for row in each["models"]["regularized"]["rates"]:
            for one, other in (("tpr", "fnr"), ("fpr", "tnr")):
                pair = [row["measures"][name]["rate"] for name in (one, other)]
                assert None in pair or sum(pair) == pytest.approx(1)
            assert set(row["measures"]) == set(MEASURES)


def test_unknown_groups_are_counted_and_compared_with_nobody(found):
    sex = attribute(found, "sex")
    assert sex["unknown"] == sex["models"]["plain"]["rates"][-1]["n"] > 0
    assert all("(not given)" not in line["judged"] for line in sex["headlines"])


def test_changed_decisions_are_tested_exactly(found):
    row = attribute(found, "sex")["changed"][0]
    split = [[0, row["to_favourable"]], [row["from_favourable"], 0]]
    assert row["p_favourable"] == pytest.approx(mcnemar(split, exact=True).pvalue)
    assert found["changed"]["to_favourable"] == row["to_favourable"]


def test_a_gap_that_nothing_changed_has_not_changed():
    frame = table(("a", "yes", "yes", 60), ("a", "no", "no", 40), ("b", "yes", "yes", 30),
                  ("b", "no", "no", 70))  # fmt: skip
    for row in gap_changes(asked(frame)):
        assert (row["change"], row["low"], row["high"]) in ((0, 0, 0), (None, None, None))


def test_the_change_of_a_gap_holds_the_figures_of_both_models(found):
    sex = attribute(found, "sex")
    lines = {
        line["model"]: line["value"] for line in sex["headlines"] if line["rule"] == "selection_gap"
    }
    row = next(row for row in sex["changes"] if row["measure"] == "selection_rate")
    assert row["change"] == pytest.approx(lines["regularized"] - lines["plain"])
    assert row["low"] < row["change"] < row["high"]


def simpson():
    """Kidney stones (Charig 1986): open surgery is better for each size and worse over all."""
    counted = {("open", "small"): (81, 87), ("open", "large"): (192, 263),
               ("needle", "small"): (234, 270), ("needle", "large"): (55, 80)}  # fmt: skip
    parts = [
        (group, size, "yes" if hit else "no", hits if hit else n - hits)
        for (group, size), (hits, n) in counted.items()
        for hit in (True, False)
    ]
    frame = table(*parts).rename(columns={"label": "size"})
    return frame, (frame["decided"] == "yes").to_numpy()


def test_a_difference_that_turns_round_within_strata_is_seen():
    frame, selected = simpson()
    found = within_strata(
        grouping(frame, "g"), grouping(frame, "size"), selected, ("needle", "open"), 30
    )
    assert found["overall"] == pytest.approx(289 / 350 - 273 / 350)
    gaps = {row["stratum"]: row["gap"] for row in found["strata"]}
    assert gaps["small"] == pytest.approx(234 / 270 - 81 / 87)
    weighted = (357 * gaps["small"] + 343 * gaps["large"]) / 700
    assert found["weighted"] == pytest.approx(weighted)
    assert found["reversed"] is True


def test_a_stratum_with_few_of_a_group_is_shown_and_not_compared():
    frame, selected = simpson()
    found = within_strata(
        grouping(frame, "g"), grouping(frame, "size"), selected, ("needle", "open"), 85
    )
    assert [row["gap"] is None for row in found["strata"]] == [True, False]
    assert (found["judged"], found["of"]) == (1, 2)


def test_classes_are_counted_as_scikit_learn_counts_them():
    given = judged(classes=("no", "perhaps", "yes"))
    labels, decided = given.labels, given.decided("plain")
    theirs = confusion_matrix(labels, decided, labels=["no", "perhaps", "yes"])
    assert confusion(labels, decided, ["no", "perhaps", "yes"]).tolist() == theirs.tolist()


def test_total_variation_worked_by_hand():
    frame = table(
        ("a", "x", "x", 50), ("a", "x", "y", 50), ("b", "x", "x", 20), ("b", "x", "z", 80)
    )
    labels, decided = (frame[name].to_numpy(object) for name in ("label", "decided"))
    found = class_figures(grouping(frame, "g"), labels, decided, ["x", "y", "z"], Limit(0.5), 30, 0)
    assert [row["total_variation"] for row in found["groups"]] == pytest.approx([0.8, 0.8])
    states = {row["class"]: row["state"] for row in found["classes"]}
    assert states == {"x": "within the limit", "y": "not enough evidence", "z": "over the limit"}


def test_more_than_two_labels_have_class_tables_and_no_threshold_curves():
    found = fairness(judged(classes=("no", "perhaps", "yes")))
    told = found["attributes"][0]["models"]["plain"]
    assert told["curves"] == []
    assert [row["class"] for row in told["classes"]["classes"]] == ["no", "perhaps", "yes"]


def test_several_labels_can_be_favourable_together():
    given = judged(classes=("no", "perhaps", "yes"))
    both = replace(given, policy=replace(given.policy, favourable=("perhaps", "yes")))
    one, two = (fairness(each)["overall"]["plain"]["selected"] for each in (given, both))
    assert two > one
    assert two == np.isin(given.decided("plain"), ["perhaps", "yes"]).sum()


def test_no_group_column_gives_no_attribute():
    assert fairness(replace(judged(), columns=()))["attributes"] == []


def test_equalized_odds_are_the_larger_gap_and_beside_it_the_mean():
    for attribute in fairness(judged())["attributes"]:
        for model in ("plain", "regularized"):
            gaps = [
                line["value"]
                for line in attribute["headlines"]
                if line["model"] == model and line["rule"] in ("tpr_gap", "fpr_gap")
            ]
            found = attribute["odds"][model]
            assert found == (None if None in gaps else {"larger": max(gaps), "mean": sum(gaps) / 2})


def test_a_figure_that_is_not_judged_is_never_open():
    told = fairness(judged(n=40, metrics=("tpr_gap",)))["attributes"]
    states = {(h["rule"], h["state"]) for each in told for h in each["headlines"]}
    assert {state for rule, state in states if rule != "tpr_gap"} == {"no limit set"}
    assert ("tpr_gap", "not enough evidence") in states
