"""Drawings: a heat map, curves and calibration. Colours of Okabe and Ito; readable in grey.

Lines differ in dashes and marks as well as in colour, and shades carry their figure as words, so
nothing hangs on colour alone. Every drawing stands above the same figures as a table.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.report.markup import Markup, el, join
from core.report.numbers import NONE, percent

_LEFT, _TOP, _CELL, _ROW = 180, 28, 92, 26
_LONGEST = 24
_SHADES = 9
_WIDTH, _HEIGHT = 440, 240
_EDGE = {"left": 56, "top": 14, "bottom": 34}
_KINDS = 7  # colours and dashes in the style sheet, then they start again
_TICKS = (0, 0.25, 0.5, 0.75, 1)


def shortened(name: str) -> str:
    """A name that fits beside a drawing; the table below it has all of it."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def heat_map(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Mapping[str, Any] | None]],
) -> Markup:
    """Shares from 0 to 1 as shades with their figure; None is drawn as not compared."""
    width, height = _LEFT + _CELL * len(columns) + 4, _TOP + _ROW * len(rows) + 6
    return el(
        "svg",
        el("title", title),
        *(
            el("text", name, x=_LEFT + _CELL * (i + 0.5), y=_TOP - 10, text_anchor="middle")
            for i, name in enumerate(columns)
        ),
        *(_heat_row(name, _TOP + _ROW * i, cells[i]) for i, name in enumerate(rows)),
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=title,
        style=f"max-width: {width}px",
    )


def _heat_row(name: str, y: float, cells: Sequence[Mapping[str, Any] | None]) -> Markup:
    drawn = [el("text", shortened(name), x=_LEFT - 12, y=y + 17, text_anchor="end")]
    for i, cell in enumerate(cells):
        x, shade = _LEFT + _CELL * i, "none"
        words = "–"
        if cell is not None:
            shade = str(min(_SHADES - 1, int(cell["rate"] * _SHADES)))
            words = cell.get("shown") or percent(cell["rate"])
        place = {"x": x + 1, "y": y + 1, "width": _CELL - 2, "height": _ROW - 2}
        drawn.append(el("rect", **place, class_=f"shade s{shade}"))
        middle = {"x": x + _CELL / 2, "y": y + 17, "text_anchor": "middle"}
        drawn.append(el("text", words, **middle, class_=f"on s{shade}"))
    return el("g", *drawn)


def curves(
    title: str,
    grid: Sequence[float],
    lines: Sequence[tuple[str, Sequence[float]]],
    chosen: float | None,
    mark: str = "in use",
    across: str = "threshold",
) -> Markup:
    """One line a group over the thresholds, and a line where the threshold in use is.

    Args:
        title: what it shows.
        grid: places across, 0 to 1.
        lines: name and shares of each line.
        chosen: place of the upright line; None for none.
        mark: what the upright line is called.
        across: what the places are.
    """
    drawn = [
        _polyline(i, [(_x(at), _y(share)) for at, share in zip(grid, shares, strict=True)])
        for i, (_, shares) in enumerate(lines)
    ]
    upright = []
    if chosen is not None:
        ends = {"x1": _x(chosen), "x2": _x(chosen), "y1": _y(0), "y2": _y(1)}
        upright = [
            el("line", **ends, class_="chosen"),
            el("text", mark, x=_x(chosen) + 5, y=_y(1) + 12),
        ]
    return _plot(title, [*upright, *drawn], [name for name, _ in lines], across)


def calibration_chart(title: str, rows: Sequence[Mapping[str, Any]]) -> Markup:
    """One line a group: mean score across, share with the favourable label up."""
    even = el("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="chosen")
    drawn = [
        _polyline(i, [(_x(b["score"]), _y(b["share"])) for b in row["bins"]], dots=True)
        for i, row in enumerate(rows)
    ]
    return _plot(title, [even, *drawn], [row["group"] for row in rows], "mean score")


def _plot(title: str, drawn: Sequence[Markup], names: Sequence[str], across: str) -> Markup:
    legend = join(
        join(
            [
                _polyline(i, [(_x(1) + 24, y), (_x(1) + 56, y)], dots=True),
                el("text", shortened(name), x=_x(1) + 64, y=y + 4),
            ]
        )
        for i, name in enumerate(names)
        for y in [_EDGE["top"] + 10 + 20 * i]
    )
    height = max(_y(0) + _EDGE["bottom"], _EDGE["top"] + 20 * len(names) + 20)
    return el(
        "svg",
        el("title", title),
        _axes(across),
        *drawn,
        legend,
        viewBox=f"0 0 {_EDGE['left'] + _WIDTH + 240} {height}",
        role="img",
        aria_label=title,
    )


def _axes(across: str) -> Markup:
    lines = []
    for tick in _TICKS:
        lines += [
            el("line", x1=_x(0), x2=_x(1), y1=_y(tick), y2=_y(tick), class_="grid"),
            el("text", percent(tick, 0), x=_x(0) - 8, y=_y(tick) + 4, text_anchor="end"),
            el("text", f"{tick:.2f}", x=_x(tick), y=_y(0) + 16, text_anchor="middle"),
        ]
    name = el("text", across, x=_x(0.5), y=_y(0) + 31, text_anchor="middle")
    return join([*lines, name])


def _polyline(kind: int, points: Sequence[tuple[float, float]], dots: bool = False) -> Markup:
    if not points:
        return el("text", NONE, x=_x(0.5), y=_y(0.5))
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    made = [el("path", d=path, class_=f"curve k{kind % _KINDS}")]
    if dots:
        made += [el("circle", cx=round(x, 1), cy=round(y, 1), r=3, class_=f"dot k{kind % _KINDS}")
                 for x, y in points]  # fmt: skip
    return el("g", *made)


def _x(share: float) -> float:
    return round(_EDGE["left"] + _WIDTH * share, 1)


def _y(share: float) -> float:
    return round(_EDGE["top"] + _HEIGHT * (1 - share), 1)
