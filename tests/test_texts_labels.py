"""What is left out of the texts, what is refused, and what `Texts` keeps."""

import pandas as pd
import pytest

from core.errors import InputError, IntegrityError
from core.texts import Texts, load_labels, load_texts, read_texts, save_texts


def table(tmp_path, **columns):
    path = tmp_path / "data.parquet"
    pd.DataFrame({name: pd.Series(cells) for name, cells in columns.items()}).to_parquet(path)
    return path


def read(path, **options):
    return read_texts(path, **({"text": "text", "label": "label"} | options))


def message(path, **options):
    with pytest.raises(InputError) as caught:
        read(path, **options)
    return str(caught.value)


def words(n, start=0):
    return [f"text number {i}" for i in range(start, start + n)]


def test_empty_texts_and_missing_labels_are_left_out_with_a_note(tmp_path):
    texts = [*words(30), "", " \t", None, "\u200b\0"]
    labels = ["a", "b"] * 14 + [None, "  "] + ["a"] * 4
    read_back = read(table(tmp_path, text=texts, label=labels))
    assert len(read_back.frame) == 28
    assert read_back.notes == (
        "4 rows without a text left out.",
        "2 texts without a label left out.",
    )


def test_small_classes_are_left_out_with_a_note(tmp_path):
    labels = ["a"] * 10 + ["b"] * 10 + ["c"] * 9 + ["d"]
    read_back = read(table(tmp_path, text=words(30), label=labels))
    assert read_back.labels == ("a", "b")
    assert read_back.notes == ("2 classes with fewer than 10 texts left out ('c', 'd'; 10 texts).",)


def test_one_value_is_refused(tmp_path):
    assert message(table(tmp_path, text=words(20), label=["yes"] * 20)) == (
        "column 'label' has one value ('yes'): a classifier needs two or more; "
        "choose another label column"
    )


def test_too_few_large_classes_are_refused(tmp_path):
    labels = ["a"] * 11 + ["b"] * 9
    assert message(table(tmp_path, text=words(20), label=labels)).startswith(
        "column 'label' has 1 class of 10 texts or more among 2 values: a classifier needs two"
    )
    assert message(table(tmp_path, text=words(20), label=words(20))).startswith(
        "column 'label' has 0 classes of 10 texts or more among 20 values"
    )


def test_a_column_without_words_or_labels_is_refused(tmp_path):
    path = table(tmp_path, text=words(20), label=["a", "b"] * 10, age=[1.5] * 20, none=[""] * 20)
    assert message(path, text="age").startswith("column 'age' holds no words: choose the column")
    assert message(path, label="none").startswith("column 'none' is empty: choose the column")


def test_duplicate_and_missing_ids_are_named(tmp_path):
    labels = ["a", "b"] * 10
    path = table(tmp_path, id=[1, 1, 2, 2, *range(3, 19)], text=words(20), label=labels)
    assert message(path).startswith("column 'id' holds '1', '2' more than once: give each text its")
    path = table(tmp_path, id=[None, *range(19)], text=words(20), label=labels)
    assert message(path).startswith("column 'id' is empty in 1 row: give each text an id")


def test_ids_are_the_files_own_or_the_row_numbers(tmp_path):
    labels = ["a", "b"] * 10
    own = read(table(tmp_path, id=range(100, 120), text=words(20), label=labels))
    assert list(own.frame["id"])[:2] == ["100", "101"]
    numbered = read(table(tmp_path, text=["", *words(20)], label=["a", *labels]))
    assert list(numbered.frame["id"])[:2] == ["2", "3"]


def test_labels_and_groups_become_strings(tmp_path):
    cells = {"text": words(20), "label": [1.0, 0.0] * 10, "sex": [" m ", None] * 10}
    read_back = read(table(tmp_path, **cells, age=[7, 8] * 10), groups=["sex", "age", "sex"])
    assert read_back.labels == ("0", "1")
    assert read_back.groups == ("sex", "age")
    assert list(read_back.frame["sex"][:2]) == ["m", None]
    assert list(read_back.frame["age"][:2]) == ["7", "8"]
    assert list(read_back.frame.columns) == ["id", "text", "label", "split", "sex", "age"]


def test_texts_survive_their_file(tmp_path):
    cells = {"text": [f"\0\x1b é {i}" for i in range(20)], "label": ["a", "b"] * 10}
    texts = read(table(tmp_path, **cells, g=[None, "x"] * 10), groups=["g"])
    texts = Texts(texts.frame, texts.groups, ("one note.",))
    save_texts(texts, tmp_path / "texts.parquet")
    again = load_texts(tmp_path / "texts.parquet")
    pd.testing.assert_frame_equal(again.frame, texts.frame)
    assert again.frame["g"][0] is None
    assert (again.groups, again.notes) == (("g",), ("one note.",))
    assert again.content_hash() == texts.content_hash()
    without = load_labels(tmp_path / "texts.parquet")
    pd.testing.assert_frame_equal(without, texts.frame[["label", "split", "g"]])


def test_a_group_nobody_gave_survives_the_file(tmp_path):
    path = table(tmp_path, text=words(20), label=["a", "b"] * 10, g=[None] * 20)
    save_texts(read(path, groups=["g"]), tmp_path / "texts.parquet")
    assert set(load_texts(tmp_path / "texts.parquet").frame["g"]) == {None}


def test_a_file_that_is_not_ours_is_refused(tmp_path):
    with pytest.raises(IntegrityError, match="is damaged: make the case anew"):
        load_texts(table(tmp_path, text=["a"]))
    with pytest.raises(InputError, match="no file"):
        load_texts(tmp_path / "none.parquet")


def test_the_hash_notices_every_cell(tmp_path):
    texts = read(table(tmp_path, text=words(20), label=["a", "b"] * 10, g=["x"] * 20), groups=["g"])
    seen = {texts.content_hash()}
    for column in texts.frame.columns:
        frame = texts.frame.copy()
        frame.loc[3, column] = "changed"
        seen.add(Texts(frame, texts.groups).content_hash())
    assert len(seen) == 1 + len(texts.frame.columns)


def test_selecting_keeps_row_numbers(tmp_path):
    texts = read(table(tmp_path, text=words(40), label=["a", "b"] * 20))
    numbers = [i for split in ("train", "valid", "test") for i in texts.select(split).index]
    assert sorted(numbers) == list(range(40))
    with pytest.raises(InputError, match="no split 'dev': choose train, valid or test"):
        texts.select("dev")
