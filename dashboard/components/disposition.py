"""Lines of the report that are over a limit or lack evidence: what follows from each."""

import streamlit as st

from dashboard import engine, state
from dashboard.components.markup import escape, show
from dashboard.components.page import act, section
from dashboard.words import signing


def open_lines(case: str) -> None:
    """A choice and a reason for each line that waits; nothing where none does."""
    waiting = engine.open_lines(case)
    if not waiting:
        return
    section(signing.OPEN_LINES)
    show(escape(signing.OPEN_LINES_WHY), "sr-muted")
    for line in waiting:
        with st.container(border=True):
            _one(case, line)


def _one(case: str, line: dict) -> None:
    name = line["line"]
    show(f"<strong>{escape(line['title'])}</strong>: {escape(line['state'])}")
    for part in line.get("parts", []):
        about = f"{part['about']}: " if part.get("about") else ""
        show(escape(f"{about}{part.get('text', '')}"), "sr-muted sr-small")
    st.segmented_control(
        signing.FOLLOWS,
        list(signing.CHOICES),
        format_func=signing.CHOICES.get,
        key=f"follows_{name}",
    )
    st.text_input(
        signing.FOLLOWS_WHY, key=f"follows_why_{name}", max_chars=1000, help=signing.FOLLOWS_HELP
    )
    st.button(
        signing.RECORD, key=f"follows_record_{name}", on_click=act, args=(_record, case, name)
    )


def _record(case: str, line: str) -> str | None:
    choice = st.session_state.get(f"follows_{line}")
    reason = str(st.session_state.get(f"follows_why_{line}") or "").strip()
    by = str(st.session_state.get("sign_name") or "").strip() or state.session().reviewer
    problem = signing.undecided(choice, reason, by)
    if problem:
        state.session().problem = problem
        return None
    engine.dispose(case, line, choice, reason, by)
    return signing.RECORDED
