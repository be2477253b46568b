"""Training: it learns, it goes on exactly where it was cut off, and what it saves serves alike."""

import dataclasses

import pytest
import torch
from small_sae import SMALL, all_states, in_shards, small, small_source, tensors, world
from torch.nn.functional import normalize

from core.errors import Cancelled, InputError
from core.progress import silent
from core.sae.model import unexplained
from core.sae.size import Size, choose_size
from core.sae.train import Source, Training, _scale, train_sae


@pytest.fixture(scope="module")
def trained():
    return small()


def test_progress_counts_every_step_up_to_the_promised_total(trained):
    _, told = trained
    total = told[0][2]
    assert [done for _, done, _ in told] == list(range(1, total + 1))
    assert {(stage, of) for stage, _, of in told} == {("Learning features", total)}


def test_decoder_rows_have_length_one(trained):
    lengths = trained[0].sae.W_dec.norm(dim=1)
    torch.testing.assert_close(lengths, torch.ones_like(lengths), rtol=0, atol=1e-6)


def test_when_serving_as_many_features_fire_as_in_training(trained):
    sae = trained[0].sae
    assert unexplained(sae, all_states())[1] == pytest.approx(SMALL.k, rel=0.02)
    assert trained[0].l0 == pytest.approx(SMALL.k, rel=0.02)


def test_the_figures_told_are_those_of_the_autoencoder(trained):
    result, told = trained
    x = all_states()
    codes = result.sae.encode(x)
    dense = torch.zeros(len(x), SMALL.d_sae)
    dense[codes.row, codes.latent] = codes.act
    left = x - dense @ result.sae.W_dec - result.sae.b_dec
    fvu = float(left.pow(2).sum() / (x - x.mean(0)).pow(2).sum())
    assert result.fvu == pytest.approx(fvu, rel=1e-3)
    assert fvu < 0.3
    assert result.tokens == len(told) * SMALL.batch


def test_folding_the_scale_away_changes_no_reconstruction(tmp_path):
    def stop(stage, done, total):
        if done == 101:
            raise Cancelled("stop")

    checkpoint, x = tmp_path / "sae.pt", all_states()
    with pytest.raises(Cancelled):
        train_sae(small_source(), SMALL, checkpoint, stop)
    W_enc, b_enc, W_dec, b_dec = torch.load(checkpoint, weights_only=True)["weights"]
    factor = float(16**0.5 / x.norm(dim=1).mean())
    assert factor < 0.6
    acts = (x * factor - b_dec) @ W_enc.T + b_enc
    threshold = float(acts.flatten().topk(SMALL.k * len(x)).values[-1])
    rebuilt = (torch.where(acts >= threshold, acts, 0.0) @ W_dec + b_dec) / factor
    # The checkpoint's 100 steps are all of a single pass, so that nothing is left but to fold.
    sae = train_sae(small_source(), dataclasses.replace(SMALL, passes=1), checkpoint, silent).sae
    served = sae.decode(sae.encode(x), len(x))
    same = (served - rebuilt).norm(dim=1) < 1e-5 * rebuilt.norm(dim=1)
    # A state whose weakest code lies on the threshold itself may fall on either side of it.
    assert same.float().mean() > 0.999


@pytest.mark.parametrize("cut", [60, 101, 250])
def test_a_training_cut_off_and_resumed_ends_bit_for_bit_like_an_undisturbed_one(
    trained, tmp_path, cut
):
    def stop(stage, done, total):
        if done == cut:
            raise Cancelled("stopped by a person")

    with pytest.raises(Cancelled):
        train_sae(small_source(), SMALL, tmp_path / "sae.pt", stop)
    assert (tmp_path / "sae.pt").exists() == (cut > 100)
    resumed, told = [], []
    source = small_source()
    again = train_sae(
        Source(source.sizes, lambda i: resumed.append(i) or source.load(i)),
        SMALL,
        tmp_path / "sae.pt",
        lambda *step: told.append(step),
    )
    assert told[0][1] == cut // 100 * 100 + 1
    for name, tensor in tensors(trained[0].sae).items():
        assert torch.equal(tensor, getattr(again.sae, name)), name
    for figure in ("fvu", "l0", "dead", "tokens"):
        assert getattr(again, figure) == getattr(trained[0], figure), figure
    assert again.sae.threshold == trained[0].sae.threshold


def test_a_checkpoint_holds_how_long_each_latent_has_been_idle():
    training, x = new_training()
    training.advance(x[:3], total=20)
    training.idle[:7] += 10**6
    other, _ = new_training()
    other.restore(training.state())
    assert torch.equal(other.idle, training.idle)
    assert other.dead(20).tolist() == training.dead(20).tolist() != []
    assert (other.steps, other.guess) == (1, training.guess)
    assert other.guess > 0


def test_resuming_a_finished_training_changes_nothing(trained, tmp_path):
    _, told = trained
    size = dataclasses.replace(SMALL, passes=1)
    assert len(told) > 200
    first = train_sae(small_source(), size, tmp_path / "sae.pt", silent).sae
    again = train_sae(small_source(), size, tmp_path / "sae.pt", silent).sae
    assert all(torch.equal(t, getattr(again, n)) for n, t in tensors(first).items())


def test_another_seed_gives_another_autoencoder(trained, tmp_path):
    other = train_sae(
        small_source(), dataclasses.replace(SMALL, seed=4), tmp_path / "sae.pt", silent
    )
    assert not torch.equal(other.sae.W_dec, trained[0].sae.W_dec)


def new_training(size=SMALL):
    x = all_states()
    scale = _scale(x)
    return Training(size, scale, x * scale.factor), x * scale.factor


def test_parameters_and_their_optimizer_states_lie_in_memory_in_the_order_of_their_indices():
    """Fused Adam pairs memory, not indices: a transposed parameter would train on wrong numbers."""
    training, x = new_training()
    training.advance(x[:200], total=10)
    for tensor in training.weights.tensors():
        assert tensor.is_contiguous()
        assert tensor.grad.is_contiguous()
        state = training.optimizer.state[tensor]
        assert state["exp_avg"].is_contiguous()
        assert state["exp_avg_sq"].is_contiguous()
    pointers = {tensor.data_ptr() for tensor in training.weights.tensors()}
    assert len(pointers) == 4


def test_steps_of_training_are_those_of_plain_adam_on_autograds_gradients():
    training, x = new_training()
    leaves = [t.clone().double().requires_grad_() for t in training.weights.tensors()]
    adam = torch.optim.Adam(leaves, lr=0.0, foreach=False, fused=False)
    for done, batch in enumerate(x[:1500].split(300)):
        training.advance(batch, total=40)
        _reference_step(leaves, adam, batch.double(), training.scale.variance, rate=(done + 1) / 2)
    names = ["W_enc", "b_enc", "W_dec", "b_dec"]
    for name, ours, theirs in zip(names, training.weights.tensors(), leaves, strict=True):
        torch.testing.assert_close(ours.double(), theirs.detach(), rtol=0, atol=2e-4, msg=name)


def _reference_step(leaves, adam, x, variance, rate):
    """Dense loss, gradient off the rows' own direction, length cut to 1, Adam, rows to length 1."""
    W_enc, b_enc, W_dec, b_dec = leaves
    acts = torch.relu((x - b_dec) @ W_enc.T + b_enc)
    floor = acts.flatten().topk(SMALL.k * len(x)).values[-1]
    rebuilt = torch.where(acts >= floor, acts, 0.0) @ W_dec + b_dec
    adam.zero_grad()
    ((x - rebuilt).pow(2).sum(1).mean() / variance).backward()
    along = (W_dec.grad * W_dec.detach()).sum(1, keepdim=True)
    W_dec.grad -= along * W_dec.detach()
    torch.nn.utils.clip_grad_norm_(leaves, 1.0)
    adam.param_groups[0]["lr"] = SMALL.learning_rate * min(1.0, rate)
    adam.step()
    W_dec.data = normalize(W_dec.data, dim=1)


@pytest.mark.parametrize(("aux_weight", "moves"), [(1 / 32, True), (0.0, False)])
def test_latents_that_have_stopped_firing_are_trained_by_auxk_alone(aux_weight, moves):
    training, x = new_training(dataclasses.replace(SMALL, aux_weight=aux_weight))
    training.weights.W_enc[:10] *= 1e-4  # too weak to be among the largest, yet not zero
    training.weights.b_enc[:10] = 1e-3
    training.idle[:10] = 10**9
    assert training.dead(total=1000).tolist() == list(range(10))
    before = training.weights.W_enc.clone()
    training.advance(x[:100], total=1000)
    moved = (training.weights.W_enc != before).any(dim=1)
    assert (moved[:10] == moves).all()
    assert moved[10:].any()


def test_a_latent_is_dead_only_while_it_does_not_fire():
    training, x = new_training()
    patience = 10 * SMALL.batch
    training.idle[:] = patience + 1
    training.advance(x[:3], total=20)
    still = set(training.dead(total=20).tolist())
    assert 0 < len(still) < SMALL.d_sae
    training.idle[min(still)] = patience
    assert min(still) not in training.dead(total=20).tolist()


def test_the_learning_rate_never_turns_negative_however_the_shards_are_grouped(tmp_path):
    """Groups of shards differ from pass to pass, and with them the steps that are rounded away."""
    sizes = [150, 190, 60, 130, 170, 199, 120, 110, 180, 140, 165]
    states = world(sum(sizes), atoms=32, d_in=16, l0=3)[1]
    told = []
    for seed in range(6):
        size = dataclasses.replace(SMALL, passes=10, seed=seed)
        checkpoint = tmp_path / f"{seed}.pt"
        train_sae(in_shards(states, sizes), size, checkpoint, lambda *s: told.append(s))
        assert told[-1][1] == told[-1][2]


def test_a_few_enormous_states_spoil_neither_the_fit_nor_its_figures(trained, tmp_path):
    """Decoders park enormous numbers on their first token; they say nothing about the text."""
    source = small_source()
    spoilt = [source.load(i).clone() for i in range(len(source.sizes))]
    for part in spoilt:
        part[::200] = part[::200] * 300
    result = train_sae(Source(source.sizes, spoilt.__getitem__), SMALL, tmp_path / "a.pt", silent)
    assert result.fvu == pytest.approx(trained[0].fvu, rel=0.25)
    usual = torch.cat(spoilt).float()
    usual = usual[usual.norm(dim=1) < 10 * usual.norm(dim=1).median()]
    assert unexplained(result.sae, usual)[1] == pytest.approx(SMALL.k, rel=0.03)


def test_a_corpus_smaller_than_one_batch_still_trains(tmp_path):
    states = world(60, atoms=8, d_in=16, l0=2)[1]
    result = train_sae(in_shards(states, [60]), SMALL, tmp_path / "sae.pt", silent)
    assert torch.isfinite(result.sae.W_dec).all()
    assert result.l0 == pytest.approx(SMALL.k, rel=0.1)


def test_larger_corpora_get_wider_dictionaries_and_fewer_passes():
    sizes = [choose_size(tokens, 384) for tokens in (0, 5_000, 118_000, 500_000, 1_170_000, 10**8)]
    assert [s.d_sae for s in sizes] == [1024, 1024, 1024, 2048, 4096, 4096]
    assert [s.k for s in sizes] == [16, 16, 16, 24, 32, 32]
    passes = [s.passes for s in sizes]
    assert passes == sorted(passes, reverse=True)
    assert passes[-1] >= 1
    assert choose_size(1000, 64, seed=9).seed == 9


def test_a_wish_decides_what_it_names_and_the_corpus_the_rest():
    plain, asked = choose_size(10**6, 384), choose_size(10**6, 384, wish="topk:1024")
    assert (asked.d_sae, asked.each) == (1024, True)
    assert (asked.k, asked.passes) == (plain.k, plain.passes)
    nested = choose_size(10**6, 384, wish="matryoshka:4096:64")
    assert (nested.k, nested.prefixes, nested.each) == (64, (256, 1024), False)
    assert choose_size(10**6, 384, wish="matryoshka:1024").prefixes == (256,)
    assert choose_size(10**6, 384, wish="matryoshka:128").prefixes == ()
    assert choose_size(10**6, 384, wish="batchtopk").prefixes == ()


@pytest.mark.parametrize(
    "wish", ["relu", "", "topk:", "topk:32", "topk:1024:0", "topk:1024:1024", "topk:1024:8:1"]
)
def test_a_wish_nobody_can_fulfil_is_refused(wish):
    with pytest.raises(InputError, match="is no autoencoder"):
        choose_size(10**6, 384, wish=wish)


def test_a_known_dictionary_is_found_again(tmp_path):
    """256 directions in 64 dimensions, 8 at a time: each is found, on average to a cosine of .9."""
    atoms, states = world(200_000, atoms=256, d_in=64, l0=8)
    source = in_shards(states, [50_000] * 4)
    size = Size(d_in=64, d_sae=256, k=8, passes=2, batch=512, learning_rate=1e-2)
    result = train_sae(source, size, tmp_path / "sae.pt", silent)
    best = (atoms @ result.sae.W_dec.T).max(dim=1).values
    assert best.mean() >= 0.9
    assert result.dead <= 0.05 * 256
