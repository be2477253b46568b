"""History: who decided what, when and why, and whether the ledger is as it was written."""

import streamlit as st

from dashboard import components, engine, words

case = components.need_case()
events = engine.history(case)
components.title(words.PAGES["history"])
components.lead(words.history_lead(len(events)))
checked = engine.integrity(case)
if not checked.ok:
    components.warn(checked.message)
if not events:
    components.empty(words.NOTHING_HAPPENED, words.NOTHING_HAPPENED_ADVICE)
    st.stop()
pages = max(1, -(-len(events) // 50))
shown = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
newest = events[::-1][50 * (shown - 1) : 50 * shown]
rows = [
    (event.seq, words.day(event.ts), event.by, words.event_what(event), event.reason)
    for event in newest
]
heads = ("no", "when", "who", "what", "why")
components.show(components.table(rows, heads, numbers=(0, 1)), "sr-small")
if checked.ok:
    components.show(components.escape(checked.message), "sr-muted sr-small")
