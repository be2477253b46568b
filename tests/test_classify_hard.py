"""The hard constraint and the soft path, and that the one leads to the other."""

from dataclasses import asdict
from itertools import pairwise

import pytest
import torch
from classify_world import with_training, world

from core.classify.cost import flagging_cost
from core.classify.hard import fit_hard
from core.classify.penalties import contribution_covariance, reliance, subspace
from core.classify.plain import fit_plain
from core.classify.rotated import rotated
from core.classify.scores import score
from core.classify.soft import STRENGTHS, fit_soft, path_points, soft_path
from core.classify.solver import TOLERANCE
from core.errors import InputError

RIDGE = 1e-3


def distance(one, other):
    return float((one.weights - other.weights).norm() / other.weights.norm())


@pytest.mark.parametrize("classes", [2, 4])
def test_flagged_features_move_no_logit(classes):
    given = world(classes)
    model = fit_hard(given.problem, given.directions, RIDGE)
    plain = fit_plain(given.problem, RIDGE)
    assert float((given.z @ model.weights.T).abs().max()) < 1e-12
    assert reliance(model, given.z, given.problem.e_train) < 1e-12
    assert reliance(plain, given.z, given.problem.e_train) > 0.05
    assert (model.rank, model.method, model.strength, model.ridge) == (3, "hard", 0.0, RIDGE)
    assert model.gradient_norm <= TOLERANCE


@pytest.mark.parametrize("classes", [2, 4])
def test_training_with_or_without_the_flagged_part_gives_the_same_model(classes):
    given = world(classes)
    without = with_training(given.problem, given.problem.e_train.double() - given.z)
    one = fit_hard(given.problem, given.directions, RIDGE)
    other = fit_hard(without, given.directions, RIDGE)
    assert distance(one, other) < 1e-6
    assert (one.bias - other.bias).abs().max() < 1e-6
    assert distance(fit_plain(given.problem, RIDGE), fit_plain(without, RIDGE)) > 1e-2


def test_no_model_that_obeys_the_constraint_is_better():
    given = world()
    model = fit_hard(given.problem, given.directions, RIDGE)
    generator = torch.Generator().manual_seed(0)
    basis = subspace(given.directions)

    def objective(weights, bias):
        logits = given.problem.e_train.double() @ weights[0] + bias
        error = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, given.problem.y_train.double()
        )
        return float(error + RIDGE / 2 * weights.square().sum())

    best = objective(model.weights, model.bias)
    for _ in range(20):
        step = 0.05 * torch.randn(1, 12, generator=generator, dtype=torch.float64)
        assert objective(model.weights + step - step @ basis @ basis.T, model.bias + 0.01) > best
    assert objective(fit_plain(given.problem, RIDGE).weights, model.bias) < best


def test_redundant_and_empty_flags_change_nothing():
    given = world()
    mixed = torch.cat(
        [given.directions, 5 * given.directions[:2], given.directions[:1] + given.directions[1:2]]
    )
    mixed = torch.cat([mixed, torch.zeros(1, 12, dtype=torch.float64)])
    one, other = (fit_hard(given.problem, rows, RIDGE) for rows in (given.directions, mixed))
    assert other.rank == 3
    assert distance(one, other) < 1e-9


def test_nothing_flagged_gives_the_plain_model():
    given = world()
    model = fit_hard(given.problem, given.directions[:0], RIDGE)
    assert model.rank == 0
    assert distance(model, fit_plain(given.problem, RIDGE)) < 1e-9


def test_flags_that_span_everything_are_refused_with_advice():
    given = world()
    everything = torch.cat([torch.eye(12, dtype=torch.float64), given.directions])
    with pytest.raises(InputError, match=r"15 flagged features span all 12 directions.*soft"):
        fit_hard(given.problem, everything, RIDGE)
    with pytest.raises(InputError, match="span all"):
        flagging_cost(given.problem, everything, fit_plain(given.problem, RIDGE))
    with pytest.raises(InputError, match="one row a feature"):
        fit_hard(given.problem, given.directions[:, :5], RIDGE)


@pytest.mark.parametrize("classes", [2, 4])
def test_the_path_ends_at_the_hard_model(classes):
    given = world(classes)
    penalty = contribution_covariance(given.z)
    hard = fit_hard(given.problem, given.directions, RIDGE)
    distances = [
        distance(fit_soft(given.problem, penalty, strength, RIDGE), hard)
        for strength in (1.0, 1e2, 1e4, 1e8)
    ]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 1e-2
    assert distances[-1] < 1e-3


def test_the_path_starts_at_the_plain_model_and_relies_less_and_less():
    given = world()
    penalty = contribution_covariance(given.z)
    path = soft_path(given.problem, penalty, STRENGTHS, RIDGE)
    points = path_points(path, given.problem.e_valid, given.problem.y_valid, given.z_valid)
    assert [point.strength for point in points] == list(STRENGTHS)
    assert distance(path[0], fit_plain(given.problem, RIDGE)) < 1e-9
    # The penalised quantity itself cannot rise with its price.
    paid = [float((m.weights @ penalty * m.weights).sum()) for m in path]
    assert all(later < earlier for earlier, later in pairwise(paid))
    assert points[0].reliance > 20 * points[-1].reliance
    assert all(model.gradient_norm <= TOLERANCE for model in path)


def test_a_point_of_the_path_is_the_model_fitted_alone():
    given = world(3)
    penalty = contribution_covariance(given.z)
    path = soft_path(given.problem, penalty, (0.0, 3.0, 50.0), RIDGE)
    assert distance(path[2], fit_soft(given.problem, penalty, 50.0, RIDGE)) < 1e-7
    point = path_points(path[2:], given.problem.e_valid, given.problem.y_valid, given.z_valid)[0]
    assert point.accuracy == score(path[2], given.problem.e_valid, given.problem.y_valid).accuracy
    assert point.reliance == reliance(path[2], given.z_valid, given.problem.e_valid)


def test_the_soft_optimum_is_that_of_the_objective_with_the_whole_matrix():
    given = world()
    generator = torch.Generator().manual_seed(1)
    half = torch.randn(12, 12, generator=generator, dtype=torch.float64)
    model = fit_soft(given.problem, half @ half.T, 0.7, RIDGE)
    weights = model.weights.clone().requires_grad_()
    logits = given.problem.e_train.double() @ weights[0] + model.bias
    error = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, given.problem.y_train.double()
    )
    penalty = RIDGE / 2 * weights.square().sum() + 0.35 * (weights @ half).square().sum()
    (error + penalty).backward()
    assert float(weights.grad.abs().max()) < 1e-9


def test_the_constraint_and_a_penalty_hold_together():
    given = world()
    generator = torch.Generator().manual_seed(2)
    delta = torch.randn(50, 12, generator=generator, dtype=torch.float64)
    penalty = contribution_covariance(delta)
    alone = fit_hard(given.problem, given.directions, RIDGE)
    both = fit_hard(given.problem, given.directions, RIDGE, penalty, 0.1)
    assert float((given.z @ both.weights.T).abs().max()) < 1e-12
    size = [float((delta @ m.weights.T).square().mean()) for m in (alone, both)]
    assert size[1] < 0.9 * size[0]
    assert both.strength == 0.1


def test_the_path_can_be_stopped_between_two_strengths():
    given = world()
    seen = []

    def stop_at_two(stage, done, total):
        seen.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        soft_path(given.problem, contribution_covariance(given.z), STRENGTHS, RIDGE, stop_at_two)
    assert seen == [(0, 25), (1, 25), (2, 25)]


def test_a_penalty_that_is_no_covariance_is_refused():
    given = world()
    square = torch.eye(12, dtype=torch.float64)
    crooked = square.clone()
    crooked[0, 1] = 0.5
    for penalty, complaint in (
        (square[:5, :5], "does not fit"),
        (crooked, "not symmetric"),
        (-square, "negative eigenvalue"),
    ):
        with pytest.raises(InputError, match=complaint):
            fit_soft(given.problem, penalty, 1.0, RIDGE)
    with pytest.raises(InputError, match="strength"):
        fit_soft(given.problem, square, -1.0, RIDGE)
    assert rotated(given.problem, penalty=square).spectrum[:-1].allclose(torch.ones(12).double())


@pytest.mark.parametrize("classes", [2, 3])
def test_the_cost_of_flagging_is_what_the_hard_model_gets_right(classes):
    given = world(classes)
    plain = fit_plain(given.problem)
    cost = flagging_cost(given.problem, given.directions, plain)
    hard = fit_hard(given.problem, given.directions, plain.ridge)
    before = score(plain, given.problem.e_valid, given.problem.y_valid)
    after = score(hard, given.problem.e_valid, given.problem.y_valid)
    assert (cost.flags, cost.rank, cost.share, cost.texts) == (3, 3, 0.25, 200)
    assert not cost.wide
    assert (cost.accuracy_plain, cost.balanced_accuracy_plain) == tuple(asdict(before).values())[1:]
    assert cost.accuracy_constrained == pytest.approx(after.accuracy, abs=0.011)
    assert cost.balanced_accuracy_constrained == pytest.approx(after.balanced_accuracy, abs=0.011)
    assert before.accuracy - after.accuracy > 0.01
    assert (cost.reliance_plain, cost.reliance_constrained) == (None, None)


def test_the_cost_of_flagging_tells_what_reliance_is_left():
    given = world(2)
    plain = fit_plain(given.problem)
    flagged = given.directions[:1]
    unit = (flagged / flagged.norm()).double()
    z = given.problem.e_valid.double() @ unit.T @ unit
    cost = flagging_cost(given.problem, flagged, plain, z)
    assert cost.reliance_plain > 0.01
    assert cost.reliance_constrained == pytest.approx(0.0, abs=1e-9)
