"""The autoencoder as it is kept and served: SAELens' folder, codes and reconstructions."""

import dataclasses
import json

import pytest
import torch
from safetensors.torch import load_file
from small_sae import SMALL, all_states, small, small_source, tensors

from core.errors import IntegrityError
from core.progress import silent
from core.sae import load_sae, save_sae
from core.sae.train import train_sae


@pytest.fixture(scope="module")
def trained():
    return small()


def test_an_autoencoder_comes_back_from_its_folder_bit_for_bit(trained, tmp_path):
    sae = trained[0].sae
    save_sae(sae, tmp_path / "sae", {"model_name": "minilm"})
    back = load_sae(tmp_path / "sae")
    for name, tensor in tensors(sae).items():
        assert torch.equal(tensor, getattr(back, name)), name
        assert getattr(back, name).is_contiguous()
    assert back.k == sae.k
    x = all_states()[:500]
    before, after = sae.encode(x), back.encode(x)
    assert torch.equal(before.row, after.row)
    assert torch.equal(before.latent, after.latent)
    assert torch.equal(before.act, after.act)


def test_the_saved_folder_is_what_saelens_reads(trained, tmp_path):
    sae = trained[0].sae
    save_sae(sae, tmp_path / "sae", {"model_name": "minilm", "passes": 3})
    assert sorted(p.name for p in (tmp_path / "sae").iterdir()) == [
        "cfg.json",
        "sae_weights.safetensors",
    ]
    config = json.loads((tmp_path / "sae" / "cfg.json").read_text())
    expected = {"architecture": "jumprelu", "d_in": 16, "d_sae": 48, "dtype": "float32"}
    expected |= {"apply_b_dec_to_input": True, "normalize_activations": "none"}
    assert expected.items() <= config.items()
    assert config["metadata"] == {"k": 4, "model_name": "minilm", "passes": 3}
    weights = load_file(tmp_path / "sae" / "sae_weights.safetensors")
    shapes = {name: tuple(tensor.shape) for name, tensor in weights.items()}
    assert shapes == {
        "W_enc": (16, 48), "b_enc": (48,), "W_dec": (48, 16), "b_dec": (16,), "threshold": (48,)
    }  # fmt: skip


def test_saelens_formula_on_the_saved_tensors_gives_our_codes(trained, tmp_path):
    """JumpReLU as SAELens computes it: relu(h)·(h > threshold), with b_dec taken from the input."""
    sae = trained[0].sae
    save_sae(sae, tmp_path / "sae", {})
    w = load_file(tmp_path / "sae" / "sae_weights.safetensors")
    x = all_states()[:800]
    hidden = (x - w["b_dec"]) @ w["W_enc"] + w["b_enc"]
    theirs = torch.relu(hidden) * (hidden > w["threshold"])
    codes = sae.encode(x)
    ours = torch.zeros_like(theirs)
    ours[codes.row, codes.latent] = codes.act
    close = (ours - theirs).abs() < 1e-4
    assert (~close).sum() <= 2  # on the threshold itself
    torch.testing.assert_close(
        sae.decode(codes, len(x)), ours @ w["W_dec"] + w["b_dec"], rtol=1e-5, atol=1e-4
    )


def test_topk_is_saved_and_served_as_saelens_topk(tmp_path):
    """The k largest positive ones of each token, whatever the other tokens have."""
    size = dataclasses.replace(SMALL, each=True, passes=1)
    sae = train_sae(small_source(), size, tmp_path / "sae.pt", silent).sae
    save_sae(sae, tmp_path / "sae", {})
    config = json.loads((tmp_path / "sae" / "cfg.json").read_text())
    assert (config["architecture"], config["k"]) == ("topk", SMALL.k)
    w = load_file(tmp_path / "sae" / "sae_weights.safetensors")
    assert sorted(w) == ["W_dec", "W_enc", "b_dec", "b_enc"]
    x = all_states()[:800]
    hidden = torch.relu((x - w["b_dec"]) @ w["W_enc"] + w["b_enc"])
    kept = hidden.topk(SMALL.k, dim=1)
    theirs = torch.zeros_like(hidden).scatter(1, kept.indices, kept.values)
    codes = load_sae(tmp_path / "sae").encode(x)
    ours = torch.zeros_like(theirs)
    ours[codes.row, codes.latent] = codes.act
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    "harm", ["no folder", "no weights", "config cut short", "weights cut short"]
)
def test_a_damaged_folder_is_refused_with_advice(trained, tmp_path, harm):
    folder = tmp_path / "sae"
    save_sae(trained[0].sae, folder, {})
    weights, config = folder / "sae_weights.safetensors", folder / "cfg.json"
    if harm == "no folder":
        folder = tmp_path / "other"
    if harm == "no weights":
        weights.unlink()
    if harm == "config cut short":
        config.write_text(config.read_text()[:40])
    if harm == "weights cut short":
        weights.write_bytes(weights.read_bytes()[:200])
    with pytest.raises(IntegrityError, match=r"no readable autoencoder.*run the case again"):
        load_sae(folder)


def test_encoding_does_not_depend_on_how_many_tokens_are_encoded_at_once(trained):
    sae, x = trained[0].sae, all_states()[:1300]
    whole = sae.encode(x)
    parts = [sae.encode(part) for part in x.split(512)]
    assert torch.equal(whole.act, torch.cat([p.act for p in parts]))
    assert (whole.row.diff() >= 0).all()


def test_no_tokens_give_no_codes_and_no_reconstruction(trained):
    sae = trained[0].sae
    codes = sae.encode(torch.zeros(0, 16))
    assert (len(codes.row), len(codes.latent), len(codes.act)) == (0, 0, 0)
    assert sae.decode(codes, 0).shape == (0, 16)


def test_a_token_on_which_nothing_fires_is_rebuilt_as_the_bias(trained):
    sae = dataclasses.replace(trained[0].sae, threshold=1e9)
    x = all_states()[:3]
    rebuilt = sae.decode(sae.encode(x), 3)
    torch.testing.assert_close(rebuilt, sae.b_dec.expand(3, -1))
