"""People's texts as HTML: everything is escaped here, and nowhere else put together.

Never Markdown: it follows links and loads images that a text may contain.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from dashboard import engine, state, words

_BUCKETS = 9
_TERMS = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, words.HOVER), key=len, reverse=True)) + r")\b", re.I
)
Said = TypeVar("Said")
_together: ContextVar[list[str] | None] = ContextVar("together", default=None)
_SIGNS = {i: 0x2400 + i for i in range(32) if chr(i) not in "\t\n\r"} | {0x7F: 0x2421}
_SIGNS |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], ord("⇄"))
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


def escape(text: object) -> str:
    r"""`text` with nothing in it that HTML would take for markup, and nothing that acts unseen.

    Control characters, and those that turn the direction of writing, become visible signs.

    >>> escape("<b> \a \u202eturned")
    '&lt;b&gt; ␇ ⇄turned'
    """
    return html.escape(str(text).translate(_SIGNS), quote=True)


def explained(text: str) -> str:
    """`text` escaped, with the first use of each word of the glossary explained on hover."""
    seen: set[str] = set()

    def hover(found: re.Match) -> str:
        word = found.group(0)
        if word.lower() in seen:
            return escape(word)
        seen.add(word.lower())
        return f'<abbr title="{escape(words.HOVER[word.lower()])}">{escape(word)}</abbr>'

    parts, at = [], 0
    for found in _TERMS.finditer(text):
        parts += [escape(text[at : found.start()]), hover(found)]
        at = found.end()
    return "".join(parts) + escape(text[at:])


def shown_text(text: str) -> str:
    """What a person wrote as this page may show it: with personal data hidden, or as it is."""
    return engine.mask(text) if state.masked() else text


def told_by(said: Said) -> Said:
    """An event or a decision with what a person typed as this page may show it."""
    typed = {"reason": shown_text(said.reason)}
    subject = getattr(said, "subject", {})
    if "text" in subject:  # a policy
        typed["subject"] = {**subject, "text": shown_text(subject["text"])}
    return replace(said, **typed)


def plain(text: object) -> str:
    """`text` in one line, with nothing in it that acts unseen, for what is set as plain text."""
    return " ".join(str(text).translate(_SIGNS).split())


def label(text: object) -> str:
    """`text` for the label of a button or link, where Markdown cannot be turned off."""
    return _SPECIAL.sub(r"\\\1", plain(text))


def show(body: str, kind: str = "", *, narrow: bool = False) -> None:
    """Draw a piece of HTML; whoever builds `body` has escaped what people wrote.

    Args:
        body: HTML.
        kind: Further CSS classes of style.css.
        narrow: Only as wide as its words, beside something else.
    """
    piece, pieces = f'<div class="sr {kind}">{body}</div>', _together.get()
    if pieces is None:
        st.html(piece, width="content" if narrow else "stretch")
    else:
        pieces.append(piece)


@contextmanager
def together() -> Iterator[None]:
    """Send all that is shown meanwhile as one element: a browser draws one sooner than five.

    Nothing but HTML belongs inside; one inside another adds to it.
    """
    if _together.get() is not None:
        yield
        return
    pieces: list[str] = []
    before = _together.set(pieces)
    try:
        yield
    finally:
        _together.reset(before)
        if pieces:
            st.html(f'<div class="sr-together">{"".join(pieces)}</div>')


def marked(
    text: str,
    spans: Iterable[tuple[int, int, float]],
    start: int = 0,
    end: int | None = None,
    *,
    weaker: Callable[[float], float] | None = None,
) -> str:
    """HTML of `text` from `start` to `end` with marked spans, an ellipsis where it was cut.

    Args:
        text: The whole text.
        spans: start, end (characters of the whole text) and strength 0 to 1; of overlapping
            spans the first counts.
        start: First character to show.
        end: Character to stop before; None is the end of the text.
        weaker: Strength -> share of the feature's places that are weaker; with it, a word stands
            on the histogram of `strength.look`, and words at least half as strong as the strongest
            shown are stops of Tab: a feature that fires everywhere has not one at each word.
    """
    stop, at, parts = len(text) if end is None else end, start, []
    shown = sorted(span for span in spans if span[0] < stop and span[1] > start)
    least = max((strength for _, _, strength in shown), default=0.0) / 2
    for first, last, strength in shown:
        last = min(last, stop)
        if first < at or first >= last:
            continue
        parts.append(escape(text[at:first]))
        parts.append(_mark(text[first:last], strength, weaker, stop=strength >= least))
        at = last
    lead = "…\u00a0" if start > 0 else ""
    trail = "\u00a0…" if stop < len(text) else ""
    return lead + "".join(parts) + escape(text[at:stop]) + trail


def _mark(
    text: str, strength: float, weaker: Callable[[float], float] | None, *, stop: bool
) -> str:
    bucket = min(_BUCKETS, max(1, round(strength * _BUCKETS)))
    number = min(100, max(0, round(100 * strength)))
    kind, said, reach = f"s{bucket}", words.percent(number / 100), ""
    if weaker is not None:
        kind += f" t{number // 10} u{number % 10}"
        said = words.stronger_than(said, weaker(strength))
        reach = ' tabindex="0"' if stop else ""
    return f'<mark class="{kind}" title="{escape(said)}"{reach}>{escape(text)}</mark>'


def table(
    rows: Iterable[Sequence[object]],
    columns: Sequence[str],
    *,
    caption: str = "",
    about: str = "",
    numbers: Sequence[int] = (),
    bars: Sequence[int] = (),
) -> str:
    """HTML of a small table; the first cell of each row is its heading.

    Args:
        rows: Cells, as people read them; under `bars` shares from 0 to 1.
        columns: Headings.
        caption: What the table shows.
        about: The same, only read out, for a table under a heading that says it already.
        numbers: Columns to align right.
        bars: Columns drawn as bars.
    """
    head = "".join(_head(name, _align(i, numbers)) for i, name in enumerate(columns))
    body = "".join(f"<tr>{_cells(row, numbers, bars)}</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    said = f' aria-label="{escape(about)}"' if about else ""
    return f"<table{said}>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _head(name: str, align: str) -> str:
    return f'<th scope="col"{align}>{escape(name)}</th>' if name else "<td></td>"


def _cells(row: Sequence[object], numbers: Sequence[int], bars: Sequence[int]) -> str:
    cells = []
    for i, cell in enumerate(row):
        inner = _bar(float(cell)) if i in bars else escape(cell)  # type: ignore[arg-type]
        tag = 'th scope="row"' if i == 0 else "td"
        cells.append(f"<{tag}{_align(i, numbers)}>{inner}</{tag[:2]}>")
    return "".join(cells)


def _align(i: int, numbers: Sequence[int]) -> str:
    return ' class="sr-n"' if i in numbers else ""


def _bar(share: float) -> str:
    width = 100 * min(1.0, max(0.0, share))
    return f'<span class="sr-bar" aria-hidden="true"><i style="width:{width:.1f}%"></i></span>'


def how_far(share: float, text: str) -> str:
    """HTML of a bar that says how far something is, with the words beside it."""
    width = 100 * min(1.0, max(0.0, share))
    bar = f'<span class="sr-bar" aria-hidden="true"><i style="width:{width:.1f}%"></i></span>'
    return f'<div class="sr-progress">{bar}<span>{escape(text)}</span></div>'


def policy(text: str, heading: str, empty: str) -> str:
    """HTML of the policy, as it stands beside every decision."""
    body = escape(shown_text(text)) if text else f'<span class="sr-muted">{escape(empty)}</span>'
    return f"<b>{escape(heading)}</b>{body}"
