"""Features that answer a question, and why each does."""

import difflib
import itertools
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd
from jaxtyping import Float

from core.errors import InputError
from core.features.index import LISTED, FeatureIndex
from core.words import percent

_PREFIX_WORTH = 0.7
_SHORTEST_PREFIX = 4  # letters of a word that may stand for longer ones
FEW_WORDS = 3
"""So many words ask for things; more are a sentence."""
_LEAST_MEANING, _LEAST_OF_FEW = 0.2, 0.4  # cosine, of a sentence and of few words
_SAYS_IT = 0.15  # what it is worth that a feature fires on the very words, or on mere look-alikes
_FEW_TEXTS = 3
_ALIKE, _ALIKE_WORTH = 0.78, 0.6  # how alike a mistyped word is, and what a hit on it is worth
_LEAST_SHARE = 0.05  # of a feature's activation; it is not about words that make up less
_FORMS = ({"man", "men"}, {"woman", "women"}, {"wife", "wives"}, {"person", "people"})
_FARTHEST = 5  # how many features answer a meaning that none is near to


def by_words(
    index: FeatureIndex, query: str, top: int, names: Mapping[int, str] | None = None
) -> pd.DataFrame:
    """Features named by the query's words or firing on them, then those common in texts with them.

    Both names of a feature are searched: the one a person gave it, and the suggested one.

    A word no feature fires on and no text says counts as mistyped, and the words most like it
    are looked for instead; the reason says so.

    Strength: share of the feature's activation on those words; for the rest how much more often
    it fires in texts with the query than in others (difference of the two shares).

    Args:
        index: The features.
        query: Words, or a sentence.
        top: How many at most.
        names: Names people gave to features, which are searched too.

    Raises:
        InputError: The query has no word.
    """
    asked = re.findall(r"\w+", query.lower())
    if not asked:
        raise InputError(f"the search {query!r} has no word in it: type a word or a sentence")
    found = _joined(_named(index, asked, names or {}), _firing_on(index, asked))
    if len(found) < top:
        found = _joined(found, _suggested(index, asked))
    if len(found) < top:
        found = _joined(found, _in_texts(index, query.strip(), 2 * top))
    if len(found) < top and (mistyped := _mistyped(index, asked)):
        found = _joined(found, _firing_on(index, list(mistyped), mistyped))
    return found.head(top).reset_index(drop=True)


def _joined(first: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Both tables, each feature once."""
    more = more[~more.feature.isin(first.feature)]
    if first.empty or more.empty:
        return more if first.empty else first
    return pd.concat([first, more])


def _firing_on(
    index: FeatureIndex, asked: list[str], typed: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Features that fire on words, the strongest first; typed: word -> how it was typed."""
    owners = index.features_of_words
    near = {f for word in _near(index, asked) for f in owners[word]}
    seen = _seen(index)
    seen = seen[seen.feature.isin(near)]
    columns = (seen[name].tolist() for name in ("feature", "name", "texts", "words", "shares"))
    rows = itertools.starmap(_matcher(asked, typed or {}), zip(*columns, strict=True))
    found = pd.DataFrame([row for row in rows if row is not None], columns=LISTED)
    return found.sort_values(["strength", "texts"], ascending=False, kind="stable")


def _near(index: FeatureIndex, asked: list[str]) -> set[str]:
    """Words that features are known by and that are worth something to what is asked."""
    known = index.features_of_words
    forms = {form for word in asked for form in _forms(word)}
    found = {word for word in forms if word in known}
    for word in asked:
        if len(word) >= _SHORTEST_PREFIX:
            shorter = (word[:end] for end in range(_SHORTEST_PREFIX, len(word)))
            found |= {begin for begin in shorter if begin in known}
            found.update(_beginning_with(index.words, word))
    return found


def _beginning_with(words: list[str], start: str) -> list[str]:
    """Those of the sorted words that begin so."""
    return words[bisect_left(words, start) : bisect_left(words, start + chr(sys.maxunicode))]


def _named(index: FeatureIndex, asked: list[str], names: Mapping[int, str]) -> pd.DataFrame:
    """Features whose name, given by a person, has all the words."""
    rows = index.features[index.features.feature.isin([f for f in names if _has(names[f], asked)])]
    reason = [f"named “{names[f]}” by a person" for f in rows.feature]
    return rows.assign(strength=1.0, reason=reason)[LISTED]


def _suggested(index: FeatureIndex, asked: list[str]) -> pd.DataFrame:
    """Features whose suggested name has all the words, though they may not fire on them."""
    names, begin = index.features["name"].tolist(), [word[:_SHORTEST_PREFIX] for word in asked]
    # Every word that counts as the same begins alike: a cheap look leaves few names to read.
    near = [i for i, n in enumerate(map(str.lower, names)) if all(b in n for b in begin)]
    rows = index.features.iloc[[i for i in near if _has(names[i], asked)]]
    rows = rows[rows["status"] != "never seen"]
    rows = rows.sort_values("texts", ascending=False, kind="stable")
    reason = [f"its suggested name is “{name}”" for name in rows["name"]]
    return rows.assign(strength=0.0, reason=reason)[LISTED]


def _has(name: str, asked: list[str]) -> bool:
    """Whether a name has all the words, or longer ones that begin so."""
    own = re.findall(r"\w+", name.lower())
    return all(any(_worth(word, [each]) for word in own) for each in asked)


def _mistyped(index: FeatureIndex, asked: list[str]) -> dict[str, str]:
    """Words features fire on -> the word as typed, for words that no feature fires on."""
    known = index.features_of_words
    meant: dict[str, str] = {}
    for word in asked:
        if word not in known and len(word) >= _SHORTEST_PREFIX:
            near = [w for w in known if abs(len(w) - len(word)) <= 2]
            for each in difflib.get_close_matches(word, near, n=3, cutoff=_ALIKE):
                meant.setdefault(each, word)
    return meant


def by_meaning(
    index: FeatureIndex, query: Float[np.ndarray, " d_in"], top: int, asked: str = ""
) -> pd.DataFrame:
    """Features whose words mean something close to the query.

    Strength: cosine of the two embeddings. Of few words, features that fire on these very words
    come sooner, and those later that fire on words which merely begin with the same letters, as
    "mantoux" does with "man": to the language model they share a piece.

    Args:
        index: The features.
        query: Embedding of the query, of length 1.
        top: How many at most.
        asked: The query, where it is a few words.
    """
    words = re.findall(r"\w+", asked.lower())
    table = index.features[LISTED[:3]].assign(strength=index.meanings @ query)
    table["said"] = _said(index, words) if words else 0.0
    table["order"] = table.strength + table.said
    # Without words there is nothing to be close to; signs and lone letters mean too little.
    worded = index.features.words.map(lambda own: any(map(_is_word, own)))
    seen = table[(index.features.status != "never seen") & worded]
    seen = seen.sort_values("order", ascending=False, kind="stable")
    close = seen[seen.order >= (_LEAST_OF_FEW if words else _LEAST_MEANING)].head(top)
    best = close if len(close) else seen.head(min(top, _FARTHEST))
    says = "close" if len(close) else "far off, though nothing is closer"
    reasons = [
        f"{'fires on it; ' if said > 0 else ''}its words mean something {says} ({near:.2f})"
        for near, said in zip(best.strength, best.said, strict=True)
    ]
    return best.assign(reason=reasons)[LISTED].reset_index(drop=True)


def _said(index: FeatureIndex, asked: list[str]) -> np.ndarray:
    """For each feature what it is worth that it fires on the words, or on their look-alikes."""
    forms: set[str] = set().union(*map(_forms, asked))
    short = [form for form in forms if len(form) < _SHORTEST_PREFIX]
    alike = {word for form in short for word in _beginning_with(index.words, form)} - forms
    owners, worth = index.features_of_words, np.zeros(len(index.features))
    words, shares_of = index.features.words, index.features.shares
    for feature in {f for word in forms | alike for f in owners.get(word, ())}:
        shares = dict(zip(words[feature], shares_of[feature], strict=True))
        own, like = (sum(shares.get(w, 0.0) for w in some) for some in (forms, alike))
        if max(own, like) >= _LEAST_SHARE:
            worth[feature] = _SAYS_IT if own >= like else -_SAYS_IT
    return worth


def _is_word(word: str) -> bool:
    return len(word) > 1 and any(map(str.isalpha, word))


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
        f"fires on “{row.word}” at {percent(row.strength)} of its highest"
        for row in best.itertuples()
    ]
    return best.assign(reason=reasons)[LISTED].reset_index(drop=True)


def _seen(index: FeatureIndex) -> pd.DataFrame:
    return index.features[index.features.status != "never seen"]


def _matcher(asked: list[str], typed: Mapping[str, str]) -> Callable[..., tuple | None]:
    def match(
        feature: int, name: str, texts: int, words: Iterable[str], shares: Iterable[float]
    ) -> tuple | None:
        worth = {w: share * _worth(w, asked) for w, share in zip(words, shares, strict=True)}
        hits = [word for word, value in worth.items() if value > 0]
        if not hits:
            return None
        share = sum(worth.values())
        if share < _LEAST_SHARE:
            return None
        near = {typed[hit]: None for hit in hits if hit in typed}
        like = f", which is like {_listed(list(near))}" if near else ""
        reason = f"fires on {_listed(hits)}{like}: {percent(share)} of its strength"
        worth_of_all = min(share, 1.0) * (_ALIKE_WORTH if typed else 1.0)
        return feature, name, texts, worth_of_all, reason

    return match


def _forms(word: str) -> set[str]:
    """A word, its plural and its singular; a short word stands for no others."""
    found = {word, f"{word}s", f"{word}es"}
    if len(word) >= _SHORTEST_PREFIX:
        found.add(word.removesuffix("s"))
    return found.union(*(forms for forms in _FORMS if word in forms))


def _worth(word: str, asked: list[str]) -> float:
    if any(word in _forms(each) for each in asked):
        return 1.0
    long = [a for a in asked if len(a) >= _SHORTEST_PREFIX]
    near = any(
        word.startswith(a) or (len(word) >= _SHORTEST_PREFIX and a.startswith(word)) for a in long
    )
    return _PREFIX_WORTH if near else 0.0


def _in_texts(index: FeatureIndex, phrase: str, most: int) -> pd.DataFrame:
    """At most `most` features that fire more often in texts with `phrase` than in the others."""
    counts = index.texts_with(phrase)
    counts = counts[counts.both >= _FEW_TEXTS].merge(_seen(index), on="feature")
    inside = counts.both / counts.said
    outside = (counts.fires - counts.both) / np.maximum(counts.everything - counts.said, 1)
    counts = counts.assign(strength=inside - outside, inside=inside, outside=outside)
    counts = counts[(counts.strength > 0.1) & (counts.status == "live")]
    counts = counts.sort_values("strength", ascending=False, kind="stable").head(most)
    reasons = [
        f"fires in {percent(row.inside)} of the {row.said} texts with “{phrase}”, "
        f"in {percent(row.outside)} of the others"
        for row in counts.itertuples()
    ]
    return counts.assign(reason=reasons)[LISTED]


def _listed(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words[:3])
