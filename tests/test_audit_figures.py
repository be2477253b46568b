"""Rates and gaps by group: hand-worked, against fairlearn, and whatever the order."""

import fairlearn.metrics as fm
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, balanced_accuracy_score

from core.audit import NOT_GIVEN, Predictions, audit
from core.errors import InputError

GROUPS = ["women", "men", "others", None]


def predictions(labels, probability=0.5):
    return Predictions(np.asarray(labels), np.full(len(labels), probability))


def sample(n=600, seed=0, labels=("no", "yes"), groups=GROUPS, weights=(0.5, 0.3, 0.15, 0.05)):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "id": [f"t{i}" for i in range(n)],
            "label": rng.choice(labels, n),
            "sex": rng.choice(np.array(groups, dtype=object), n, p=weights),
        },
        index=np.arange(100, 100 + n),
    )
    return frame, predictions(rng.choice(labels, n)), predictions(rng.choice(labels, n))


def hand_worked():
    """Ten texts of "a" and four of "b", and one without a group."""
    a = [("y", "y", 3), ("y", "n", 1), ("n", "y", 2), ("n", "n", 4)]  # label, plain, how many
    b = [("y", "y", 1), ("n", "n", 3)]
    rows = [
        (lab, pred, g)
        for g, part in (("a", a), ("b", b))
        for lab, pred, k in part * 1
        for _ in range(k)
    ]
    rows.append(("y", "n", None))
    frame = pd.DataFrame({"label": [r[0] for r in rows], "g": [r[2] for r in rows]})
    return frame, predictions([r[1] for r in rows])


def row(table, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_rates_of_a_table_worked_by_hand():
    frame, plain = hand_worked()
    a = row(audit(frame, plain, plain, "y", ["g"]).groups, model="plain", group="a")
    assert (a.n, a.selected, a.positives, a.true_positives) == (10, 5, 4, 3)
    assert (a.negatives, a.false_positives, a.correct) == (6, 2, 7)
    assert (a.selection_rate, a.tpr, a.fpr, a.accuracy) == (0.5, 0.75, 2 / 6, 0.7)


def test_a_missing_group_value_is_a_row_of_its_own_and_comes_last():
    frame, plain = hand_worked()
    groups = audit(frame, plain, plain, "y", ["g"]).groups
    assert list(groups.group) == ["a", "b", NOT_GIVEN] * 2
    missing = row(groups, model="plain", group=NOT_GIVEN)
    assert (missing.n, missing.tpr, missing.selection_rate) == (1, 0.0, 0.0)
    assert np.isnan(missing.fpr)
    assert np.isnan(missing.fpr_low)


@pytest.mark.parametrize("favourable", ["yes", "no"])
def test_rates_are_those_of_fairlearn(favourable):
    frame, plain, regularized = sample()
    groups = audit(frame, plain, regularized, favourable, ["sex"]).groups
    known = frame.sex.notna().to_numpy()
    theirs = fm.MetricFrame(
        metrics={
            "selection_rate": fm.selection_rate,
            "tpr": fm.true_positive_rate,
            "fpr": fm.false_positive_rate,
            "accuracy": accuracy_score,
        },
        y_true=(frame.label == favourable)[known].astype(int),
        y_pred=(regularized.labels == favourable)[known].astype(int),
        sensitive_features=frame.sex[known].astype(str),
    )
    for group in ("men", "women", "others"):
        ours = row(groups, model="regularized", group=group)
        for metric in theirs.by_group:
            assert ours[metric] == pytest.approx(theirs.by_group.loc[group, metric])


def test_gaps_are_those_of_fairlearn():
    frame, plain, regularized = sample()
    gaps = audit(frame, plain, regularized, "yes", ["sex"]).gaps
    known = frame.sex.notna().to_numpy()
    theirs = fm.MetricFrame(
        metrics={"selection_rate": fm.selection_rate, "tpr": fm.true_positive_rate},
        y_true=(frame.label == "yes")[known].astype(int),
        y_pred=(plain.labels == "yes")[known].astype(int),
        sensitive_features=frame.sex[known].astype(str),
    ).difference()
    for metric, gap in theirs.items():
        assert row(gaps, model="plain", metric=metric).gap == pytest.approx(gap)


def test_a_group_of_29_enters_no_gap_and_one_of_30_does():
    label = ["y", "n"] * 50 + ["y"] * 29 + ["y"] * 30
    group = ["a"] * 100 + ["b"] * 29 + ["c"] * 30
    frame = pd.DataFrame({"label": label, "g": group})
    decided = ["y"] * 100 + ["n"] * 29 + ["y"] * 29 + ["n"]
    gaps = audit(frame, predictions(decided), predictions(decided), "y", ["g"]).gaps
    found = row(gaps, model="plain", metric="selection_rate")
    assert (found.judged, found.left_out) == (["a", "c"], ["b"])
    assert (found.highest, found.lowest, found.gap) == ("a", "c", pytest.approx(1 / 30))
    # Neither b nor c has a negative label: too few to compare false positives.
    fpr = row(gaps, model="plain", metric="fpr")
    assert (fpr.judged, fpr.left_out, fpr.highest) == (["a"], ["b", "c"], None)
    assert np.isnan([fpr.gap, fpr.low, fpr.high]).all()


def test_texts_without_a_group_enter_no_gap_however_many():
    frame = pd.DataFrame({"label": ["y", "n"] * 150, "g": ["a"] * 100 + ["b"] * 100 + [None] * 100})
    plain = predictions(["y"] * 200 + ["n"] * 100)
    gaps = audit(frame, plain, plain, "y", ["g"]).gaps
    found = row(gaps, model="plain", metric="selection_rate")
    assert (found.judged, found.left_out, found.gap) == (["a", "b"], [], 0.0)
    assert {found.highest, found.lowest} == {"a", "b"}


def test_overall_figures_are_those_of_scikit_learn_for_many_classes():
    frame, plain, regularized = sample(labels=("a", "b", "c", "d"))
    overall = audit(frame, plain, regularized, "b", []).overall.set_index("model")
    for name, predicted in (("plain", plain), ("regularized", regularized)):
        assert overall.accuracy[name] == accuracy_score(frame.label, predicted.labels)
        assert overall.balanced_accuracy[name] == pytest.approx(
            balanced_accuracy_score(frame.label, predicted.labels)
        )
        low, high = overall.balanced_accuracy_low[name], overall.balanced_accuracy_high[name]
        assert low < overall.balanced_accuracy[name] < high
    assert overall.accuracy["change"] == pytest.approx(
        overall.accuracy["regularized"] - overall.accuracy["plain"]
    )


def test_with_many_classes_one_is_favourable_and_accuracy_still_tells_the_others_apart():
    frame = pd.DataFrame({"label": ["a", "b", "c", "a"], "g": ["x"] * 4})
    found = audit(frame, predictions(["a", "c", "c", "b"]), predictions(["a"] * 4), "a", ["g"])
    plain = row(found.groups, model="plain")
    assert (plain.selection_rate, plain.tpr, plain.fpr, plain.accuracy) == (0.25, 0.5, 0.0, 0.5)


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_texts_does_not_matter(random):
    frame, plain, regularized = sample(n=300)
    order = list(range(len(frame)))
    random.shuffle(order)
    first = audit(frame, plain, regularized, "yes", ["sex"])
    second = audit(
        frame.iloc[order],
        predictions(plain.labels[order]),
        predictions(regularized.labels[order]),
        "yes",
        ["sex"],
    )
    for name in ("groups", "gaps", "overall", "changed_by_group"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    assert sorted(first.changed_texts.text) == sorted(second.changed_texts.text)


def test_the_names_of_groups_do_not_matter_to_the_rates():
    frame, plain, regularized = sample()
    other = {"women": "z", "men": "y", "others": "x"}
    renamed = frame.assign(sex=frame.sex.map(other))
    ours = audit(frame, plain, regularized, "yes", ["sex"])
    theirs = audit(renamed, plain, regularized, "yes", ["sex"])
    back = theirs.groups.assign(group=theirs.groups.group.replace({v: k for k, v in other.items()}))
    key = ["model", "group"]
    pd.testing.assert_frame_equal(
        ours.groups.sort_values(key, ignore_index=True), back.sort_values(key, ignore_index=True)
    )
    assert list(ours.gaps.gap) == list(theirs.gaps.gap)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda f, p: (f.iloc[:0], Predictions([], [])), "no test text"),
        (lambda f, p: (f.drop(columns="sex"), p), "no column 'sex'"),
        (lambda f, p: (f.iloc[1:], p), "600 predictions of the plain model for 599 test texts"),
    ],
)
def test_what_cannot_be_compared_is_said(change, says):
    frame, plain, _ = sample()
    frame, plain = change(frame, plain)
    with pytest.raises(InputError, match=says):
        audit(frame, plain, plain, "yes", ["sex"])
