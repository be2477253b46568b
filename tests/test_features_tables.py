"""Counts, rates, strengths and pooled codes of features, worked by hand."""

import hashlib
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import torch
from tiny_features import Readable, build, frame_of, some_pooled

from core.features.codes import encode_shards, read_firings, store
from core.features.index import FeatureIndex
from core.features.words import load_corpus
from core.progress import silent

TEXTS = [
    "he ran and he won",
    "she ran",
    "they ran and won",
    "he sat",
    "she ran",
    "nothing here",
]
FRAME = frame_of(
    TEXTS,
    label=["yes", "no", "yes", "no", "yes", "no"],
    sex=["m", "f", None, "m", "f", "f"],
)
HE, WON, NEVER, ALWAYS = 0, 1, 2, 3


def fires(text, place, word):
    """17 tokens: "he" at 2, 1 and 1.5; "won" at 4 and, faintly, .5; nothing; everything at 1."""
    he = {(0, 0): 2.0, (0, 3): 1.0, (3, 0): 1.5}.get((text, place))
    won = {(0, 4): 4.0, (2, 3): 0.5}.get((text, place))
    return {k: v for k, v in ((HE, he), (WON, won), (ALWAYS, 1.0)) if v}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / "features"
    summary, _ = build(folder, FRAME, fires, d_sae=4, groups=("sex",))
    return summary, folder


def table(made, name, **where):
    rows = pd.read_parquet(made[1] / f"{name}.parquet")
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows.reset_index(drop=True)


def test_features_are_told_apart_as_live_always_on_and_never_seen(made):
    assert table(made, "features").status.tolist() == ["live", "live", "never seen", "always on"]
    assert (made[0].live, made[0].always_on, made[0].never_seen) == (2, 1, 1)


def test_texts_tokens_density_and_maximum_are_as_counted_by_hand(made):
    rows = table(made, "features")
    assert rows.texts.tolist() == [2, 1, 0, 6]  # "won" is but faint in the second of its texts
    assert rows.tokens.tolist() == [3, 2, 0, 17]
    np.testing.assert_allclose(rows.density, [3 / 17, 2 / 17, 0, 1])
    assert rows.maximum.tolist() == [2.0, 4.0, 0.0, 1.0]


def test_the_histogram_counts_firings_by_share_of_the_maximum(made):
    rows = table(made, "features")
    he, won, never, always = (np.array(h) for h in rows.histogram)
    assert {i: n for i, n in enumerate(he) if n} == {10: 1, 15: 1, 19: 1}  # .5, .75, 1
    assert {i: n for i, n in enumerate(won) if n} == {2: 1, 19: 1}  # .125, 1
    assert never.tolist() == [0] * 20
    assert {i: n for i, n in enumerate(always) if n} == {19: 17}


def test_rates_count_texts_by_class_and_group_and_leave_unknown_groups_out(made):
    rows = table(made, "rates", feature=HE).set_index(["column", "value"])
    found = {key: (r.n, r.texts, r.rate) for key, r in rows.iterrows()}
    assert found == {
        ("label", "no"): (3, 1, pytest.approx(1 / 3)),
        ("label", "yes"): (3, 1, pytest.approx(1 / 3)),
        ("sex", "f"): (3, 0, 0.0),
        ("sex", "m"): (2, 2, 1.0),
    }


def test_a_text_in_which_a_feature_is_faint_counts_in_no_rate_but_in_the_pooled_codes(made):
    rates = table(made, "rates", feature=WON)
    assert rates[rates.column == "label"].set_index("value").texts.to_dict() == {"no": 0, "yes": 1}
    found = table(made, "occurrences", feature=WON)
    assert (found.text.tolist(), found.peak.tolist()) == ([0, 2], [1.0, 0.125])
    assert (found.pooled > 0).all()


def test_test_texts_count_in_no_rate(tmp_path):
    frame = frame_of(["he won", "he lost", "he won", "he ran"], sex=["m", "f", "m", "f"])
    frame["split"] = ["train", "valid", "test", "test"]

    def fires(i, place, word):
        return {0: 1.0} if word == "he" else {}

    build(tmp_path / "f", frame, fires, d_sae=1, groups=("sex",))
    rows = pd.read_parquet(tmp_path / "f" / "rates.parquet").set_index(["column", "value"])
    assert rows.n.to_dict() == {
        ("label", "no"): 1, ("label", "yes"): 1, ("sex", "f"): 1, ("sex", "m"): 1
    }  # fmt: skip
    assert rows.texts.tolist() == [1, 1, 1, 1]


def test_a_case_in_whose_rates_test_texts_count_is_read_as_if_described_again(tmp_path):
    frame = frame_of(["he won", "he lost", "he won", "we ran"], sex=["m", "f", "m", "f"])
    frame["split"] = ["train", "valid", "test", "test"]

    def fires(i, place, word):
        return {0: 1.0} if word == "he" else {1: 2.0} if word == "won" else {}

    folder = tmp_path / "f"
    build(folder, frame, fires, d_sae=3, groups=("sex",))
    frame.to_parquet(tmp_path / "texts.parquet")
    index = partial(FeatureIndex, folder, tmp_path / "none", tmp_path / "texts.parquet")
    described = index().rates()
    earlier = described.assign(n=2, texts=described.texts * 2, rate=1.0)
    earlier.to_parquet(folder / "rates.parquet")
    assert described.texts.tolist() == [1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
    pd.testing.assert_frame_equal(index().rates(), described)
    assert index().evidence(1).rates.rate.tolist() == [0.0, 1.0, 0.0, 1.0]


def test_every_feature_has_a_rate_for_every_class_and_group(made):
    counts = table(made, "rates").groupby("feature").size()
    assert counts.tolist() == [4, 4, 4, 4]
    never = table(made, "rates", feature=NEVER)
    assert never.rate.tolist() == [0.0] * 4


def test_occurrences_hold_the_mean_over_all_tokens_read_and_the_peak(made):
    norms = some_pooled(6).norm(dim=1).numpy()
    rows = table(made, "occurrences", feature=HE)
    assert rows.text.tolist() == [0, 3]
    np.testing.assert_allclose(rows.peak, [1.0, 0.75])
    expected = [(2 + 1) / (7 * norms[0]), 1.5 / (4 * norms[3])]  # two special tokens each
    np.testing.assert_allclose(rows.pooled, expected, rtol=1e-6)


def test_where_the_last_token_is_pooled_only_its_code_counts(tmp_path):
    build(tmp_path / "f", FRAME, fires, d_sae=4, pooling="last")
    rows = pd.read_parquet(tmp_path / "f" / "occurrences.parquet")
    norms = some_pooled(6).norm(dim=1).numpy()
    he, won = rows[rows.feature == HE], rows[rows.feature == WON]
    assert he.pooled.tolist() == [0.0, 0.0]
    np.testing.assert_allclose(he.peak, [1.0, 0.75])
    np.testing.assert_allclose(won.pooled, [4 / norms[0], 0.5 / norms[2]], rtol=1e-6)


def test_a_never_seen_feature_has_no_example_and_no_occurrence(made):
    assert table(made, "examples", feature=NEVER).empty
    assert table(made, "occurrences", feature=NEVER).empty
    assert table(made, "features", feature=NEVER)["name"][0] == "never seen"


def test_firings_can_be_read_back_one_feature_at_a_time(made):
    he = read_firings(made[1], HE)
    assert (he.token.tolist(), he.act.tolist()) == ([0, 3, 11], [2.0, 1.0, 1.5])
    corpus = load_corpus(made[1])
    assert [corpus.vocabulary[w] for w in corpus.word[he.token]] == ["he"] * 3
    assert corpus.text[he.token].tolist() == [0, 0, 3]
    assert len(read_firings(made[1], NEVER).token) == 0
    assert len(read_firings(made[1], ALWAYS).token) == 17


def test_pieces_of_a_word_are_one_word_of_the_corpus(tmp_path):
    frame = frame_of(["An understatement, Understatement again", "so\nit goes"] * 5)
    _, corpus = build(tmp_path / "f", frame, lambda *_: {0: 1.0}, d_sae=1)
    told = [corpus.vocabulary[w] for w in corpus.word[:6]]
    assert told == ["an", *["understatement"] * 2, ",", *["understatement"] * 2]
    text = frame.text[0]
    spans = zip(corpus.word_start[:6], corpus.word_end[:6], strict=True)
    assert [text[s:e] for s, e in spans][1:4] == ["understatement", "understatement", ","]
    present = corpus.presence(10).toarray()
    assert present[0, corpus.vocabulary.index("understatement")] == 1
    assert present[1, corpus.vocabulary.index("understatement")] == 0
    assert corpus.counts()[corpus.vocabulary.index("understatement")] == 4 * 5


def random_case(seed=0, texts=40):
    """Texts of 11 words, some twice; six features that fire here and there."""
    rng = np.random.default_rng(seed)
    words = ["red", "green", "blue", "cat", "dog", "seven", "7", "unbelievably", ",", "she", "his"]
    said = [" ".join(rng.choice(words, rng.integers(3, 14))) for _ in range(texts)]
    said[10:14] = [said[0]] * 4
    acts = {}

    def fire(text, place, word):
        if (text, place) not in acts:
            on = rng.random(6) < [0.1, 0.1, 0.05, 0.3, 0.02, 0.0]
            on[0] |= word == "she"
            on[1] |= word in ("7", "seven")
            acts[text, place] = {
                int(f): float(np.float16(rng.uniform(0.1, 5))) for f in np.flatnonzero(on)
            }
        return acts[text, place]

    for i in range(texts):  # drawn once, in one order, whatever the sharding
        for place, word in enumerate(said[i].split() * 3):
            fire(i, place, word)
    sex = rng.choice(np.array(["f", "m", None], object), texts).tolist()
    return frame_of(said, sex=sex), fire


TABLES = ["features", "examples", "rates", "occurrences", "relatives"]


def contents(folder):
    files = sorted(p for p in folder.iterdir() if not p.name.startswith("token_"))
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.mark.parametrize("cuts", [[20], [1, 39], [5, 6, 7, 30], list(range(1, 40))])
def test_all_files_are_the_same_however_the_texts_are_cut_into_shards(tmp_path, cuts):
    frame, fire = random_case()
    build(tmp_path / "whole", frame, fire, d_sae=6, groups=("sex",))
    edges = [0, *cuts, 40]
    shards = [list(range(a, b)) for a, b in pairwise(edges)]
    build(tmp_path / "cut", frame, fire, d_sae=6, groups=("sex",), shards=shards)
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


@pytest.mark.parametrize("seed", [1, 2])
def test_all_tables_are_the_same_in_whatever_order_the_texts_were_read(tmp_path, seed):
    frame, fire = random_case()
    build(tmp_path / "one", frame, fire, d_sae=6, groups=("sex",))
    order = np.random.default_rng(seed).permutation(40).tolist()
    shards = [order[:15], order[15:33], order[33:]]
    build(tmp_path / "two", frame, fire, d_sae=6, groups=("sex",), shards=shards)
    for name in TABLES:
        one, two = (pd.read_parquet(tmp_path / n / f"{name}.parquet") for n in ("one", "two"))
        pd.testing.assert_frame_equal(one, two, obj=name)


def test_a_shard_in_which_there_is_nothing_to_read_does_no_harm(tmp_path):
    states = [torch.tensor([[0.0, 2.0]]), torch.zeros(0, 2), torch.tensor([[1.0, 3.0]])]
    encode_shards(Readable(2), [1, 0, 1], states.__getitem__, tmp_path / "parts", silent)
    (tmp_path / "out").mkdir()
    first, second = store(tmp_path / "parts", 2, tmp_path / "out")
    assert (first.token.tolist(), first.act.tolist()) == ([1], [1.0])
    assert (second.token.tolist(), second.act.tolist()) == ([0, 1], [2.0, 3.0])


def test_finished_shards_are_kept_when_the_encoding_goes_on(tmp_path):
    states = [torch.rand(5, 2), torch.rand(4, 2)]
    parts, loaded = tmp_path / "parts", []
    encode_shards(Readable(2), [5, 4], states.__getitem__, parts, silent)
    before = {p.name: p.read_bytes() for p in parts.iterdir()}
    (parts / "00001.safetensors").unlink()
    encode_shards(Readable(2), [5, 4], lambda i: loaded.append(i) or states[i], parts, silent)
    assert loaded == [1]
    assert {p.name: p.read_bytes() for p in parts.iterdir()} == before
