"""Second look: a blind second opinion on what others decided, and where two people differ."""

import streamlit as st

from dashboard import components, engine, state, words
from dashboard.words import second


def opine(case: str, feature: int, verdict: str) -> str | None:
    """Write the opinion, then say what was decided."""
    key = f"second{feature}"
    given = components.read_reason(key, verdict)
    if given is None:
        return None
    reason, kind = given
    by, decided = state.session().reviewer, feature in engine.verdicts(case)
    found = engine.give_opinion(case, feature, verdict, reason=reason, by=by, category=kind)
    components.clear_reason(key)
    state.open_feature(None)
    first = components.told_by(found.first) if found else None
    named = components.names_of(case, [feature])[feature]
    return second.told(first, named) if decided else second.drawn(named, verdict)


def take_back(case: str) -> str:
    """Take this person's newest opinion back, and open its feature."""
    event = engine.undo_opinion(case, state.session().reviewer)
    state.open_feature(int(event.subject["feature"]))
    return second.taken_back(event.subject.get("name", ""))


def undo_button(case: str) -> None:
    """Take the newest opinion back, where there is one."""
    if engine.has_opinion(case, state.session().reviewer):
        st.button(
            words.UNDO, key="undo_opinion", shortcut="Z", on_click=components.act,
            args=(take_back, case),
        )  # fmt: skip


def settle(case: str, feature: int, verdict: str, seen: int) -> str | None:
    """Decide again, with a reason; that settles the difference."""
    key = f"settle{feature}"
    given = components.read_reason(key, verdict, always=True)
    if given is None:
        return None
    reason, kind = given
    by = state.session().reviewer
    engine.decide(case, [feature], verdict, reason=reason, by=by, category=kind, seen=seen)
    components.clear_reason(key)
    return second.settled(verdict, components.names_of(case, [feature])[feature])


def look(case: str, waiting: list[int]) -> None:
    """One feature with its evidence, and nothing about what was decided."""
    asked = state.feature()
    feature = asked if asked in waiting else waiting[0]
    evidence, facts = engine.evidence(case, feature), engine.facts(case)
    left, right = st.columns([2, 1], gap="large")
    with left:
        at = second.place(waiting.index(feature) + 1, len(waiting))
        components.show(components.escape(at), "sr-muted sr-small")
        components.heading(evidence.feature, facts.texts, level=2)
        components.bands(evidence)
    with right:
        heading = words.policy_heading(engine.policy_version(case))
        policy = components.policy(engine.policy(case), heading, words.NO_POLICY)
        components.show(components.landing() + policy, "sr-policy")
        components.reason_fields(f"second{feature}")
        components.verdict_buttons("opine", opine, case, feature)
        undo_button(case)
        components.tell()
        components.show(components.escape(words.pushes(evidence.feature, facts.favourable)))
        components.rate_tables(evidence.rates, facts, engine.enough(case))


def differ(case: str) -> None:
    """Every difference with both reasons, and the buttons that settle it."""
    for found in engine.differences(case):
        feature = found.first.feature
        name = components.names_of(case, [feature])[feature]
        components.section(words.quoted(name))
        both = components.told_by(found.first), components.told_by(found.second)
        told = components.table(second.rows(*both), second.HEADS, about=name, numbers=(1,))
        components.show(told, "sr-told")
        components.go_button(
            "review", words.SEE_EVIDENCE, primary=False, key=f"see_{feature}", feature=feature
        )
        with st.expander(second.SETTLE, key=f"settle_{feature}", on_change="rerun") as panel:
            if panel.open:
                components.reason_fields(f"settle{feature}")
                components.verdict_buttons(
                    f"settle{feature}", settle, case, feature, found.first.seq, letters=False
                )


case, status = components.need_features("second")
components.title(words.TITLES["second"])
components.lead(second.LEAD)
name = components.ask_name("second_name")
waiting = engine.to_look_at(case, name) if name else []
labels = second.parts(len(waiting), len(engine.differences(case)))
part = components.choose(second.PARTS, labels, "part", drop=("feature",))
summary = second.agreement(*engine.agreement(case))
components.show(components.escape(summary), "sr-muted sr-small")
if part == "differ" and engine.differences(case):
    components.tell()
    differ(case)
elif part == "differ":
    components.tell()
    components.empty(second.NO_DIFFERENCE, second.NO_DIFFERENCE_ADVICE)
elif not name:
    components.empty(second.NAME_FIRST)
elif not waiting:
    components.tell()
    components.empty(second.NONE_LEFT, second.NONE_LEFT_ADVICE)
    undo_button(case)
else:
    look(case, waiting)
