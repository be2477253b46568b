"""A pasted text: what fires where, what both models decide, and what an edit moved."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import engine, state, words
from dashboard.components.markup import escape, marked, show, shown_text, table
from dashboard.components.page import section
from dashboard.components.picker import part_of, whole_text
from dashboard.components.strength import weaker
from dashboard.words import finding, trial

if TYPE_CHECKING:
    from dashboard.engine.features import TextFeatures

_SHOWN = 8
_FAINT = 0.1  # what fires less than that is not listed
_STEP = 0.05  # a smaller move of a strength is not worth a line


def pasted(case: str, text: str) -> pd.DataFrame:
    """Features that fire in the text, or in the part of it that was chosen: the answers.

    Draws both decisions and, beside those on the last text, what an edit moved.
    """
    versions = _versions(case, text)
    section(finding.BOTH_MODELS)
    said = [engine.try_text(case, each) for each in versions]
    good = engine.facts(case).favourable
    rows = [
        (trial.whose(now[0].model), *(trial.verdict(d.label, d.favourable) for d in now))
        for now in zip(*said, strict=False)
    ]
    show(table(rows, trial.heads(good, len(versions)), about=finding.BOTH_MODELS))
    if len(versions) > 1:
        told = [trial.edits(*versions), *trial.moved(*said)]
        show("".join(f"<p>{escape(sentence)}</p>" for sentence in told if sentence))
        _moved(case, *versions)
    else:
        show(escape(finding.LOOK_AGAIN), "sr-muted sr-small")
    return _part(case, text)


def _versions(case: str, text: str) -> list[str]:
    """The last text, if there was another, and this one."""
    memory = state.session()
    kept = [each for of, each in memory.pasted if of == case]
    if not kept or kept[-1] != text:
        kept = [*kept[-1:], text]
    memory.pasted = [(case, each) for each in kept]
    return kept


def _moved(case: str, before: str, now: str) -> None:
    """The features whose strength changed most."""
    tops = [engine.highlight(case, text).top.set_index("feature") for text in (before, now)]
    now_at = tops[1]["strength"].rename("strength_now")
    both = tops[0][["strength"]].join(now_at, how="outer").fillna(0.0)
    both["step"] = (both["strength_now"] - both["strength"]).abs()
    both = both[both["step"] >= _STEP].sort_values("step", ascending=False).head(_SHOWN)
    names = _names(case)
    rows = [
        (
            words.called(names[int(row.Index)]),
            words.percent(row.strength),
            words.percent(row.strength_now),
        )
        for row in both.itertuples()
    ]
    if rows:
        show(table(rows, finding.MOVED_HEADS, caption=finding.MOVED, numbers=(1, 2)), "sr-small")
    else:
        show(escape(finding.NOTHING_MOVED), "sr-muted sr-small")


def _part(case: str, text: str) -> pd.DataFrame:
    found = engine.highlight(case, text)
    section(finding.PART)
    show(escape(finding.PART_HELP), "sr-muted sr-small")
    start, end = part_of(text)
    if (start, end) != (0, len(text)):
        st.button(finding.WHOLE, key="whole_text", type="tertiary", on_click=whole_text)
    answers = strongest(found, text, start, end)
    names = _names(case)
    live = engine.features(case).set_index("feature")["status"]
    answers = answers[answers["feature"].map(live) == "live"]
    show(escape(finding.fires_in_part(len(answers), text[start:end])), "sr-muted sr-small")
    reasons = [finding.strongest_in(row) for row in answers.to_dict("records")]
    return answers.assign(name=answers["feature"].map(names), reason=reasons)


def strongest(found: "TextFeatures", text: str, start: int, end: int) -> pd.DataFrame:
    """feature, strength, word of what fires between two characters, the strongest first."""
    spans = found.spans
    inside = spans[(spans["end"] > start) & (spans["start"] < end)]
    inside = inside[inside["strength"] >= _FAINT]
    best = inside.sort_values(["strength", "feature"], ascending=[False, True], kind="stable")
    best = best.drop_duplicates("feature").reset_index(drop=True)
    said = [text[a:b] for a, b in zip(best["start"], best["end"], strict=True)]
    return best[["feature", "strength"]].assign(word=said)


def in_your_text(case: str, feature: int, text: str) -> tuple[str, float | None]:
    """HTML of the text with the words on which a feature fires, and its highest strength in it."""
    spans = engine.highlight(case, text).spans
    spans = spans[spans["feature"] == feature]
    counts = [int(n) for n in engine.evidence(case, feature).feature["histogram"]]
    marks = zip(spans["start"], spans["end"], spans["strength"], strict=True)
    body = marked(shown_text(text), marks, weaker=weaker(counts))
    says = words.FIRES_NOT if spans.empty else finding.MARKED_AT
    told = (
        f"<h2>{escape(words.IN_YOUR_TEXT)}</h2>"
        f'<p class="sr-text">{body}</p><p class="sr-muted sr-small">{escape(says)}</p>'
    )
    return told, None if spans.empty else float(spans["strength"].max())


def _names(case: str) -> dict[int, str]:
    return dict(engine.features(case)[["feature", "name"]].itertuples(index=False))
