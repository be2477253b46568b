"""The features of a case: table, search, evidence, and what fires in a text."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.engine import models
from dashboard.engine.decisions import names
from dashboard.engine.places import open_case, results_revision

if TYPE_CHECKING:
    from core.features.highlight import TextFeatures
    from core.features.index import FeatureIndex
    from core.texts import Texts

_HEAVY = ["histogram", "shares"]  # only the page of one feature needs them


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything known about one feature.

    Attributes:
        feature: its row, with influence, pushes and tips; its name is the one a person gave it,
            else the suggested one, which is always under suggested; named: a person gave it.
        examples: one row an example, with the text itself (body) and its id and label.
        rates: column, value, n, texts, rate; the classes are under "label".
        relatives: other, name, relation, score.
    """

    feature: dict[str, Any]
    examples: pd.DataFrame
    rates: pd.DataFrame
    relatives: pd.DataFrame


def features(case: str) -> pd.DataFrame:
    """One row a feature, joined with what it does to the plain model. Never change it.

    Its name is the one a person gave it, else the suggested one, which is always under suggested.
    """
    given = tuple(sorted(names(case).items()))
    return _named(case, given, results_revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _named(case: str, given: tuple[tuple[int, str], ...], revision: str) -> pd.DataFrame:
    return renamed(_table(case, revision), dict(given))


def renamed(table: pd.DataFrame, given: dict[int, str], of: str = "feature") -> pd.DataFrame:
    """A copy with the names people gave, and the suggested ones under suggested."""
    own = [given.get(f, n) for f, n in zip(table[of], table["name"], strict=True)]
    return table.assign(suggested=table["name"], name=own)


@st.cache_resource(max_entries=20, show_spinner=False)
def _table(case: str, revision: str) -> pd.DataFrame:
    return index(case).features.drop(columns=_HEAVY, errors="ignore")


def rates(case: str) -> pd.DataFrame:
    """In what share of each class and group each feature fires. Never change it."""
    return _rates(case, results_revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _rates(case: str, revision: str) -> pd.DataFrame:
    return index(case).rates()


def texts(case: str) -> "Texts":
    """The labelled texts; shared by all sessions, never change them."""
    return _texts(case, open_case(case).id)


@st.cache_resource(max_entries=5, show_spinner=False)
def _texts(case: str, identity: str) -> "Texts":
    return open_case(case).texts()


def index(case: str) -> "FeatureIndex":
    """The feature index; one connection for all sessions."""
    return _index(case, results_revision(case))


@st.cache_resource(max_entries=5, show_spinner=False)
def _index(case: str, revision: str) -> "FeatureIndex":
    # Not by the pipeline: it loads torch, and a page's first paint must not wait for that.
    from core.features.index import FeatureIndex

    opened = open_case(case)
    opened.require("features", "run it first, on the page Overview")
    return FeatureIndex(opened.features_folder, opened.influence_path, opened.texts_path)


def search(case: str, query: str, by: str, top: int = 20) -> pd.DataFrame:
    """Features that answer a query: feature, name, texts, strength, reason. Never change it.

    Args:
        case: Name of the case.
        query: Words, a sentence, or with "fires" a whole text.
        by: "words", "meaning" or "fires".
        top: How many at most.
    """
    if not query.strip():
        return pd.DataFrame(columns=["feature", "name", "texts", "strength", "reason"])
    given = names(case)
    key = (query.strip(), by, top, tuple(sorted(given.items())) if by == "words" else ())
    return renamed(_search(case, *key, results_revision(case)), given)


@st.cache_resource(max_entries=50, show_spinner=False)
def _search(case: str, query: str, by: str, top: int, given: tuple, revision: str) -> pd.DataFrame:
    if by == "words":
        from core.features.search import by_words

        return by_words(index(case), query, top, dict(given))
    from core import pipeline

    kept = {"features": index(case), "embedder": models.embedder(case)}
    if by == "fires":
        kept["sae"] = models.sae(case)
    return pipeline.search(open_case(case), query, by, top, **kept)


def unknown_words(case: str, query: str) -> list[str]:
    """Words of a query whose meaning the language model has to guess from their letters."""
    from core import pipeline

    kept = {"features": index(case), "embedder": models.embedder(case)}
    return pipeline.unknown_words(open_case(case), query, **kept)


@st.cache_resource(max_entries=200, show_spinner=False)
def _evidence(case: str, feature: int, revision: str) -> Evidence:
    found = index(case).evidence(feature)
    frame = texts(case).frame
    rows = frame.iloc[found.examples["text"].to_numpy(dtype=int)]
    examples = found.examples.assign(
        body=rows["text"].to_numpy(), id=rows["id"].to_numpy(), label=rows["label"].to_numpy()
    )
    return Evidence(found.feature, examples, found.rates, found.relatives)


def evidence(case: str, feature: int) -> Evidence:
    """Examples, rates and relatives of one feature. Never change the tables."""
    found, given = _evidence(case, feature, results_revision(case)), names(case)
    row = found.feature | {"suggested": found.feature["name"], "named": feature in given}
    row["name"] = given.get(feature, row["name"])
    return replace(found, feature=row, relatives=renamed(found.relatives, given, "other"))


def mask(text: str) -> str:
    """The text with names, addresses, phone and account numbers hidden, as long as before."""
    from core.masking import mask as hidden

    return hidden(text)


def highlight(case: str, text: str) -> "TextFeatures":
    """Which features fire where in a text: spans and the strongest features. Never change them."""
    return _highlight(case, text, results_revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _highlight(case: str, text: str, revision: str) -> "TextFeatures":
    from core import pipeline

    return pipeline.highlight_text(
        open_case(case),
        text,
        features=index(case),
        embedder=models.embedder(case),
        sae=models.sae(case),
    )
