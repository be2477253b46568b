"""Features that answer a question, and why each does."""

import re

import numpy as np
import pandas as pd
from jaxtyping import Float

from core.errors import InputError
from core.features.index import LISTED, FeatureIndex

_PREFIX_WORTH = 0.7
_SHORTEST_PREFIX = 4
_LEAST_MEANING = 0.2
_FEW_TEXTS = 3


def by_words(index: FeatureIndex, query: str, top: int) -> pd.DataFrame:
    """Features that fire on the query's words, then those common in texts that say them.

    Strength: share of the feature's activation on those words; for the rest how much more often
    it fires in texts with the query than in others (difference of the two shares).

    Raises:
        InputError: The query has no word.
    """
    asked = re.findall(r"\w+", query.lower())
    if not asked:
        raise InputError(f"the search {query!r} has no word in it: type a word or a sentence")
    rows = [row for row in map(_matcher(asked), _seen(index).itertuples()) if row is not None]
    found = pd.DataFrame(rows, columns=LISTED).sort_values(
        ["strength", "texts"], ascending=False, kind="stable"
    )
    if len(found) < top:
        said = _in_texts(index, query.strip())
        said = said[~said.feature.isin(found.feature)]
        found = said if found.empty else pd.concat([found, said]) if len(said) else found
    return found.head(top).reset_index(drop=True)


def by_meaning(index: FeatureIndex, query: Float[np.ndarray, " d_in"], top: int) -> pd.DataFrame:
    """Features whose words mean something close to the query.

    Strength: cosine of the two embeddings.

    Args:
        index: The features.
        query: Embedding of the query, of length 1.
        top: How many at most.
    """
    table = index.features.assign(strength=index.meanings @ query)
    live = table[(table.status != "never seen") & (table.strength >= _LEAST_MEANING)]
    best = live.sort_values("strength", ascending=False, kind="stable").head(top)
    reasons = [f"its words mean something close ({s:.2f})" for s in best.strength]
    return best.assign(reason=reasons)[LISTED].reset_index(drop=True)


def by_fires(index: FeatureIndex, fires: pd.DataFrame, top: int) -> pd.DataFrame:
    """Features that fire on a pasted text, the strongest first.

    Args:
        index: The features.
        fires: feature, strength (share of the feature's own maximum), word (where it is highest).
        top: How many at most.
    """
    joined = fires.merge(index.features, on="feature")
    joined = joined[joined.status == "live"]
    best = joined.sort_values("strength", ascending=False, kind="stable").head(top)
    reasons = [
        f"fires on “{row.word}” at {row.strength:.0%} of its highest" for row in best.itertuples()
    ]
    return best.assign(reason=reasons)[LISTED].reset_index(drop=True)


def _seen(index: FeatureIndex) -> pd.DataFrame:
    return index.features[index.features.status != "never seen"]


def _matcher(asked: list[str]):  # noqa: ANN202  (a function from a row to a row or None)
    def match(row) -> tuple | None:  # noqa: ANN001  (a row of the features)
        worth = {
            word: share * _worth(word, asked)
            for word, share in zip(row.words, row.shares, strict=True)
        }
        hits = [word for word, value in worth.items() if value > 0]
        if not hits:
            return None
        share = sum(worth.values())
        reason = f"fires on {_listed(hits)}: {share:.0%} of its strength"
        return row.feature, row.name, row.texts, min(share, 1.0), reason

    return match


def _worth(word: str, asked: list[str]) -> float:
    if word in asked:
        return 1.0
    long = [a for a in asked if len(a) >= _SHORTEST_PREFIX]
    near = any(
        word.startswith(a) or (len(word) >= _SHORTEST_PREFIX and a.startswith(word)) for a in long
    )
    return _PREFIX_WORTH if near else 0.0


def _in_texts(index: FeatureIndex, phrase: str) -> pd.DataFrame:
    """Features that fire more often in texts with `phrase` than in the others."""
    counts = index.texts_with(phrase)
    counts = counts[counts.both >= _FEW_TEXTS].merge(_seen(index), on="feature")
    inside = counts.both / counts.said
    outside = (counts.fires - counts.both) / np.maximum(counts.everything - counts.said, 1)
    counts = counts.assign(strength=inside - outside, inside=inside, outside=outside)
    counts = counts[(counts.strength > 0.1) & (counts.status == "live")]
    counts = counts.sort_values("strength", ascending=False, kind="stable")
    reasons = [
        f"fires in {row.inside:.0%} of the {row.said} texts with “{phrase}”, "
        f"in {row.outside:.0%} of the others"
        for row in counts.itertuples()
    ]
    return counts.assign(reason=reasons)[LISTED]


def _listed(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words[:3])
