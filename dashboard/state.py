"""What one browser tab remembers; what a colleague should see stands in the URL instead."""

from dataclasses import dataclass, field
from urllib.parse import unquote

import streamlit as st

from dashboard import engine

_KEY = "selfreg"
_LONGEST_NAME = 80

NAME_COOKIE = "selfreg_name"
"""Where a browser keeps the reviewer's name, percent-encoded, for when a page is loaded again."""


@dataclass
class Session:
    """Plain values only; decisions are in the case's ledger, never here.

    Attributes:
        reviewer: name that stands beside every decision.
        case: the case that was open last.
        notice: what the last action did, shown once on the next paint.
        told: the notice that stands on the page.
        problem: why the last action did nothing, shown once on the next paint.
        find: what was typed into the find box.
        reason: the last reason given, to be used again.
        category: the kind that went with it.
        training: case whose training was started here and has not been seen to end.
        written: the name the browser was last told to keep.
        pasted: (case, text) of the text looked into last, and of the one before.
    """

    reviewer: str = ""
    case: str = ""
    notice: str = ""
    told: str = ""
    problem: str = ""
    find: str = ""
    reason: str = ""
    category: str = ""
    training: str = ""
    written: str = ""
    pasted: list[tuple[str, str]] = field(default_factory=list)


def session() -> Session:
    """This tab's memory."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session(reviewer=_name_kept(), written=_name_kept())
    return st.session_state[_KEY]


def _name_kept() -> str:
    """The name this browser sent along, from before the page was loaded again."""
    sent = st.context.cookies.get(NAME_COOKIE, "")
    # A page drawn without a browser, as in tests, has no cookies at all.
    return unquote(sent).strip()[:_LONGEST_NAME] if isinstance(sent, str) else ""


def case() -> str | None:
    """The open case: from the URL, else the last one, else the only one; None without any."""
    known = engine.cases()
    asked = st.query_params.get("case", "")
    only = known[0] if len(known) == 1 and not asked else ""
    for name in (asked, "" if asked else session().case, only):
        if name in known:
            remember_case(name)
            return name
    return None


def asked_for_unknown() -> str:
    """The case named in the URL when there is none of that name; else ""."""
    asked = st.query_params.get("case", "")
    return "" if asked in engine.cases() else asked


def remember_case(name: str) -> None:
    """Keep the case for this tab, and in the URL for whoever gets the link."""
    session().case = name
    if st.query_params.get("case") != name:
        st.query_params["case"] = name


def feature() -> int | None:
    """The open feature, from the URL."""
    asked = st.query_params.get("feature", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


def open_feature(number: int | None) -> None:
    """Put a feature into the URL; None takes it out."""
    if number is None:
        st.query_params.pop("feature", None)
    elif st.query_params.get("feature") != str(number):
        st.query_params["feature"] = str(number)


def masked() -> bool:
    """Whether personal data in people's texts is hidden; in the URL, so that links keep it."""
    return st.query_params.get("mask") == "1"


def link(**more: object) -> dict[str, str]:
    """Query parameters of a link that keeps case, feature and mask; None drops one."""
    kept = {
        name: st.query_params[name]
        for name in ("case", "feature", "mask")
        if name in st.query_params
    }
    return {name: str(value) for name, value in (kept | more).items() if value is not None}


def once(kind: str) -> str:
    """The notice or problem of the last action, which is forgotten by reading it."""
    memory = session()
    value = getattr(memory, kind)
    setattr(memory, kind, "")
    if kind == "notice":
        memory.told = value
    return value


def say_again() -> None:
    """Keep the notice that stands on the page over a paint that nobody asked for."""
    memory = session()
    memory.notice = memory.notice or memory.told
