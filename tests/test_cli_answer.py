"""What the command line prints: JSON without surprises, aligned columns, one line an error."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cli.answer import Answer, jsonable, one_line, printed, table


@dataclass(frozen=True)
class Pair:
    left: object
    right: object


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Pair(1, (2.5, None)), {"left": 1, "right": [2.5, None]}),
        (Path("a") / "b", "a/b"),
        (np.float32(0.5), 0.5),
        (np.int64(7), 7),
        (np.array([True, False]), [True, False]),
        (math.nan, None),
        (np.float64("inf"), None),
        ({1: {"x"}}, {"1": ["x"]}),
        (pd.DataFrame({"a": [1, 2], "b": [0.5, math.nan]}),
         [{"a": 1, "b": 0.5}, {"a": 2, "b": None}]),
        (pd.DataFrame({"ends": [np.array([1, 2])]}), [{"ends": [1, 2]}]),
    ],
)  # fmt: skip
def test_results_of_the_engine_become_plain_json(value, expected):
    assert json.loads(json.dumps(jsonable(value), allow_nan=False)) == expected


def test_json_is_one_line_and_keeps_every_script_readable():
    text = printed(Answer({"name": "号 Zoë\nnext"}, ["never shown"]), True)
    assert text == '{"name": "号 Zoë\\nnext"}'


@given(st.text())
def test_an_error_is_one_line_that_cannot_steer_the_terminal(text):
    shown = one_line(text)
    assert shown == shown.strip()
    assert len(shown.splitlines()) <= 1
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in shown)


def test_escape_sequences_of_a_text_are_not_sent_to_the_terminal():
    assert one_line("a\x1b[31mred\r\nb\u202ec") == "a [31mred b c"


def test_columns_are_as_wide_as_their_widest_cell_and_numbers_end_together():
    lines = table(["feature", "name"], [[7, "he, his"], [1204, "号"], [None, float("nan")]])
    assert lines == ["feature  name", "      7  he, his", "   1204  号", "      –  –"]


def test_a_table_without_rows_is_its_header():
    assert table(["feature", "name"], []) == ["feature  name"]
