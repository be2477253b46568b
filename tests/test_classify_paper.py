"""The published method against its formulas, written here a second time and number by number."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from classify_world import world

from core.classify.descent import Adam, PaperSettings, Patience
from core.classify.paper import (
    fit_paper,
    macro_f1,
    paper_loss,
    paper_penalty,
)
from core.classify.penalties import reliance
from core.classify.removal import Removal
from core.errors import InputError

QUICK = PaperSettings(epochs=4)


def flagged_part(seed=0, d_in=4, flags=3):
    generator = torch.Generator().manual_seed(seed)
    return Removal(
        W_enc=torch.randn(d_in, flags, generator=generator),
        b_enc=torch.randn(flags, generator=generator),
        W_dec=torch.randn(flags, d_in, generator=generator),
        b_dec=torch.randn(d_in, generator=generator),
        scale=2.5,
    )


def lists(removal):
    return [getattr(removal, name).tolist() for name in ("W_enc", "b_enc", "W_dec", "b_dec")]


def removed_by_formula(e, removal):
    """x − (relu((x − b_dec) W_enc + b_enc) W_dec + b_dec), in plain Python."""
    W_enc, b_enc, W_dec, b_dec = lists(removal)
    left = []
    for row in e.tolist():
        x = [removal.scale * value for value in row]
        codes = [
            max(0.0, sum((x[i] - b_dec[i]) * W_enc[i][c] for i in range(len(x))) + b_enc[c])
            for c in range(len(b_enc))
        ]
        left.append(
            [
                x[i] - sum(codes[c] * W_dec[c][i] for c in range(len(codes))) - b_dec[i]
                for i in range(len(x))
            ]
        )
    return left


def penalty_by_formula(weights, removal):
    W_enc, b_enc, _, b_dec = lists(removal)
    total = 0.0
    for row in weights.tolist():
        sizes = [
            abs(sum((row[i] - b_dec[i]) * W_enc[i][c] for i in range(len(row))) + b_enc[c])
            for c in range(len(b_enc))
        ]
        total += sum(sizes) / len(sizes)
    return total


def loss_by_formula(theta, x, y, removal, strength):
    errors = []
    for row, code in zip(x.tolist(), y.tolist(), strict=True):
        logits = [sum(a * b for a, b in zip(t, [*row, 1.0], strict=True)) for t in theta.tolist()]
        logits = [0.0, logits[0]] if len(logits) == 1 else logits
        errors.append(math.log(sum(math.exp(v) for v in logits)) - logits[code])
    return sum(errors) / len(errors) + strength * penalty_by_formula(theta[:, :-1], removal)


def test_removal_is_the_published_formula():
    removal = flagged_part()
    e = torch.randn(6, 4, generator=torch.Generator().manual_seed(1))
    expected = torch.tensor(removed_by_formula(e, removal), dtype=torch.float64)
    assert (removal(e) - expected).abs().max() < 1e-12


def test_removal_by_hand():
    # x = 2 · (1, 0) = (2, 0); code = relu((2 − 1) · 3 − 1) = 2; x₊ = (2, 0) − 2 · (3, 0) − (1, 0).
    removal = Removal(
        W_enc=torch.tensor([[3.0], [0.0]]),
        b_enc=torch.tensor([-1.0]),
        W_dec=torch.tensor([[3.0, 0.0]]),
        b_dec=torch.tensor([1.0, 0.0]),
        scale=2.0,
    )
    assert removal(torch.tensor([[1.0, 0.0]])).tolist() == [[-5.0, 0.0]]
    # An inactive feature removes only b_dec.
    assert removal(torch.tensor([[0.0, 1.0]])).tolist() == [[-1.0, 2.0]]


@pytest.mark.parametrize("rows", [1, 3])
def test_penalty_and_loss_are_the_published_formulas(rows):
    removal = flagged_part()
    generator = torch.Generator().manual_seed(2)
    theta = torch.randn(rows, 5, generator=generator, dtype=torch.float64)
    x = torch.randn(7, 4, generator=generator, dtype=torch.float64)
    y = torch.arange(7) % max(2, rows)
    penalty = float(paper_penalty(theta[:, :-1], removal))
    assert penalty == pytest.approx(penalty_by_formula(theta[:, :-1], removal), rel=1e-9)
    loss = float(paper_loss(theta, x, y, removal, 31.0))
    assert loss == pytest.approx(loss_by_formula(theta, x, y, removal, 31.0), rel=1e-9)


def test_the_penalty_is_not_zero_for_weights_of_zero_as_published():
    removal = replace(flagged_part(), b_dec=torch.zeros(4))
    expected = float(removal.b_enc.abs().double().mean())
    assert float(paper_penalty(torch.zeros(1, 4).double(), removal)) == pytest.approx(expected)


def test_learning_rate_halvings_last_and_training_then_stops():
    patience = Patience(PaperSettings(patience=2, halvings=2))
    scores = [0.5, 0.6, 0.6, 0.5, 0.7, 0.1, 0.2, 0.7, 0.7]
    advice = [patience.after(value) for value in scores]
    assert advice == [
        "better",
        "better",
        "wait",
        "halve",
        "better",
        "wait",
        "halve",
        "wait",
        "stop",
    ]


def test_a_step_of_the_descent_is_that_of_adamw():
    generator = torch.Generator().manual_seed(0)
    ours = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    reference = torch.nn.Parameter(ours.clone())
    adam = Adam(ours, 0.1)
    adamw = torch.optim.AdamW([reference], lr=0.1, weight_decay=0.0)
    for _ in range(5):
        gradient = torch.randn(2, 5, generator=generator, dtype=torch.float64)
        adam.step(ours, gradient)
        reference.grad = gradient
        adamw.step()
    assert (ours - reference).abs().max() < 1e-12


def test_macro_f1_by_hand():
    decided, y = torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 1, 1])
    assert macro_f1(decided, y, 2) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert macro_f1(decided, y, 3) == pytest.approx((2 / 3 + 4 / 5) / 3)


def fitted(classes=2, strength=1.0, flags=3, scale=1.0, **arguments):
    given = world(classes, texts=200)
    columns = given.directions[:flags].T.float()
    removal = Removal(
        W_enc=columns,
        b_enc=torch.zeros(flags),
        W_dec=columns.T,
        b_dec=torch.zeros(12),
        scale=scale,
    )
    return given, fit_paper(given.problem, removal, strength, **({"settings": QUICK} | arguments))


@pytest.mark.parametrize("classes", [2, 3])
def test_two_runs_with_one_seed_are_equal_to_the_last_bit(classes):
    _, one = fitted(classes)
    _, two = fitted(classes)
    _, three = fitted(classes, seed=1)
    assert torch.equal(one.weights, two.weights)
    assert torch.equal(one.bias, two.bias)
    assert one.threshold == two.threshold
    assert not torch.equal(one.weights, three.weights)
    assert (one.threshold is None) == (classes > 2)


def test_the_penalty_shrinks_what_it_penalises():
    # With feature directions as encoder columns and no biases it is the mean |w · d|.
    _, free = fitted(strength=0.0, settings=PaperSettings(epochs=30, learning_rate=0.02))
    given, bound = fitted(strength=31.0, settings=PaperSettings(epochs=30, learning_rate=0.02))
    sizes = [float(paper_penalty(m.weights, m.removal)) for m in (free, bound)]
    assert sizes[1] < 0.2 * sizes[0]
    valid = given.problem.e_valid
    shares = [reliance(m, given.z_valid, valid) for m in (free, bound)]
    assert shares[1] < shares[0]


def test_it_learns_the_task():
    given, model = fitted(settings=PaperSettings(epochs=30, learning_rate=0.01))
    right = model.codes(given.problem.e_valid) == given.problem.y_valid
    assert right.double().mean() > 0.75
    assert (model.method, model.strength, model.ridge) == ("paper", 1.0, 0.0)
    assert np.isfinite(model.gradient_norm)


def test_progress_is_told_after_every_epoch_and_can_stop_it():
    seen = []
    fitted(progress=lambda stage, done, total: seen.append((done, total)))
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_unusable_arguments_are_refused():
    with pytest.raises(InputError, match="no feature is flagged"):
        fitted(flags=0)
    with pytest.raises(InputError, match="strength is -1"):
        fitted(strength=-1.0)
    with pytest.raises(InputError, match="scale is 0"):
        fitted(scale=0.0)
