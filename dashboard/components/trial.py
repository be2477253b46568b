"""Try a text: both models on it, what fires in it, and what an edit changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import streamlit as st

from dashboard import engine, words
from dashboard.components.markup import escape, marked, show, shown_text, table
from dashboard.components.page import act
from dashboard.words import finding, trial

_KEY = "trial"
_TOP = 8


@dataclass(frozen=True)
class _Decision:
    """What one model said, in plain values that survive in the tab's memory."""

    model: str
    label: str
    favourable: float


def try_a_text(case: str) -> None:
    """A box for a text; both decisions on it, beside those on the text before the edit."""
    st.text_area(
        trial.YOUR_TEXT, key="trial_text", placeholder=trial.HINT, height=140, max_chars=20000
    )
    st.button(trial.TRY, key="try_text", on_click=act, args=(_try, case))
    tried = [kept for kept in st.session_state.get(_KEY, []) if kept["case"] == case]
    if not tried:
        return
    favourable = engine.facts(case).favourable
    show(table(_rows(tried), trial.heads(favourable, len(tried)), about=finding.BOTH_MODELS))
    if len(tried) > 1:
        _compare(*tried)
    _fires(case, tried[-1]["text"])


def _try(case: str) -> None:
    text = str(st.session_state.get("trial_text") or "")
    said = [
        asdict(_Decision(d.model, d.label, float(d.favourable)))
        for d in engine.try_text(case, text)
    ]
    earlier = [kept for kept in st.session_state.get(_KEY, []) if kept["case"] == case]
    if not earlier or earlier[-1]["text"] != text:
        now = {"case": case, "text": text, "said": said}
        st.session_state[_KEY] = [*earlier[-1:], now]


def _rows(tried: list[Mapping]) -> list[tuple[str, ...]]:
    models = [said["model"] for said in tried[-1]["said"]]
    by_model = [{said["model"]: said for said in kept["said"]} for kept in tried]
    return [
        (
            trial.whose(model),
            *(
                trial.verdict(said[model]["label"], said[model]["favourable"])
                if model in said
                else "–"
                for said in by_model
            ),
        )
        for model in models
    ]


def _compare(before: Mapping, after: Mapping) -> None:
    told = [trial.edits(before["text"], after["text"])]
    told += trial.moved(
        [_Decision(**d) for d in before["said"]], [_Decision(**d) for d in after["said"]]
    )
    show("".join(f"<p>{escape(sentence)}</p>" for sentence in told if sentence))


def _fires(case: str, text: str) -> None:
    fired = engine.highlight(case, text)
    flagged = {f for f, v in engine.verdicts(case).items() if v.verdict == "flag"}
    spans = fired.spans[fired.spans["feature"].isin(flagged)]
    spans = spans.sort_values(["start", "strength"], ascending=[True, False])
    marks = zip(spans["start"], spans["end"], spans["strength"], strict=True)
    show(f'<h2>{escape(trial.MARKED)}</h2><p class="sr-text">{marked(shown_text(text), marks)}</p>')
    names = dict(engine.features(case)[["feature", "name"]].itertuples(index=False))
    rows = [
        (
            names[row.feature],
            row.word,
            words.percent(row.strength),
            words.DECIDED["flag"] if row.feature in flagged else "",
        )
        for row in fired.top.head(_TOP).itertuples()
    ]
    show(table(rows, trial.TOP_HEADS, caption=trial.TOP, numbers=(2,)), "sr-small")
