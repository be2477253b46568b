"""Influence, tipped texts and the split of a logit: by hand and against brute force."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse
import torch
from classify_world import world

import core.classify.influence as influence_module
from core.classify.baselines import balanced_rows, balanced_weights
from core.classify.classifier import Classifier
from core.classify.influence import explain, influence
from core.classify.plain import fit_plain
from core.classify.removal import Removal
from core.errors import InputError


def test_influence_by_hand():
    # Logits of "yes": 2, 0, -2, 4, sd sqrt(5). Feature 0 points along the weights and makes
    # 3, 0, 0, 1 of them, sd sqrt(1.5): without it the first text falls from 2 to -1.
    # Feature 1 makes 0, -1, -1, 0: without it the second rises from 0 to 1 (it was a yes), the
    # third from -2 to -1. Feature 2 never fires; feature 3 is orthogonal to the weights.
    model = Classifier(
        weights=torch.tensor([[1.0, 0.0]], dtype=torch.float64),
        bias=torch.zeros(1, dtype=torch.float64),
        labels=("no", "yes"),
        threshold=0.5,
        method="plain",
        strength=0.0,
        ridge=1.0,
        gradient_norm=0.0,
    )
    e = torch.tensor([[2.0, 0.0], [0.0, 1.0], [-2.0, 3.0], [4.0, 4.0]])
    directions = torch.tensor([[1.0, 0.0], [-0.5, 0.5], [1.0, 1.0], [0.0, 1.0]])
    pooled = scipy.sparse.csr_matrix(
        np.array([[3.0, 0, 0, 0], [0, 2, 0, 1], [0, 2, 0, 1], [1, 0, 0, 0]])
    )
    table = influence(model, e, pooled, directions, "yes")
    assert list(table) == ["feature", "influence", "pushes", "tips"]
    assert table.feature.tolist() == [0, 1, 2, 3]
    assert table.influence.tolist() == pytest.approx([(1.5 / 5) ** 0.5, (0.25 / 5) ** 0.5, 0, 0])
    assert table.pushes.tolist() == [1, -1, 0, 0]
    assert table.tips.tolist() == [1, 0, 0, 0]
    turned = influence(model, e, pooled, directions, "no")
    assert turned.pushes.tolist() == [-1, 1, 0, 0]
    assert turned.influence.tolist() == pytest.approx(table.influence.tolist())
    assert turned.tips.tolist() == table.tips.tolist()
    strict = replace(model, threshold=0.55)
    assert influence(strict, e, pooled, directions, "yes").tips.tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("classes", [2, 4])
def test_tips_are_the_decisions_that_change_when_the_feature_is_taken_out(classes, monkeypatch):
    given = world(classes)
    monkeypatch.setattr(influence_module, "_ENTRIES", 50)  # several rounds
    model = fit_plain(given.problem, 1e-3)
    e = given.problem.e_train
    found = influence(model, e, given.pooled, given.directions, model.labels[0])
    for feature in range(3):
        part = torch.from_numpy(given.pooled[:, [feature]].toarray()) * given.directions[feature]
        changed = model.codes(e.double() - part) != model.codes(e)
        assert found.tips[feature] == int(changed.sum())
        if classes == 2:
            moved = -(part @ model.weights[0])
            ratio = float(moved.std(correction=0) / model.logits(e).std(correction=0))
            assert found.influence[feature] == pytest.approx(ratio)
    assert found.tips.sum() > 0


def test_with_more_labels_the_logit_is_the_favourable_less_the_mean_of_the_others():
    given = world(3)
    model = fit_plain(given.problem, 1e-3)
    logits = model.logits(given.problem.e_train)
    margin = logits[:, 1] - (logits[:, 0] + logits[:, 2]) / 2
    table = influence(model, given.problem.e_train, given.pooled, given.directions, "label 1")
    weights = model.weights[1] - (model.weights[0] + model.weights[2]) / 2
    part = torch.from_numpy(given.pooled.toarray()) * (given.directions @ weights)
    expected = part.std(dim=0, correction=0) / margin.std(correction=0)
    assert table.influence.tolist() == pytest.approx(expected.tolist())
    assert table.pushes.tolist() == torch.sign(given.directions @ weights).tolist()


@pytest.mark.parametrize("classes", [2, 3])
def test_the_split_of_a_logit_adds_up(classes):
    given = world(classes)
    model = fit_plain(given.problem, 1e-3)
    row = int(np.argmax(np.diff(given.pooled_valid.indptr)))
    e, pooled = given.problem.e_valid[row], given.pooled_valid[[row]]
    constant = torch.full((12,), 0.1)
    split = explain(model, e, pooled, given.directions, "label 0", parts={"constant": constant})
    made = split.features.contribution
    assert len(made) == pooled.nnz
    assert made.abs().is_monotonic_decreasing
    whole = split.bias + made.sum() + sum(split.parts.values()) + split.rest
    assert whole == pytest.approx(split.logit, abs=1e-12)
    # The rest is the logit of what neither the features nor the constant make of the embedding.
    left = e.double() - given.z_valid[row] - constant
    logits = model.logits(left[None])[0] - model.bias
    sides = [-1.0] if classes == 2 else [1.0, -0.5, -0.5]
    assert split.rest == pytest.approx(float(logits @ torch.tensor(sides).double()), abs=1e-9)
    if classes == 2:
        assert split.logit == pytest.approx(-float(model.logits(e[None])[0, 0]))


def test_what_cannot_be_split_is_refused():
    given = world()
    model = fit_plain(given.problem, 1e-3)
    e = given.problem.e_train
    with pytest.raises(InputError, match="'maybe' is none of"):
        influence(model, e, given.pooled, given.directions, "maybe")
    with pytest.raises(InputError, match="one row a text"):
        influence(model, e[:5], given.pooled, given.directions, "label 1")
    removal = Removal(
        torch.zeros(12, 1), torch.zeros(1), torch.zeros(1, 12), torch.zeros(12), scale=1.0
    )
    with pytest.raises(InputError, match="not linear"):
        influence(replace(model, removal=removal), e, given.pooled, given.directions, "label 1")


LABELS = ["a", "a", "a", "b", "b", "a", "b"]
GROUPS = ["m", "m", "f", "m", "f", None, "f"]


def test_balanced_weights_give_every_pair_of_label_and_group_the_same_say():
    weights = balanced_weights(LABELS, GROUPS)
    assert weights.tolist() == [0.75, 0.75, 1.5, 1.5, 0.75, 0.0, 0.75]


def test_balanced_rows_are_equally_many_of_every_pair():
    rows = balanced_rows(LABELS, GROUPS, seed=0).tolist()
    assert rows == sorted(set(rows))
    pairs = sorted((LABELS[row], GROUPS[row]) for row in rows)
    assert pairs == [("a", "f"), ("a", "m"), ("b", "f"), ("b", "m")]
    assert rows == balanced_rows(LABELS, GROUPS, seed=0).tolist()
    drawn = {tuple(balanced_rows(LABELS, GROUPS, seed=seed).tolist()) for seed in range(20)}
    assert len(drawn) == 4
    assert len(balanced_rows(LABELS * 3, GROUPS * 3, seed=0, each=2)) == 8


def test_pairs_that_no_text_has_cannot_be_balanced():
    with pytest.raises(InputError, match="'b' in group 'm'"):
        balanced_weights(["a", "a", "b"], ["m", "f", "f"])
    with pytest.raises(InputError, match="group column"):
        balanced_weights(["a"], [None])
    with pytest.raises(InputError, match="the rarest pair has 1"):
        balanced_rows(LABELS, GROUPS, seed=0, each=2)
