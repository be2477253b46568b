"""Look into a case: search, evidence, highlights, both models on a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.case import Case
from core.errors import InputError
from core.features.index import FeatureIndex

if TYPE_CHECKING:
    from core.embed import Embedder
    from core.features.highlight import TextFeatures
    from core.sae.model import SparseAutoencoder

_AS_WORDS = 4  # of about so many words a feature's meaning is made
WAYS = ("words", "meaning", "fires")


@dataclass(frozen=True)
class Decision:
    """What one model says about one text."""

    model: str
    """"plain" or "regularized"."""
    label: str
    probability: float
    """Of that label."""
    favourable: float
    """Probability of the favourable label."""


def index(case: Case) -> FeatureIndex:
    """The features of a case that has been run.

    Raises:
        CaseError: It has not.
    """
    case.require("features", f"run `selfreg run {case.typed}` first")
    return FeatureIndex(case.features_folder, case.influence_path, case.texts_path)


def search(
    case: Case,
    query: str,
    by: str = "words",
    top: int = 20,
    *,
    features: FeatureIndex | None = None,
    embedder: "Embedder | None" = None,
    names: Mapping[int, str] | None = None,
    sae: "SparseAutoencoder | None" = None,
) -> pd.DataFrame:
    """Features that answer `query`: feature, name, texts, strength, reason.

    Args:
        case: The case.
        query: Words, a sentence, or a whole text.
        by: "words", "meaning", or "fires" (which features fire on the query as a text).
        top: How many at most.
        features: The index, where the caller keeps one.
        embedder: The model, where the caller keeps one.
        names: Names people gave to features; None reads them from the ledger.
        sae: The autoencoder, where the caller keeps one.

    Raises:
        InputError: The query is empty, or `by` is none of the three.
    """
    from core.features import search as ways

    if by not in WAYS:
        raise InputError(f"there is no search by {by!r}: use {', '.join(WAYS)}")
    if not query.strip():
        raise InputError("the search is empty: type a word, a sentence or a text")
    features = features or index(case)
    if by == "words":
        names = given_names(case) if names is None else names
        return ways.by_words(features, query, top, names)
    embedder = embedder or load_model(case)
    if by == "meaning":
        few = query if len(query.split()) <= ways.FEW_WORDS else ""
        return ways.by_meaning(features, _meaning(embedder.to_the_end, query, bool(few)), top, few)
    found = highlight_text(case, query, features=features, embedder=embedder, sae=sae)
    return ways.by_fires(features, found.top, top)


def _meaning(embedder: "Embedder", query: str, few: bool) -> np.ndarray:
    """Embedding of a query, of length 1.

    A word by itself has hardly a meaning to a model that was trained on sentences. Few words are
    told twice: as the words of a feature are, one after the other, and within a phrase.
    """
    told = [", ".join([query] * _AS_WORDS), f"a {query}"] if few else [query]
    together = embedder.embed(told).sum(0)
    return (together / together.norm()).numpy()


def unknown_words(
    case: Case, query: str, *, features: FeatureIndex | None = None, embedder: "Embedder"
) -> list[str]:
    """Words of a query that no feature fires on and that the model has to spell.

    Search by meaning always finds something; what it finds for these says little.
    """
    from core.embed.tokens import spelled

    known = (features or index(case)).features_of_words
    asked = spelled(query, embedder.tokenize([query]))
    return [word for word in asked if word.lower() not in known]


def given_names(case: Case) -> dict[int, str]:
    """Names that people gave to features."""
    from core.review.ledger import Ledger
    from core.review.names import names

    return names(Ledger(case.ledger_path, case.id).events())


def load_model(case: Case) -> "Embedder":
    """The language model of the case, checked to be the one it was built with.

    Raises:
        InputError: The model's files have changed since.
    """
    from core.embed import load_embedder

    embedder = load_embedder(case.settings.model, case.info("embed").get("layer"))
    built_with = case.info("embed").get("checksum", embedder.site.checksum)
    if embedder.site.checksum != built_with:
        raise InputError(
            f"the model {case.settings.model!r} has changed since the case was run: run it again"
        )
    return embedder


def highlight_text(
    case: Case,
    text: str,
    *,
    features: FeatureIndex | None = None,
    embedder: "Embedder | None" = None,
    sae: "SparseAutoencoder | None" = None,
) -> "TextFeatures":
    """The features that fire on a text, word by word."""
    from core.features.highlight import highlight
    from core.sae.saelens import load_sae

    if not text.strip():
        raise InputError("the text is empty: paste one")
    features = features or index(case)
    embedder = embedder or load_model(case)
    tokens = embedder.tokenize([text])
    (batch,) = embedder.batches(tokens, [np.array([0])])
    inside = tokens.word >= 0
    places = {name: getattr(tokens, name)[inside] for name in ("start", "end", "word")}
    maximum = features.features.maximum.to_numpy()
    return highlight(text, batch.states[inside], places, sae or load_sae(case.sae_folder), maximum)


def try_text(case: Case, text: str, *, embedder: "Embedder | None" = None) -> tuple[Decision, ...]:
    """What the plain model, and the regularized one where there is one, say about a text."""
    from core.classify.classifier import load_classifier

    if not text.strip():
        raise InputError("the text is empty: paste one")
    case.require("plain", f"run `selfreg run {case.typed}` first")
    embedding = (embedder or load_model(case)).embed([text])
    answers = []
    for kind in ("plain", "regularized") if case.key("train") else ("plain",):
        model = load_classifier(case.classifier_path(kind))
        chances = model.probabilities(embedding)[0].numpy()
        label = str(model.decide(embedding)[0])
        chance = dict(zip(model.labels, chances.tolist(), strict=True))
        answers.append(Decision(kind, label, chance[label], chance[case.settings.favourable]))
    return tuple(answers)
