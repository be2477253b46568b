"""Charts of one feature: where it fires and how strongly."""

import pandas as pd
import pytest

from dashboard import charts


def drawn(chart) -> list[list[dict]]:
    return list(chart.to_dict()["datasets"].values())


def test_bins_of_strength_cover_nought_to_one_without_a_gap():
    bins = next(rows for rows in drawn(charts.histogram([5, 3, 2, 1])) if len(rows) == 4)
    assert [b["low"] for b in bins] == [0, 0.25, 0.5, 0.75]
    assert [b["high"] for b in bins] == [0.25, 0.5, 0.75, 1]
    assert [b["firings"] for b in bins] == [5, 3, 2, 1]


@pytest.mark.parametrize(("mark", "lines"), [(None, []), (0.62, [{"strength": 0.62}])])
def test_your_text_is_one_line_on_the_histogram_and_absent_without_a_text(mark, lines):
    assert lines in drawn(charts.histogram([1, 1], mark)) or lines == []
    assert sum(
        "strength" in row for rows in drawn(charts.histogram([1, 1], mark)) for row in rows
    ) == len(lines)


def test_rates_keep_the_order_given_and_show_how_many_texts_stand_behind_them():
    frame = pd.DataFrame(
        {"value": ["women", "men"], "rate": [0.18, 0.42], "texts": [1654, 3490], "n": [9190, 8310]}
    )
    chart = charts.rates(frame, "Fires more often in men's reports").to_dict()
    rows = next(iter(chart["datasets"].values()))
    assert [row["row"] for row in rows] == ["women (n = 9,190)", "men (n = 8,310)"]
    assert chart["encoding"]["y"]["sort"] is None
    assert chart["title"]["text"] == "Fires more often in men's reports"
