"""Explore: find features by words, by meaning, or by what fires in a pasted text."""

import pandas as pd
import streamlit as st

from dashboard import components, engine, state, words

PAGE_SIZE = 20


def question() -> tuple[str, str]:
    """What is asked, and how: "words", "meaning" or "fires"."""
    by = components.choose(words.SEARCH, words.MODES, "by", drop=("feature",))
    whole = by == "fires"
    query = components.ask(
        words.MODES[by],
        "text" if whole else "q",
        hint=words.PASTE_HINT if whole else words.SEARCH_HINT,
        help=words.MODE_HELP[by],
        whole=whole,
        drop=("feature",),
    )
    return query, by


def answers(case: str, query: str, by: str) -> pd.DataFrame:
    """Features that answer; without a question those that move the plain model most."""
    if query:
        return engine.search(case, query, by, PAGE_SIZE)
    table = engine.features(case)
    live = table[table["status"] == "live"]
    first = live.sort_values(["influence", "texts"], ascending=False, kind="stable").head(PAGE_SIZE)
    good = engine.facts(case).favourable
    reasons = [words.pushes_shortly(row, good) for row in first.to_dict("records")]
    return first.assign(strength=first["influence"], reason=reasons)


def result(row: pd.Series, texts: int, verdict: str, chosen: bool) -> None:
    """One answer: its name, why it answers, how common it is."""
    name = components.label(words.called(row["name"]))
    with st.container(gap=None):
        st.button(
            f"**{name}**" if chosen else name,
            key=f"open_{row['feature']}",
            type="tertiary",
            on_click=state.open_feature,
            args=(int(row["feature"]),),
        )
        parts = [row["reason"], words.seen_in(row, texts), verdict]
        line = " · ".join(components.escape(part) for part in parts if part)
        components.show(line, "sr-muted sr-small sr-under")


def results(case: str, found: pd.DataFrame, texts: int, current: int | None) -> None:
    """The list of answers, and one decision for all of them."""
    known = {f: words.DECIDED[v.verdict] for f, v in engine.verdicts(case).items()}
    with st.container(gap="xxsmall"):
        for row in found.to_dict("records"):
            result(row, texts, known.get(row["feature"], ""), row["feature"] == current)
    open_ones = found[~found["feature"].isin([f for f, v in known.items() if v == "Flagged"])]
    components.bulk_decision(
        case, open_ones.assign(why=open_ones["reason"]), "bulk", words.flag_several(len(open_ones))
    )


def one_feature(case: str, feature: int, query: str, by: str) -> None:
    """Evidence of the chosen feature, and the way to decide about it."""
    facts, evidence = engine.facts(case), engine.evidence(case, feature)
    components.heading(evidence.feature, facts.texts)
    components.show(components.escape(words.pushes(evidence.feature, facts.favourable)))
    components.go_button("review", words.DECIDE_ON_IT, primary=False, feature=feature)
    if query and by == "fires":
        fires_in(case, feature, query)
    components.bands(evidence.examples)
    components.rate_tables(evidence.rates, words.rate_captions(facts))
    components.technical(evidence)


def fires_in(case: str, feature: int, text: str) -> None:
    """The pasted text with the words on which the feature fires."""
    spans = engine.highlight(case, text).spans
    spans = spans[spans["feature"] == feature]
    components.section(words.IN_YOUR_TEXT)
    marks = zip(spans["start"], spans["end"], spans["strength"], strict=True)
    components.show(f'<p class="sr-text">{components.marked(text, marks)}</p>')
    if spans.empty:
        components.show(words.FIRES_NOT, "sr-muted sr-small")


case, status = components.need_features()
components.title(words.TITLES["explore"])
components.lead(words.explore_lead(status))
components.tell()
query, by = question()
found = answers(case, query, by)
if found.empty:
    components.empty(words.nothing_found(query), words.NOTHING_FOUND_ADVICE[by])
    st.stop()
current = state.feature()
if current is None:
    current = int(found["feature"].iloc[0])
left, right = st.columns([2, 3], gap="large")
with left:
    components.section(words.found(len(found)) if query else words.MOVES_MOST)
    results(case, found, engine.facts(case).texts, current)
with right, components.guarded():
    one_feature(case, current, query, by)
