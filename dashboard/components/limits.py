"""What the case is judged by: shown, set, and how its models stand against it."""

import streamlit as st

from dashboard import engine, state
from dashboard.components.markup import escape, show, together
from dashboard.components.page import act, section
from dashboard.components.people import ask_name
from dashboard.words import NO_NAME
from dashboard.words import limits as words


def limits_editor(case: str) -> None:
    """The limits, folded away; a change is a new version."""
    standing = engine.limits(case)
    with st.expander(words.TITLE, key="limits", on_change="rerun") as panel:
        if not panel.open:
            return
        show(escape(words.standing(standing)), "sr-small")
        show(escape(words.HELP), "sr-muted sr-small")
        for limit in standing.limits:
            st.number_input(
                words.label_of(limit),
                value=limit.value,
                min_value=0.0,
                max_value=1.0,
                step=0.005,
                format="%.3f",
                key=f"limit_{limit.name}_{standing.version}",
                placeholder=words.NO_LIMIT,
                help=limit.why,
            )
        name = ask_name("limits_name")
        st.button(
            words.SET,
            key="set_limits",
            disabled=not name,
            help=None if name else NO_NAME,
            on_click=act,
            args=(save_limits, case),
        )


def save_limits(case: str) -> str:
    """Write the typed limits to the ledger."""
    standing = engine.limits(case)
    keys = {limit.name: f"limit_{limit.name}_{standing.version}" for limit in standing.limits}
    typed = {name: st.session_state.get(key) for name, key in keys.items()}
    engine.set_limits(case, typed, state.session().reviewer)
    return words.SAVED


def group_verdicts(case: str) -> None:
    """Outcomes and errors by group, each with its state; nothing where nothing was compared."""
    found = engine.group_verdicts(case)
    if not found:
        return
    with together():
        section(words.VERDICTS)
        show(escape(words.standing(engine.limits(case))), "sr-muted sr-small")
        for line in found:
            items = "".join(
                f"<li><strong>{escape(part['about'])}: {escape(part['state'])}.</strong> "
                f"{escape(part['text'])}</li>"
                for part in line["parts"]
            )
            head = f"<strong>{escape(line['title'])}: {escape(line['state'])}</strong>"
            show(f"<p>{head}</p><ul>{items}</ul>")
