"""The paper's preset: one matrix, served as two."""

import dataclasses

import pytest
import torch
from small_sae import SMALL, all_states, small_source

from core.progress import silent
from core.sae.model import unexplained
from core.sae.size import choose_size
from core.sae.tied import TiedTraining
from core.sae.train import _sample, _scale, train_sae

TIED = dataclasses.replace(SMALL, tied=True, each=True, aux_weight=0.0)


@pytest.fixture(scope="module")
def training():
    source = small_source()
    sample = _sample(source, TIED)
    scale = _scale(sample)
    made = TiedTraining(TIED, scale, sample * scale.factor)
    for start in range(0, 3000, 100):
        made.advance(sample[start : start + 100] * scale.factor, total=30)
    return made


def test_encoder_and_decoder_stay_one_matrix_while_training(training):
    assert torch.equal(training.weights.W_enc, training.weights.W_dec)
    assert training.weights.b_dec.abs().max() > 0


def test_rows_of_length_one_rebuild_what_the_tied_matrix_rebuilds(training):
    tied, served = training.weights, training.finished()
    x = torch.randn(20, 16, generator=torch.Generator().manual_seed(1))
    rebuilt = [
        torch.relu((x - w.b_dec) @ w.W_enc.T + w.b_enc) @ w.W_dec + w.b_dec for w in (tied, served)
    ]
    torch.testing.assert_close(*rebuilt, rtol=1e-4, atol=1e-4)
    lengths = served.W_dec.norm(dim=1)
    torch.testing.assert_close(lengths, torch.ones_like(lengths))


def test_more_latents_are_kept_at_first_than_at_the_end(training):
    x = all_states()[:100]
    training.steps = 0
    first = len(training._step(x, 30).selection.row)
    training.steps = 20
    assert first > 2 * len(training._step(x, 30).selection.row)


def test_a_tied_autoencoder_learns_and_serves_as_many_features_as_asked(tmp_path):
    result = train_sae(small_source(), TIED, tmp_path / "sae.pt", silent)
    fvu, l0 = unexplained(result.sae, all_states())
    assert fvu < 0.7
    assert l0 == pytest.approx(TIED.k, rel=0.05)


def test_paper_is_a_wish_with_the_papers_k():
    size = choose_size(10**6, 384, wish="paper")
    assert (size.k, size.each, size.tied, size.aux_weight) == (20, True, True, 0.0)
    assert choose_size(10**6, 384, wish="paper:1024:16").k == 16
