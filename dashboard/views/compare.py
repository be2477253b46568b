"""Compare: the plain and the regularized model on the test texts, before somebody accepts."""

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import components, engine, state, words
from dashboard.components.changed import changed_texts
from dashboard.components.groups import by_group
from dashboard.components.trial import try_a_text
from dashboard.components.tried import what_was_tried
from dashboard.words import comparison

if TYPE_CHECKING:
    from dashboard.engine.results import Audit


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


def overall(found: "Audit") -> None:
    """Both models on all test texts, in sentences and as a table."""
    sentences = "".join(f"<p>{components.escape(told)}</p>" for told in comparison.headline(found))
    components.show(sentences, "sr-headline")
    components.section(comparison.OVERALL)
    rows, heads = comparison.overall_rows(found), comparison.OVERALL_HEADS
    about = {"about": comparison.OVERALL, "numbers": (1, 2, 3)}
    components.show(components.table(rows, heads, **about))


case, status = components.need_features("compare")
if st.session_state.get("accept") and engine.accepted(case):  # pressed just now
    st.switch_page("views/sign.py", query_params=state.link())
found, stale = engine.audit(case), engine.pending(case)
with components.together():
    components.title(words.PAGES["compare"])
    components.lead(comparison.lead(found, stale))
    components.tell()
    if found is not None and not stale:
        overall(found)
if found is None:
    components.go_button("retrain", comparison.TO_RETRAIN)
    components.section(comparison.TRY)
    try_a_text(case)
    st.stop()
if stale:
    components.go_button("retrain", comparison.TO_RETRAIN)
    with components.together():
        overall(found)
else:
    what_was_tried(case)
groups = engine.facts(case).groups
with components.together():
    if not stale:
        components.group_verdicts(case)
    if groups:
        components.section(comparison.BY_GROUP)
    else:
        components.empty(comparison.NO_GROUPS, comparison.NO_GROUPS_ADVICE)
chosen = by_group(found, groups) if groups else None
components.section(comparison.CHANGED_TEXTS)
changed_texts(case, chosen)
components.section(comparison.TRY)
try_a_text(case)
if not stale:
    components.section(comparison.ACCEPTING)
    accept_button(case)
