"""Left-out logits against models really fitted without a text."""

import pytest
import torch

from core.classify.left_out import left_out_logits
from core.classify.problem import Problem
from core.classify.rotated import rotated

RIDGE, STRENGTH, WITHOUT = 1e-3, 5.0, (0, 7, 31, 59)


def world(seed=0, texts=60, d_in=6):
    generator = torch.Generator().manual_seed(seed)
    y = (torch.arange(texts) % 3 == 0).long()
    e = torch.randn(texts, d_in, generator=generator, dtype=torch.float64) + y[:, None] * 0.7
    return e, y


def without(e, y, i):
    kept = torch.arange(len(y)) != i
    return Problem(e[kept], y[kept], e[:0], y[:0], ("no", "yes"))


def spaces(problem, kind):
    penalty = torch.diag(torch.tensor([1.0, 0.5, 0, 0, 0, 0], dtype=torch.float64))
    basis = torch.linalg.qr(torch.ones(6, 1, dtype=torch.float64), mode="complete")[0][:, 1:]
    return {
        "plain": lambda: (rotated(problem), 0.0),
        "penalised": lambda: (rotated(problem, penalty=penalty), STRENGTH),
        "constrained": lambda: (rotated(problem, basis, penalty), STRENGTH),
    }[kind]()


@pytest.mark.parametrize("kind", ["plain", "penalised", "constrained"])
def test_a_left_out_logit_is_that_of_a_model_fitted_without_the_text(kind):
    e, y = world()
    space, strength = spaces(Problem(e, y, e[:0], y[:0], ("no", "yes")), kind)
    fitted = space.solve(RIDGE, strength)
    seen = (space.weights(fitted) @ space.problem.design)[0]
    found, _ = left_out_logits(space, fitted, RIDGE, strength)
    for i in WITHOUT:
        other, _ = spaces(without(e, y, i), kind)
        theta = other.weights(other.solve(RIDGE * 60 / 59, strength * 60 / 59))
        truth = float(theta[0, :-1] @ e[i] + theta[0, -1])
        assert float(found[i]) == pytest.approx(truth, abs=0.15 * abs(truth - float(seen[i])))


def test_a_text_left_out_looks_less_like_its_label():
    e, y = world(seed=1)
    space = rotated(Problem(e, y, e[:0], y[:0], ("no", "yes")))
    fitted = space.solve(RIDGE)
    seen = (space.weights(fitted) @ space.problem.design)[0]
    moved = left_out_logits(space, fitted, RIDGE)[0] - seen
    assert bool(((moved < 0) == (y == 1)).all())


def test_a_large_corpus_is_looked_at_in_even_steps(monkeypatch):
    monkeypatch.setattr("core.classify.left_out._MOST", 25)
    e, y = world(seed=2)
    space = rotated(Problem(e, y, e[:0], y[:0], ("no", "yes")))
    fitted = space.solve(RIDGE)
    some, labels = left_out_logits(space, fitted, RIDGE)
    monkeypatch.undo()
    whole, _ = left_out_logits(space, fitted, RIDGE)
    assert torch.equal(labels, y[::3])
    torch.testing.assert_close(some, whole[::3])
