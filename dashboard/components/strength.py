"""How strongly a feature fires: a histogram on which the word pointed at shows where it stands.

No script: each marked word carries its strength in its classes, and style.css moves the line while
the pointer or the focus is on the word.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate

from dashboard import words
from dashboard.components.markup import escape

_AFTER = "after-the-examples"


def look(counts: Sequence[int], body: str, own: float | None = None) -> str:
    """HTML of examples under the histogram of their feature, which stays in view above them.

    Args:
        counts: Firings in equal bins of strength, the weakest first.
        body: HTML with words marked by `marked(..., counts=counts)`.
        own: Strength, 0 to 1, of a line that stays: the reader's own text.
    """
    highest = max([*counts, 1])
    bars = "".join(f'<i style="height:{100 * n / highest:.0f}%"></i>' for n in counts)
    line = "" if own is None else f'<b class="sr-own" style="left:{100 * own:.0f}%"></b>'
    said = words.strengths(middle(counts))
    return (
        f'<a class="sr-skip" href="#{_AFTER}">{escape(words.SKIP_EXAMPLES)}</a>'
        f'<div class="sr-look"><div class="sr-strip"><div class="sr-bars" role="img" '
        f'aria-label="{escape(said)}">{bars}{line}<b class="sr-at"></b></div>'
        f'<div class="sr-scale"><span>{escape(words.WEAKEST)}</span>'
        f"<span>{escape(words.POINT_AT_A_WORD)}</span><span>{escape(words.STRONGEST)}</span>"
        f"</div></div>{body}</div>"
    )


def landing() -> str:
    """HTML of the place where the way past the examples, each word a stop of Tab, ends."""
    return f'<span id="{_AFTER}" tabindex="-1"></span>'


def weaker(counts: Sequence[int]) -> Callable[[float], float]:
    """Strength -> share of the firings that are weaker, from 0 to 1; even within a bin.

    >>> weaker([6, 2, 2, 0])(0.375)
    0.7
    """
    below, bins = [0, *accumulate(counts)], len(counts)

    def share(strength: float) -> float:
        at = min(max(strength, 0.0), 1.0) * bins
        full = min(int(at), bins - 1)
        return (below[full] + counts[full] * (at - full)) / max(below[-1], 1)

    return share


def middle(counts: Sequence[int]) -> float:
    """Strength below which half of the firings are.

    >>> middle([6, 2, 2, 0])
    0.25
    """
    half, seen = sum(counts) / 2, 0
    for i, n in enumerate(counts, start=1):
        seen += n
        if seen >= half:
            return i / len(counts)
    return 1.0
