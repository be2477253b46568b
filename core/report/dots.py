"""Before and after, row by row, on a scale of its own: an empty circle, a line, a full circle."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.report.frame import Frame, Tick, pair
from core.report.markup import Markup, el


@dataclass(frozen=True)
class Dot:
    """One row of the drawing; places are on the scale of the ticks."""

    name: str
    before: float
    after: float


def dots(title: str, rows: Sequence[Dot], ticks: Sequence[Tick]) -> Markup:
    """The drawing; what lies beyond the first or last tick is drawn at it.

    Args:
        title: what it shows; read to those who do not see it.
        rows: of the drawing.
        ticks: place and label of each line, from left to right.
    """
    frame = Frame(ticks, left=230, width=390, row=22, longest=30)
    drawn = []
    for i, row in enumerate(rows):
        y = frame.y(i)
        drawn.append(
            el("g", frame.name(row.name, y), *pair(frame.x(row.before), frame.x(row.after), y))
        )
    return frame.drawing(title, ("before", "after"), drawn)
