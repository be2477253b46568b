"""What is read from each kind of file, and what each broken file is told."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.texts import read_plain_texts, read_texts

ROWS = [
    {"text": f"letter {i} says {'yes' if i % 2 else 'no'}", "label": bool(i % 2), "age": i / 2}
    for i in range(40)
]


def write(folder, ending, rows=ROWS):
    path = folder / f"data{ending}"
    frame = pd.DataFrame(rows)
    if ending == ".parquet":
        frame.to_parquet(path)
    elif ending in (".jsonl", ".ndjson"):
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    else:
        frame.to_csv(path, sep="\t" if ending == ".tsv" else ",", index=False)
    return path


def write_bytes(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def message(path, **options):
    with pytest.raises(InputError) as caught:
        read_texts(path, **({"text": "text", "label": "label"} | options))
    return str(caught.value)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".CSV"])
def test_every_format_gives_the_same_texts(tmp_path, ending):
    read = read_texts(write(tmp_path, ending), text="text", label="label", groups=["age"])
    first = read_texts(write(tmp_path, ".parquet"), text="text", label="label", groups=["age"])
    assert read.content_hash() == first.content_hash()
    assert read.labels == ("false", "true")
    assert list(read.frame["age"][:4]) == ["0", "0.5", "1", "1.5"]


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path, ending):
    path = write(tmp_path, ending)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_texts(path, text="text", label="label").frame) == 40


def test_semicolons_separate_where_the_header_says_so(tmp_path):
    path = write_bytes(tmp_path, "a.csv", b'text;note\n"a; b, c";x\n')
    assert read_plain_texts(path, text="text") == ["a; b, c"]


def test_a_wrong_byte_in_csv_is_named_by_row_column_and_byte(tmp_path):
    path = write_bytes(tmp_path, "a.csv", b"label,text\nyes,fine\nno,caf\xe9\n")
    assert message(path) == (
        "row 3, column 'text' holds the byte 0xe9, which is not UTF-8: "
        "save the file as UTF-8, then try again"
    )


def test_a_wrong_byte_in_an_unused_column_or_the_header_is_named_too(tmp_path):
    path = write_bytes(tmp_path, "a.csv", b"label,text,note\nyes,fine,\xff\n")
    assert message(path).startswith("row 2, column 'note' holds the byte 0xff")
    path = write_bytes(tmp_path, "b.csv", b"label,t\xe9xt\nyes,fine\n")
    assert message(path).startswith("row 1, column 't\\udce9xt' holds the byte 0xe9")


def test_a_wrong_byte_in_json_lines_is_named_by_line_column_and_byte(tmp_path):
    path = write_bytes(tmp_path, "a.jsonl", b'{"label": "a", "text": "b"}\n\n{"text": "caf\xe9"}\n')
    assert message(path).startswith("line 3, column 'text' holds the byte 0xe9, which is not UTF-8")
    path = write_bytes(tmp_path, "b.jsonl", b'\xe9{"label": "a", "text": "b"}\n')
    assert message(path).startswith("line 1 holds the byte 0xe9")


def test_a_wrong_byte_in_parquet_is_named_by_row_column_and_byte(tmp_path):
    cells = pa.array([b"fine", None, b"caf\xe9"]).cast(pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": cells, "label": ["a", "b", "c"]}), tmp_path / "a.parquet")
    assert message(tmp_path / "a.parquet").startswith("row 3, column 'text' holds the byte 0xe9")


def test_half_a_character_is_refused(tmp_path):
    path = write_bytes(tmp_path, "a.jsonl", b'{"text": "cut \\ud83d", "label": "x"}\n')
    assert message(path).startswith(
        r"line 1, column 'text' holds half of a character (\ud83d): write"
    )


def test_utf_16_is_recognized(tmp_path):
    path = write_bytes(tmp_path, "a.csv", "text,label\na,b\n".encode("utf-16"))
    assert "is UTF-16: save it as UTF-8" in message(path)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", b"", "is empty (0 bytes): give a file with texts in it"),
        ("a.csv", b"text,label\n", "has columns but no rows"),
        ("a.csv", b"\n\n", "no column 'text': the columns are none"),
        ("a.csv", b"text,label\na,b\nc\n", "row 3 has 1 cells, but the header has 2: put quotes"),
        ("a.csv", b"text,label\na,b,c\n", "row 2 has 3 cells, but the header has 2: put quotes"),
        ("a.csv", b'text,label\na,b\n"c,d\ne,f\n', "row 3 opens a quote that is never closed"),
        ("a.csv", b'text,label\n"a" b,c\n', "row 2 cannot be read"),
        ("a.csv", b"text,text,label\na,b,c\n", "column 'text' is there 2 times"),
        ("a.jsonl", b'{"text": "a", "label": "b"}\n{"text"\n', "line 2 is not JSON"),
        ("a.jsonl", b"[1, 2]\n", "line 1 is not a JSON object"),
        ("a.jsonl", b"[" * 100_000, "line 1 is not JSON (unreadable)"),
        ("a.jsonl", b'{"text": ["a"], "label": 1}', "line 1, column 'text' holds a list: give"),
        ("a.jsonl", b'{"text": "a", "label": {}}', "line 1, column 'label' holds an object: give"),
        ("a.parquet", b"PAR1 nothing", "is not a readable Parquet file"),
        ("a.xlsx", b"x", "a.xlsx ends in '.xlsx': give a file ending in .csv, .tsv, .jsonl"),
        ("data", b"x", "data ends in 'nothing': give a file ending in .csv"),
    ],
)
def test_a_broken_file_is_told_what_is_wrong(tmp_path, name, data, told):
    assert told in message(write_bytes(tmp_path, name, data))


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    assert "is a folder: name one file in it" in message(tmp_path)
    assert message(tmp_path / "b.csv").startswith(f"no file {tmp_path / 'b.csv'}")
    assert "cannot be read: File name too long" in message(tmp_path / ("b" * 300 + ".csv"))


def test_a_file_over_two_gigabytes_is_refused_unread(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate((2 << 30) + 1)
    told = message(path)
    assert "is 2.15 GB, over the limit of 2.15 GB, and was not read: convert it to Parquet" in told


def test_the_limit_is_inclusive_and_can_be_moved(tmp_path):
    path = write(tmp_path, ".jsonl")
    size = path.stat().st_size
    assert read_texts(path, text="text", label="label", max_bytes=size).labels
    assert f"is {size:,} bytes, over the limit of 100 bytes" in message(path, max_bytes=100)


def test_a_text_of_one_megabyte_is_kept_whole(tmp_path):
    long = "word " * 200_000 + "\nend"
    path = write(tmp_path, ".csv", [*ROWS, {"text": long, "label": True, "age": 0}])
    assert list(read_texts(path, text="text", label="label").frame["text"])[-1] == long


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_no_character_is_changed_or_breaks_a_row(tmp_path_factory, ending, texts):
    folder = tmp_path_factory.mktemp("any")
    rows = [{"text": "begin " + text, "label": "\0\x1b[31m"} for text in texts]
    path = write(folder, ending, rows)
    if ending in (".csv", ".tsv"):
        import csv

        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, "excel-tab" if ending == ".tsv" else "excel", quoting=1)
            writer.writerows([["text", "label"], *([r["text"], r["label"]] for r in rows)])
    assert read_plain_texts(path, text="text") == ["begin " + text for text in texts]


def test_plain_texts_keep_one_text_for_each_row(tmp_path):
    path = write_bytes(tmp_path, "a.jsonl", b'{"text": "a"}\n{"text": null}\n{"text": ""}\n{}\n')
    assert read_plain_texts(path, text="text") == ["a", "", "", ""]


def test_a_wrong_column_names_the_closest_and_the_others(tmp_path):
    path = write(tmp_path, ".csv")
    assert message(path, text="Txt") == (
        "no column 'Txt': did you mean 'text'? the columns are 'text', 'label', 'age'"
    )
    assert message(path, groups=["zebra"]) == (
        "no column 'zebra': the columns are 'text', 'label', 'age'"
    )
    assert message(write(tmp_path, ".jsonl"), label="lable").startswith("no column 'lable': did")


def test_one_column_cannot_have_two_roles(tmp_path):
    path = write(tmp_path, ".csv")
    assert "column 'text' is asked for twice" in message(path, label="text")
    assert "column 'age' is asked for twice" in message(path, groups=["age"], split="age")
    assert "a group column cannot be called 'Label' beside" in message(
        write(tmp_path, ".tsv", [{"text": "a", "kind": "b", "Label": "c"}]),
        label="kind",
        groups=["Label"],
    )
