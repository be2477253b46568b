"""Before and after, row by row, on a scale of its own: an empty circle, a line, a full circle."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.report.markup import Markup, el, join

_LEFT, _WIDTH, _RIGHT = 230, 390, 20
_TOP, _ROW, _BOTTOM = 34, 22, 26
_LONGEST = 30  # characters of a name; the table beside it has all of them

Tick = tuple[float, str]


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
    height = _TOP + _ROW * len(rows) + _BOTTOM
    return el(
        "svg",
        el("title", title),
        _legend(),
        join(_tick(tick, ticks, height) for tick in ticks),
        *(_row(row, _TOP + _ROW * (i + 0.5), ticks) for i, row in enumerate(rows)),
        viewBox=f"0 0 {_LEFT + _WIDTH + _RIGHT} {height}",
        role="img",
        aria_label=title,
    )


def _legend() -> Markup:
    return el(
        "g",
        el("circle", cx=_LEFT + 6, cy=12, r=5, class_="plain"),
        el("text", "before", x=_LEFT + 17, y=16),
        el("circle", cx=_LEFT + 86, cy=12, r=5.5, class_="regularized"),
        el("text", "after", x=_LEFT + 97, y=16),
    )


def _tick(tick: Tick, ticks: Sequence[Tick], height: int) -> Markup:
    x = _x(tick[0], ticks)
    return join(
        [
            el("line", x1=x, x2=x, y1=_TOP - 6, y2=height - _BOTTOM, class_="grid"),
            el("text", tick[1], x=x, y=height - _BOTTOM + 17, text_anchor="middle"),
        ]
    )


def _row(row: Dot, y: float, ticks: Sequence[Tick]) -> Markup:
    name = row.name if len(row.name) <= _LONGEST else row.name[: _LONGEST - 1] + "…"
    before, after = _x(row.before, ticks), _x(row.after, ticks)
    return el(
        "g",
        el("text", name, x=_LEFT - 14, y=y + 4, text_anchor="end"),
        el("line", x1=before, x2=after, y1=y, y2=y, class_="bar"),
        el("circle", cx=before, cy=y, r=5, class_="plain"),
        el("circle", cx=after, cy=y, r=5.5, class_="regularized"),
    )


def _x(place: float, ticks: Sequence[Tick]) -> float:
    low, high = ticks[0][0], ticks[-1][0]
    return round(_LEFT + _WIDTH * (min(max(place, low), high) - low) / (high - low), 1)
