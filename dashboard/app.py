"""The frame of the dashboard: pages, sidebar, style. `selfreg ui` starts it."""

from pathlib import Path

import streamlit as st

from dashboard import components, engine, state, words

HERE = Path(__file__).resolve().parent
# A wheel carries the assets inside the package; in a checkout they lie at the top.
ASSETS = next((p for p in (HERE / "assets", HERE.parent / "assets") if p.is_dir()), HERE)
LONG = 12  # a find of more words is a pasted text
STEPS = ("overview", "explore", "review", "retrain", "compare", "sign")

# A PNG of our own: Streamlit fetches a named icon from the network.
icon = ASSETS / "logo.png"
st.set_page_config(words.PRODUCT, page_icon=str(icon) if icon.is_file() else None, layout="wide")
st.html(HERE / "style.css")

pages = {
    name: st.Page(f"views/{name}.py", title=title, url_path=name, default=name == "overview")
    for name, title in words.PAGES.items()
}
page = st.navigation(list(pages.values()), position="hidden")


def find() -> None:
    """Note what was typed into the find box; the next paint opens the page that answers it."""
    state.session().find = str(st.session_state.get("find", "")).strip()
    st.session_state["find"] = ""


def mask() -> None:
    """Hide personal data in texts, or show it again."""
    if st.session_state["mask"]:
        st.query_params["mask"] = "1"
    else:
        st.query_params.pop("mask", None)


def steps(case: str | None) -> None:
    """The six steps, one line each, with how far each is."""
    known = words.step_states(engine.status(case)) if case else {}
    with st.container(key="steps", gap="xsmall"):
        for name in STEPS:
            title, how_far = words.PAGES[name], known.get(name, "")
            label = f"**{title}**" if pages[name] == page else title
            if how_far:
                label += f" :small[{how_far}]"
            st.page_link(pages[name], label=label, query_params=state.link(), width="stretch")


def sidebar() -> None:
    """Case, steps, find box, history, words explained, who decides."""
    case = state.case()
    if case is None:
        components.show(f"<b>{words.PRODUCT}</b><p>{words.TAGLINE}</p>", "sr-small")
    else:
        about = components.escape(words.about(engine.facts(case)))
        name = components.escape(case)
        components.show(f'<b>{name}</b><div class="sr-muted sr-small">{about}</div>')
    steps(case)
    if case is not None:
        st.text_input(
            words.FIND, key="find", placeholder=words.FIND_HINT, type="search", on_change=find
        )
        st.session_state["mask"] = state.masked()
        st.toggle(words.MASK, key="mask", help=words.MASK_HELP, on_change=mask)
        st.page_link(pages["second"], label=words.PAGES["second"], query_params=state.link())
        st.page_link(pages["lists"], label=words.PAGES["lists"], query_params=state.link())
        st.page_link(pages["history"], label=words.PAGES["history"], query_params=state.link())
    st.page_link(pages["words"], label=words.PAGES["words"], query_params=state.link())
    components.signed_in_as()


with st.sidebar, components.guarded():
    sidebar()
asked = state.once("find")
if asked:
    long = len(asked.split()) > LONG
    query = {"by": "fires", "text": asked} if long else {"q": asked}
    st.switch_page(pages["explore"], query_params=state.link(**query, feature=None))
components.keep_name()
with components.guarded():
    page.run()
