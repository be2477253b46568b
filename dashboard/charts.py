"""Tables in, charts out: every picture of the dashboard, in the Okabe-Ito colours.

A chart's title states what it shows, counts stand in the row labels beside the rates, and the page
puts the same table under the chart. Shape repeats what colour says: the plain model is hollow,
the regularized model filled. Pages draw them through `components.draw`.
"""

from textwrap import wrap
from typing import TypeVar

import altair as alt
import pandas as pd

Chart = TypeVar("Chart", alt.Chart, alt.LayerChart)

PLAIN = "plain model"
REGULARIZED = "regularized model"

_LINE = 24  # characters of a label
VERMILLION = "#D55E00"
GREY = "#8A8A8A"
# Readable on a white and on a near-black page: both keep 3:1 against either.
MODEL_COLOURS = {PLAIN: VERMILLION, REGULARIZED: "#3A8FC7"}


def reliance_bars(frame: pd.DataFrame, title: str) -> alt.LayerChart:
    """How far the decision leans on each feature, before and after, as paired bars.

    Args:
        frame: One row a feature with name, plain and regularized (reliance, 0 upwards).
        title: What the picture shows, as a sentence without a full stop.
    """
    base = alt.Chart(_both(frame, ["name"], ["plain", "regularized"], "reliance")).encode(
        alt.Y("name:N", title=None, sort=None, axis=_names()),
        alt.X("reliance:Q", title="reliance: share of the decision's spread", axis=_percent()),
        alt.YOffset("model:N", sort=[PLAIN, REGULARIZED]),
        _model_colour(),
        tooltip=[
            alt.Tooltip("name:N", title="feature"),
            alt.Tooltip("model:N"),
            alt.Tooltip("reliance:Q", format=".1%"),
        ],
    )
    # The tick keeps a bar of length zero on the page: nothing left is a result, not a gap.
    chart = base.mark_bar(height=9) + base.mark_tick(thickness=3, size=9, opacity=1)
    return _titled(chart, title).properties(height=alt.Step(28, **{"for": "position"}))


def strength_path(frame: pd.DataFrame, title: str, chosen: float) -> alt.LayerChart:
    """What each strength leaves of reliance, and what it costs in accuracy.

    Args:
        frame: One row a strength with strength, reliance and accuracy (0 to 1).
        title: What the picture shows, as a sentence without a full stop.
        chosen: The strength that was used, drawn filled.
    """
    rows = frame.assign(chosen=(frame["strength"] - chosen).abs().rank(method="first") == 1)
    base = alt.Chart(rows).encode(
        alt.X("reliance:Q", title="reliance that is left", axis=_percent()),
        alt.Y(
            "accuracy:Q",
            title="decisions that agree",
            axis=alt.Axis(format="~%", tickCount=4),
            scale=alt.Scale(zero=False),
        ),
        tooltip=[
            alt.Tooltip("strength:Q", format=",.3~g"),
            alt.Tooltip("reliance:Q", format=".1%"),
            alt.Tooltip("accuracy:Q", format=".1%"),
        ],
    )
    line = base.mark_line(color=GREY, strokeWidth=1.5).encode(order="strength:Q")
    colour = MODEL_COLOURS[REGULARIZED]
    points = base.mark_point(size=60, strokeWidth=2, opacity=1, color=colour).encode(
        alt.Fill(
            "chosen:N",
            scale=alt.Scale(domain=[False, True], range=["transparent", colour]),
            legend=None,
        )
    )
    return _titled(line + points, title).properties(height=300)


def dumbbells(frame: pd.DataFrame, metric: str, title: str, across: str) -> alt.LayerChart:
    """One rate of every group before and after, joined by a line, with 95 % intervals.

    Args:
        frame: One row a model and group with model ("plain" or "regularized"), group, n, and the
            metric with its _low and _high; rows without a value are left out.
        metric: Column of the rate.
        title: What the picture shows, as a sentence without a full stop.
        across: What the rate is a share of, in words.
    """
    rows = frame.dropna(subset=[metric])
    rows = pd.DataFrame(
        {
            "row": [_wrapped(_label(g, n)) for g, n in zip(rows["group"], rows["n"], strict=True)],
            "model": rows["model"].map({"plain": PLAIN, "regularized": REGULARIZED}),
            "value": rows[metric].astype(float),
            "low": rows[f"{metric}_low"].astype(float),
            "high": rows[f"{metric}_high"].astype(float),
        }
    )
    base = alt.Chart(rows).encode(
        alt.Y("row:N", title=None, sort=None, axis=_names()),
        alt.YOffset("model:N", sort=[PLAIN, REGULARIZED]),
    )
    x = _across(across)
    joined = base.mark_line(color=GREY, strokeWidth=1.5).encode(x, detail="row:N", order="model:N")
    return _titled(joined + _ranges(base, x), title).properties(
        height=alt.Step(38, **{"for": "position"})
    )


def gap_ranges(frame: pd.DataFrame, title: str) -> alt.LayerChart:
    """Gaps between groups before and after, with their 95 % intervals, one row a measure.

    Args:
        frame: One row a model and measure with row (its words), model, gap, low and high.
        title: What the picture shows, as a sentence without a full stop.
    """
    rows = frame.rename(columns={"gap": "value"}).dropna(subset=["value"])
    rows["row"] = rows["row"].map(_wrapped)
    rows["model"] = rows["model"].map({"plain": PLAIN, "regularized": REGULARIZED})
    base = alt.Chart(rows).encode(
        alt.Y("row:N", title=None, sort=None, axis=_names()),
        alt.YOffset("model:N", sort=[PLAIN, REGULARIZED]),
    )
    x = _across("gap between highest and lowest group", zero=True)
    return _titled(_ranges(base, x), title).properties(height=alt.Step(38, **{"for": "position"}))


def _ranges(base: alt.Chart, x: alt.X) -> alt.LayerChart:
    """Points with their intervals: hollow for the plain model, filled for the regularized."""
    tooltip = [
        alt.Tooltip("row:N", title="row"),
        alt.Tooltip("model:N"),
        alt.Tooltip("value:Q", format=".1%"),
        alt.Tooltip("low:Q", format=".1%", title="from"),
        alt.Tooltip("high:Q", format=".1%", title="to"),
    ]
    spans = base.mark_rule(strokeWidth=2).encode(alt.X("low:Q"), alt.X2("high:Q"), _model_colour())
    points = base.mark_point(size=70, strokeWidth=2, opacity=1).encode(
        x,
        _model_colour(),
        alt.Fill(
            "model:N",
            scale=alt.Scale(
                domain=list(MODEL_COLOURS), range=["transparent", MODEL_COLOURS[REGULARIZED]]
            ),
            legend=None,
        ),
        tooltip=tooltip,
    )
    return points + spans


def _both(frame: pd.DataFrame, keys: list[str], values: list[str], name: str) -> pd.DataFrame:
    """One row a model, in the words people see, from one column a model."""
    long = frame.melt(keys, values, "model", name)
    long["model"] = long["model"].map({"plain": PLAIN, "regularized": REGULARIZED})
    return long.dropna(subset=[name])


def _model_colour() -> alt.Color:
    return alt.Color(
        "model:N",
        scale=alt.Scale(domain=list(MODEL_COLOURS), range=list(MODEL_COLOURS.values())),
        legend=alt.Legend(title=None, orient="top", symbolStrokeWidth=2),
    )


def _across(title: str, zero: bool = False) -> alt.X:
    return alt.X("value:Q", title=title, axis=_percent(), scale=alt.Scale(zero=zero))


def _percent() -> alt.Axis:
    return alt.Axis(format="~%", tickCount=6)


def _names() -> alt.Axis:
    return alt.Axis(labelLimit=360, labelOverlap=False, domain=False, ticks=False)


def _label(name: object, n: int) -> str:
    return f"{name} (n = {int(n):,})"


def _wrapped(label: str) -> str:
    """In lines so short that a narrow window has room for the chart beside them."""
    return "\n".join(wrap(label, _LINE)) or label


def _titled(chart: Chart, title: str) -> Chart:
    chart = chart.properties(title=alt.TitleParams(title, anchor="start", fontSize=14))
    return chart.configure(lineBreak="\n")
