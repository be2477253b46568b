"""Taking back a key or a certificate: which, why, and one button."""

import streamlit as st

from dashboard import engine, state
from dashboard.components.markup import escape, show
from dashboard.components.page import act
from dashboard.components.people import signer
from dashboard.components.signature import passphrase_field, take_passphrase
from dashboard.engine.phrases import too_short
from dashboard.words import signing


def withdrawal(case: str) -> None:
    """A closed panel; nothing in it acts without a choice, a reason and a name."""
    with st.expander(signing.WITHDRAW, key="withdraw", on_change="rerun") as panel:
        if not panel.open:
            return
        keys, bundles = engine.to_withdraw(case)
        labels = {("key", k.keyid): signing.key_choice(k.name, k.keyid) for k in keys}
        labels |= {
            ("bundle", b.bundle): signing.certificate_choice(b.by, b.bundle) for b in bundles
        }
        if not labels:
            show(escape(signing.NOTHING_TO_WITHDRAW), "sr-muted")
            return
        show(escape(signing.WITHDRAW_WHY), "sr-muted sr-small")
        chosen = st.selectbox(
            signing.WHICH,
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key="withdraw_which",
        )
        st.text_input(signing.WITHDRAW_REASON, key="withdraw_reason", max_chars=1000)
        if chosen and chosen[0] == "bundle":
            says = signing.WITHDRAW_PASSPHRASE_HELP
            passphrase_field("withdraw_passphrase", signing.WITHDRAW_PASSPHRASE, says)
        st.button(signing.WITHDRAW_BUTTON, key="withdraw_now", on_click=act, args=(_withdraw, case))


def _withdraw(case: str) -> str | None:
    which = st.session_state.get("withdraw_which")
    reason = str(st.session_state.get("withdraw_reason") or "").strip()
    by, passphrase = signer(), take_passphrase("withdraw_passphrase")
    if not which or too_short(reason) or not by:
        state.session().problem = signing.WHICH_AND_WHY
        return None
    kind, fingerprint = which
    if kind == "key":
        engine.retire(case, fingerprint, reason, by)
    else:
        engine.revoke(case, fingerprint, reason, by, passphrase)
    st.session_state["withdraw_reason"] = ""
    return signing.WITHDRAWN
