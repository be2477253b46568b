"""Before and after, group by group, as a drawing: an empty circle, a line, a full circle."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.report.markup import Markup, el, join
from core.report.numbers import NONE

_LEFT, _WIDTH, _RIGHT = 180, 440, 20
_TOP, _ROW, _BOTTOM = 34, 26, 26
_LONGEST = 24  # characters of a group's name; the table beside it has all of them

_SHIFTS = {"plain": -7, "regularized": 7}

Row = Mapping[str, Any]


def dumbbell(title: str, rows: Sequence[Row], axis: Sequence[float]) -> Markup:
    """The drawing of one panel of the report.

    Args:
        title: what it shows; read to those who do not see it.
        rows: group, compared, and for plain and regularized a rate or None.
        axis: shares to draw a line at, first and last one the ends.
    """
    height = _TOP + _ROW * len(rows) + _BOTTOM
    return el(
        "svg",
        el("title", title),
        _legend(),
        _axis(axis, height),
        *(_row(row, _TOP + _ROW * (i + 0.5), axis) for i, row in enumerate(rows)),
        viewBox=f"0 0 {_LEFT + _WIDTH + _RIGHT} {height}",
        role="img",
        aria_label=title,
    )


def _legend() -> Markup:
    return el(
        "g",
        el("circle", cx=_LEFT + 6, cy=12, r=5, class_="plain"),
        el("text", "plain model", x=_LEFT + 17, y=16),
        el("circle", cx=_LEFT + 126, cy=12, r=5.5, class_="regularized"),
        el("text", "regularized model", x=_LEFT + 137, y=16),
    )


def _axis(axis: Sequence[float], height: int) -> Markup:
    bottom = height - _BOTTOM
    return join(
        join(
            [
                el("line", x1=x, x2=x, y1=_TOP - 6, y2=bottom, class_="grid"),
                el("text", f"{100 * share:.0f} %", x=x, y=bottom + 17, text_anchor="middle"),
            ]
        )
        for share in axis
        for x in [_x(share, axis)]
    )


def _row(row: Row, y: float, axis: Sequence[float]) -> Markup:
    before, after = (row[model]["rate"] for model in ("plain", "regularized"))
    name = row["group"] if len(row["group"]) <= _LONGEST else row["group"][: _LONGEST - 1] + "…"
    drawn = [el("text", name, x=_LEFT - 14, y=y + 4, text_anchor="end")]
    if before is None or after is None:
        drawn.append(el("text", NONE, x=_LEFT + 6, y=y + 4))
    else:
        ends = {"x1": _x(before, axis), "x2": _x(after, axis)}
        drawn += [_interval(row[m], y + shift, axis, m) for m, shift in _SHIFTS.items()]
        drawn.append(el("line", **ends, y1=y, y2=y, class_="bar"))
        drawn.append(el("circle", cx=ends["x1"], cy=y, r=5, class_="plain"))
        drawn.append(el("circle", cx=ends["x2"], cy=y, r=5.5, class_="regularized"))
    return el("g", *drawn, class_=None if row["compared"] else "few")


def _interval(cell: Mapping[str, Any], y: float, axis: Sequence[float], model: str) -> Markup:
    """The 95 % interval as a thin line: the plain model's above, the regularized one's below."""
    if cell["low"] is None:
        return Markup("")
    ends = {"x1": _x(cell["low"], axis), "x2": _x(cell["high"], axis)}
    return el("line", **ends, y1=y, y2=y, class_=f"span {model}")


def _x(share: float, axis: Sequence[float]) -> float:
    return round(_LEFT + _WIDTH * (share - axis[0]) / (axis[-1] - axis[0]), 1)
