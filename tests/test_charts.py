"""Charts say what they show, keep counts beside rates, and tell the models apart without colour."""

import pandas as pd
import pytest

from dashboard import charts

GROUPS = pd.DataFrame(
    {
        "model": ["plain", "plain", "regularized", "regularized"],
        "group": ["women", "men", "women", "men"],
        "n": [512, 1540, 512, 1540],
        "tpr": [0.5, 0.8, 0.7, None],
        "tpr_low": [0.45, 0.75, 0.65, None],
        "tpr_high": [0.55, 0.85, 0.75, None],
    }
)
FEATURES = pd.DataFrame({"name": ["he, his"], "plain": [0.31], "regularized": [0.0]})
GAPS = pd.DataFrame(
    {
        "model": ["plain", "regularized"],
        "row": ["of the deserving"] * 2,
        "gap": [0.3, 0.02],
        "low": [0.2, 0.0],
        "high": [0.4, 0.06],
    }
)


def rows_of(chart) -> list[dict]:
    """The rows a chart draws, from whichever of its layers holds them."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def layers(chart: dict) -> list[dict]:
    """The marks of a chart, however deep it nests them."""
    inner = chart.get("layer")
    return [chart] if inner is None else [leaf for layer in inner for leaf in layers(layer)]


@pytest.fixture(
    params=[
        lambda title: charts.reliance_bars(FEATURES, title),
        lambda title: charts.dumbbells(GROUPS, "tpr", title, "share of all texts"),
        lambda title: charts.gap_ranges(GAPS, title),
    ],
    ids=["reliance", "dumbbells", "gaps"],
)
def comparison(request):
    return request.param("Women and men, before and after").to_dict()


def test_the_title_is_the_sentence_given(comparison):
    assert comparison["title"]["text"] == "Women and men, before and after"


def test_every_layer_gives_a_model_the_same_colour(comparison):
    scales = [
        layer["encoding"]["color"]["scale"]
        for layer in layers(comparison)
        if "color" in layer["encoding"]
    ]
    assert scales
    for scale in scales:
        assert dict(zip(scale["domain"], scale["range"], strict=True)) == charts.MODEL_COLOURS


def test_axes_speak_in_words_and_percent(comparison):
    x = layers(comparison)[0]["encoding"]["x"]
    assert x["axis"]["format"] == "~%"
    assert " " in x["title"]
    assert "_" not in x["title"]


def test_a_group_carries_its_count_beside_its_name():
    assert {row["row"] for row in rows_of(charts.dumbbells(GROUPS, "tpr", "t", "share"))} == {
        "women (n = 512)",
        "men (n = 1,540)",
    }


def test_a_rate_nobody_could_compute_is_left_out_rather_than_drawn_as_zero():
    rows = rows_of(charts.dumbbells(GROUPS, "tpr", "t", "share"))
    assert [(r["row"], r["model"]) for r in rows if "men (n = 1" in r["row"]] == [
        ("men (n = 1,540)", charts.PLAIN)
    ]


def test_an_interval_keeps_its_two_ends():
    plain = next(r for r in rows_of(charts.gap_ranges(GAPS, "t")) if r["model"] == charts.PLAIN)
    assert (plain["low"], plain["value"], plain["high"]) == (0.2, 0.3, 0.4)


def test_the_plain_model_is_hollow_and_the_regularized_filled():
    points = layers(charts.gap_ranges(GAPS, "t").to_dict())
    fills = [p["encoding"]["fill"]["scale"] for p in points if "fill" in p["encoding"]]
    assert fills[0]["range"] == ["transparent", charts.MODEL_COLOURS[charts.REGULARIZED]]


def test_no_reliance_left_is_still_drawn():
    rows = rows_of(charts.reliance_bars(FEATURES, "t"))
    assert {(r["model"], r["reliance"]) for r in rows} == {
        (charts.PLAIN, 0.31),
        (charts.REGULARIZED, 0.0),
    }
    marks = [
        layer["mark"]["type"] for layer in charts.reliance_bars(FEATURES, "t").to_dict()["layer"]
    ]
    assert marks == ["bar", "tick"]


def test_the_strength_that_was_used_is_the_filled_point():
    path = pd.DataFrame(
        {"strength": [0.0, 1.0, 10.0], "reliance": [0.6, 0.2, 0.0], "accuracy": [0.9, 0.9, 0.8]}
    )
    rows = rows_of(charts.strength_path(path, "t", chosen=1.2))
    assert [row["chosen"] for row in rows] == [False, True, False]
