"""Names made without a language model, and a number for how well each fits.

Words are weighed by log-odds with an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008,
equations 16 and 22): how much more often the feature fires on a word than the word's share of the
corpus would have it, in standard deviations.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse

_PRIOR = 500.0
_SURE = 2.5
_ONE_WORD = 0.6
_MOST = 12
CLEAR = 0.6


@dataclass(frozen=True)
class Name:
    """How a feature is called until a person renames it."""

    name: str
    kind: str
    """"word", "words", "pattern", "topic" or "unclear"."""
    words: list[str]
    """Words it fires on, the most telling first."""
    shares: list[float]
    """Share of its (squared) activation on each."""


def log_odds(seen: np.ndarray, background: np.ndarray, *, prior: float = _PRIOR) -> np.ndarray:
    """z-score of each word: positive where it is seen more often than in the background.

    Args:
        seen: Weighted counts of the words on which the feature fires.
        background: Counts of the same words elsewhere in the corpus.
        prior: Pseudo-counts, spread over the words like the whole corpus.
    """
    both = seen + background
    alpha = np.maximum(prior * both / max(both.sum(), 1e-9), 1e-9)
    first = (seen + alpha) / (seen.sum() + prior - seen - alpha)
    second = (background + alpha) / (background.sum() + prior - background - alpha)
    spread = 1 / (seen + alpha) + 1 / (background + alpha)
    return (np.log(first) - np.log(second)) / np.sqrt(spread)


def name_feature(
    words: np.ndarray,
    weights: np.ndarray,
    counts: np.ndarray,
    vocabulary: list[str],
) -> Name:
    """A name from the words a feature fires on.

    Args:
        words: Vocabulary number of the word of each firing.
        weights: How much each firing counts.
        counts: Tokens of each word in the corpus.
        vocabulary: The words.
    """
    if not len(words):
        return Name("never seen", "unclear", [], [])
    kinds = np.flatnonzero(np.bincount(words))
    mass = np.bincount(words, weights)[kinds]
    # Weights stand for fewer than so many independent sightings (Kish's effective sample size).
    seen = mass * weights.sum() / np.square(weights).sum()
    rest = np.maximum(counts[kinds] - np.minimum(seen, counts[kinds]), 0.0)
    everything = counts.sum() - counts[kinds].sum()
    z = log_odds(np.append(seen, 0.0), np.append(rest, everything))[:-1]
    share = mass / mass.sum()
    order = np.lexsort((kinds, -(z * np.sqrt(share))))
    order = order[z[order] > _SURE][:_MOST]
    return _assemble([vocabulary[kinds[i]] for i in order], [float(share[i]) for i in order])


def topic_name(present: np.ndarray, background: np.ndarray, vocabulary: list[str]) -> list[str]:
    """The words that set the texts a feature fires in apart from all texts, at most three.

    Args:
        present: [words] texts among the feature's strongest that have the word.
        background: [words] texts of the case that have it.
        vocabulary: The words.
    """
    z = log_odds(present.astype(float), np.maximum(background - present, 0).astype(float))
    readable = [i for i in np.argsort(-z, kind="stable")[:40] if vocabulary[i].isalpha()]
    return [vocabulary[i] for i in readable if z[i] > _SURE and len(vocabulary[i]) > 2][:3]


def fit(
    words: list[str],
    presence: scipy.sparse.csc_matrix,
    numbers: dict[str, int],
    fires: np.ndarray,
    silent: np.ndarray,
) -> float:
    """How well a name's words tell texts with the feature from texts without; NaN if unknown.

    The area under the ROC curve of "how many of the words does the text have": 0.5 is chance, 1 is
    perfect. The caller passes texts that the name was not made from.
    """
    if not words or not len(fires) or not len(silent):
        return float("nan")
    had = np.zeros(presence.shape[0], np.int8)
    for word in words:
        column = numbers[word]
        had[presence.indices[presence.indptr[column] : presence.indptr[column + 1]]] += 1
    # So few values are counted quicker than ranked.
    inside, outside = (np.bincount(had[rows], minlength=len(words) + 1) for rows in (fires, silent))
    fewer = np.cumsum(outside) - outside
    return float((inside * (fewer + outside / 2)).sum() / (len(fires) * len(silent)))


def settle(name: Name, fits: float, topic: list[str], topic_fits: float) -> tuple[Name, float]:
    """The name that fits better, with its fit: the words', the topic's, or "unclear" if neither.

    Args:
        name: Made from the words the feature fires on.
        fits: How well those words tell its texts from others; NaN if that could not be tested.
        topic: Words that set its texts apart.
        topic_fits: How well those do.
    """
    if name.words and not fits < CLEAR:
        return name, fits
    if topic and topic_fits >= CLEAR:
        return Name(f"texts about {', '.join(topic)}", "topic", name.words, name.shares), topic_fits
    label = f"unclear: {', '.join(name.words[:2])}" if name.words else name.name
    return Name(label, "unclear", name.words, name.shares), fits


def _assemble(words: list[str], shares: list[float]) -> Name:
    if not words:
        return Name("unclear", "unclear", [], [])
    pattern = _pattern(words, shares)
    if pattern:
        return Name(pattern, "pattern", words, shares)
    if shares[0] > _ONE_WORD:
        return Name(words[0], "word", words, shares)
    told = [w for w, s in zip(words, shares, strict=True) if s > 0.1 * max(shares)][:3]
    return Name(", ".join(told), "words", words, shares)


def _pattern(words: list[str], shares: list[float]) -> str | None:
    """A name for features of numbers or of punctuation."""
    total = sum(shares)
    digits = sum(s for w, s in zip(words, shares, strict=True) if w[:1].isdigit())
    marks = sum(s for w, s in zip(words, shares, strict=True) if not any(map(str.isalnum, w)))
    if digits > _ONE_WORD * total:
        return f"numbers: {', '.join(words[:3])}"
    if marks > _ONE_WORD * total:
        return f"punctuation: {' '.join(words[:3])}"
    return None
