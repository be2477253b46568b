"""Compare: the plain and the regularized model on the test texts, before somebody accepts."""

import streamlit as st

from dashboard import components, engine, state, words
from dashboard.components.changed import changed_texts
from dashboard.components.groups import by_group
from dashboard.components.trial import try_a_text
from dashboard.components.tried import what_was_tried
from dashboard.words import comparison


def accept(case: str) -> str:
    """Note that a person accepts the regularized model as it is now."""
    engine.accept(case, state.session().reviewer)
    return comparison.ACCEPTED


def accept_button(case: str) -> None:
    """Accept this version, or go on to sign what was accepted."""
    if engine.accepted(case):
        components.show(components.escape(comparison.IS_ACCEPTED), "sr-muted")
        components.go_button("sign", comparison.TO_SIGN)
        return
    name = components.ask_name("compare_name")
    st.button(
        comparison.ACCEPT,
        key="accept",
        type="primary",
        disabled=not name,
        help=None if name else words.NO_NAME,
        on_click=components.act,
        args=(accept, case),
    )


case, status = components.need_features("compare")
if st.session_state.get("accept") and engine.accepted(case):  # pressed just now
    st.switch_page("views/sign.py", query_params=state.link())
found, stale = engine.audit(case), engine.pending(case)
with components.together():
    components.title(words.PAGES["compare"])
    components.lead(comparison.lead(found, stale))
components.tell()
if found is None:
    components.go_button("retrain", comparison.TO_RETRAIN)
    components.section(comparison.TRY)
    try_a_text(case)
    st.stop()
if stale:
    components.go_button("retrain", comparison.TO_RETRAIN)
sentences = "".join(f"<p>{components.escape(told)}</p>" for told in comparison.headline(found))
rows = comparison.overall_rows(found)
overall = {"about": comparison.OVERALL, "numbers": (1, 2, 3)}
with components.together():
    components.show(sentences, "sr-headline")
    components.section(comparison.OVERALL)
    components.show(components.table(rows, comparison.OVERALL_HEADS, **overall))
if not stale:
    what_was_tried(case)
    components.group_verdicts(case)
groups = engine.facts(case).groups
chosen = None
if groups:
    components.section(comparison.BY_GROUP)
    chosen = by_group(found, groups)
else:
    components.empty(comparison.NO_GROUPS, comparison.NO_GROUPS_ADVICE)
components.section(comparison.CHANGED_TEXTS)
changed_texts(case, chosen)
components.section(comparison.TRY)
try_a_text(case)
if not stale:
    components.section(comparison.ACCEPTING)
    accept_button(case)
