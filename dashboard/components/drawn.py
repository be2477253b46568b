"""Charts on a page, their descriptions made once for the same figures."""

from typing import Any, Literal

import streamlit as st

Kind = Literal["dumbbells", "gap_ranges", "reliance_bars", "strength_path"]


def draw(kind: Kind, title: str, **given: Any) -> None:  # noqa: ANN401
    """One of `dashboard.charts`; a screen reader says its title, the table under it has all."""
    draw_described(described(kind, title=title, **given), title)


def draw_described(description: dict[str, Any], title: str) -> None:
    """A chart that was described before."""
    st.vega_lite_chart(spec=dict(description), alt=title)  # Streamlit takes the data out of it


@st.cache_data(max_entries=64, show_spinner=False)
def described(kind: Kind, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """A chart as the browser is told of it."""
    # Loaded here: pages without a chart do not wait for the library.
    from dashboard import charts

    return getattr(charts, kind)(**given).to_dict()
