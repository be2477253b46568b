"""Figures of one way to decide, worked by hand; other ways to decide; other draws of the texts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from classify_world import world

from core.audit.measured import measured
from core.audit.nonreliance.head import head_of
from core.audit.nonreliance.margins import margin_figures, margins
from core.audit.policy import Policy
from core.classify.penalties import subspace
from core.classify.plain import fit_plain
from core.pipeline.evidence.alternatives import without
from core.pipeline.evidence.spread import drawn

LABELS = ("no", "yes")


def told(enough=1, **columns):
    frame = pd.DataFrame({"label": ["yes", "yes", "no", "no"], "sex": ["w", "m", "w", "m"]})
    decided = np.array(["yes", "no", "no", "yes"], object)
    chances = np.array([[0.1, 0.9], [0.6, 0.4], [0.8, 0.2], [0.5, 0.5]])
    policy = Policy(("yes",), enough=enough)
    return measured(frame.assign(**columns), decided, chances, LABELS, policy, ("sex",))


def test_figures_of_four_texts_are_those_worked_by_hand():
    found = told()
    assert (found["n"], found["correct"], found["accuracy"]) == (4, 2, 0.5)
    assert found["f1"] == pytest.approx(0.5)  # one right of two decided and two labelled
    assert found["auc"] == pytest.approx(0.75)  # 0.9 over both, 0.4 over one of two
    assert found["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.8, 0.5]).mean())
    assert found["gaps"]["sex"] == {
        "impact_ratio": 1.0, "selection_gap": 0.0, "tpr_gap": 1.0, "fpr_gap": 1.0,
    }  # fmt: skip


def test_groups_of_too_few_texts_have_no_gap():
    assert set(told(enough=2)["gaps"]["sex"].values()) == {1.0, 0.0, None}
    assert set(told(enough=3)["gaps"]["sex"].values()) == {None}
    nobody = told(label=["yes"] * 4)
    assert (nobody["auc"], nobody["gaps"]["sex"]["fpr_gap"]) == (None, None)


def test_a_model_without_a_subspace_reads_nothing_of_it():
    made = world()
    model = fit_plain(made.problem, ridge=1e-2)
    basis = subspace(made.directions)
    e = made.problem.e_train.double()
    less = e - (e @ basis) @ basis.T
    assert torch.allclose(without(model, basis).logits(e), model.logits(less))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_draw_has_as_many_texts_and_every_label(seed):
    problem = world().problem
    rare = replace(problem, y_train=torch.tensor([1] + [0] * (len(problem.y_train) - 1)))
    made = drawn(rare, seed)
    assert len(made.y_train) - len(rare.y_train) in (0, 1)
    assert set(made.y_train.tolist()) == {0, 1}
    assert torch.equal(made.e_train, drawn(rare, seed).e_train)
    assert not torch.equal(made.e_train[:20], drawn(rare, seed + 7).e_train[:20])


@pytest.mark.parametrize("classes", [2, 3])
def test_no_move_below_the_margin_turns_a_decision_over(classes):
    made = world(classes)
    head, e = head_of(fit_plain(made.problem, ridge=1e-2)), made.problem.e_train.numpy()
    found = margins(head, e)
    assert (found >= 0).all()
    assert (found <= 1).all()
    at_zero, beyond = (margin_figures(head, e, largest) for largest in (0.0, 1.0))
    assert at_zero["shares"] == sorted(at_zero["shares"], reverse=True)
    assert (at_zero["shares"][0], beyond["stand"]) == (1.0, 0)
    assert at_zero["stand"] == (found > 0).sum()
