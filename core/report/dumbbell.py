"""Before and after, group by group, as a drawing: an empty circle, a line, a full circle."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.report.frame import Frame, pair
from core.report.markup import Markup, el
from core.report.numbers import NONE

_SHIFTS = {"plain": -7, "regularized": 7}

Row = Mapping[str, Any]


def dumbbell(title: str, rows: Sequence[Row], axis: Sequence[float]) -> Markup:
    """The drawing of one panel of the report.

    Args:
        title: what it shows; read to those who do not see it.
        rows: group, compared, and for plain and regularized a rate or None.
        axis: shares to draw a line at, first and last one the ends.
    """
    ticks = [(share, f"{100 * share:.0f} %") for share in axis]
    frame = Frame(ticks, left=180, width=440, row=26, longest=24)
    drawn = [_row(row, frame, frame.y(i)) for i, row in enumerate(rows)]
    return frame.drawing(title, ("plain model", "regularized model"), drawn)


def _row(row: Row, frame: Frame, y: float) -> Markup:
    before, after = (row[model]["rate"] for model in ("plain", "regularized"))
    drawn = [frame.name(row["group"], y)]
    if before is None or after is None:
        drawn.append(el("text", NONE, x=frame.left + 6, y=y + 4))
    else:
        drawn += [_interval(row[m], y + shift, frame, m) for m, shift in _SHIFTS.items()]
        drawn += pair(frame.x(before), frame.x(after), y)
    return el("g", *drawn, class_=None if row["compared"] else "few")


def _interval(cell: Mapping[str, Any], y: float, frame: Frame, model: str) -> Markup:
    """The 95 % interval as a thin line: the plain model's above, the regularized one's below."""
    if cell["low"] is None:
        return Markup("")
    ends = {"x1": frame.x(cell["low"]), "x2": frame.x(cell["high"])}
    return el("line", **ends, y1=y, y2=y, class_=f"span {model}")
