"""Retrain: what goes into the regularized model, the work, what came out and what it cost."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import components, engine, state, words
from dashboard.words import comparison, training


def start(case: str) -> str:
    """Start the training in a process of its own."""
    method = st.session_state.get("method") or "hard"
    strength = st.session_state.get(f"strength_{method}")
    ticked = bool(st.session_state.get("train_swaps")) and bool(engine.swap_words(case).pairs)
    swaps = method in training.SWAPPING and ticked
    if swaps and strength == 0:
        raise engine.SelfregError(training.NO_PENALTY)
    engine.start_train(case, method, strength, swaps=swaps, by=state.session().reviewer)
    state.session().training = case
    return training.STARTED


def lead_on(case: str, status: engine.Status) -> None:
    """Open Compare when the training that was started here is done; stay where it failed."""
    memory, job = state.session(), engine.job(case)
    if memory.training != case or job is None or job.active:
        return
    memory.training = ""
    if job.state == "done" and status.compared and not status.since_training:
        memory.notice = training.FINISHED
        st.switch_page("views/compare.py", query_params=state.link())


def flagged_features(case: str) -> None:
    """Every flagged feature with its kind, its reason and who flagged it."""
    flags = [v for v in engine.verdicts(case).values() if v.verdict == "flag"]
    if not flags:
        components.empty(training.NOTHING_FLAGGED, training.NOTHING_FLAGGED_ADVICE)
        components.go_button("review", training.TO_REVIEW)
        return
    names = components.names_of(case, [v.feature for v in flags])
    rows = [
        (names.get(v.feature, str(v.feature)), v.category, components.shown_text(v.reason), v.by)
        for v in sorted(flags, key=lambda v: v.seq, reverse=True)
    ]
    heads, about = training.FLAGGED_HEADS, training.GOES_IN
    listing(rows, heads, "all_flagged", about=about, first=training.LISTED)


def listing(
    rows: list[tuple],
    heads: tuple[str, ...],
    key: str,
    *,
    about: str,
    first: int,
    numbers: tuple[int, ...] = (),
) -> None:
    """A table; of a long one the first rows, and the whole in a closed panel."""
    components.show(components.table(rows[:first], heads, about=about, numbers=numbers))
    if len(rows) <= first:
        return
    with st.expander(training.all_of(len(rows)), key=key, on_change="rerun") as panel:
        if panel.open:
            components.show(components.table(rows, heads, about=about, numbers=numbers))


def how_to_train(case: str) -> None:
    """The method in words, whether words are exchanged; its number under Technical details."""
    method = st.radio(
        training.METHOD,
        list(training.METHODS),
        format_func=training.METHODS.__getitem__,
        captions=list(training.METHOD_HELP.values()),
        key="method",
        persist_state="session",
    )
    pairs = engine.swap_words(case).pairs
    if method in training.SWAPPING and pairs:
        st.checkbox(
            components.label(training.swaps(pairs)),
            key="train_swaps",
            help=components.label(training.swaps_help(pairs)),
            persist_state="session",
        )
    with st.expander(words.TECHNICAL, key="strength_panel", on_change="rerun") as panel:
        if panel.open:
            st.number_input(
                training.STRENGTH,
                min_value=0.0,
                value=training.STRENGTHS[method],
                step=1.0,
                key=f"strength_{method}",
                help=training.STRENGTH_HELP[method],
                persist_state="session",
            )


def start_button(case: str, *, again: bool, current: bool) -> None:
    """Train, under the name of who asks for it; not the next thing to do while all is current."""
    name = components.ask_name("retrain_name")
    st.button(
        training.AGAIN if again else training.START,
        key="start_train",
        type="secondary" if current else "primary",
        disabled=not name,
        help=None if name else words.NO_NAME,
        on_click=components.act,
        args=(start, case),
    )


def reliance(summary: dict[str, Any], heading: str) -> None:
    """Reliance before and after, overall and feature by feature."""
    with components.together():
        components.section(heading)
        components.show(components.escape(training.relied(summary)))
    frame = training.by_feature(summary)
    left, right = st.columns([3, 2], gap="large")
    with left:
        components.draw("reliance_bars", training.BARS, frame=frame.head(training.SHOWN))
    with right:
        rows = [
            (r["name"], words.percent(r["plain"], 1), words.percent(r["regularized"], 1))
            for r in frame.to_dict("records")
        ]
        heads, about = training.RELIANCE_HEADS, training.BARS
        first = training.SHOWN
        listing(rows, heads, "all_reliance", about=about, first=first, numbers=(1, 2))


def reservations(summary: dict[str, Any]) -> None:
    """What to mind when reading how much of the reliance is left."""
    components.show(components.escape(training.ADDING_UP), "sr-muted sr-small")
    if summary["lost"]:
        components.warn(training.lost(summary["lost"]))


def cost(case: str, summary: dict[str, Any]) -> None:
    """What the decisions cost in accuracy: on the test texts where the comparison is current."""
    found = None if engine.pending(case) else engine.audit(case)
    components.section(training.COSTS)
    told = training.cost(summary) if found is None else comparison.accuracy(found)
    components.show(components.escape(told))


def details(summary: dict[str, Any]) -> None:
    """How the training went, in numbers, in a closed panel."""
    with st.expander(words.TECHNICAL, key="training_details", on_change="rerun") as panel:
        if panel.open:
            facts = (training.how(summary), training.taken(summary), training.cost(summary))
            components.show("".join(f"<p>{components.escape(f)}</p>" for f in facts), "sr-small")


def other_strengths(summary: dict[str, Any]) -> None:
    """With the method Graded: what every strength would have left and cost."""
    path = summary.get("path")
    if not path:
        return
    components.section(training.PATH)
    tried = {"frame": pd.DataFrame(path), "chosen": summary["strength"]}
    components.draw("strength_path", training.PATH_TITLE, **tried)
    rows = training.path_rows(path)
    heads, about = training.PATH_HEADS, training.PATH
    listing(rows, heads, "all_strengths", about=about, first=training.LISTED, numbers=(1, 2, 3))


def goes_in(case: str, status: engine.Status) -> None:
    """What people decided, and the rule for what nobody judged."""
    flagged_features(case)
    without = status.live - status.flagged - status.kept
    rule = training.unjudged(engine.facts(case).unjudged, without)
    components.show(components.escape(rule), "sr-muted")


case, status = components.need_features("retrain")
lead_on(case, status)
summary = engine.train_summary(case)
with components.together():
    components.title(words.PAGES["retrain"])
    components.lead(training.lead(status, summary))
    components.tell()
    components.section(training.GOES_IN)
goes_in(case, status)
current = bool(summary) and not status.since_training
busy = components.job_panel(case, "train")
if status.flagged and not busy:
    how_to_train(case)
    start_button(case, again=bool(summary), current=current)
if summary:
    up_to_date = current and not busy
    reliance(summary, training.COMES_OUT if up_to_date else training.CAME_OUT)
    with components.together():
        reservations(summary)
        cost(case, summary)
    details(summary)
    other_strengths(summary)
    if up_to_date:
        components.go_button("compare", training.TO_COMPARE)
