"""Features as a list of names, each a way to its evidence, and below it why it stands there.

One element of our own, for a dozen buttons of Streamlit cost a browser 30 ms.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import state, words
from dashboard.components.markup import plain

_HERE = Path(__file__).resolve().parent
_list = st.components.v2.component(
    "selfreg_listed",
    html='<ul id="features"></ul>\n',
    css=(_HERE / "listed.css").read_text(encoding="utf-8"),
    js=(_HERE / "listed.js").read_text(encoding="utf-8"),
)


def feature_list(
    rows: Iterable[Mapping[str, Any]], key: str, title: str, chosen: int | None = None
) -> None:
    """A list of features; pressing one puts it into the URL.

    Args:
        rows: feature, name and why, in the order shown.
        key: Of the widget.
        title: What the list is called, for people who do not see the page.
        chosen: The feature whose evidence is shown.
    """
    shown = [
        (int(row["feature"]), plain(words.called(row["name"])), plain(row["why"])) for row in rows
    ]
    _list(
        key=key,
        data={"features": shown, "chosen": chosen, "label": title},
        on_opened_change=partial(_open, key, frozenset(feature for feature, *_ in shown)),
    )


def _open(key: str, shown: frozenset[int]) -> None:
    opened = st.session_state[key]["opened"]
    if isinstance(opened, int) and opened in shown:  # a browser may say anything
        state.open_feature(opened)
