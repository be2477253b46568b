"""The exact fit: against scikit-learn, against autograd, and at the edges."""

from dataclasses import replace

import jaxtyping
import numpy as np
import pytest
import torch
from classify_world import world
from sklearn.linear_model import LogisticRegression

from core.classify.objective import Objective, targets
from core.classify.plain import RIDGES, fit_plain, log_losses
from core.classify.problem import Problem
from core.classify.rotated import rotated
from core.classify.solver import TOLERANCE
from core.errors import InputError


def theirs(problem, ridge, weights=None):
    """scikit-learn's weights and intercept for the same objective."""
    texts = len(problem.y_train)
    inverse = 1 / (texts * ridge)
    model = LogisticRegression(C=inverse, solver="newton-cholesky", tol=1e-13, max_iter=1000)
    model.fit(problem.e_train.double().numpy(), problem.y_train.numpy(), sample_weight=weights)
    return model


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("ridge", [1e-4, 1e-2, 1.0])
def test_weights_and_probabilities_are_those_of_scikit_learn(classes, ridge):
    problem = world(classes).problem
    ours, reference = fit_plain(problem, ridge), theirs(problem, ridge)
    scale = np.abs(reference.coef_).max()
    assert np.abs(ours.weights.numpy() - reference.coef_).max() < 1e-6 * scale
    intercept = reference.intercept_ - (reference.intercept_.mean() if classes > 2 else 0)
    assert np.abs(ours.bias.numpy() - intercept).max() < 1e-6 * scale
    valid = problem.e_valid
    chances = reference.predict_proba(valid.double().numpy())
    assert np.abs(ours.probabilities(valid).numpy() - chances).max() < 1e-6
    assert ours.gradient_norm <= TOLERANCE


def test_text_weights_count_as_scikit_learn_counts_them():
    problem = world().problem
    weights = np.random.default_rng(1).uniform(0, 2, len(problem.y_train))
    weights *= len(weights) / weights.sum()
    ours = fit_plain(replace(problem, weights=torch.from_numpy(weights)), 1e-2)
    reference = theirs(problem, 1e-2, weights)
    assert np.abs(ours.weights.numpy() - reference.coef_).max() < 1e-6
    plain = fit_plain(problem, 1e-2)
    assert (ours.weights - plain.weights).abs().max() > 1e-3


@pytest.mark.parametrize("classes", [2, 4])
def test_gradient_and_curvature_are_those_of_automatic_differentiation(classes):
    problem = world(classes, texts=30, d_in=5).problem
    penalty = torch.tensor([0.3, 0.1, 0.2, 0.5, 0.4, 0.0], dtype=torch.float64)
    objective = Objective(
        problem.design, None, targets(problem.y_train, classes), problem.shares, penalty
    )
    generator = torch.Generator().manual_seed(0)
    shape = (problem.rows, 6)
    theta, direction = torch.randn(2, *shape, generator=generator, dtype=torch.float64)

    def loss(flat):
        rows = flat.reshape(shape)
        logits = problem.e_train.double() @ rows[:, :-1].T + rows[:, -1]
        if classes == 2:
            logits = torch.cat([torch.zeros_like(logits), logits], dim=1)
        error = torch.nn.functional.cross_entropy(logits, problem.y_train)
        return error + 0.5 * (penalty * rows.square()).sum()

    point = objective.at(theta, objective.logits(theta))
    flat = theta.flatten()
    gradient = torch.autograd.functional.jacobian(loss, flat).reshape(shape)
    hessian = torch.autograd.functional.hessian(loss, flat)
    curved = (hessian @ direction.flatten()).reshape(shape)
    assert abs(point.value - float(loss(flat))) < 1e-12
    assert (point.gradient - gradient).abs().max() < 1e-12
    assert (objective.curve(point.chances, direction) - curved).abs().max() < 1e-12
    step = 1e-6
    rise = objective.value(theta + step * direction, objective.logits(theta + step * direction))
    fall = objective.value(theta - step * direction, objective.logits(theta - step * direction))
    along = float((point.gradient * direction).sum())
    assert (rise - fall) / (2 * step) == pytest.approx(along, abs=1e-7)


@pytest.mark.parametrize("classes", [2, 3])
def test_two_fits_are_equal_to_the_last_bit_whatever_the_number_of_threads(classes):
    first = fit_plain(world(classes).problem)
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        second = fit_plain(world(classes).problem)
        assert torch.get_num_threads() == before + 1
    finally:
        torch.set_num_threads(before)
    assert torch.equal(first.weights, second.weights)
    assert torch.equal(first.bias, second.bias)
    assert (first.ridge, first.threshold) == (second.ridge, second.threshold)


def test_where_the_search_starts_does_not_change_the_answer():
    space = rotated(world(3).problem)
    cold = space.solve(1e-3)
    warm = space.solve(1e-3, start=torch.full_like(cold.theta, 3.0))
    assert (cold.theta - warm.theta).abs().max() < 1e-7


def test_the_order_of_the_labels_only_swaps_the_columns():
    problem = world(3).problem
    turned = torch.tensor([2, 0, 1])  # code of each old label in the new order
    labels = tuple(problem.labels[old] for old in torch.argsort(turned).tolist())
    other = Problem(
        problem.e_train, turned[problem.y_train], problem.e_valid, turned[problem.y_valid], labels
    )
    ours, theirs_ = fit_plain(problem, 1e-3), fit_plain(other, 1e-3)
    valid = problem.e_valid
    assert (ours.probabilities(valid) - theirs_.probabilities(valid)[:, turned]).abs().max() < 1e-8
    assert (ours.decide(valid) == theirs_.decide(valid)).all()


def test_labels_given_as_words_are_sorted_and_decided_as_words():
    problem = world().problem
    words = ["yes" if code else "no" for code in problem.y_train.tolist()]
    named = Problem.from_labels(
        problem.e_train, words, problem.e_valid, ["no"] * len(problem.y_valid)
    )
    model = fit_plain(named, 1e-3)
    assert model.labels == ("no", "yes")
    right = model.decide(problem.e_train) == np.array(words)
    assert right.mean() > 0.8


@pytest.mark.parametrize("classes", [2, 3])
def test_the_ridge_chosen_is_the_strongest_within_a_standard_error_of_the_best(classes):
    problem = world(classes, texts=60).problem
    chosen = fit_plain(problem)
    models = [fit_plain(problem, share * problem.spread) for share in RIDGES]
    losses = [log_losses(problem, model.theta).numpy() for model in models]
    best = losses[int(np.argmin([loss.mean() for loss in losses]))]
    differences = [loss - best for loss in losses]
    errors = [d.std(ddof=1) / len(d) ** 0.5 for d in differences]
    within = [d.mean() <= error for d, error in zip(differences, errors, strict=True)]
    assert chosen.ridge == models[within.index(True)].ridge
    assert RIDGES[-1] * problem.spread < chosen.ridge


def test_spread_is_the_total_variance_of_the_embeddings():
    problem = world().problem
    expected = problem.e_train.double().var(dim=0, correction=0).sum()
    assert problem.spread == pytest.approx(float(expected), rel=1e-9)


def test_a_separable_problem_without_a_usable_ridge_says_so():
    e = torch.tensor([[1.0], [-1.0]])
    problem = Problem(e, torch.tensor([1, 0]), e, torch.tensor([1, 0]), ("no", "yes"))
    assert fit_plain(problem, 1e-3).decide(e).tolist() == ["yes", "no"]
    for ridge in (0.0, -1.0, float("nan")):
        with pytest.raises(InputError, match="ridge"):
            fit_plain(problem, ridge)


def test_one_label_only_is_refused_by_name():
    e = torch.eye(3)
    with pytest.raises(InputError, match="one label only"):
        Problem.from_labels(e, ["a", "a", "a"], e, ["a", "b", "a"])
    with pytest.raises(InputError, match="no training text is labelled 'c'"):
        Problem.from_labels(e, ["a", "b", "a"], e, ["a", "b", "c"])


@pytest.fixture
def unchecked():
    """Calls as in production, where the types are not checked first."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@pytest.mark.usefixtures("unchecked")
def test_unusable_inputs_are_refused():
    e, y = torch.eye(3), torch.tensor([0, 1, 0])
    with pytest.raises(InputError, match="2 training labels"):
        Problem(e, y[:2], e, y, ("a", "b"))
    with pytest.raises(InputError, match="not finite"):
        Problem(e * float("nan"), y, e, y, ("a", "b"))
    with pytest.raises(InputError, match="run from 0 to 1 for 1 labels"):
        Problem(e, y, e, y, ("a",))
    with pytest.raises(InputError, match="same model"):
        Problem(e, y, torch.eye(3)[:, :2], y, ("a", "b"))
    with pytest.raises(InputError, match="weight"):
        Problem(e, y, e, y, ("a", "b"), torch.tensor([1.0, -1.0, 1.0]))
    with pytest.raises(InputError, match="give a ridge"):
        fit_plain(Problem(e, y, e[:0], y[:0], ("a", "b")))


def test_a_problem_with_more_directions_than_texts_is_solved():
    generator = torch.Generator().manual_seed(0)
    e = torch.randn(20, 50, generator=generator)
    y = torch.arange(20) % 2
    model = fit_plain(Problem(e, y, e, y, ("a", "b")), 1e-4)
    assert model.gradient_norm <= TOLERANCE
    assert (model.decide(e) == np.array(["a", "b"] * 10)).all()
