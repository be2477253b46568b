"""Tables in, charts out: every chart of the dashboard as HTML, laid out and coloured by style.css.

A chart's title states what it shows, counts stand in the row labels beside the rates, and the page
puts the same table under the chart. Shape repeats what colour says: the plain model is hollow, the
regularized model filled. As in the report, nothing is drawn by a script in the browser: that took
longer than all the rest of a page.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pandas as pd

from dashboard.components.markup import escape
from dashboard.words import percent

PLAIN = "plain model"
REGULARIZED = "regularized model"

_MODELS = {"plain": PLAIN, "regularized": REGULARIZED}
_STEPS = 5  # of a scale, or a few more
_LEGEND = "".join(f"<span><i class='sr-{key}'></i>{words}</span>" for key, words in _MODELS.items())


@dataclass(frozen=True)
class Scale:
    """A scale of shares with lines at round places; the first and the last one are its ends."""

    lines: tuple[float, ...]

    def at(self, share: float) -> str:
        """Where a share stands between the ends, as CSS."""
        low, high = self.lines[0], self.lines[-1]
        return f"{100 * (share - low) / (high - low):.2f}%"

    def labels(self) -> list[str]:
        """What stands at each line."""
        digits = max(0, -math.floor(math.log10(self.lines[1] - self.lines[0]) + 1e-9) - 2)
        return [percent(line, digits) for line in self.lines]


def scale_for(shares: Iterable[float], *, zero: bool = False) -> Scale:
    r"""A scale that holds all the shares.

    Args:
        shares: What is drawn; values that are not known are left out.
        zero: Begin at nought, whatever the shares.

    >>> scale_for([0.53, 0.91]).labels()
    ['50\xa0%', '60\xa0%', '70\xa0%', '80\xa0%', '90\xa0%', '100\xa0%']
    """
    known = [float(share) for share in shares if share == share]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    low = min(0.0, low) if zero else low
    wanted = max(high - low, 1e-3) / _STEPS
    size = 10 ** math.floor(math.log10(wanted))
    step = next(size * k for k in (1, 2, 5, 10) if size * k >= wanted * 0.999)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return Scale(tuple(round(step * i, 9) for i in range(first, last + 1)))


def reliance_bars(frame: pd.DataFrame, title: str) -> str:
    """How far the decision leans on each feature, before and after, as paired bars.

    Args:
        frame: One row a feature with name, plain and regularized (reliance, 0 upwards).
        title: What the chart shows, as a sentence without a full stop.
    """
    scale = scale_for([*frame["plain"], *frame["regularized"]], zero=True)
    rows = []
    for row in frame.to_dict("records"):
        # A bar of length nought keeps its edge: nothing left is a result, not a gap.
        bars = "".join(
            f'<i class="sr-{model} sr-length" style="width:{scale.at(row[model])}"></i>'
            for model in _MODELS
        )
        told = "; ".join(f"{said} {percent(row[model], 1)}" for model, said in _MODELS.items())
        rows.append(_row(row["name"], bars, told))
    return _chart(title, "reliance: share of the decision's spread", scale, rows)


def dumbbells(frame: pd.DataFrame, metric: str, title: str, across: str) -> str:
    """One rate of every group before and after, joined by a line, with 95 % intervals.

    Args:
        frame: One row a model and group with model ("plain" or "regularized"), group, n, and the
            metric with its _low and _high; rows without a value are left out.
        metric: Column of the rate.
        title: What the chart shows, as a sentence without a full stop.
        across: What the rate is a share of, in words.
    """
    names = [f"{g} (n = {int(n):,})" for g, n in zip(frame["group"], frame["n"], strict=True)]
    columns = {metric: "value", f"{metric}_low": "low", f"{metric}_high": "high"}
    rows = frame.assign(row=names).rename(columns=columns)
    return _before_and_after(rows, title, across, zero=False)


def gap_ranges(frame: pd.DataFrame, title: str) -> str:
    """Gaps between groups before and after, with their 95 % intervals, one row a measure.

    Args:
        frame: One row a model and measure with row (its words), model, gap, low and high.
        title: What the chart shows, as a sentence without a full stop.
    """
    rows = frame.rename(columns={"gap": "value"})
    across = "gap between the highest and the lowest group"
    return _before_and_after(rows, title, across, zero=True)


def _before_and_after(frame: pd.DataFrame, title: str, across: str, *, zero: bool) -> str:
    known = frame.dropna(subset=["value"])
    scale = scale_for(known[["low", "value", "high"]].to_numpy().ravel(), zero=zero)
    rows = []
    for name, own in known.groupby("row", sort=False):
        models = {row["model"]: row for row in own.to_dict("records")}
        drawn = [_interval(scale, model, row) for model, row in models.items()]
        drawn.append(_pair(scale, {model: row["value"] for model, row in models.items()}))
        told = "; ".join(_range(_MODELS[model], row) for model, row in models.items())
        rows.append(_row(str(name), "".join(drawn), told))
    return _chart(title, across, scale, rows)


def _interval(scale: Scale, model: str, row: dict) -> str:
    """The 95 % interval as a thin line: the plain model's above, the regularized one's below."""
    if row["low"] != row["low"]:
        return ""
    left, right = scale.at(row["low"]), scale.at(row["high"])
    return f'<i class="sr-{model} sr-range" style="left:{left};right:calc(100% - {right})"></i>'


def _pair(scale: Scale, values: dict[str, float]) -> str:
    """A point for each model, and the line between them."""
    left, right = scale.at(min(values.values())), scale.at(max(values.values()))
    line = f'<i class="sr-joined" style="left:{left};right:calc(100% - {right})"></i>'
    return line + "".join(
        f'<i class="sr-{model} sr-point" style="left:{scale.at(value)}"></i>'
        for model, value in values.items()
    )


def _range(said: str, row: dict) -> str:
    found = f"{said} {percent(row['value'], 1)}"
    if row["low"] != row["low"]:
        return found
    return f"{found} ({percent(row['low'], 1)} to {percent(row['high'], 1)})"


def strength_path(frame: pd.DataFrame, title: str, chosen: float) -> str:
    """What each strength leaves of reliance, and what it costs in accuracy.

    Args:
        frame: One row a strength with strength, reliance and accuracy (0 to 1).
        title: What the chart shows, as a sentence without a full stop.
        chosen: The strength that was used, drawn filled.
    """
    rows = frame.sort_values("strength", kind="stable")
    across, up = scale_for(rows["reliance"], zero=True), scale_for(rows["accuracy"])
    places = [(across.at(row.reliance), up.at(row.accuracy)) for row in rows.itertuples()]
    nearest = (rows["strength"] - chosen).abs().to_numpy().argmin()
    points = "".join(
        f'<i class="sr-point sr-{"regularized" if i == nearest else "other"}" '
        f'style="left:{x};bottom:{y}" title="{escape(_strength(row))}"></i>'
        for i, ((x, y), row) in enumerate(zip(places, rows.to_dict("records"), strict=True))
    )
    lines = "".join(
        f'<i style="bottom:{up.at(line)}"><span>{said}</span></i>'
        for line, said in zip(up.lines, up.labels(), strict=True)
    )
    field = f'<div class="sr-field">{lines}{_curve(places)}{points}</div>'
    body = f'<div class="sr-caption">decisions that agree with the label</div>{field}'
    return _framed(title, "reliance that is left", across, body)


def _curve(places: Sequence[tuple[str, str]]) -> str:
    """The line through all points: a picture behind them, since pages show no SVG of their own."""
    at = " ".join(f"{x.rstrip('%')},{100 - float(y.rstrip('%')):.2f}" for x, y in places)
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<polyline points="{at}" fill="none" stroke="#8a8a8a" stroke-width="1.5" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
    return f'<div style="background-image:url(data:image/svg+xml,{quote(drawn)})"></div>'


def _strength(row: dict) -> str:
    found = f"{percent(row['reliance'], 1)} reliance, {percent(row['accuracy'], 1)} agree"
    return f"strength {row['strength']:,.3g}: {found}"


def _row(name: str, drawn: str, told: str) -> str:
    """One row: its name, what is drawn, and the figures for whoever points at it."""
    return (
        f'<div class="sr-row" title="{escape(f"{name}: {told}")}"><span>{escape(name)}</span>'
        f"<div>{drawn}</div></div>"
    )


def _chart(title: str, across: str, scale: Scale, rows: Sequence[str]) -> str:
    steps = f"--steps:{len(scale.lines) - 1}"
    body = f'<div class="sr-legend">{_LEGEND}</div><div style="{steps}">{"".join(rows)}</div>'
    return _framed(title, across, scale, body)


def _framed(title: str, across: str, scale: Scale, body: str) -> str:
    """A chart with its title and the scale below it; read out as its title, the table has all."""
    ends = "".join(
        f'<span style="left:{scale.at(line)}">{said}</span>'
        for line, said in zip(scale.lines, scale.labels(), strict=True)
    )
    return (
        f'<div class="sr-chart" role="img" aria-label="{escape(title)}"><b>{escape(title)}</b>'
        f'{body}<div class="sr-axis">{ends}</div>'
        f'<div class="sr-caption">{escape(across)}</div></div>'
    )
