"""A dashboard of two pages with nothing but a title: what Streamlit takes for itself."""

import streamlit as st


def first() -> None:
    """The page that opens."""
    st.title("First")


def second() -> None:
    """The page to switch to."""
    st.title("Second")


st.set_page_config("Alone", layout="wide")
pages = [
    st.Page(first, title="First", url_path="first", default=True),
    st.Page(second, title="Second", url_path="second"),
]
page = st.navigation(pages, position="hidden")
with st.sidebar:
    for each in pages:
        st.page_link(each)
page.run()
