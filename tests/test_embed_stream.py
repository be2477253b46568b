"""A corpus goes through the model in shards: nothing is lost, doubled or changed by that."""

import hashlib

import numpy as np
import pytest
import torch
from real_model import VARIED, embedder
from safetensors.torch import load_file

from core.embed import stream
from core.embed.model import plan
from core.embed.stream import (
    Embeddings,
    embed_corpus,
    load_embeddings,
    remove_shards,
    save_embeddings,
)
from core.errors import Cancelled
from core.progress import silent

TEXTS = [text[:300] for text in VARIED] + [f"sentence number {i} of many" for i in range(12)]


def in_small_batches(lengths, budget):
    return plan(lengths, min(budget, 200))


def stream_to(folder, progress=silent, seed=0, texts=TEXTS):
    return embed_corpus(embedder(), texts, folder, seed=seed, progress=progress)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The texts in several shards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "SHARD_TOKENS", 120)
        patch.setattr(stream, "plan", in_small_batches)
        return stream_to(tmp_path_factory.mktemp("many"))


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """The texts in one shard, in the same batches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "plan", in_small_batches)
        return stream_to(tmp_path_factory.mktemp("one"))


def hashes(folder):
    files = sorted(folder.iterdir())
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_texts_do_fill_several_shards(many, one):
    assert len(many[0].files) > 3
    assert len(one[0].files) == 1
    assert max(many[0].sizes()) <= 120 + 200
    assert sum(many[0].sizes()) == sum(one[0].sizes())


def test_sharding_changes_no_pooled_embedding(many, one):
    assert torch.equal(many[1].pooled, one[1].pooled)
    assert torch.equal(many[1].lengths, one[1].lengths)
    assert torch.equal(many[1].cut, one[1].cut)


def test_pooled_embeddings_are_those_of_embedding_the_texts(many):
    alone = embedder().embed(TEXTS)
    least = {"fp32": 0.99999, "bf16": 0.999}[embedder().precision]
    assert (many[1].unit * alone).sum(1).min() >= least
    torch.testing.assert_close(many[1].unit * many[1].norms[:, None], many[1].pooled)


def test_shards_hold_every_token_but_the_special_ones_once(many):
    shards, embeddings = many
    tokens = embedder().tokenize(TEXTS)
    owner = np.repeat(np.arange(len(TEXTS)), tokens.lengths)
    inside = tokens.word >= 0
    expected = sorted(zip(owner[inside], tokens.start[inside], tokens.end[inside], strict=True))
    found = []
    for i in range(len(shards.files)):
        places = shards.places(i)
        assert len(shards.states(i)) == shards.sizes()[i] == len(places["text"])
        assert (places["word"] >= 0).all()
        columns = (places[name].tolist() for name in ("text", "start", "end"))
        found += list(zip(*columns, strict=True))
    assert sorted(found) == expected
    assert sum(shards.sizes()) == int(embeddings.lengths.sum()) - 2 * len(TEXTS)


def test_the_last_token_of_a_text_is_a_special_one_here_and_so_is_in_no_shard(many):
    shards, _ = many
    assert all(not shards.places(i)["last"].any() for i in range(len(shards.files)))


def test_states_in_shards_are_the_models_own(many):
    shards, _ = many
    states, places = shards.states(0).float(), shards.places(0)
    text = int(places["text"][0])
    tokens = embedder().tokenize([TEXTS[text]])
    (batch,) = embedder().batches(tokens, [np.array([0])])
    expected = batch.states[torch.from_numpy(tokens.word >= 0)]
    rows = states[places["text"] == text]
    cosine = torch.nn.functional.cosine_similarity(rows, expected)
    assert cosine.min() > 0.999


def test_a_shard_that_was_lost_is_made_again_bit_for_bit(many, tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "SHARD_TOKENS", 120)
    monkeypatch.setattr(stream, "plan", in_small_batches)
    folder = many[0].folder
    before = hashes(folder)
    kept = many[0].files[0].stat().st_mtime_ns
    many[0].files[-1].unlink()
    _, embeddings = stream_to(folder)
    assert hashes(folder) == before
    assert many[0].files[0].stat().st_mtime_ns == kept
    assert torch.equal(embeddings.pooled, many[1].pooled)


def test_work_stopped_half_way_goes_on_and_ends_the_same(many, tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "SHARD_TOKENS", 120)
    monkeypatch.setattr(stream, "plan", in_small_batches)

    def stop(stage, done, total):
        if done > total // 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        stream_to(tmp_path, stop)
    assert 0 < len(list(tmp_path.iterdir())) < len(many[0].files)
    told = []
    _, embeddings = stream_to(tmp_path, lambda *step: told.append(step))
    assert hashes(tmp_path) == hashes(many[0].folder)
    assert torch.equal(embeddings.pooled, many[1].pooled)
    assert told[-1] == ("Reading texts", len(TEXTS), len(TEXTS))


def test_every_shard_holds_short_and_long_texts_alike(many):
    """The autoencoder sees a few shards at a time: sorted lengths would mislead it."""
    shards, embeddings = many
    lengths = embeddings.lengths.numpy()
    means = [lengths[np.unique(shards.places(i)["text"])].mean() for i in range(len(shards.files))]
    assert means != sorted(means)


def test_another_seed_gives_another_order(one, tmp_path):
    first = one[0].places(0)["text"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "plan", in_small_batches)
        again = stream_to(tmp_path, seed=1)
    assert not torch.equal(first, again[0].places(0)["text"])
    assert torch.equal(again[1].pooled, one[1].pooled)


def test_embeddings_come_back_as_they_were_saved(many, tmp_path):
    save_embeddings(many[1], tmp_path / "e.safetensors")
    back = load_embeddings(tmp_path / "e.safetensors")
    assert isinstance(back, Embeddings)
    for name in ("pooled", "lengths", "cut"):
        assert torch.equal(getattr(back, name), getattr(many[1], name)), name
    assert set(load_file(tmp_path / "e.safetensors")) == {"pooled", "lengths", "cut"}


def test_texts_longer_than_the_model_reads_are_marked(tmp_path):
    long = "word " * 400
    _, embeddings = stream_to(tmp_path, texts=[long, "short"])
    assert embeddings.cut.tolist() == [1, 0]
    assert embeddings.lengths.tolist() == [256, 3]


def test_shards_are_removed_and_removing_none_is_no_fault(tmp_path):
    stream_to(tmp_path / "states", texts=["a few words", "and more"])
    remove_shards(tmp_path / "states")
    remove_shards(tmp_path / "states")
    assert not (tmp_path / "states").exists()
