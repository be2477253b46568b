"""Explore: find features by words, by meaning, or by what fires in a pasted text."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import components, engine, state, words
from dashboard.words import finding

PAGE_SIZE = 12
ANSWERS = 24  # at most, on as many pages as they take
FEW = 6  # answers of each group when all groups are shown
LEAST_WORDS = 3  # from so many words on a question is read as a text, too


def question() -> tuple[str, str]:
    """What is asked, and how: "all", "words", "meaning" or "fires"."""
    by = components.choose(words.SEARCH, words.MODES, "by", drop=("feature", "page"))
    whole = by == "fires"
    query = components.ask(
        words.MODES[by] if whole else words.LOOK_FOR,
        "text" if whole else "q",
        hint=words.PASTE_HINT if whole else words.SEARCH_HINT,
        help=words.MODE_HELP[by],
        whole=whole,
        drop=("feature", "page", "part"),
    )
    return query, by


def browse(case: str) -> pd.DataFrame:
    """Without a question: all features, those that move the plain model most first."""
    table = engine.features(case)
    shown = table.sort_values(["influence", "texts"], ascending=False, kind="stable")
    return shown.assign(strength=shown["influence"])


def with_reasons(case: str, rows: pd.DataFrame) -> pd.DataFrame:
    """What each does to the decision, as the reason to show it."""
    good = engine.facts(case).favourable
    return rows.assign(reason=[words.pushes_shortly(r, good) for r in rows.to_dict("records")])


def why(row: dict, texts: int, verdict: str) -> str:
    """Why a feature answers, how common it is, what was decided about it."""
    common = words.seen_in(row, texts) if "texts" in row else ""
    return " · ".join(part for part in (row["reason"], common, verdict) if part)


def results(
    case: str, found: pd.DataFrame, current: int | None, title: str, key: str = "answers"
) -> None:
    """A list of answers; `title` is for people who do not see the page."""
    known = {f: words.DECIDED[v.verdict] for f, v in engine.verdicts(case).items()}
    texts = engine.facts(case).texts
    rows = [
        row | {"why": why(row, texts, known.get(row["feature"], ""))}
        for row in found.to_dict("records")
    ]
    components.feature_list(rows, key, title, current)


def together(case: str, found: pd.DataFrame) -> None:
    """One decision for all answers that are not flagged yet."""
    flagged = [f for f, v in engine.verdicts(case).items() if v.verdict == "flag"]
    rows = found[~found["feature"].isin(flagged)].drop_duplicates("feature")
    if len(rows):
        whys = partial(rows.assign, why=rows["reason"])
        components.bulk_decision(case, whys, "bulk", words.flag_several(len(rows)))


def one_feature(case: str, feature: int, text: str) -> None:
    """Evidence of the chosen feature, and the way to decide about it."""
    facts, evidence = engine.facts(case), engine.evidence(case, feature)
    with components.together():
        components.heading(evidence.feature, facts.texts, level=2)
        components.show(components.escape(words.pushes(evidence.feature, facts.favourable)))
    components.go_button("review", words.DECIDE_ON_IT, primary=False, feature=feature)
    components.bands(evidence, *([components.in_your_text(case, feature, text)] if text else []))
    with components.together():
        components.show(components.landing())
        components.rate_tables(evidence.rates, facts, engine.enough(case))
    components.technical(evidence)


def groups_of(case: str, query: str, on: dict[str, str]) -> dict[str, pd.DataFrame]:
    """Answers by how they were found; a feature stands in the first group that has it."""
    ways = ["words", "meaning"] + (["fires"] if len(query.split()) >= LEAST_WORDS else [])
    found, seen = {}, set()
    for by in ways:
        rows = engine.filtered(case, engine.search(case, query, by, ANSWERS), on)
        found[by] = rows[~rows["feature"].isin(seen)]
        seen |= set(rows["feature"])
    return found


def warn_of_guesses(case: str, query: str) -> None:
    """Search by meaning always finds something: say when that is little more than a guess."""
    unknown = engine.unknown_words(case, query)
    if unknown:
        components.show(components.escape(finding.unknown_words(unknown)), "sr-small")


def show_groups(case: str, query: str, found: dict[str, pd.DataFrame], current: int | None) -> None:
    """Every group with its count, and the way to all of it."""
    if found["words"].empty:
        components.show(components.escape(finding.NOT_BY_WORDS), "sr-muted sr-small")
    if len(found["meaning"]):
        warn_of_guesses(case, query)
    for by, rows in found.items():
        if rows.empty:
            continue
        title = finding.group_title(by, len(rows))
        components.section(title)
        results(case, rows.head(FEW), current, title, f"answers_{by}")
        if len(rows) > FEW:
            way = {"by": by} | ({"text": query} if by == "fires" else {})
            st.button(
                f"{finding.SHOW_ALL} {len(rows)}",
                key=f"all_{by}",
                type="tertiary",
                on_click=st.query_params.update,
                args=(way,),
            )


def page_of(found: pd.DataFrame) -> pd.DataFrame:
    """The part of a long list that is shown."""
    pages = -(-len(found) // PAGE_SIZE)
    at = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return found.iloc[PAGE_SIZE * (at - 1) : PAGE_SIZE * at]


case, status = components.need_features("explore")
with components.together():
    components.title(words.TITLES["explore"])
    components.lead(words.explore_lead(status))
components.tell()
query, by = question()
on = components.filters(case)
found_by: dict[str, pd.DataFrame] = {}
with components.guarded():
    if query and by == "all":
        found_by = groups_of(case, query, on)
        found = pd.concat(found_by.values())
    elif query and by == "fires":
        found = engine.filtered(case, components.pasted(case, query), on)
    elif query:
        found = engine.filtered(case, engine.search(case, query, by, ANSWERS), on)
    else:
        found = engine.filtered(case, browse(case), on or {"seen": "live"})
    if found.empty:
        nothing = finding.NO_MATCH if on else words.nothing_found(query)
        components.empty(nothing, finding.WIDEN if on else words.NOTHING_FOUND_ADVICE[by])
        st.stop()
    current = state.feature()
    if current is None:
        current = int(found["feature"].iloc[0])
    left, right = st.columns([2, 3], gap="large")
    with left:
        if found_by:
            show_groups(case, query, found_by, current)
            listed = pd.concat([rows.head(FEW) for rows in found_by.values()])
        else:
            title = words.found(len(found)) if query or on else words.MOVES_MOST
            components.section(title)
            if query and by == "meaning":
                warn_of_guesses(case, query)
            listed = page_of(found) if query else with_reasons(case, page_of(found))
            results(case, listed, current, title)
        together(case, listed)
    with right, components.guarded():
        one_feature(case, current, query if by == "fires" else "")
