"""Shares, equal texts and determinism of the split; what a split column may say."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.texts import read_texts
from core.texts.split import SHARES, draw_split

LABELLED = st.lists(
    st.tuples(st.integers(0, 40).map(str), st.sampled_from("abc")), min_size=1, max_size=120
)


@given(LABELLED, st.integers(0, 5))
def test_equal_texts_are_never_on_two_sides(rows, seed):
    texts, labels = zip(*rows, strict=True)
    sides = draw_split(texts, labels, SHARES, seed=seed)
    assert len(set(zip(texts, sides, strict=True))) == len(set(texts))


@given(LABELLED, st.integers(0, 5))
def test_every_class_has_a_train_text(rows, seed):
    texts, labels = zip(*rows, strict=True)
    sides = draw_split(texts, labels, SHARES, seed=seed)
    trained = {label for label, side in zip(labels, sides, strict=True) if side == "train"}
    assert trained == set(labels)


@given(st.dictionaries(st.text(), st.sampled_from("abc"), min_size=1, max_size=200))
def test_each_class_is_shared_out_to_within_one_text(label_of):
    label_of = {" ".join(text.split()): label for text, label in label_of.items()}
    texts, labels = list(label_of), list(label_of.values())
    sides = Counter(zip(labels, draw_split(texts, labels, SHARES, seed=0), strict=True))
    for label, size in Counter(labels).items():
        for side, share in SHARES.items():
            assert abs(sides[label, side] - share * size) <= 1


@settings(max_examples=40)
@given(LABELLED, st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_split_does_not_depend_on_the_order_of_rows(rows, random, seed):
    shuffled = random.sample(rows, len(rows))
    before = dict(zip([t for t, _ in rows], draw_split(*zip(*rows), SHARES, seed=seed)))  # noqa: B905
    after = dict(zip([t for t, _ in shuffled], draw_split(*zip(*shuffled), SHARES, seed=seed)))  # noqa: B905
    assert before == after


def test_another_seed_gives_another_split():
    texts = [f"text {i}" for i in range(100)]
    assert draw_split(texts, ["a"] * 100, SHARES, seed=0) != draw_split(
        texts, ["a"] * 100, SHARES, seed=1
    )


def test_texts_that_differ_in_white_space_stay_together():
    texts = [f"text {i}" for i in range(50)] + [f" text  {i}\n" for i in range(50)]
    sides = draw_split(texts, ["a"] * 100, SHARES, seed=0)
    assert sides[:50] == sides[50:]


def file(tmp_path, splits, labels=None, texts=None):
    n = len(splits)
    labels = labels or ["a" if i % 2 else "b" for i in range(n)]
    texts = texts or [f"text number {i}" for i in range(n)]
    path = tmp_path / "data.parquet"
    pd.DataFrame({"text": texts, "label": labels, "part": splits}).to_parquet(path)
    return path


def read(path):
    return read_texts(path, text="text", label="label", split="part")


def message(path):
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


def test_without_a_column_the_parts_are_70_15_15(tmp_path):
    texts = read_texts(file(tmp_path, ["x"] * 200), text="text", label="label")
    assert Counter(texts.frame["split"]) == {"train": 140, "valid": 30, "test": 30}


def test_the_words_of_a_split_column(tmp_path):
    splits = [" Train", "training", "val", "validation", "dev", "VALID", "test", "test_late"] * 10
    sides = list(read(file(tmp_path, splits, labels=["a"] * 40 + ["b"] * 40)).frame["split"])
    assert sides[:8] == ["train"] * 2 + ["valid"] * 4 + ["test"] * 2


def test_without_a_valid_part_15_percent_of_train_become_one(tmp_path):
    texts = read(file(tmp_path, ["train"] * 200 + ["test"] * 20))
    assert Counter(texts.frame["split"]) == {"train": 170, "valid": 30, "test": 20}
    assert set(texts.frame["split"][200:]) == {"test"}
    assert texts.notes == ("30 texts of train set aside to validate on.",)


def test_texts_on_both_sides_of_a_given_split_are_noted(tmp_path):
    texts = ["the same words" if i in (0, 50) else f"text number {i}" for i in range(60)]
    read_back = read(file(tmp_path, ["train"] * 30 + ["dev"] * 10 + ["test"] * 20, texts=texts))
    assert read_back.notes == (
        "1 text of the test part also stands word for word in the training part.",
    )


@pytest.mark.parametrize(
    ("splits", "told"),
    [
        (["train", "pool", "test", None] * 10, "column 'part' holds 'pool', '(empty)': write"),
        (["train"] * 40, "column 'part' has no test texts: mark some"),
        (["dev"] * 40, "column 'part' has no train and no test texts: mark some"),
        (["train", "test"] * 20, "class 'a' has no train texts in column 'part': move some"),
    ],
)
def test_a_split_that_cannot_be_used_is_told_so(tmp_path, splits, told):
    assert message(file(tmp_path, splits)).startswith(told)


def test_too_few_different_texts_are_refused(tmp_path):
    path = file(tmp_path, ["x"] * 40, texts=["one text for all"] * 40)
    with pytest.raises(InputError, match="too few different texts for a valid part"):
        read_texts(path, text="text", label="label")
