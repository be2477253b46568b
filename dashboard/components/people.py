"""Who decides, why, and what the last action did."""

from collections.abc import Callable
from urllib.parse import quote

import streamlit as st

from dashboard import state, words
from dashboard.components.markup import escape, label, show, shown_text
from dashboard.components.page import act, warn

_KEPT = 30 * 24 * 3600  # seconds a browser remembers a name


def ask_name(key: str = "name") -> str:
    """The name that stands beside decisions; asks for it as long as it is not known."""
    memory = state.session()
    if not memory.reviewer:
        st.text_input(
            words.NAME_ASKED,
            key=key,
            help=words.NAME_HELP,
            max_chars=80,
            on_change=_remember_name,
            args=(key,),
        )
    return memory.reviewer


def _remember_name(key: str) -> None:
    state.session().reviewer = str(st.session_state.get(key, "")).strip()


def signed_in_as() -> None:
    """Who decides in this window, and a way to change it."""
    name = state.session().reviewer
    if not name:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show(escape(words.deciding_as(name)), "sr-muted sr-small")
        st.button(words.CHANGE, key="change_name", type="tertiary", on_click=_forget_name)


def signer() -> str:
    """Who reads and signs the report: the name typed for the signature, or else of this tab."""
    typed = str(st.session_state.get("sign_name") or "").strip()
    return typed or state.session().reviewer


def _forget_name() -> None:
    state.session().reviewer = ""


def keep_name() -> None:
    """Have the browser remember the name, so that loading the page again does not lose it."""
    memory = state.session()
    if memory.written == memory.reviewer:
        return
    memory.written = memory.reviewer
    name = quote(memory.reviewer, safe="")
    # Percent-encoded: nothing in a name can end the string or the cookie.
    kept = f"{state.NAME_COOKIE}={name}; path=/; max-age={_KEPT if name else 0}; SameSite=Strict"
    st.html(f'<script>document.cookie = "{kept}"</script>', unsafe_allow_javascript=True)


def tell() -> None:
    """What the last action did, or why it did nothing; said once."""
    problem, notice = state.once("problem"), state.once("notice")
    if problem:
        warn(problem)
    if notice:
        show(f'<span role="status">{escape(notice)}</span>', "sr-notice")


def reason_fields(key: str) -> None:
    """Chips for the kind of a feature, and one line for the reason.

    Args:
        key: Tells these fields from others; read them with `read_reason`.
    """
    st.pills(
        words.REASON,
        list(words.CHIPS),
        format_func=words.CHIPS.__getitem__,
        key=f"{key}_kind",
        help=words.CHIP_HELP,
        wrap=True,
    )
    st.text_input(
        words.IN_YOUR_WORDS,
        key=f"{key}_reason",
        placeholder=words.REASON_PLACEHOLDER,
        max_chars=1000,
    )


def reason_again(key: str) -> None:
    """A button that fills in the last reason.

    It stands below the buttons that decide: whatever comes and goes above them would move them
    between press and release, and the click would be lost.

    Args:
        key: As for `reason_fields`.
    """
    last = state.session()
    if last.reason:
        st.button(
            label(words.again(shown_text(last.reason))),
            key=f"{key}_again",
            type="tertiary",
            on_click=_use_again,
            args=(key,),
        )


def _use_again(key: str) -> None:
    last = state.session()
    st.session_state[f"{key}_reason"] = last.reason
    st.session_state[f"{key}_kind"] = last.category or None


def read_reason(key: str, verdict: str, *, always: bool = False) -> tuple[str, str] | None:
    """Reason and kind as typed; None, with the problem noted, when the verdict needs more.

    Args:
        key: As for `reason_fields`.
        verdict: "flag", "keep" or "unsure".
        always: "keep" needs a reason, too.
    """
    reason = str(st.session_state.get(f"{key}_reason") or "").strip()
    kind = st.session_state.get(f"{key}_kind") or ""
    if ((always or verdict != "keep") and not reason) or (verdict != "keep" and not kind):
        state.session().problem = words.NEEDS_REASON[verdict]
        return None
    return reason, kind or "other"


def verdict_buttons(
    key: str,
    action: Callable[..., str | None],
    case: str,
    feature: int,
    *more: object,
    first: str = "",
    letters: bool = True,
) -> None:
    """Flag, keep, unsure; of no use without a name.

    Args:
        key: Tells these buttons from others.
        action: Called with case, feature, verdict and `more`; returns what to tell the person.
        case: Name of the case.
        feature: What is decided on.
        more: Further arguments of the action.
        first: The verdict whose button stands out.
        letters: Whether a letter presses each; once on a page.
    """
    name = state.session().reviewer
    with st.container(horizontal=True, gap="xsmall"):
        for verdict, title in words.VERDICTS.items():
            st.button(
                title,
                key=f"{key}_{verdict}",
                type="primary" if verdict == first else "secondary",
                shortcut=title[0] if letters else None,
                disabled=not name,
                width="stretch",
                help=None if name else words.NO_NAME,
                on_click=act,
                args=(action, case, feature, verdict, *more),
            )


def clear_reason(key: str) -> None:
    """Remember the reason for the next feature, and empty the fields."""
    memory = state.session()
    memory.reason = str(st.session_state.get(f"{key}_reason") or "").strip() or memory.reason
    memory.category = st.session_state.get(f"{key}_kind") or memory.category
    for field in ("reason", "kind"):
        st.session_state.pop(f"{key}_{field}", None)
