"""Overview: where the case stands, what it holds, its policy, and what happened last."""

import streamlit as st

from dashboard import components, engine, state, words


def save_policy(case: str) -> str | None:
    """Write the typed policy to the ledger."""
    text, by = st.session_state.get("policy", ""), state.session().reviewer
    if text.strip() == engine.policy(case):
        return words.POLICY_SAME
    engine.set_policy(case, text, by)
    return words.POLICY_SAVED


def start_run(case: str) -> None:
    """Start the run in a process of its own."""
    engine.start_run(case)


def next_action(case: str, status: engine.Status) -> None:
    """The one thing to do next."""
    if components.job_panel(case, "run"):
        return
    step = words.next_step(status)
    if step is None:
        st.button(
            words.START_RUN,
            key="start_run",
            type="primary",
            on_click=components.act,
            args=(start_run, case),
        )
    else:
        with st.container(horizontal=True):
            components.go_button(step[0], step[1], key="next")
            if step[0] != "review" and status.to_review:
                components.go_button("review", words.GO_ON, primary=False)


def data_tables(facts: engine.Facts) -> None:
    """How many texts of each class and group there are."""
    counts = [
        (row["value"], *(f"{row[part]:,}" for part in ("train", "valid", "test", "all")))
        for row in facts.classes.to_dict("records")
    ]
    heads = (words.CLASS, "training", "validation", "test", "all")
    components.show(components.table(counts, heads, caption=words.BY_CLASS, numbers=(1, 2, 3, 4)))
    tables = []
    good = words.share_of(facts.favourable)
    for column, rows in facts.by_group.items():
        cells = [
            (words.given(row["value"]), f"{row['all']:,}", words.percent(row["favourable"]))
            for row in rows.head(12).to_dict("records")
        ]
        heads = (words.label_of(column), "texts", good)
        caption = words.by_group(column, len(rows))
        tables.append(components.table(cells, heads, caption=caption, numbers=(1, 2)))
    if tables:
        components.show("".join(f"<div>{table}</div>" for table in tables), "sr-grid")


def policy_editor(case: str) -> None:
    """The policy, to be read and rewritten; while personal data is hidden, to be read only."""
    if state.masked():
        components.show(components.policy(engine.policy(case), words.YOUR_POLICY, words.NO_POLICY))
        components.show(components.escape(words.POLICY_MASKED), "sr-muted sr-small")
        return
    st.text_area(
        words.YOUR_POLICY,
        value=engine.policy(case),
        key="policy",
        placeholder=words.POLICY_HINT,
        help=words.POLICY_HELP,
        height="content",
        max_chars=5000,
    )
    name = components.ask_name("overview_name")
    st.button(
        words.SAVE_POLICY,
        key="save_policy",
        disabled=not name,
        help=None if name else words.NO_NAME,
        on_click=components.act,
        args=(save_policy, case),
    )


def progress(status: engine.Status) -> None:
    """How many features have which decision."""
    rows = [
        (words.DECIDED["flag"], f"{status.flagged:,}"),
        (words.DECIDED["keep"], f"{status.kept:,}"),
        (words.DECIDED["unsure"], f"{status.unsure:,}"),
        (words.TO_REVIEW, f"{status.to_review:,} of {status.asked:,}"),
        (words.NEVER_SEEN, f"{status.never_seen:,}"),
    ]
    heads = ("features", "")
    components.show(components.table(rows, heads, caption=words.PROGRESS, numbers=(1,)))


def last_events(case: str) -> None:
    """The last five things that happened."""
    events = engine.history(case)[-5:][::-1]
    items = (
        f'<li><span class="sr-when">{words.day(event.ts)}</span>'
        f"<span>{components.escape(words.event_sentence(components.told_by(event)))}</span></li>"
        for event in events
    )
    components.section(words.LAST_EVENTS)
    components.show(f'<ol class="sr-events">{"".join(items)}</ol>', "sr-small")


def case_page(case: str) -> None:
    """The overview of one case."""
    facts, status = engine.facts(case), engine.status(case)
    with components.together():
        components.title(case)
        components.lead(words.headline(status))
    components.tell()
    next_action(case, status)
    left, right = st.columns([2, 1], gap="large")
    with left, components.together():
        components.section(words.WHAT_IT_DECIDES)
        components.show(components.escape(words.decides(facts)))
        components.section(words.THE_DATA)
        data_tables(facts)
        for note in facts.notes:
            components.show(components.escape(note), "sr-muted sr-small")
    with right:
        policy_editor(case)
        components.limits_editor(case)
        with components.together():
            if status.ready:
                progress(status)
            last_events(case)


def open_case(name: str) -> None:
    """Go to a case."""
    state.open_feature(None)
    state.remember_case(name)


def other_cases(current: str | None) -> None:
    """The other cases, each a click away."""
    others = [name for name in engine.cases() if name != current]
    for name in others:
        st.button(
            components.label(name), key=f"case_{name}", type="tertiary",
            icon=":material/folder_open:", on_click=open_case, args=(name,),
        )  # fmt: skip


def make_sample() -> str | None:
    """Write the texts of the sample case and open it."""
    open_case(engine.make_sample())
    return words.SAMPLE_MADE


def new_case() -> None:
    """The sample case, or a case from a file of one's own."""
    if words.SAMPLE not in engine.cases():
        st.button(words.OPEN_SAMPLE, key="sample", on_click=components.act, args=(make_sample,))
        components.show(components.escape(words.SAMPLE_IS), "sr-muted sr-small")
    with st.expander(words.NEW_CASE, key="from_file", on_change="rerun") as panel:
        if panel.open:
            from_file()


def from_file() -> None:
    """Choose a file, say which column is what, make the case."""
    file = st.file_uploader(
        words.CHOOSE_FILE, type=["csv", "tsv", "jsonl", "parquet"], key="file", help=words.FILE_HELP
    )
    if file is not None:
        columns = engine.read_columns(file.name, file.getvalue())
        ask_columns(columns)
        st.button(
            words.MAKE_CASE, key="make", type="primary", on_click=components.act, args=(make, file)
        )


def ask_columns(columns: engine.Columns) -> None:
    """Which column is what."""
    names = list(columns.names)
    st.text_input(words.CASE_NAME, key="new_name", max_chars=60)
    left, right = st.columns(2)
    left.selectbox(words.TEXT_COLUMN, names, index=None, key="new_text")
    label = right.selectbox(words.LABEL_COLUMN, names, index=None, key="new_label")
    left.multiselect(words.GROUP_COLUMNS, names, key="new_groups")
    right.selectbox(words.SPLIT_COLUMN, names, index=None, key="new_split", help=words.SPLIT_HELP)
    values = list(columns.values.get(label, ())) if label else []
    st.selectbox(words.FAVOURABLE, values, index=None, key="new_good", help=words.FAVOURABLE_HELP)


def make(file: object) -> str | None:
    """Make the case that was described, and open it."""
    said = {
        name: st.session_state.get(f"new_{name}") for name in ("text", "label", "split", "good")
    }
    if not said["text"] or not said["label"]:
        state.session().problem = words.COLUMNS_MISSING
        return None
    name = engine.make_case(
        st.session_state.get("new_name") or "",
        file.name,
        file.getvalue(),
        text=said["text"],
        label=said["label"],
        groups=tuple(st.session_state.get("new_groups") or ()),
        split=said["split"],
        favourable=said["good"],
    )
    open_case(name)
    return words.CASE_MADE


opened = state.case()
if opened is not None:
    case_page(opened)
    with st.expander(words.OTHER_CASES, key="others", on_change="rerun") as others:
        if others.open:
            other_cases(opened)
            new_case()
else:
    components.title(words.WELCOME)
    unknown = state.asked_for_unknown()
    components.lead(words.welcome(len(engine.cases())))
    if unknown:
        components.warn(words.unknown_case(unknown))
    components.tell()
    other_cases(None)
    new_case()
