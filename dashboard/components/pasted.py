"""A pasted text: what fires where, what both models decide, and what an edit moved."""

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import engine, state, words
from dashboard.components.markup import escape, marked, show, table
from dashboard.components.page import section
from dashboard.components.strength import look, weaker
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
    show(table(rows, trial.heads(good, len(versions))))
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
    places = words_of(text)
    said = [f"{n} {text[slice(*place)]}" for n, place in enumerate(places, start=1)]
    first, last = 0, len(places) - 1
    if last > 0:
        ends = st.select_slider(
            finding.PART,
            said,
            (said[0], said[-1]),
            help=finding.PART_HELP,
            key=f"part_{hash(text)}",
        )
        first, last = (said.index(end) for end in ends)
    start, end = (places[first][0], places[last][1]) if places else (0, len(text))
    answers = strongest(found, text, start, end)
    names = _names(case)
    live = engine.features(case).set_index("feature")["status"]
    answers = answers[answers["feature"].map(live) == "live"]
    show(escape(finding.fires_in_part(len(answers), text[start:end])), "sr-muted sr-small")
    reasons = [finding.strongest_in(row) for row in answers.to_dict("records")]
    return answers.assign(name=answers["feature"].map(names), reason=reasons)


def words_of(text: str) -> list[tuple[int, int]]:
    """Start and end of every word of a text, as people cut it: at white space."""
    places, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
    return places


def strongest(found: "TextFeatures", text: str, start: int, end: int) -> pd.DataFrame:
    """feature, strength, word of what fires between two characters, the strongest first."""
    spans = found.spans
    inside = spans[(spans["end"] > start) & (spans["start"] < end)]
    inside = inside[inside["strength"] >= _FAINT]
    best = inside.sort_values(["strength", "feature"], ascending=[False, True], kind="stable")
    best = best.drop_duplicates("feature").reset_index(drop=True)
    said = [text[a:b] for a, b in zip(best["start"], best["end"], strict=True)]
    return best[["feature", "strength"]].assign(word=said)


def in_your_text(case: str, feature: int, text: str) -> None:
    """The text with the words on which one feature fires, and its strength on the histogram."""
    spans = engine.highlight(case, text).spans
    spans = spans[spans["feature"] == feature]
    section(words.IN_YOUR_TEXT)
    if spans.empty:
        show(f'<p class="sr-text">{escape(text)}</p>')
        show(words.FIRES_NOT, "sr-muted sr-small")
        return
    counts = [int(n) for n in engine.evidence(case, feature).feature["histogram"]]
    marks = zip(spans["start"], spans["end"], spans["strength"], strict=True)
    body = marked(text, marks, weaker=partial(weaker, counts))
    show(look(counts, f'<p class="sr-text">{body}</p>', float(spans["strength"].max())))
    show(escape(finding.MARKED_AT), "sr-muted sr-small")


def _names(case: str) -> dict[int, str]:
    return dict(engine.features(case)[["feature", "name"]].itertuples(index=False))
