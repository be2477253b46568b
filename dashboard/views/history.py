"""History: who decided what, when and why, and whether the ledger is as it was written."""

import streamlit as st

from dashboard import components, engine, state, words

PAGE_SIZE = 50


def narrowed(events: tuple) -> list:
    """The events that answer the filters above the list, the newest first."""
    people = sorted({event.by for event in events})
    kinds = {event.event: words.EVENTS.get(event.event, event.event) for event in events}
    with st.container(horizontal=True, gap="small"):
        who = components.select(words.WHO, {"": words.EVERYBODY} | {p: p for p in people}, "who")
        what = components.select(words.WHAT, {"": words.EVERYTHING} | kinds, "what")
        said = st.text_input(
            words.ABOUT, key="about", bind="query-params", max_chars=200, width=260
        )
    return [
        event
        for event in reversed(events)
        if who in ("", event.by)
        and what in ("", event.event)
        and said.lower() in f"{words.event_what(event)} {event.reason}".lower()
    ]


def check(case: str) -> None:
    """Say whether the chain holds, and if not, which line is the first broken one."""
    st.button(words.CHECK, key="check")
    found = engine.integrity(case)
    told = words.checked(found.ok, found.message)
    if found.ok:
        components.show(f'<span role="status">{components.escape(told)}</span>', "sr-small")
    else:
        components.warn(told)


def exports(case: str) -> None:
    """The whole history, for people and for machines; personal data leaves only after a tick."""
    masked = state.masked()
    asks = not masked and engine.typed_personal_data(case)
    agreed = not asks or st.checkbox(words.ASK_FIRST, key="export_reasons")
    ways = (
        (words.EXPORT_CSV, engine.history_csv, "csv", "text/csv"),
        (words.EXPORT_JSON, engine.history_json, "json", "application/json"),
    )
    with st.container(horizontal=True, gap="small"):
        for title, told, kind, mime in ways:
            st.download_button(
                title,
                told(case, masked) if agreed else "",
                f"{case}-history.{kind}",
                mime,
                key=kind,
                disabled=not agreed,
                on_click="ignore",
            )


def listed(found: list) -> None:
    """One page of the events."""
    pages = max(1, -(-len(found) // PAGE_SIZE))
    at = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    rows = [
        (
            event.seq,
            words.day(event.ts),
            event.by,
            words.event_what(event),
            event.reason,
        )
        for event in found[PAGE_SIZE * (at - 1) : PAGE_SIZE * at]
    ]
    heads = ("no", "when", "who", "what", "why")
    components.show(
        components.table(rows, heads, about=words.PAGES["history"], numbers=(0, 1)),
        "sr-small sr-told",
    )


case = components.need_case("history")
events = ()
components.title(words.PAGES["history"])
top = st.container()
with components.guarded():
    check(case)
    events = tuple(map(components.told_by, engine.history(case)))
    with top:
        components.lead(words.history_lead(len(events)))
    if not events:
        components.empty(words.NOTHING_HAPPENED, words.NOTHING_HAPPENED_ADVICE)
        st.stop()
    exports(case)
    found = narrowed(events)
    components.show(
        components.escape(words.events_found(len(found), len(events))), "sr-muted sr-small"
    )
    if found:
        listed(found)
    else:
        components.empty(words.NO_EVENT, words.NO_EVENT_ADVICE)
