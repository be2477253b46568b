"""Features of real texts and the real model: the parts of a logit add up, highlights are words."""

import numpy as np
import pandas as pd
import pytest
import torch
from real_model import VARIED, embedder
from tiny_features import frame_of

from core.embed.model import plan
from core.embed.stream import embed_corpus
from core.features.build import Ingredients, build_features
from core.features.codes import encode_shards, read_firings
from core.features.highlight import highlight
from core.features.index import FeatureIndex
from core.features.search import by_fires, by_meaning, by_words
from core.features.words import build_corpus, load_corpus
from core.progress import silent
from core.sae.size import Size
from core.sae.train import Source, train_sae

WHO = ["the nurse", "my son", "her husband", "a retired teacher", "the patient", "our daughter"]
DID = ["reported a fever", "had a rash on the left arm", "was seen by a doctor", "felt dizzy"]
WHEN = ["two days after the vaccine", "on 14 March 2021", "that evening", "within an hour"]
TEXTS = [f"{w} {d} {n}, and he said it got worse." for w in WHO for d in DID for n in WHEN]
TEXTS += [text[:400] for text in VARIED]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(folder of tables, autoencoder, embeddings) of the texts."""
    folder = tmp_path_factory.mktemp("real")
    shards, embeddings = embed_corpus(embedder(), TEXTS, folder / "states", seed=0, progress=silent)
    size = Size(d_in=384, d_sae=64, k=6, passes=10, batch=256)
    sae = train_sae(Source(shards.sizes(), shards.states), size, folder / "sae.pt", silent).sae
    encode_shards(sae, shards.sizes(), shards.states, folder / "parts", silent)
    places = [{k: v.numpy() for k, v in shards.places(i).items()} for i in range(len(shards.files))]
    given = Ingredients(
        frame=frame_of(TEXTS),
        groups=(),
        corpus=build_corpus(len(places), places.__getitem__, TEXTS),
        parts=folder / "parts",
        directions=sae.W_dec,
        pooled=embeddings.pooled,
        lengths=embeddings.lengths.numpy(),
        pooling="mean",
    )
    (folder / "features").mkdir()
    build_features(given, folder / "features", embed=embedder().embed, progress=silent)
    frame_of(TEXTS).to_parquet(folder / "texts.parquet")
    return folder, sae, embeddings


@pytest.fixture(scope="module")
def index(made):
    return FeatureIndex(made[0] / "features", made[0] / "none", made[0] / "texts.parquet")


def states_by_text():
    """For each text all its token states, and which of them are special tokens."""
    tokens = embedder().tokenize(TEXTS)
    found = {}
    for batch in embedder().batches(tokens, plan(tokens.lengths, 1024)):
        rows = np.split(np.arange(len(batch.tokens)), np.cumsum(tokens.lengths[batch.texts])[:-1])
        for text, own in zip(batch.texts, rows, strict=True):
            found[int(text)] = (batch.states[own], tokens.word[batch.tokens[own]] < 0)
    return found


def stored_codes(folder, d_sae):
    """{(text, first character): dense codes of that token}, as the case keeps them."""
    corpus = load_corpus(folder / "features")
    codes = torch.zeros(corpus.tokens, d_sae)
    for feature in range(d_sae):
        firings = read_firings(folder / "features", feature)
        codes[torch.from_numpy(firings.token), feature] = torch.from_numpy(firings.act)
    order = np.lexsort((corpus.start, corpus.text))
    return {text: codes[order[corpus.text[order] == text]] for text in range(len(TEXTS))}


def test_contributions_bias_special_tokens_and_residual_add_up_to_every_logit(made, index):
    """w·e = (1/‖x̄‖)·[Σ ā_c w·d_c + share·w·b_dec + special tokens + w·ε̄], engine.md 2.5."""
    folder, sae, embeddings = made
    states, codes = states_by_text(), stored_codes(folder, sae.d_sae)
    found = index.occurrences(list(range(sae.d_sae)))
    w = torch.randn(384, generator=torch.Generator().manual_seed(0))
    shares = []
    for text in range(len(TEXTS)):
        x, special = states[text]
        count, norm = len(x), float(embeddings.norms[text])
        inside = x[torch.from_numpy(~special)]
        residual = inside - sae.b_dec - codes[text] @ sae.W_dec
        rows = found[found.text == text]
        features = (rows.pooled.to_numpy() * (sae.W_dec[rows.feature.to_list()] @ w).numpy()).sum()
        constant = len(inside) / count * float(w @ sae.b_dec) / norm
        apart = float(w @ x[torch.from_numpy(special)].sum(0)) / (count * norm)
        left = float(w @ residual.sum(0)) / (count * norm)
        logit = float(w @ embeddings.unit[text])
        assert features + constant + apart + left == pytest.approx(logit, abs=1e-5), TEXTS[text]
        shares.append((left, logit))
    left, logit = np.array(shares).T
    assert left.var() < 0.5 * logit.var()  # the features do say most of it


def test_stored_codes_are_the_autoencoders_own_to_half_precision(made):
    folder, sae, _ = made
    states, stored = states_by_text(), stored_codes(folder, sae.d_sae)
    for text in (0, 50, 95, 96 + 8):
        x, special = states[text]
        codes = sae.encode(x[torch.from_numpy(~special)])
        dense = torch.zeros_like(stored[text])
        dense[codes.row, codes.latent] = codes.act
        both = (dense > 0) & (stored[text] > 0)
        assert (both.sum() / (dense > 0).sum()) > 0.95
        torch.testing.assert_close(dense[both], stored[text][both], rtol=0.03, atol=0.03)


def highlighted(text, sae, index):
    tokens = embedder().tokenize([text])
    (batch,) = embedder().batches(tokens, [np.array([0])])
    inside = tokens.word >= 0
    places = {name: getattr(tokens, name)[inside] for name in ("start", "end", "word")}
    maximum = index.features.maximum.to_numpy()
    return highlight(text, batch.states[torch.from_numpy(inside)], places, sae, maximum)


@pytest.mark.parametrize(
    "text", [TEXTS[0], VARIED[0], VARIED[8], VARIED[19], "unvaccinated hyperventilating son"]
)
def test_highlights_are_whole_words_of_the_text(made, index, text):
    shown = highlighted(text, made[1], index)
    assert len(shown.spans) > 3
    for span in shown.spans.itertuples():
        word = text[span.start : span.end]
        assert word == word.strip() != ""
        assert not (span.start and text[span.start - 1].isalnum() and word[0].isalnum())
        after = text[span.end : span.end + 1]
        assert not (word[-1].isalnum() and after.isalnum())
        assert 0 < span.strength <= 1
    assert shown.top.strength.is_monotonic_decreasing
    assert set(shown.top.feature) == set(shown.spans.feature)


def test_a_text_of_the_case_pasted_again_fires_where_it_fired(made, index):
    text = 10
    fired = highlighted(TEXTS[text], made[1], index).top.set_index("feature").strength
    stored = index.of_text(text).set_index("feature").peak
    both = stored.index.intersection(fired.index)
    assert len(both) >= 0.9 * len(stored)
    np.testing.assert_allclose(fired[both], stored[both], atol=0.05)


def test_a_pasted_text_finds_live_features_with_the_word_they_fire_on(made, index):
    text = TEXTS[20]
    found = by_fires(index, highlighted(text, made[1], index).top, 5)
    assert 0 < len(found) <= 5
    live = set(index.features[index.features.status == "live"].feature)
    assert set(found.feature) <= live
    for reason in found.reason:
        assert reason.split("“")[1].split("”")[0] in text


def clearest(index):
    """The live feature with the largest share of its activation on one word, and that word."""
    live = index.features[index.features.status == "live"]
    live = live[live.words.str.len() > 0]
    row = live.loc[live.shares.map(lambda shares: shares[0]).idxmax()]
    return int(row.feature), list(row.words)


def test_a_search_by_meaning_with_a_features_own_words_finds_it(index):
    feature, words = clearest(index)
    found = by_meaning(index, embedder().embed([", ".join(words[:5])])[0].numpy(), 20)
    assert found.strength.is_monotonic_decreasing
    assert feature in found.feature[found.strength > 0.99].tolist()


def test_a_search_by_words_gives_features_of_those_words_first(index):
    _, words = clearest(index)
    found = by_words(index, words[0], 10)
    assert words[0] in index.features.words[int(found.feature[0])]
    assert found.reason[0].startswith(f"fires on “{words[0]}”")


def test_examples_of_real_texts_lie_within_them_and_mark_words_that_fire(made):
    examples = pd.read_parquet(made[0] / "features" / "examples.parquet")
    assert len(examples) > 100
    for row in examples.itertuples():
        text = TEXTS[row.text]
        assert 0 <= row.window_start <= row.window_end <= len(text)
        for start, end in zip(row.starts, row.ends, strict=True):
            assert row.window_start <= start < end <= row.window_end
