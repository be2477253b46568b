"""Models, loaded when an action first needs them and then shared by all sessions."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.engine.places import open_case, results_revision

if TYPE_CHECKING:
    from core.embed import Embedder
    from core.sae import SparseAutoencoder


@dataclass(frozen=True)
class Decision:
    """What one model says about one text.

    Attributes:
        model: "plain" or "regularized".
        label: What it decides.
        probability: Of that label.
        favourable: Probability of the favourable label.
    """

    model: str
    label: str
    probability: float
    favourable: float


def embedder(case: str) -> "Embedder":
    """The language model of the case, checked to be the one it was built with."""
    return _embedder(open_case(case).settings.model, case, results_revision(case))


@st.cache_resource(max_entries=2, show_spinner="Loading the language model …")
def _embedder(model: str, _case: str, revision: str) -> "Embedder":
    from core.pipeline.look import load_model

    return load_model(open_case(_case))


def sae(case: str) -> "SparseAutoencoder":
    """The autoencoder that turns token states into features."""
    return _sae(case, results_revision(case))


@st.cache_resource(max_entries=2, show_spinner=False)
def _sae(case: str, revision: str) -> "SparseAutoencoder":
    from core.sae import load_sae

    return load_sae(open_case(case).sae_folder)


def try_text(case: str, text: str) -> tuple[Decision, ...]:
    """What the plain and, if there is one, the regularized model say about a text.

    Raises:
        InputError: The text is blank.
    """
    return _tried(case, text, results_revision(case), open_case(case).key("train"))


@st.cache_resource(max_entries=20, show_spinner=False)
def _tried(case: str, text: str, revision: str, trained: str | None) -> tuple[Decision, ...]:
    from core import pipeline

    said = pipeline.try_text(open_case(case), text, embedder=embedder(case))
    return tuple(Decision(**asdict(each)) for each in said)
