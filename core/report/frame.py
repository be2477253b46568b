"""What drawings of before and after share: legend, upright lines, names, one row below another."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.report.markup import Markup, el, join

_TOP, _BOTTOM, _RIGHT = 34, 26, 20

Tick = tuple[float, str]


@dataclass(frozen=True)
class Frame:
    """A drawing with a row for each name.

    Attributes:
        ticks: place and label of each upright line, from left to right; the first and the last one
            are the ends of the scale.
        left: room for the names.
        width: of the scale.
        row: height of a row.
        longest: characters of a name; the table beside the drawing has all of them.
    """

    ticks: Sequence[Tick]
    left: int
    width: int
    row: int
    longest: int

    def x(self, place: float) -> float:
        """Where a place of the scale is; what lies beyond its ends is drawn at them."""
        low, high = self.ticks[0][0], self.ticks[-1][0]
        share = (min(max(place, low), high) - low) / (high - low)
        return round(self.left + self.width * share, 1)

    def y(self, i: int) -> float:
        """The middle of a row."""
        return _TOP + self.row * (i + 0.5)

    def name(self, name: str, y: float) -> Markup:
        """The name of a row."""
        short = name if len(name) <= self.longest else name[: self.longest - 1] + "…"
        return el("text", short, x=self.left - 14, y=y + 4, text_anchor="end")

    def drawing(self, title: str, models: tuple[str, str], rows: Sequence[Markup]) -> Markup:
        """All of it.

        Args:
            title: what it shows; read to those who do not see it.
            models: what the empty and the full circle stand for.
            rows: one below another.
        """
        height = _TOP + self.row * len(rows) + _BOTTOM
        return el(
            "svg",
            el("title", title),
            self._legend(models),
            join(self._tick(tick, height) for tick in self.ticks),
            *rows,
            viewBox=f"0 0 {self.left + self.width + _RIGHT} {height}",
            role="img",
            aria_label=title,
        )

    def _legend(self, models: tuple[str, str]) -> Markup:
        second = self.left + 40 + 8 * len(models[0])  # 8 is a wide letter
        return el(
            "g",
            el("circle", cx=self.left + 6, cy=12, r=5, class_="plain"),
            el("text", models[0], x=self.left + 17, y=16),
            el("circle", cx=second, cy=12, r=5.5, class_="regularized"),
            el("text", models[1], x=second + 11, y=16),
        )

    def _tick(self, tick: Tick, height: int) -> Markup:
        x, bottom = self.x(tick[0]), height - _BOTTOM
        return join(
            [
                el("line", x1=x, x2=x, y1=_TOP - 6, y2=bottom, class_="grid"),
                el("text", tick[1], x=x, y=bottom + 17, text_anchor="middle"),
            ]
        )


def pair(before: float, after: float, y: float) -> list[Markup]:
    """An empty circle, a line, a full circle."""
    return [
        el("line", x1=before, x2=after, y1=y, y2=y, class_="bar"),
        el("circle", cx=before, cy=y, r=5, class_="plain"),
        el("circle", cx=after, cy=y, r=5.5, class_="regularized"),
    ]
