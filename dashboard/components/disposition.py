"""What a person has to decide before an approval: open lines, found gaps, likely proxies."""

import streamlit as st

from dashboard import engine, state
from dashboard.components.markup import escape, show
from dashboard.components.page import act, go_button, section, tick_rows
from dashboard.components.people import signer
from dashboard.words import signing, tried

_GAP = "found gap"


def open_lines(case: str, waiting: list[dict]) -> None:
    """A choice and a reason for each line that waits, one for all gaps; nothing where none does."""
    if not waiting:
        return
    section(signing.OPEN_LINES)
    show(escape(signing.OPEN_LINES_WHY), "sr-muted")
    for line in (each for each in waiting if each["state"] != _GAP):
        with st.container(border=True):
            _told(line)
            _choice(case, line["line"], [line["line"]])
    gaps = [each for each in waiting if each["state"] == _GAP]
    if gaps:
        with st.container(border=True):
            show(f"<strong>{escape(signing.GAPS)}</strong>")
            for gap in gaps:
                _told(gap)
            _choice(case, "gaps", [gap["line"] for gap in gaps])


def likely_proxies(case: str, waiting: list[dict]) -> None:
    """The features that may stand in for a group: one is looked at, or some are decided at once."""
    if not waiting:
        return
    section(signing.PROXIES)
    show(escape(signing.PROXIES_WHY), "sr-muted")
    rows = [{name: row[name] for name in ("feature", "name", "why")} for row in waiting]
    heads = {"feature": "number", "why": "seen in the test texts"}
    ticked = tick_rows(rows, "proxies", min(360, 38 * (len(rows) + 1)), **heads)
    picked = [rows[i]["feature"] for i in ticked]
    _decide(case, picked, rows[0]["feature"])


def _decide(case: str, picked: list[int], first: int) -> None:
    st.text_input(signing.FOLLOWS_WHY, key="proxies_why", max_chars=1000)
    with st.container(horizontal=True, gap="small"):
        for verdict, text in signing.PROXY_VERDICTS.items():
            st.button(
                text,
                key=f"proxies_{verdict}",
                disabled=not picked,
                help=None if picked else signing.CHOOSE_ROWS,
                on_click=act,
                args=(_decided, case, picked, verdict),
            )
        one = picked[0] if picked else first
        go_button("review", tried.LOOK, primary=False, key="proxy_look", feature=one)


def _decided(case: str, picked: list[int], verdict: str) -> str | None:
    reason = str(st.session_state.get("proxies_why") or "").strip()
    by = signer()
    if not (reason and by):
        state.session().problem = signing.WHY_AND_WHO
        return None
    engine.decide(case, picked, verdict, reason=reason, by=by, category="proxy")
    return signing.proxies_decided(len(picked), verdict)


def _told(line: dict) -> None:
    show(f"<strong>{escape(line['title'])}</strong>: {escape(line['state'])}")
    for part in line.get("parts", []):
        about = f"{part['about']}: " if part.get("about") else ""
        show(escape(f"{about}{part.get('text', '')}"), "sr-muted sr-small")


def _choice(case: str, name: str, lines: list[str]) -> None:
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
        signing.RECORD if len(lines) == 1 else signing.ALL_GAPS,
        key=f"follows_record_{name}",
        on_click=act,
        args=(_record, case, name, lines),
    )


def _record(case: str, name: str, lines: list[str]) -> str | None:
    choice = st.session_state.get(f"follows_{name}")
    reason = str(st.session_state.get(f"follows_why_{name}") or "").strip()
    by = signer()
    problem = signing.undecided(choice, reason, by)
    if problem:
        state.session().problem = problem
        return None
    engine.dispose(case, lines, choice, reason, by)
    return signing.RECORDED
