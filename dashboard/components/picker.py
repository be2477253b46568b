"""A text whose words a person can choose, by pointer or keyboard; the choice stands in the URL."""

from pathlib import Path

import streamlit as st

from dashboard.words import finding

_HERE = Path(__file__).resolve().parent
_KEY = "part"
_picker = st.components.v2.component(
    "selfreg_picker",
    html='<div id="words" role="listbox" aria-multiselectable="true"></div>\n',
    css=(_HERE / "picker.css").read_text(encoding="utf-8"),
    js=(_HERE / "picker.js").read_text(encoding="utf-8"),
)


def words_of(text: str) -> list[tuple[int, int]]:
    """Start and end of every word of a text, as people cut it: at white space."""
    places, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
    return places


def part_of(text: str) -> tuple[int, int]:
    """First and last character of the chosen words; of the whole text when none are chosen.

    Draws the text, to choose words of it.
    """
    places = words_of(text)
    if len(places) < 2:
        return 0, len(text)
    first, last = _asked(len(places))
    ends = [0, *(end for _, end in places)]
    _picker(
        key="picker",
        data={
            "words": [(text[ends[i] : a], text[a:b]) for i, (a, b) in enumerate(places)],
            "first": first,
            "last": last,
            "whole": last - first == len(places) - 1,
            "label": finding.PART_HELP,
        },
        on_chosen_change=_choose,
    )
    return places[first][0], places[last][1]


def _asked(count: int) -> tuple[int, int]:
    """The chosen words from the URL, which may say anything."""
    ends = st.query_params.get(_KEY, "").split("-")
    if len(ends) == 2 and all(end.isdecimal() and len(end) < 6 for end in ends):
        first, last = int(ends[0]), int(ends[1])
        if first <= last < count:
            return first, last
    return 0, count - 1


def _choose() -> None:
    chosen = st.session_state["picker"]["chosen"]
    kept = {k: v for k, v in st.query_params.items() if k not in (_KEY, "feature", "page")}
    st.query_params.from_dict(kept | {_KEY: str(chosen)})


def whole_text() -> None:
    """Take the choice of words back."""
    st.query_params.pop(_KEY, None)
