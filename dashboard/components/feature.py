"""One feature: its heading, its examples by strength, its rates, its technical details."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import engine, words
from dashboard.components.markup import escape, explained, marked, show, shown_text, table
from dashboard.components.strength import look, weaker

_LONGEST = 800  # characters of an example


def heading(feature: Mapping[str, Any], texts: int, level: int = 1) -> None:
    """Name of a feature, how well the name fits, and how common it is.

    Args:
        feature: Its row.
        texts: How many texts the case has.
        level: 2 where the page has another heading of its own.
    """
    parts = [words.suggested(feature), words.fit(feature), words.seen_in(feature, texts)]
    line = " · ".join(explained(part) for part in parts if part)
    name = escape(words.quoted(feature["name"]))
    kind = ' class="sr-name"' if level > 1 else ""
    show(f"<h{level}{kind}>{name}</h{level}><p>{line}</p>")


def bands(evidence: engine.Evidence, own: tuple[str, float | None] = ("", None)) -> None:
    """Strongest, typical and faint examples, and look-alikes, under the feature's histogram.

    Args:
        evidence: Of the feature.
        own: HTML of the reader's own text, to stand above the examples, and how strong it is.
    """
    counts = [int(n) for n in evidence.feature["histogram"]]
    standing = weaker(counts)
    parts = [own[0]] if own[0] else []
    examples = evidence.examples.to_dict("records")
    for band, name in words.BANDS.items():
        rows = sorted((r for r in examples if r["band"] == band), key=itemgetter("rank"))
        if rows:
            items = "".join(_example(row, standing) for row in rows)
            parts.append(f"<h2>{escape(_band_title(band, name, rows))}</h2>")
            parts.append(f'<ol class="sr-rows">{items}</ol>')
    show(look(counts, "".join(parts), own[1]) if parts else escape(words.NO_EXAMPLES))


def _band_title(band: str, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    if band == "look-alike":
        return f"{name} · {words.BAND_HELP[band]}"
    strengths = [row["strength"] for row in rows]
    return f"{name} · {words.span(min(strengths), max(strengths))}"


def _example(row: Mapping[str, Any], standing: Callable[[float], float]) -> str:
    spans = zip(row["starts"], row["ends"], row["values"], strict=True)
    window = _window(row)
    text = marked(shown_text(row["body"]), spans, *window, weaker=standing)
    number = "–" if row["band"] == "look-alike" else words.percent(row["strength"])
    side = [escape(row["label"])] if row.get("label") else []
    if row["copies"] > 1:
        side.insert(0, f"×{int(row['copies'])}")
    return (
        f'<li><span class="sr-num">{number}</span><span class="sr-text">{text}</span>'
        f'<span class="sr-side">{" · ".join(side)}</span></li>'
    )


def _window(row: Mapping[str, Any]) -> tuple[int, int]:
    """First and last character to show: the example's own window, unless a word is endless."""
    start, end = int(row["window_start"]), int(row["window_end"])
    if end - start > _LONGEST and len(row["starts"]):
        start = max(start, int(row["starts"][0]) - _LONGEST // 4)
    return start, min(end, start + _LONGEST)


def rate_tables(rates: pd.DataFrame, facts: engine.Facts, enough: int) -> None:
    """In what share of each class's and group's texts the feature fires, and which texts those are.

    Args:
        rates: column, value, n, rate.
        facts: Of the case.
        enough: Texts a group needs before its rate is told.
    """
    # One scale for all tables of a feature, so that their bars can be compared.
    top = max(float(rates["rate"].max()), 1e-9)
    tables, rows = [], rates.to_dict("records")
    for column, caption in words.rate_captions(facts).items():
        cells = [_rate(row, top, enough) for row in rows if row["column"] == column]
        heads = (words.label_of(column) if column != "label" else words.CLASS, "", "fires in", "of")
        if cells:
            tables.append(table(cells, heads, caption=caption, numbers=(2, 3), bars=(1,)))
    counted = sum(int(row["n"]) for row in rows if row["column"] == "label")
    told = f'<p class="sr-muted sr-small">{escape(words.counted_over(counted, facts.texts))}</p>'
    show("".join(tables) + told, "sr-rates")


def _rate(row: Mapping[str, Any], top: float, enough: int) -> tuple[object, ...]:
    """One group's row; where it has too few texts, that instead of a rate."""
    few = row["n"] < enough and row["column"] != "label"
    rate = words.TOO_FEW if few else words.percent(row["rate"])
    return _value(row["value"]), 0.0 if few else row["rate"] / top, rate, f"{int(row['n']):,}"


def _value(value: object) -> str:
    return words.NOT_GIVEN if value is None or value != value else str(value)


def technical(evidence: engine.Evidence) -> None:
    """The engine's own words about a feature, for whoever wants them."""
    feature = evidence.feature
    with st.expander(words.TECHNICAL, key="technical", on_change="rerun") as details:
        if not details.open:
            return
        rows = [
            ("number", feature["feature"]),
            ("kind of name", feature["kind"]),
            ("tokens it fires on", f"{int(feature['tokens']):,}"),
            ("density (share of tokens)", words.percent(float(feature["density"]), 2)),
            ("highest activation", f"{float(feature['maximum']):.2f}"),
            ("places by strength", words.places_by_strength(list(feature["histogram"]))),
            ("words", ", ".join(map(str, feature["words"]))),
        ]
        body = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
        show(f"<dl>{body}</dl>", "sr-small")


def names_of(case: str, ids: list[int]) -> dict[int, str]:
    """Names of some features."""
    table_ = engine.features(case)
    found = table_[table_["feature"].isin(ids)]
    return dict(zip(found["feature"], found["name"], strict=True))
