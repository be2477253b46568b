"""The signatures of a case, what a signature is over, and the block in which people sign."""

import streamlit as st

from dashboard import engine, state
from dashboard.components.markup import escape, show
from dashboard.components.page import act, warn
from dashboard.words import signing

_TYPED = ("name", "role", "meaning", "reason")


def signatures(case: str, signed: tuple) -> None:
    """Every signature so far, of each that broke what changed, and who refused."""
    for each in engine.refusals(case):
        warn(signing.refusal(each))
    for each in signed:
        show(f"<p>{escape(signing.signature(each))}</p>")
        if each.keyid:
            told = signing.key_words(each, engine.spoken(each.keyid))
            show(escape(told), "sr-muted sr-small")
        if not each.holds:
            warn(signing.broken(each))
    for bundle in dict.fromkeys(each.bundle for each in signed if each.holds and each.bundle):
        show(escape(signing.bundle_words(engine.spoken(bundle))))


def fingerprint(case: str) -> None:
    """The name of what is signed: short to compare by eye, whole to copy."""
    whole = engine.fingerprint(case)
    show(escape(signing.fingerprint(whole, engine.spoken(whole))))
    with st.expander(signing.WHOLE_FINGERPRINT, key="fingerprint", on_change="rerun") as panel:
        if panel.open:
            st.code(whole, language=None, wrap_lines=True)
            show(escape(signing.COVERS), "sr-muted sr-small")


def signature_block(case: str, ready: bool) -> None:
    """Full name, role, meaning, statement; the button signs what is shown above."""
    left, right = st.columns(2, gap="large")
    # Typed once: whoever decided can sign under that name, or under another.
    st.session_state.setdefault("sign_name", state.session().reviewer)
    left.text_input(signing.FULL_NAME, key="sign_name", max_chars=80)
    right.text_input(signing.ROLE, key="sign_role", max_chars=80, placeholder=signing.ROLE_HINT)
    meaning = st.segmented_control(
        signing.MEANING,
        list(signing.MEANINGS),
        format_func=signing.MEANINGS.get,
        default="reviewed",
        required=True,
        key="sign_meaning",
    )
    st.checkbox(signing.STATEMENT[meaning], key="sign_tick")
    _about(meaning)
    passphrase_field("sign_passphrase", signing.PASSPHRASE, signing.PASSPHRASE_HELP)
    name = str(st.session_state.get("sign_name") or "")
    show(escape(signing.key_note(name, engine.has_key(name))), "sr-muted sr-small")
    st.button(
        signing.REFUSE if meaning == "refused" else signing.SIGN,
        key="sign",
        type="primary",
        disabled=not ready,
        help=None if ready else signing.NOT_YET,
        on_click=act,
        args=(_sign, case),
    )


def passphrase_field(key: str, title: str, says: str) -> None:
    """Where a passphrase is typed; read it with `take_passphrase`."""
    st.text_input(title, key=key, type="password", max_chars=200, help=says, autocomplete="off")


def take_passphrase(key: str) -> str:
    """What was typed into the field, which forgets it: it is kept nowhere, whatever comes next."""
    typed = st.session_state.get(key) or ""
    st.session_state[key] = ""
    return typed


def _about(meaning: str) -> None:
    """What goes with the meaning: a reason, or conditions and independence."""
    if meaning == "refused":
        st.text_area(
            signing.REFUSAL, key="sign_reason", max_chars=1000, help=signing.REFUSAL_HELP, height=90
        )
        return
    if meaning == "approved":
        st.text_area(
            signing.CONDITIONS,
            key="sign_conditions",
            max_chars=1000,
            help=signing.CONDITIONS_HELP,
            height=90,
        )
    st.checkbox(signing.INDEPENDENT, key="sign_independent")


def _sign(case: str) -> str | None:
    """Write the typed signature to the ledger."""
    typed = {name: st.session_state.get(f"sign_{name}") for name in _TYPED}
    missing = signing.missing(typed, ticked=bool(st.session_state.get("sign_tick")))
    if missing:
        state.session().problem = missing
        return None
    passphrase = take_passphrase("sign_passphrase")
    who = {"by": typed["name"].strip(), "role": typed["role"].strip(), "passphrase": passphrase}
    if typed["meaning"] == "refused":
        engine.refuse(case, **who, reason=typed["reason"].strip())
    else:
        engine.sign(
            case,
            **who,
            meaning=typed["meaning"],
            independent=bool(st.session_state.get("sign_independent")),
            conditions=_conditions(typed["meaning"]),
        )
    st.session_state["sign_tick"] = False
    return signing.REFUSED if typed["meaning"] == "refused" else signing.SIGNED


def _conditions(meaning: str) -> tuple[str, ...]:
    """One a line; none for what is no approval."""
    given = str(st.session_state.get("sign_conditions") or "") if meaning == "approved" else ""
    return tuple(line.strip() for line in given.splitlines() if line.strip())
