"""Models, loaded when an action first needs them and then shared by all sessions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import InputError
from core.progress import silent
from dashboard.engine.places import open_case, results_revision

if TYPE_CHECKING:
    from core.classify import Classifier
    from core.embed import Embedder
    from core.sae import SparseAutoencoder


@dataclass(frozen=True)
class Decision:
    """What one model decides about one text."""

    model: str
    """ "plain" or "regularized"."""
    label: str
    probability: float
    """Of the favourable label."""


def embedder(case: str) -> "Embedder":
    """The embedding model of the case."""
    return _embedder(open_case(case).settings.model)


@st.cache_resource(max_entries=2, show_spinner="Loading the language model …")
def _embedder(model: str) -> "Embedder":
    from core.embed import load_embedder

    return load_embedder(model)


def sae(case: str) -> "SparseAutoencoder":
    """The autoencoder that turns token states into features."""
    return _sae(case, results_revision(case))


@st.cache_resource(max_entries=2, show_spinner=False)
def _sae(case: str, revision: str) -> "SparseAutoencoder":
    from core.sae import load_sae

    return load_sae(open_case(case).sae_folder)


@st.cache_resource(max_entries=4, show_spinner=False)
def _classifier(case: str, kind: str, revision: str) -> "Classifier":
    from core.classify import load_classifier

    return load_classifier(open_case(case).classifier_path(kind))


def try_text(case: str, text: str) -> tuple[Decision, ...]:
    """What the plain and, if there is one, the regularized model decide about a text.

    Raises:
        InputError: The text is blank.
    """
    if not text.strip():
        raise InputError("there is no text to try: write or paste one")
    opened, embedded = open_case(case), embedder(case).embed([text], silent)
    favourable, revision = opened.settings.favourable, results_revision(case)
    decisions = []
    for kind in ("plain", "regularized"):
        if not opened.classifier_path(kind).with_suffix(".json").is_file():
            continue
        model = _classifier(case, kind, revision)
        chance = float(model.probabilities(embedded)[0][model.labels.index(favourable)])
        decisions.append(Decision(kind, str(model.decide(embedded)[0]), chance))
    return tuple(decisions)
