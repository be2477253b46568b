"""Embeddings are those of sentence-transformers, whatever the text, the batch or the order."""

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_model import VARIED, embedder

from core.embed import load_embedder
from core.embed.locate import locate
from core.embed.model import plan
from core.errors import Cancelled

LEAST = {"fp32": 0.99999, "bf16": 0.999}


@pytest.fixture(scope="module")
def expected():
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(locate("minilm")), device="cpu")
    return reference.encode(list(VARIED), convert_to_tensor=True, normalize_embeddings=True)


def test_embeddings_agree_with_sentence_transformers_on_every_text(expected):
    cosine = (embedder().embed(VARIED) * expected).sum(1)
    worst = int(cosine.argmin())
    assert cosine.min() >= LEAST[embedder().precision], repr(VARIED[worst][:60])
    assert (expected @ expected.T).min() < 0.3  # the texts do differ


def test_embeddings_agree_in_single_precision_too(expected, monkeypatch):
    model = embedder()
    if model.precision != "fp32":
        monkeypatch.setattr("core.embed.model.fast_bf16", lambda device: False)
        model = load_embedder()
    assert model.precision == "fp32"
    assert (model.embed(VARIED) * expected).sum(1).min() >= 0.99999


def test_embeddings_have_length_one_and_are_finite_even_for_blank_texts():
    e = embedder().embed(VARIED)
    assert e.shape == (len(VARIED), embedder().site.d_in)
    assert e.dtype == torch.float32
    torch.testing.assert_close(e.norm(dim=1), torch.ones(len(VARIED)))


def test_the_order_of_texts_is_kept_and_company_does_not_matter():
    texts = [VARIED[i] for i in (0, 21, 6, 8)]
    together = embedder().embed(texts)
    alone = torch.cat([embedder().embed([text]) for text in texts])
    assert (together * alone).sum(1).min() >= LEAST[embedder().precision]
    backwards = embedder().embed(texts[::-1]).flip(0)
    assert (together * backwards).sum(1).min() >= LEAST[embedder().precision]
    assert (together @ together.T - torch.eye(4)).max() < 0.9


def test_no_texts_give_no_embeddings():
    assert embedder().embed([]).shape == (0, embedder().site.d_in)


def test_a_text_of_a_megabyte_is_read_up_to_the_limit():
    long = "the tide came in twice a day and nobody minded " * 22_000
    assert len(long) > 1_000_000
    tokens = embedder().tokenize([long, "short"])
    limit = embedder().site.max_tokens
    assert tokens.lengths.tolist()[0] == limit == 256
    assert tokens.cut.tolist() == [True, False]
    whole, start = embedder().embed([long]), embedder().embed([long[:3000]])
    torch.testing.assert_close(whole, start)


def test_progress_reaches_the_number_of_texts_and_can_stop_the_work():
    told = []
    embedder().embed(VARIED[:9], lambda *step: told.append(step))
    assert told[-1] == ("Reading texts", 9, 9)

    def stop(*step):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        embedder().embed(VARIED[:9], stop)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=80), st.integers(1, 1000))
def test_batches_hold_every_text_once_and_stay_within_the_budget(lengths, budget):
    lengths = np.array(lengths)
    groups = plan(lengths, budget)
    assert sorted(np.concatenate(groups).tolist()) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or len(group) * lengths[group].max() <= budget
    longest = [lengths[group].max() for group in groups]
    assert longest == sorted(longest)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=2, max_size=80), st.integers(1, 1000))
def test_no_batch_could_have_taken_the_next_text_too(lengths, budget):
    lengths = np.array(lengths)
    groups = plan(lengths, budget)
    for group, following in pairwise(groups):
        assert (len(group) + 1) * lengths[following[0]] > budget


ALPHABET = st.characters(exclude_categories=["Cs"])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(ALPHABET, max_size=60), min_size=1, max_size=4))
def test_every_token_lies_inside_its_text_and_words_only_go_forward(texts):
    tokens = embedder().tokenize(texts)
    for i, text in enumerate(texts):
        rows = slice(tokens.bounds[i], tokens.bounds[i + 1])
        inside = tokens.word[rows] >= 0
        start, end = tokens.start[rows][inside], tokens.end[rows][inside]
        assert not inside[0]
        assert not inside[-1]
        assert ((start >= 0) & (start < end) & (end <= len(text))).all()
        assert (np.diff(tokens.word[rows][inside]) >= 0).all()
        assert (np.diff(start) >= 0).all()


def plain(characters):
    """As the model reads them: lower case, without accents."""
    return "".join(
        c for c in unicodedata.normalize("NFD", characters.lower()) if not unicodedata.combining(c)
    )


def test_places_give_the_very_characters_of_each_token_back():
    tokens = embedder().tokenize(VARIED)
    pieces = embedder().tokenizer.convert_ids_to_tokens(tokens.ids.tolist())
    owner = np.repeat(np.arange(len(VARIED)), tokens.lengths)
    seen = 0
    for i in np.flatnonzero(tokens.word >= 0):
        stands = VARIED[owner[i]][tokens.start[i] : tokens.end[i]]
        assert stands
        if pieces[i] not in embedder().tokenizer.all_special_tokens:
            seen += 1
            piece = pieces[i].removeprefix("##")
            # The letters of a Korean syllable are tokens of their own, each in its place.
            same = piece == plain(stands) or (len(stands) == 1 and piece in plain(stands))
            assert same, (stands, piece)
    assert seen > 500


def test_all_that_can_be_read_of_a_text_is_covered_by_its_tokens():
    text = VARIED[0]
    tokens = embedder().tokenize([text])
    inside = tokens.word >= 0
    covered = np.zeros(len(text), bool)
    for start, end in zip(tokens.start[inside], tokens.end[inside], strict=True):
        assert not covered[start:end].any()
        covered[start:end] = True
    assert "".join(c for c, on in zip(text, covered, strict=True) if not on).strip() == ""


def test_pieces_of_a_word_share_its_number_and_words_have_different_ones():
    tokens = embedder().tokenize(["unbelievably tokenizable words"])
    words = [
        "".join(
            "unbelievably tokenizable words"[s:e]
            for s, e, w in zip(tokens.start, tokens.end, tokens.word, strict=True)
            if w == n
        )
        for n in range(3)
    ]
    assert words == ["unbelievably", "tokenizable", "words"]
    assert (tokens.word >= 0).sum() > 3


def test_special_tokens_written_in_a_text_do_not_hide_the_words_around_them():
    text = "[CLS] [SEP] are written here"
    tokens = embedder().tokenize([text])
    inside = tokens.word >= 0
    said = [text[s:e] for s, e in zip(tokens.start[inside], tokens.end[inside], strict=True)]
    assert said[-3:] == ["are", "written", "here"]
