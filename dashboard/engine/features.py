"""The features of a case: table, search, evidence, and what fires in a text."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.engine import models
from dashboard.engine.places import open_case, results_revision

if TYPE_CHECKING:
    from core.features.index import FeatureIndex, TextFeatures
    from core.texts import Texts

_HEAVY = ["direction", "histogram"]  # only the page of one feature needs them


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything known about one feature.

    Attributes:
        feature: its row, with influence, pushes and tips.
        examples: one row an example, with the text itself (body) and its id and label.
        rates: column, value, n, texts, rate; the classes are under "label".
        relatives: other, name, relation, score.
    """

    feature: dict[str, Any]
    examples: pd.DataFrame
    rates: pd.DataFrame
    relatives: pd.DataFrame


def features(case: str) -> pd.DataFrame:
    """One row a feature, joined with what it does to the plain model. Never change it."""
    return _table(case, results_revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _table(case: str, revision: str) -> pd.DataFrame:
    table = index(case).table()
    return table.drop(columns=[column for column in _HEAVY if column in table])


def rates(case: str) -> pd.DataFrame:
    """In what share of each class and group each feature fires. Never change it."""
    return _rates(case, results_revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _rates(case: str, revision: str) -> pd.DataFrame:
    return pd.read_parquet(open_case(case).features_folder / "rates.parquet")


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
    from core import pipeline

    return pipeline.index(open_case(case))


def search(case: str, query: str, by: str, top: int = 20) -> pd.DataFrame:
    """Features that answer a query: feature, name, texts, strength, reason.

    Args:
        case: Name of the case.
        query: Words, a sentence, or with "fires" a whole text.
        by: "words", "meaning" or "fires".
        top: How many at most.
    """
    if not query.strip():
        return pd.DataFrame(columns=["feature", "name", "texts", "strength", "reason"])
    heavy = {} if by == "words" else {"embedder": models.embedder(case), "sae": models.sae(case)}
    return index(case).search(query, by=by, top=top, **heavy)


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
    return _evidence(case, feature, results_revision(case))


def highlight(case: str, text: str) -> "TextFeatures":
    """Which features fire where in a text: spans and the strongest features."""
    return index(case).highlight(text, models.embedder(case), models.sae(case))
