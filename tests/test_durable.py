"""Files are whole or absent, and equal content has equal bytes."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import durable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def write_half(replacing, inside=""):
    """Write something, then fail before the end."""
    with replacing as beside:
        (beside / inside).write_text("half")
        raise ZeroDivisionError


def test_what_is_written_is_read_back(tmp_path):
    durable.write_bytes(tmp_path / "a.bin", b"\x00\xff\r\n")
    durable.write_text(tmp_path / "a.txt", "Zoë 号\r\n")
    durable.write_json(tmp_path / "a.json", {"b": [1, None], "a": "Zoë"})
    assert (tmp_path / "a.bin").read_bytes() == b"\x00\xff\r\n"
    assert (tmp_path / "a.txt").read_bytes() == "Zoë 号\r\n".encode()
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == {"b": [1, None], "a": "Zoë"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.bin", "a.json", "a.txt"]


def test_missing_folders_above_a_file_are_made(tmp_path):
    durable.write_text(tmp_path / "a" / "b" / "c.txt", "x")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "x"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "kept.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_half(durable.replace_with(target))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_first_write_leaves_no_file(tmp_path):
    with pytest.raises(ZeroDivisionError):
        write_half(durable.replace_with(tmp_path / "new.txt"))
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_not_there_before_it_is_whole(tmp_path):
    target = tmp_path / "new.txt"
    with durable.replace_with(target) as beside:
        beside.write_text("whole")
        assert not target.exists()
        assert beside.parent == target.parent  # a rename is only atomic on one file system
    assert target.read_text() == "whole"


def test_a_folder_is_replaced_whole(tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    (target / "old.txt").write_text("old")
    with durable.replace_folder(target) as beside:
        (beside / "inner").mkdir()
        (beside / "inner" / "new.txt").write_text("new")
        assert (target / "old.txt").read_text() == "old"
    assert [p.name for p in target.rglob("*.txt")] == ["new.txt"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_folder_leaves_the_old_one_and_nothing_else(tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    (target / "old.txt").write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_half(durable.replace_folder(target), "new.txt")
    assert [p.name for p in tmp_path.rglob("*")] == ["folder", "old.txt"]


WRITER = """
import sys
from pathlib import Path
from core import durable
print("ready", flush=True)
turn = 0
while True:
    durable.write_bytes(Path(sys.argv[1]), bytes([turn % 256]) * 3_000_000)
    turn += 1
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path):
    target = tmp_path / "busy.bin"
    for pause in (0.01, 0.05, 0.1):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE
        )
        assert writer.stdout.readline() == b"ready\n"
        while not target.exists():
            time.sleep(0.01)
        time.sleep(pause)
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        content = target.read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1


@given(JSON)
def test_canonical_json_reads_back_as_the_same_value(value):
    assert json.loads(durable.canonical_json(value)) == value


@given(st.dictionaries(st.text(), st.integers(), max_size=6), st.randoms())
def test_canonical_json_does_not_depend_on_the_order_of_keys(value, random):
    keys = list(value)
    random.shuffle(keys)
    assert durable.canonical_json({k: value[k] for k in keys}) == durable.canonical_json(value)


def test_canonical_json_has_one_spelling():
    assert durable.canonical_json({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'.encode()


def test_canonical_json_refuses_what_json_cannot_say():
    with pytest.raises(ValueError, match="JSON compliant"):
        durable.canonical_json({"gap": float("nan")})


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_a_file_read_in_pieces_has_the_checksum_of_its_bytes(tmp_path, size):
    data = (b"selfreg" * (size // 7 + 1))[:size]
    (tmp_path / "f").write_bytes(data)
    expected = hashlib.sha256(data).hexdigest()
    assert durable.sha256_file(tmp_path / "f") == expected == durable.sha256_bytes(data)
