"""What changes in an embedding when the words that flagged features fire on are deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float
from torch import Tensor

from core.case import Case
from core.embed import Embedder
from core.features.codes import read_firings
from core.features.words import Corpus, load_corpus
from core.pipeline.look import index
from core.progress import Progress

_CLEAR = 0.4
_TYPICAL = 0.5


@dataclass(frozen=True)
class Deletions:
    """What deleting the flagged words changes, for texts that have some."""

    rows: np.ndarray
    """Which texts, ascending."""
    differences: Float[Tensor, "changed d_in"]
    """embedding(text) − embedding(text without the flagged words)."""
    asked: np.ndarray
    """All texts with such words, ascending; of many only a sample is read again."""


def deletion_differences(
    case: Case,
    features: Sequence[int],
    rows: np.ndarray,
    unit: Float[Tensor, "texts d_in"],
    embedder: Embedder,
    progress: Progress,
    *,
    most: int,
    but: Collection[str] = (),
) -> Deletions:
    """How the embeddings of some texts change when their flagged words are deleted; maybe none.

    Args:
        case: The case, run.
        features: Flagged features.
        rows: Texts to take: the training texts.
        unit: Embeddings of all texts.
        embedder: The case's language model.
        progress: Told while texts are read again.
        most: Enough texts for a covariance; a seeded sample of that many is taken.
        but: Words that stay.
    """
    corpus = load_corpus(case.features_folder)
    spans = flagged_words(case, features, corpus, but)
    texts = asked = np.intersect1d(spans.text.unique(), rows)
    if len(texts) > most:
        texts = np.sort(np.random.default_rng(case.settings.seed).choice(texts, most, False))
    whole = case.texts().frame.text
    groups = spans[spans.text.isin(texts)].groupby("text")
    shorter = {int(i): without(whole[i], group[["start", "end"]].to_numpy()) for i, group in groups}
    left = [i for i in shorter if shorter[i]]
    return Deletions(
        np.array(left, int),
        unit[left] - embedder.embed([shorter[i] for i in left], progress),
        asked,
    )


def flagged_words(
    case: Case, features: Sequence[int], corpus: Corpus, but: Collection[str] = ()
) -> pd.DataFrame:
    """text, start, end of the words that some features stand for, `but` some words.

    A feature fires clearly on them (from two fifths of its highest), and they are typical of it (at
    least half as much of its strength as its first word): "she" and "her" of "she, her, office",
    not the words around them, which people did not mean when they flagged it.
    """
    table = index(case).features
    numbers = {word: i for i, word in enumerate(corpus.vocabulary)}
    tokens = [np.zeros(0, int)]
    for feature in features:
        row, firings = table.iloc[feature], read_firings(case.features_folder, feature)
        if len(firings.act) and len(row.words):
            shares = zip(row.words, row.shares, strict=True)
            least = _TYPICAL * max(row.shares)
            typical = [numbers[w] for w, s in shares if s >= least and w not in but]
            clear = firings.token[firings.act > _CLEAR * firings.act.max()]
            tokens.append(clear[np.isin(corpus.word[clear], typical)])
    token = np.unique(np.concatenate(tokens))
    columns = {"text": corpus.text, "start": corpus.word_start, "end": corpus.word_end}
    spans = pd.DataFrame({name: column[token] for name, column in columns.items()})
    return spans.drop_duplicates()


def without(text: str, spans: np.ndarray) -> str:
    """`text` with some stretches of characters cut out and double spaces closed."""
    kept, at = [], 0
    for start, end in sorted(map(tuple, spans)):
        kept.append(text[at:start])
        at = max(at, end)
    return " ".join("".join([*kept, text[at:]]).split())
