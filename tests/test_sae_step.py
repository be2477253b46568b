"""One training step: its hand-written sparse gradients are those of the dense formula."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sae.auxk import auxk_gradients
from core.sae.select import Weights, select
from core.sae.step import step

NAMES = ["W_enc", "b_enc", "W_dec", "b_dec"]


def some_weights(d_sae=48, d_in=12, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)

    def random(*shape, scale=1.0):
        return scale * torch.randn(*shape, generator=generator, dtype=dtype)

    return Weights(
        random(d_sae, d_in), random(d_sae, scale=0.1), random(d_sae, d_in), random(d_in, scale=0.5)
    )


def some_states(rows=40, d_in=12, seed=1, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(rows, d_in, generator=generator, dtype=dtype) + 0.3


def dense_loss(leaves, x, k, variance):
    """BatchTopK as its authors define it, on the full matrix of activations."""
    W_enc, b_enc, W_dec, b_dec = leaves
    acts = torch.relu((x - b_dec) @ W_enc.T + b_enc)
    places = acts.flatten().topk(k * len(x)).indices
    kept = torch.zeros_like(acts).flatten().index_fill(0, places, 1.0).view_as(acts)
    rebuilt = (acts * kept) @ W_dec + b_dec
    return (x - rebuilt).pow(2).sum(1).mean() / variance


@pytest.mark.parametrize("k", [1, 4, 20])
@pytest.mark.parametrize("seed", [0, 1])
def test_every_gradient_of_a_step_is_autograds_of_the_dense_formula(k, seed):
    weights, x = some_weights(seed=seed), some_states(seed=seed + 10)
    done = step(weights, x, k, guess=0.0, variance=7.5)
    leaves = [t.clone().requires_grad_() for t in weights.tensors()]
    loss = dense_loss(leaves, x, k, 7.5)
    assert done.loss == pytest.approx(float(loss.detach()), rel=1e-12)
    expected = torch.autograd.grad(loss, leaves)
    for name, ours, theirs in zip(NAMES, done.gradients, expected, strict=True):
        assert theirs.abs().max() > 1e-6, name
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12, msg=name)


@pytest.mark.parametrize("prefixes", [(5,), (7, 20)])
def test_matryoshka_gradients_are_autograds_of_the_mean_over_the_prefixes(prefixes):
    weights, x = some_weights(), some_states()
    done = step(weights, x, 6, guess=0.0, variance=3.0, prefixes=prefixes)
    leaves = [t.clone().requires_grad_() for t in weights.tensors()]
    W_enc, b_enc, W_dec, b_dec = leaves
    acts = torch.relu((x - b_dec) @ W_enc.T + b_enc)
    kept = torch.zeros_like(acts).flatten()
    kept = kept.index_fill(0, acts.flatten().topk(6 * len(x)).indices, 1.0).view_as(acts)
    ends = [*prefixes, 48]
    rebuilt = [(acts * kept)[:, :end] @ W_dec[:end] + b_dec for end in ends]
    loss = sum((x - r).pow(2).sum(1).mean() / 3.0 for r in rebuilt) / len(ends)
    assert done.loss == pytest.approx(float(loss.detach()), rel=1e-12)
    for name, ours, theirs in zip(
        NAMES, done.gradients, torch.autograd.grad(loss, leaves), strict=True
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12, msg=name)


def test_errors_relative_to_each_tokens_length_have_autograds_gradients():
    weights, x = some_weights(), some_states()
    lengths = x.pow(2).sum(1)
    done = step(weights, x, 4, guess=0.0, variance=lengths, each=True)
    leaves = [t.clone().requires_grad_() for t in weights.tensors()]
    W_enc, b_enc, W_dec, b_dec = leaves
    acts = torch.relu((x - b_dec) @ W_enc.T + b_enc)
    largest = acts.topk(4, dim=1)
    kept = torch.zeros_like(acts).scatter(1, largest.indices, largest.values)
    loss = ((x - kept @ W_dec - b_dec).pow(2).sum(1) / lengths).mean()
    assert done.loss == pytest.approx(float(loss.detach()), rel=1e-12)
    expected = torch.autograd.grad(loss, leaves)
    for name, ours, theirs in zip(NAMES, done.gradients, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12, msg=name)


def test_top_k_keeps_k_on_every_token_and_its_gradients_are_autograds():
    weights, x = some_weights(), some_states()
    done = step(weights, x, 4, guess=0.0, variance=3.0, each=True)
    assert torch.bincount(done.selection.row, minlength=len(x)).tolist() == [4] * len(x)
    leaves = [t.clone().requires_grad_() for t in weights.tensors()]
    W_enc, b_enc, W_dec, b_dec = leaves
    acts = torch.relu((x - b_dec) @ W_enc.T + b_enc)
    best = acts.topk(4, dim=1)
    kept = torch.zeros_like(acts).scatter(1, best.indices, best.values)
    loss = (x - kept @ W_dec - b_dec).pow(2).sum(1).mean() / 3.0
    for name, ours, theirs in zip(
        NAMES, done.gradients, torch.autograd.grad(loss, leaves), strict=True
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12, msg=name)


def test_a_step_in_single_precision_agrees_too():
    weights, x = some_weights(dtype=torch.float32), some_states(dtype=torch.float32)
    done = step(weights, x, 4, guess=0.0, variance=7.5)
    leaves = [t.double().requires_grad_() for t in weights.tensors()]
    expected = torch.autograd.grad(dense_loss(leaves, x.double(), 4, 7.5), leaves)
    for name, ours, theirs in zip(NAMES, done.gradients, expected, strict=True):
        torch.testing.assert_close(ours.double(), theirs, rtol=1e-4, atol=1e-5, msg=name)


def test_the_gradient_stays_right_when_rows_span_several_blocks():
    weights, x = some_weights(), some_states(rows=1100)
    done = step(weights, x, 3, guess=0.0, variance=1.0)
    leaves = [t.clone().requires_grad_() for t in weights.tensors()]
    expected = torch.autograd.grad(dense_loss(leaves, x, 3, 1.0), leaves)
    for name, ours, theirs in zip(NAMES, done.gradients, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12, msg=name)


def test_the_error_of_a_step_is_what_the_dense_formula_leaves():
    weights, x = some_weights(), some_states()
    done = step(weights, x, 5, guess=0.0, variance=2.0)
    dense = torch.zeros(len(x), 48, dtype=torch.float64)
    dense[done.selection.row, done.selection.latent] = done.selection.act
    torch.testing.assert_close(done.error, x - dense @ weights.W_dec - weights.b_dec)


def test_a_step_changes_no_weight():
    weights, x = some_weights(), some_states()
    before = [t.clone() for t in weights.tensors()]
    step(weights, x, 5, guess=0.0, variance=2.0)
    assert all(torch.equal(a, b) for a, b in zip(before, weights.tensors(), strict=True))


def largest(weights, centred, k):
    """The k·B largest positive activations by sorting all of them."""
    acts = torch.relu(centred @ weights.W_enc.T + weights.b_enc).flatten()
    best = acts.topk(k * len(centred))
    return set(best.indices[best.values > 0].tolist())


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 20), st.integers(1, 30), st.floats(0, 30), st.integers(0, 50), st.floats(-9, 3)
)
def test_the_largest_activations_are_kept_whatever_the_guess(k, rows, guess, seed, shift):
    weights, x = some_weights(seed=seed), some_states(rows=rows, seed=seed)
    weights.b_enc += shift
    kept = select(weights, x, k, guess)
    places = kept.row * 48 + kept.latent
    assert set(places.tolist()) == largest(weights, x, k)
    assert len(places) == len(set(places.tolist()))
    assert (places.diff() > 0).all()
    if len(places):
        assert kept.smallest == float(kept.act.min()) > 0


def test_exactly_k_a_row_are_kept_on_average_and_their_activations_are_right():
    weights, x = some_weights(), some_states()
    kept = select(weights, x, 6, guess=0.0)
    assert len(kept.act) == 6 * len(x)
    acts = x @ weights.W_enc.T + weights.b_enc
    torch.testing.assert_close(kept.act, acts[kept.row, kept.latent])
    assert len(set(torch.bincount(kept.row, minlength=len(x)).tolist())) > 1


def test_where_too_few_activations_are_positive_all_of_them_are_kept():
    weights, x = some_weights(), some_states()
    weights.b_enc -= 8
    positive = int((x @ weights.W_enc.T + weights.b_enc > 0).sum())
    assert 0 < positive < 6 * len(x)
    assert len(select(weights, x, 6, guess=1.0).act) == positive


def test_nothing_is_kept_where_nothing_is_positive():
    weights, x = some_weights(), some_states()
    weights.b_enc -= 1e6
    done = step(weights, x, 6, guess=1.0, variance=1.0)
    assert (len(done.selection.act), done.selection.smallest) == (0, 0.0)
    assert [float(g.abs().sum()) for g in done.gradients[:3]] == [0.0, 0.0, 0.0]
    torch.testing.assert_close(done.error, x - weights.b_dec)


def dense_auxk(leaves, centred, error, dead, most):
    """What the dead latents leave of the error, by the full formula; no b_dec in it."""
    W_enc, b_enc, W_dec = leaves
    acts = torch.relu(centred @ W_enc.T + b_enc)
    alive = torch.ones(len(b_enc), dtype=torch.bool)
    alive[dead] = False
    acts = acts.masked_fill(alive, 0.0)
    floor = acts.topk(most, dim=1).values[:, -1:]
    rebuilt = torch.where(acts >= floor, acts, 0.0) @ W_dec
    return (error - rebuilt).pow(2).sum() / error.pow(2).sum()


@pytest.mark.parametrize("count", [3, 6, 20])
def test_gradients_for_dead_latents_are_autograds_and_reach_the_encoder(count):
    weights, centred, error = some_weights(), some_states(), some_states(seed=5)
    dead = torch.randperm(48, generator=torch.Generator().manual_seed(2))[:count].sort().values
    ours = auxk_gradients(weights, centred, error, dead, weight=1 / 32)
    leaves = [t.clone().requires_grad_() for t in weights.tensors()[:3]]
    loss = dense_auxk(leaves, centred, error, dead, min(count, 12 // 2)) / 32
    expected = torch.autograd.grad(loss, leaves)
    for name, mine, theirs in zip(NAMES, ours, expected, strict=False):
        torch.testing.assert_close(mine, theirs[dead], rtol=1e-9, atol=1e-14, msg=name)
        assert (mine.reshape(count, -1).abs().sum(1) > 0).all(), name
        others = theirs.clone()
        others[dead] = 0
        assert not others.any(), name


def test_dead_latents_are_revived_even_where_gradients_are_switched_off():
    weights = some_weights()
    with torch.no_grad():
        ours = auxk_gradients(weights, some_states(), some_states(seed=5), torch.tensor([4]), 1.0)
    assert all(g.abs().sum() > 0 for g in ours)
    assert not any(t.requires_grad for t in weights.tensors())
