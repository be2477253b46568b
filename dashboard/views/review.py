"""Review: one feature after the other, its evidence on the left, the decision on the right."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import components, engine, state, words

RELATIVES = 5  # shown to begin with


def choose_tab(case: str) -> str:
    """The part of the queue to look at."""
    labels = {tab: f"{tab} {number:,}" for tab, number in engine.counts(case).items()}
    return components.choose(words.QUEUE, labels, "tab", drop=("feature",))


def decide(case: str, feature: int, verdict: str, seen: int, after: int | None) -> str | None:
    """Write the decision, and open the next feature of the queue."""
    key = f"f{feature}"
    given = components.read_reason(key, verdict)
    if given is None:
        return None
    reason, kind = given
    own = engine.suggestion(case, feature)
    waiting = set(engine.queue(case, "To review")["feature"])
    engine.decide(
        case, [feature], verdict, reason=reason, by=state.session().reviewer, category=kind,
        seen=seen, suggested={feature: own},
    )  # fmt: skip
    if verdict != "keep":
        components.clear_reason(key)
    relative = brought_up(case, waiting) if verdict == "flag" else None
    state.open_feature(after if relative is None else relative)
    return words.decided(verdict, components.names_of(case, [feature])[feature], own)


def brought_up(case: str, waiting: set[int]) -> int | None:
    """The strongest relative that the last flag brought into the queue, if any."""
    rows = engine.queue(case, "To review")
    new = rows[(rows["related"] > 0) & ~rows["feature"].isin(waiting)]
    return None if new.empty else int(new["feature"].iloc[0])


def undo(case: str) -> str:
    """Take back this person's newest decision, and open its feature."""
    event = engine.undo(case, state.session().reviewer)
    state.open_feature(int(event.subject["feature"]))
    return words.taken_back(event.subject.get("name", ""))


def decision_panel(
    case: str, feature: int, row: dict, before: int | None, after: int | None
) -> None:
    """Policy, verdict, reason, why it is here, and the way on."""
    facts, evidence = engine.facts(case), engine.evidence(case, feature)
    heading = words.policy_heading(engine.policy_version(case))
    policy = components.policy(engine.policy(case), heading, words.NO_POLICY)
    standing = engine.verdicts(case).get(feature)
    with components.together():
        components.show(components.landing() + policy, "sr-policy")
        if standing is not None:
            told = words.standing(components.told_by(standing))
            components.show(components.escape(told), "sr-standing")
    components.reason_fields(f"f{feature}")
    components.ask_name("review_name")
    seen = standing.seq if standing else 0
    components.verdict_buttons("do", decide, case, feature, seen, after, first="flag")
    components.tell()
    components.reason_again(f"f{feature}")
    ways_on(case, before, after)
    why = components.escape(words.why_queued(row, facts.favourable, facts.texts))
    with components.together():
        components.show(f"<b>{words.WHY_HERE}</b> {why}")
        components.why_related(case, feature)
        components.rate_tables(evidence.rates, facts, engine.enough(case))
    relatives(case, evidence.relatives)
    components.flags_so_far(case)
    components.related_to_flags(case)


def ways_on(case: str, before: int | None, after: int | None) -> None:
    """Previous, next, undo."""
    name = state.session().reviewer
    with st.container(horizontal=True, gap="xsmall"):
        way_button(words.PREVIOUS, "Left", before)
        way_button(words.NEXT, "Right", after)
        st.button(
            words.UNDO,
            key="undo",
            shortcut="Z",
            width="stretch",
            disabled=not name,
            help=None if name else words.NO_NAME,
            on_click=components.act,
            args=(undo, case),
        )


def way_button(title: str, shortcut: str, to: int | None) -> None:
    """Open the neighbour in the queue."""
    st.button(
        title,
        key=f"go_{shortcut}",
        shortcut=shortcut,
        width="stretch",
        disabled=to is None,
        on_click=state.open_feature,
        args=(to,),
    )


def relatives(case: str, related: pd.DataFrame) -> None:
    """Features like this one that are not flagged, each a click away, and one decision for all."""
    flagged = {f for f, v in engine.verdicts(case).items() if v.verdict == "flag"}
    rows = related[~related["other"].isin(flagged)]
    if rows.empty:
        return
    components.section(words.RELATED)
    told = (related_row(row) for row in rows.to_dict("records"))
    listed = components.each_once(told, ", ")
    everything, more = len(listed), f"relatives_of_{state.feature()}"
    listed = listed if st.session_state.get(more) else listed[:RELATIVES]
    components.feature_list(listed, "relatives", words.RELATED)
    if everything > len(listed):
        left = words.show_more(everything - len(listed))
        st.button(left, key="more_relatives", type="tertiary", on_click=show_all, args=(more,))
    alike = [row for row in listed if row["relation"] != "opposite"]
    if alike:
        table = partial(pd.DataFrame, alike)
        components.bulk_decision(case, table, "related", words.FLAG_RELATED, ask=False)


def related_row(row: dict) -> dict:
    """The related feature, and how it is related, in words."""
    return row | {"feature": row["other"], "why": words.relation(row["relation"], row["score"])}


def show_all(key: str) -> None:
    """Show the whole list from now on."""
    st.session_state[key] = True


def neighbours(rows: pd.DataFrame, feature: int) -> tuple[int | None, int | None, int]:
    """The feature before and after in the queue, and the place in it (0: not in it)."""
    ids = [int(f) for f in rows["feature"]]
    if feature not in ids:
        return None, ids[0] if ids else None, 0
    at = ids.index(feature)
    return (
        ids[at - 1] if at else None,
        ids[at + 1] if at + 1 < len(ids) else None,
        at + 1,
    )


def as_list(rows: pd.DataFrame, case: str) -> None:
    """The queue as a table; a click on a row opens its feature."""
    with st.expander(words.AS_LIST, key="list", on_change="rerun") as panel:
        if not panel.open:
            return
        good = engine.facts(case).favourable
        shown = pd.DataFrame(
            {
                "feature": [words.called(name) for name in rows["name"]],
                "texts": rows["texts"],
                "why": [words.pushes_shortly(row, good) for row in rows.to_dict("records")],
                "decision": [words.DECIDED.get(v, "") for v in rows["verdict"]],
            }
        )
        st.dataframe(
            shown, key="rows", hide_index=True, height=320, on_select=open_row,
            selection_mode="single-row", alt=words.AS_LIST,
        )  # fmt: skip


def open_row() -> None:
    """Open the feature of the chosen row."""
    chosen = st.session_state["rows"]["selection"]["rows"]
    if chosen:
        state.open_feature(int(queue["feature"].iloc[chosen[0]]))


case, status = components.need_features("review")
reviewed = status.asked - status.to_review
told = words.progress_of(reviewed, status.asked, status.flagged)
with components.together():
    components.lead(words.headline(status))
    components.show(components.how_far(reviewed / max(status.asked, 1), told))
tab = choose_tab(case)
queue = engine.queue(case, tab)
current = state.feature()
if current is None and queue.empty:
    components.title(words.TITLES["review"])
    components.tell()
    components.empty(words.EMPTY_TABS[tab], words.EMPTY_TAB_ADVICE)
    components.go_button("retrain" if status.flagged else "explore", words.after_review(status))
    st.stop()
if current is None:
    current = int(queue["feature"].iloc[0])
evidence = engine.evidence(case, current)
row = engine.in_queue(case, current) or evidence.feature
before, after, place = neighbours(queue, current)
left, right = st.columns([2, 1], gap="large")
with left:
    with components.together():
        components.show(words.place(place, len(queue), tab), "sr-muted sr-small")
        components.heading(evidence.feature, engine.facts(case).texts)
    components.confirm_name(case, evidence.feature)
    components.bands(evidence)
    components.rename_panel(case, evidence.feature)
    components.list_panel(case, current)
    components.technical(evidence)
    as_list(queue, case)
    components.rule_panel(case, status.live - status.flagged - status.kept - status.unsure)
with right:
    decision_panel(case, current, row, before, after)
