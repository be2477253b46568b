"""Three cases that other tools get wrong, beside what fairlearn says of the same rows."""

import math

import fairlearn.metrics as fm
import numpy as np
import pytest
from fairness_case import asked, selections, table

from core.audit.headline import NOBODY, headline
from core.audit.outcomes import rate_rows
from core.audit.simultaneous import Counted, largest_gap
from core.audit.verdict import OPEN, OVER


def binary(frame):
    return (frame["label"] == "yes").astype(int), (frame["decided"] == "yes").astype(int)


def test_a_group_without_favourable_labels_has_no_rate_of_zero():
    frame = table(("a", "yes", "yes", 90), ("a", "yes", "no", 10), ("a", "no", "no", 100),
                  ("b", "no", "no", 100))  # fmt: skip
    labels, decided = binary(frame)
    theirs = fm.MetricFrame(
        metrics=fm.true_positive_rate, y_true=labels, y_pred=decided, sensitive_features=frame["g"]
    )
    assert theirs.by_group["b"] == 0.0  # 0 of 0
    assert theirs.difference() == pytest.approx(0.9)
    row = next(row for row in rate_rows(asked(frame), "plain") if row["group"] == "b")
    assert (row["measures"]["tpr"]["rate"], row["measures"]["tpr"]["of"]) == (None, 0)
    line = headline(asked(frame), "tpr_gap", "plain")
    assert (line.state, line.value) == (OPEN, None)
    assert line.left_out == ({"group": "b", "n": 0, "why": "nobody"},)


def test_a_missing_group_stops_nothing():
    frame = selections(a=(30, 100), b=(50, 100), unknown=(5, 20))
    labels, decided = binary(frame)
    with pytest.raises(ValueError, match="missing values"):
        fm.demographic_parity_difference(
            labels, decided, sensitive_features=frame["g"].to_numpy(object)
        )
    rows = {row["group"]: row for row in rate_rows(asked(frame), "plain")}
    assert (rows["(not given)"]["n"], rows["(not given)"]["known"]) == (20, False)
    assert headline(asked(frame), "selection_gap", "plain").value == pytest.approx(0.2)


def test_the_interval_of_a_largest_gap_is_not_that_of_its_draws():
    """Five groups that do not differ: the draws' own interval never holds 0, ours nearly always."""
    rng, n = np.random.default_rng(0), 400
    theirs, ours = [], []
    for seed in range(3):
        hits = rng.binomial(n, 0.3, 5)
        frame = selections(**{name: (int(h), n) for name, h in zip("abcde", hits, strict=True)})
        labels, decided = binary(frame)
        metric = fm.MetricFrame(
            metrics=fm.selection_rate, y_true=labels, y_pred=decided,
            sensitive_features=frame["g"], n_boot=30, ci_quantiles=[0.025, 0.975],
            random_state=seed,
        )  # fmt: skip
        theirs.append(metric.difference_ci()[0])
        counted = Counted(hits, np.full(5, n), np.full(5, n))
        ours.append(largest_gap(counted, np.random.default_rng(seed)).low)
    assert min(theirs) > 0
    assert ours == [0, 0, 0]


def test_nobody_selected_is_said_in_words():
    frame = selections(a=(0, 100), b=(0, 100))
    labels, decided = binary(frame)
    theirs = fm.demographic_parity_ratio(labels, decided, sensitive_features=frame["g"])
    assert math.isnan(theirs)
    assert headline(asked(frame), "impact_ratio", "plain").reasons == (NOBODY,)


def test_a_tiny_group_does_not_set_the_reference():
    frame = selections(tiny=(7, 8), large=(300, 1000), other=(290, 1000))
    labels, decided = binary(frame)
    theirs = fm.demographic_parity_ratio(labels, decided, sensitive_features=frame["g"])
    assert theirs < 0.34  # judged against eight people
    line = headline(asked(frame), "impact_ratio", "plain")
    assert line.value == pytest.approx(0.29 / 0.3)
    assert line.state != OVER


def test_where_fairlearn_is_defined_the_figures_are_the_same():
    rng = np.random.default_rng(1)
    parts = [
        (g, label, decided, int(rng.integers(30, 90)))
        for g in "abc"
        for label in ("yes", "no")
        for decided in ("yes", "no")
    ]
    frame = table(*parts)
    labels, decided = binary(frame)
    sensitive = {"sensitive_features": frame["g"]}
    values = {
        rule: headline(asked(frame), rule, "plain").value
        for rule in ("selection_gap", "impact_ratio", "tpr_gap", "fpr_gap")
    }
    assert values["selection_gap"] == pytest.approx(
        fm.demographic_parity_difference(labels, decided, **sensitive)
    )
    assert values["impact_ratio"] == pytest.approx(
        fm.demographic_parity_ratio(labels, decided, **sensitive)
    )
    assert max(values["tpr_gap"], values["fpr_gap"]) == pytest.approx(
        fm.equalized_odds_difference(labels, decided, **sensitive)
    )
    assert values["tpr_gap"] == pytest.approx(
        fm.equal_opportunity_difference(labels, decided, **sensitive)
    )
