"""HTML that is escaped by construction: a child that is not markup is text."""

from collections.abc import Collection, Iterable, Sequence
from html import escape

CUT = "Not all rows are on paper; the page on a screen and report.json have every one."
"""Said below a table that is printed in part."""

_VOID = {"meta", "circle", "line", "rect", "path"}


class Markup(str):
    """HTML that may be put on a page as it is."""

    __slots__ = ()


def el(name: str, /, *children: str, **attributes: object) -> Markup:
    """An element. `class_` stands for class, `aria_label` for aria-label; None leaves one out."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{named}>" if name == "meta" else f"<{name}{named}/>")
    return Markup(f"<{name}{named}>{join(children)}</{name}>")


def join(children: Iterable[str], between: str = "") -> Markup:
    """Markup and escaped text, one after the other."""
    return Markup(escape(between).join(c if isinstance(c, Markup) else escape(c) for c in children))


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: Iterable[int] = (),
    *,
    printed: Collection[int] | None = None,
) -> Markup:
    """A table whose first column names the rows; columns in `numeric` are set to the right.

    It scrolls sideways by itself where the page is narrow.

    Args:
        caption: what it shows.
        header: names of the columns.
        rows: cells, row by row.
        numeric: places of the columns that hold numbers.
        printed: places of the rows that go on paper; None for all. The screen shows every row.
    """
    rows = list(rows)
    right = set(numeric)
    kind = ["n" if i in right else None for i in range(len(header))]
    head = join(el("th", cell, scope="col", class_=c) for cell, c in zip(header, kind, strict=True))
    body = join(
        el(
            "tr",
            el("th", row[0], scope="row"),
            *(el("td", cell, class_=c) for cell, c in zip(row[1:], kind[1:], strict=True)),
            class_=None if printed is None or i in printed else "more",
        )
        for i, row in enumerate(rows)
    )
    made = el(
        "table",
        el("caption", caption),
        el("thead", el("tr", head)),
        el("tbody", body),
    )
    told = [] if printed is None or len(rows) <= len(printed) else [el("p", CUT, class_="cut")]
    return el("div", made, *told, class_="wide", tabindex="0", role="region", aria_label=caption)


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Terms with what they are, side by side."""
    return el("dl", join(join([el("dt", term), el("dd", value)]) for term, value in pairs))


def section(title: str, *parts: str) -> Markup:
    """A part of the page under its title."""
    return el("section", el("h2", title), *parts)


def checksum(value: str) -> Markup:
    """A checksum, which may break anywhere at the end of a line."""
    return el("code", value, class_="hash")
