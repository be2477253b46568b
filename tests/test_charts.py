"""Charts say what they show, keep counts beside rates, and tell the models apart without colour."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components import charts

GROUPS = pd.DataFrame(
    {
        "model": ["plain", "plain", "regularized", "regularized"],
        "group": ["women", "men", "women", "men"],
        "n": [512, 1540, 512, 1540],
        "tpr": [0.5, 0.8, 0.7, None],
        "tpr_low": [0.4, 0.75, 0.65, None],
        "tpr_high": [0.6, 0.9, 0.75, None],
    }
)
FEATURES = pd.DataFrame({"name": ["he, his"], "plain": [0.3], "regularized": [0.0]})
GAPS = pd.DataFrame(
    {
        "model": ["plain", "regularized"],
        "row": ["of the deserving"] * 2,
        "gap": [0.3, 0.0],
        "low": [0.2, 0.0],
        "high": [0.4, 0.1],
    }
)
PATH = pd.DataFrame(
    {"strength": [0.0, 1.0, 10.0], "reliance": [0.5, 0.2, 0.0], "accuracy": [0.9, 0.9, 0.8]}
)


def rows_of(chart: str) -> dict[str, str]:
    """What is drawn in each row, by its name."""
    found = re.findall(r'class="sr-row" title="[^"]*"><span>(.*?)</span><div>(.*?)</div>', chart)
    assert found
    return dict(found)


def points_of(row: str) -> dict[str, float]:
    """Where the point of each model stands, in percent of the scale."""
    found = re.findall(r'class="sr-(\w+) sr-point" style="left:([\d.]+)%"', row)
    return {model: float(place) for model, place in found}


@pytest.fixture(
    params=[
        lambda title: charts.reliance_bars(FEATURES, title),
        lambda title: charts.dumbbells(GROUPS, "tpr", title, "share of all texts"),
        lambda title: charts.gap_ranges(GAPS, title),
        lambda title: charts.strength_path(PATH, title, 1.0),
    ],
    ids=["reliance", "dumbbells", "gaps", "path"],
)
def chart(request):
    return request.param("Women & men, before and after")


def test_the_title_is_seen_and_is_what_a_screen_reader_says(chart):
    said = "Women &amp; men, before and after"
    assert f'role="img" aria-label="{said}"><b>{said}</b>' in chart


def test_the_axis_says_in_words_and_percent_what_it_measures(chart):
    axis, caption = chart.split('class="sr-axis"')[1].split('class="sr-caption"')
    assert len(re.findall(r">[\d.]+\u00a0%<", axis)) >= 2
    assert re.match(r">[a-z]+[:a-z ]+ ", caption)


def test_a_group_carries_its_count_beside_its_name():
    drawn = rows_of(charts.dumbbells(GROUPS, "tpr", "t", "share"))
    assert list(drawn) == ["women (n = 512)", "men (n = 1,540)"]


def test_points_stand_where_their_rates_are_on_the_scale():
    drawn = rows_of(charts.dumbbells(GROUPS, "tpr", "t", "share"))
    # The lowest end is 0.4, the highest 0.9: the scale goes from 40 to 90 %.
    assert points_of(drawn["women (n = 512)"]) == {"plain": 20.0, "regularized": 60.0}
    assert 'style="left:0.00%;right:calc(100% - 40.00%)"' in drawn["women (n = 512)"]


def test_a_rate_nobody_could_compute_is_left_out_rather_than_drawn_as_zero():
    drawn = rows_of(charts.dumbbells(GROUPS, "tpr", "t", "share"))
    assert points_of(drawn["men (n = 1,540)"]) == {"plain": 80.0}


def test_pointing_at_a_row_tells_its_rates_and_ranges():
    chart = charts.gap_ranges(GAPS, "t")
    told = re.search(r'title="(of the[^"]*)"', chart)[1].replace("\u00a0", " ")
    assert told == (
        "of the deserving: plain model 30.0 % (20.0 % to 40.0 %); "
        "regularized model 0.0 % (0.0 % to 10.0 %)"
    )


def test_no_reliance_left_is_still_drawn():
    drawn = rows_of(charts.reliance_bars(FEATURES, "t"))["he, his"]
    assert re.findall(r'class="sr-(\w+) sr-length" style="width:([\d.]+)%"', drawn) == [
        ("plain", "100.00"),
        ("regularized", "0.00"),
    ]


def test_the_strength_that_was_used_is_the_filled_point():
    drawn = charts.strength_path(PATH, "t", chosen=1.2)
    assert re.findall(r'class="sr-point sr-(\w+)"', drawn) == ["other", "regularized", "other"]


def test_names_are_shown_as_text():
    chart = charts.reliance_bars(FEATURES.assign(name='<img src="x">'), "t")
    assert "<img" not in chart


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.booleans())
def test_a_scale_holds_every_share_between_round_and_few_lines(shares, zero):
    scale = charts.scale_for(shares, zero=zero)
    assert 2 <= len(scale.lines) <= 8
    assert scale.lines[0] - 1e-6 <= min(shares)
    assert max(shares) <= scale.lines[-1] + 1e-6
    assert len(set(scale.labels())) == len(scale.lines)
    assert not zero or scale.lines[0] == 0
