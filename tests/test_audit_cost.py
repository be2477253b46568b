"""F1, AUC and log loss by group agree with scikit-learn; changes are of the same texts."""

import numpy as np
import pytest
from fairness_case import judged, sample
from sklearn.metrics import accuracy_score, f1_score, log_loss, roc_auc_score

from core.audit.cost import Answers, cost_rows
from core.audit.fairness import fairness
from core.audit.grouping import grouping


def rows_of(found):
    return {(row["column"], row["group"]): row for row in found["cost"]}


@pytest.mark.parametrize("model", ["plain", "regularized"])
def test_figures_are_those_of_scikit_learn_over_all_and_in_each_group(model):
    given = judged()
    rows = rows_of(fairness(given))
    groups = [("", "", np.ones(len(given.frame), bool))]
    groups += [
        (column, group, (given.frame[column] == group).to_numpy())
        for column in ("sex", "age")
        for group in given.frame[column].dropna().unique()
    ]
    assert set(rows) == {(column, group) for column, group, _ in groups}
    for column, group, own in groups:
        truth, decided = given.labels[own], given.decided(model)[own]
        score, told = given.score(model)[own], rows[column, group][model]
        good = truth == "yes"
        assert told["accuracy"] == pytest.approx(accuracy_score(truth, decided))
        assert told["f1"] == pytest.approx(f1_score(good, decided == "yes"))
        assert told["auc"] == pytest.approx(roc_auc_score(good, score))
        assert told["log_loss"] == pytest.approx(log_loss(good, score))


def test_a_change_is_the_difference_of_the_figures_within_its_interval():
    for row in fairness(judged())["cost"]:
        for name in ("accuracy", "f1", "log_loss"):
            change = row["change"]
            assert change[name] == pytest.approx(row["regularized"][name] - row["plain"][name])
            assert change[f"{name}_low"] <= change[name] <= change[f"{name}_high"]


def answers(good, plain, regularized):
    good, plain, regularized = (np.array(side, bool) for side in (good, plain, regularized))
    selected = {"plain": plain, "regularized": regularized}
    return Answers(
        good,
        {model: side == good for model, side in selected.items()},
        selected,
        {model: np.where(side, 0.8, 0.2) for model, side in selected.items()},
    )


def test_two_models_that_decide_alike_change_nothing_for_sure():
    same = [1, 0, 1, 1, 0, 0]
    (row,) = cost_rows(answers([1, 1, 0, 1, 0, 0], same, same), [], 1, 0)
    assert row["change"] | {"auc": 0.0} == dict.fromkeys(row["change"], 0.0)


def test_f1_without_a_favourable_label_or_decision_is_not_defined():
    (row,) = cost_rows(answers([0, 0], [0, 0], [0, 0]), [], 1, 0)
    assert (row["plain"]["f1"], row["plain"]["auc"], row["change"]["f1"]) == (None, None, None)
    (row,) = cost_rows(answers([1, 0], [0, 0], [1, 0]), [], 1, 0)
    assert (row["plain"]["f1"], row["regularized"]["f1"], row["change"]["f1"]) == (0.0, 1.0, 1.0)


def test_a_small_group_is_marked_and_no_text_is_no_figure():
    frame, _ = sample(n=60)
    made = grouping(frame, "age")
    rng = np.random.default_rng(0)
    given = answers(*(rng.random(60) < 0.5 for _ in range(3)))
    told = {row["group"]: row["judged"] for row in cost_rows(given, [made], 30, 0)}
    assert told[""] is True
    assert told["very old"] is False


def test_the_interval_of_the_change_in_f1_holds_about_as_often_as_it_says():
    rng, held = np.random.default_rng(0), 0
    for seed in range(200):
        good = rng.random(400) < 0.5
        sides = [np.where(rng.random(400) < 0.8, good, ~good) for _ in range(2)]
        (row,) = cost_rows(answers(good, *sides), [], 1, seed)
        held += row["change"]["f1_low"] <= 0 <= row["change"]["f1_high"]
    assert 180 <= held <= 199
