"""The certificate against hand-worked numbers, the models' own arithmetic, and its own failure."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from classify_world import world

from core.audit.nonreliance import Allowed, Flagged, Head, certificate, head_of, held_against
from core.audit.nonreliance.bounds import bound_alone, bound_together, exact_zero, structure
from core.audit.nonreliance.head import chances
from core.audit.nonreliance.moves import Trial, ranges_of
from core.audit.nonreliance.placebo import Sizes, gap, matched, rank_p
from core.audit.nonreliance.rewritten import rewritten
from core.audit.nonreliance.verdict import (
    OPEN,
    OVER,
    UNLIMITED,
    WITHIN,
    lower_bound,
    state,
    upper_bound,
)
from core.classify.hard import fit_hard
from core.classify.plain import fit_plain
from core.classify.removal import Removal

NONE = np.zeros((2, 0))


def by_hand(threshold=0.5) -> tuple[Head, np.ndarray, np.ndarray, np.ndarray]:
    """Logit 2x − 1; two texts at x = 1 and x = 0.4, which hold 0.5 and 0 of the direction x."""
    head = Head(np.array([[2.0], [0.0]]), np.array([-1.0]), NONE, NONE[0], NONE.T[:, :1], threshold)
    return head, np.array([[1.0, 0.0], [0.4, 3.0]]), np.array([[0.5], [0.0]]), np.eye(2)[:1]


def models(classes=2):
    """Plain and hard model of a small world whose flagged features lean with the label."""
    made = world(classes=classes)
    plain = fit_plain(made.problem, ridge=1e-2)
    return made, plain, fit_hard(made.problem, made.directions, 1e-2)


def flagged_of(made) -> Flagged:
    pooled = made.pooled.toarray()
    names = tuple(f"feature {i}" for i in range(3))
    return Flagged((0, 1, 2), names, made.directions.numpy(), pooled[:300], ranges_of(pooled))


def certified(classes=2, limit=None):
    made, plain, hard = models(classes)
    heads = {"plain": head_of(plain), "regularized": head_of(hard)}
    e = made.problem.e_train[:300].numpy()
    return certificate(heads, e, flagged_of(made), limit or Allowed())


def paper_like(plain, made):
    """The plain weights behind a removal of the flagged features."""
    torch.manual_seed(3)
    W = made.directions.T.contiguous()
    removal = Removal(W, torch.full((3,), -0.1), W.T.contiguous(), 0.1 * torch.randn(12), 1.7)
    names = ("weights", "bias", "threshold")
    return SimpleNamespace(**{n: getattr(plain, n) for n in names}, removal=removal), removal


def test_the_bound_of_nothing_seen_is_the_rule_of_three():
    assert upper_bound(0, 3000) == pytest.approx(1 - 0.05 ** (1 / 3000))
    assert upper_bound(0, 500) == pytest.approx(0.006, abs=1e-4)
    assert upper_bound(0, 0) == 1.0
    assert lower_bound(0, 10) == 0.0
    assert lower_bound(10, 10) == pytest.approx(0.05 ** (1 / 10))


def test_a_state_needs_evidence_on_its_side():
    limit = Allowed()
    assert state(0, 3000, 0.001, limit) == WITHIN
    assert state(0, 100, 0.001, limit) == OPEN
    assert state(0, 100, 1e-12, limit, exact=True) == WITHIN
    assert state(40, 3000, 0.001, limit) == OVER
    assert state(0, 3000, 0.021, limit) == OVER


def test_another_limit_gives_other_states_and_the_same_figures():
    summary = certified()["summary"]
    strict, none = (held_against(summary, Allowed(x, x)) for x in (0.0, None))
    assert strict["plain"]["state"] == OVER
    assert strict["limit"] == {"flips": 0.0, "max_dp": 0.0}
    assert (none["state"], none["plain"]["state"]) == (UNLIMITED, UNLIMITED)
    assert held_against(strict, Allowed()) == summary


def test_the_effects_of_a_move_are_those_worked_by_hand():
    head, e, pooled, directions = by_hand()
    trial = Trial(head, e, pooled, directions, ranges_of(pooled))
    off, up = trial.alone(0, "off"), trial.alone(0, "top")
    assert trial.logits[:, 0].tolist() == pytest.approx([1.0, -0.2])
    assert off.move.tolist() == [1.0, 0.0]  # 2 · 0.5 for the first text, nothing for the second
    assert off.move_sd[0] == pytest.approx(1 / 0.6)  # logits 1 and −0.2: standard deviation 0.6
    assert off.dp[0] == pytest.approx(1 / (1 + np.exp(-1)) - 0.5)
    assert off.flipped.tolist() == [False, False]  # a logit of 0 still reaches the threshold
    assert up.flipped.tolist() == [False, True]  # −0.2 + 2 · 0.5
    assert trial.alone(0, "twice").move == pytest.approx([2.0, 2.0])


def test_the_range_is_that_of_texts_in_which_the_feature_fires():
    ranges = ranges_of(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]))
    assert ranges.p50.tolist() == [2.0, 0.0]
    assert ranges.top.tolist() == [3.0, 0.0]
    assert ranges.twice.tolist() == [6.0, 0.0]


def test_the_bound_finds_the_strength_that_changes_a_decision():
    head, e, pooled, directions = by_hand(threshold=0.6)
    bound = bound_alone(Trial(head, e, pooled, directions, ranges_of(pooled)), 0)
    assert bound.exact
    assert bound.move.tolist() == [1.0, 1.0]
    assert bound.stands.tolist() == [False, False]  # off: logit 0 < cut; up: −0.2 + 1 > cut


@pytest.mark.parametrize("classes", [2, 4])
def test_moves_of_views_are_moves_of_the_embedding(classes):
    made, plain, _ = models(classes)
    for classifier in (plain, paper_like(plain, made)[0]):
        head, e = head_of(classifier), made.problem.e_valid.double()
        moved = e + 0.7 * made.directions[1]
        x = moved if classifier.removal is None else classifier.removal(moved)
        logits = x @ plain.weights.T + plain.bias
        views = head.views(e.numpy()) + 0.7 * head.views(made.directions.numpy())[1]
        assert np.allclose(head.logits(views), logits.numpy(), atol=1e-10)
        if classifier is plain:
            assert (head.decide(head.logits(views)) == plain.codes(moved).numpy()).all()
            assert np.allclose(chances(head.logits(views)), plain.probabilities(moved).numpy())


@pytest.mark.parametrize("classes", [2, 3])
def test_turning_up_flagged_features_flips_nothing_in_a_hard_model(classes):
    found = certified(classes)
    summary = found["summary"]
    assert summary["flips"] == 0
    assert summary["max_dp"] < 1e-6
    assert summary["state"] == WITHIN
    assert summary["exact"]
    assert summary["certified"] == 1.0
    assert all(f["regularized"]["moves"]["twice"]["flips"] == 0 for f in found["features"])


@pytest.mark.parametrize("classes", [2, 3])
def test_the_same_certificate_fails_for_the_plain_model(classes):
    plain = certified(classes)["summary"]["plain"]
    assert plain["state"] == OVER
    assert plain["flips"] > 10
    assert not plain["exact"]
    assert plain["certified"] < 0.9


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("removes", [False, True])
def test_no_strength_within_the_range_goes_beyond_the_bound(classes, removes):
    made, plain, _ = models(classes)
    head = head_of(paper_like(plain, made)[0] if removes else plain)
    told = flagged_of(made)
    trial = Trial(head, made.problem.e_train[:300].numpy(), *_parts(told))
    rng = np.random.default_rng(0)
    alone, together = bound_alone(trial, 1), bound_together(trial)
    assert together.exact != removes
    reached = np.zeros(300)
    for share in [*rng.random((60, 300, 3)), np.zeros((300, 3)), np.ones((300, 3))]:
        strength = share * (told.pooled + told.ranges.top) - told.pooled
        one, all_of_them = strength * np.array([0, 1, 0]), strength
        for bound, amount in ((alone, one), (together, all_of_them)):
            effect = trial.effect(amount @ trial.reach)
            assert (effect.move <= bound.move + 1e-9).all()
            assert not (effect.flipped & bound.stands).any()
        reached = np.maximum(reached, trial.effect(one @ trial.reach).move)
    assert (reached > 0.7 * alone.move).mean() > 0.9, "the bound is far from anything reached"


def test_for_a_linear_head_the_joint_bound_is_reached_at_a_corner():
    made, plain, _ = models()
    told = flagged_of(made)
    trial = Trial(head_of(plain), made.problem.e_train[:300].numpy(), *_parts(told))
    bound, along = bound_together(trial), trial.reach[:, 0]
    up = np.where(along > 0, told.ranges.top, -told.pooled) @ along
    down = np.where(along < 0, told.ranges.top, -told.pooled) @ along
    assert np.allclose(bound.move, np.maximum(np.abs(up), np.abs(down)))


def test_only_weights_at_right_angles_to_every_direction_are_exact():
    made, plain, hard = models()
    directions = made.directions.numpy()
    assert exact_zero(head_of(hard), directions)
    assert not exact_zero(head_of(plain), directions)
    removing, _ = paper_like(hard, made)
    assert not exact_zero(head_of(removing), directions), "a removal reads the directions"
    w = plain.weights[0].numpy()
    cosine = abs(directions @ w) / np.linalg.norm(w)
    assert np.allclose(structure(head_of(plain), directions), cosine)


def test_random_features_of_the_same_kind_do_less_than_those_that_carry_the_decision():
    made, plain, _ = models()
    rng = np.random.default_rng(5)
    e, told = made.problem.e_train[:300].numpy(), flagged_of(made)
    off = Trial(head_of(plain), e, *_parts(told)).together("off").move.max()
    idle = rng.normal(size=(20, 3, 12))
    idle /= 6 * np.linalg.norm(idle, axis=2, keepdims=True)
    drawn = [
        Trial(head_of(plain), e, told.pooled, some, told.ranges).together("off").move.max()
        for some in idle
    ]
    assert off > max(drawn)
    assert rank_p(off, drawn) == pytest.approx(1 / 21)


def test_stand_ins_fire_as_often_and_as_strongly_and_stand_in_once():
    rng = np.random.default_rng(0)
    pool = Sizes(10 ** rng.uniform(-3, 0, 500), 10 ** rng.uniform(-2, 0, 500))
    flagged = Sizes(np.array([0.5, 0.002, 0.002]), np.array([0.1, 0.1, 0.1]))
    draws = matched(flagged, pool, seed=1)
    assert len(draws) == 20
    assert all(len(set(draw)) == 3 for draw in draws)
    rates = np.sort([pool.rate[draw] for draw in draws], axis=1)
    assert (rates[:, :2] < 0.02).all()
    assert (rates[:, 2] > 0.1).all()
    assert matched(flagged, Sizes(np.zeros(0), np.zeros(0)), seed=1) == []


def test_a_gap_leaves_small_and_unknown_groups_out():
    decided = np.array([1] * 30 + [0] * 30 + [1, 0] * 15 + [0] * 5)
    groups = np.repeat([0, 1, 2, -1], [30, 30, 30, 5])
    assert gap(decided, 1, groups) == 1.0
    assert gap(decided, 1, np.where(groups == 0, -1, groups)) == 0.5
    assert gap(decided, 1, np.full(95, -1)) == 0.0


def test_a_text_without_its_words_is_decided_again():
    head, e, _, _ = by_hand()
    found = rewritten(head, e, np.array([[0.4, 0.0], [0.4, 3.0]]))
    assert (found["flips"], found["n"]) == (1, 2)
    assert found["max_dp"] == pytest.approx(1 / (1 + np.exp(-1)) - 1 / (1 + np.exp(0.2)))
    assert found["mean_dp"] == pytest.approx(found["max_dp"] / 2)
    assert rewritten(head, e[:0], e[:0])["upper"] == 1.0


def _parts(told):
    return told.pooled, told.directions, told.ranges
