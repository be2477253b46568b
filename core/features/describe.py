"""One feature's numbers and examples, from where it fires."""

import re
from dataclasses import dataclass

import numpy as np

from core.features.codes import Firings
from core.features.words import Corpus

BARS = 20
PRESENT = 0.2
"""Share of its own maximum from which on a feature counts as present in a text; below, it is faint.

One threshold serves all features, so a strong feature also fires a little on unrelated words.
"""
_WINDOW = 110
_SPACE = re.compile(r"\s")
_BANDS = (("strongest", 0.75, 1.01, 8), ("typical", 0.35, 0.65, 6), ("faint", 0.0, PRESENT, 4))


@dataclass(frozen=True)
class Occurrences:
    """The texts a feature fires in."""

    text: np.ndarray
    """Rows of the texts, ascending."""
    peak: np.ndarray
    """Highest activation in each."""
    total: np.ndarray
    """Activations added up over the tokens that the embedding pools."""
    at: np.ndarray
    """For each, the place of its peak among the feature's firings."""
    order: np.ndarray
    """The feature's firings, text by text."""
    bounds: np.ndarray
    """[texts + 1] the firings of the i-th text are order[bounds[i]] to order[bounds[i + 1]]."""

    @property
    def present(self) -> np.ndarray:
        """Rows of the texts in which it is present, not only faint."""
        return self.text[self.peak >= PRESENT * self.peak.max(initial=0.0)]


def occurrences(firings: Firings, corpus: Corpus, pooling: str) -> Occurrences:
    """Firings of one feature, text by text."""
    owner = corpus.text[firings.token]
    order = np.argsort(owner, kind="stable")
    if not len(order):
        empty = np.zeros(0)
        whole = empty.astype(int)
        return Occurrences(whole, empty, empty, whole, whole, np.zeros(1, int))
    owner, act = owner[order], firings.act[order]
    starts = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
    peak = np.maximum.reduceat(act, starts)
    run = np.cumsum(np.concatenate([[False], owner[1:] != owner[:-1]]))
    tops = np.flatnonzero(act == peak[run])
    _, first = np.unique(run[tops], return_index=True)
    pooled = act if pooling == "mean" else act * corpus.last[firings.token[order]]
    return Occurrences(
        owner[starts],
        peak,
        np.add.reduceat(pooled, starts),
        order[tops[first]],
        order,
        np.append(starts, len(order)),
    )


def histogram(firings: Firings, maximum: float) -> list[int]:
    """How many firings in each of 20 equal steps of strength."""
    step = np.minimum((firings.act / max(maximum, 1e-9) * BARS).astype(int), BARS - 1)
    return np.bincount(step, minlength=BARS).tolist()


def present_by_value(found: Occurrences, codes: np.ndarray, values: int) -> np.ndarray:
    """[values] in how many texts of each class or group the feature is present.

    Args:
        found: Where it fires.
        codes: For every text its class or group as a number; -1 where it does not count.
        values: How many classes or groups there are.
    """
    known = codes[found.present]
    return np.bincount(known[known >= 0], minlength=values)


def examples(
    firings: Firings,
    found: Occurrences,
    corpus: Corpus,
    texts: list[str],
    same: np.ndarray,
    hidden: np.ndarray,
) -> list[dict]:
    """Strongest, typical and faint examples, each text once, identical texts folded.

    Args:
        firings: Where the feature fires.
        found: The same, text by text.
        corpus: Places of the tokens.
        texts: All texts of the case.
        same: For every text the first text with the same words.
        hidden: For every text whether nobody may see it who judges features.
    """
    if not len(found.text):
        return []
    strength = found.peak / found.peak.max()
    order = np.lexsort((found.text, -strength))
    order = order[~hidden[found.text[order]]]
    copies = np.bincount(same[found.text], minlength=len(texts))
    rows = []
    for band, low, high, count in _BANDS:
        inside = order[(strength[order] >= low) & (strength[order] < high)]
        chosen = _first_of_each(inside, same[found.text])
        if band != "strongest":
            chosen = chosen[_spread(len(chosen), count)]
        for rank, i in enumerate(chosen[:count]):
            row = _window(firings, found, int(i), corpus, texts)
            row |= {"band": band, "rank": rank, "strength": float(strength[i])}
            row["copies"] = int(copies[same[found.text[i]]])
            rows.append(row)
    return rows


def look_alikes(
    near: np.ndarray, words: list[str], texts: list[str], feature: int, count: int = 4
) -> list[dict]:
    """Texts that look like the feature's but in which it does not fire.

    Args:
        near: Such texts, the most alike first.
        words: The feature's words; texts that have one come first.
        texts: All texts of the case.
        feature: Its number.
        count: How many at most.
    """
    places = {int(i): _place(texts[i].lower(), words) for i in near}
    chosen = sorted(places, key=lambda i: places[i] < 0)[:count]
    rows = []
    for rank, i in enumerate(chosen):
        begin, end = window(texts[i], max(places[i], 0), max(places[i], 0))
        rows.append(
            {
                "feature": feature,
                "band": "look-alike",
                "rank": rank,
                "text": i,
                "strength": 0.0,
                "window_start": begin,
                "window_end": end,
                "starts": [],
                "ends": [],
                "values": [],
                "copies": 1,
            }
        )
    return rows


def window(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of `text` around some characters, from the sentence's beginning where it is near.

    Begins and ends between words.
    """
    begin = max(0, start - _WINDOW)
    stop = max(text.rfind(mark, begin, start) for mark in (". ", "! ", "? ", "\n"))
    if stop >= begin:
        begin = stop + 1
    elif begin:
        gap = _SPACE.search(text, begin, start)
        begin = gap.end() if gap else begin
    limit = min(len(text), max(end + _WINDOW, begin + 2 * _WINDOW))
    if limit < len(text):
        limit = next((i for i in range(limit - 1, end - 1, -1) if text[i].isspace()), limit)
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, limit


def _window(firings: Firings, found: Occurrences, i: int, corpus: Corpus, texts: list[str]) -> dict:
    text = int(found.text[i])
    peak = firings.token[found.at[i]]
    begin, end = window(texts[text], int(corpus.word_start[peak]), int(corpus.word_end[peak]))
    inside = _spans(firings, found, i, corpus, begin, end)
    return {
        "feature": firings.feature,
        "text": text,
        "window_start": begin,
        "window_end": end,
        **inside,
    }


def _spans(
    firings: Firings, found: Occurrences, i: int, corpus: Corpus, begin: int, end: int
) -> dict[str, list]:
    """Whole words that fire within the window, each with its highest strength."""
    places = found.order[found.bounds[i] : found.bounds[i + 1]]
    at, act, maximum = firings.token[places], firings.act[places], float(found.peak.max())
    best: dict[tuple[int, int], float] = {}
    for start, stop, value in zip(corpus.word_start[at], corpus.word_end[at], act, strict=True):
        if start >= begin and stop <= end:
            key = (int(start), int(stop))
            best[key] = max(best.get(key, 0.0), float(value) / maximum)
    spans = sorted(best)
    return {
        "starts": [s for s, _ in spans],
        "ends": [e for _, e in spans],
        "values": [round(best[span], 4) for span in spans],
    }


def _first_of_each(order: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """The first place in `order` of each kind, in the order given."""
    _, first = np.unique(kinds[order], return_index=True)
    return order[np.sort(first)]


def _spread(available: int, count: int) -> np.ndarray:
    """`count` places evenly over `available`, so that a band is shown along its whole width."""
    if available <= count:
        return np.arange(available)
    return np.linspace(0, available - 1, count).round().astype(int)


def _place(text: str, words: list[str]) -> int:
    """Where the first of `words` stands in `text`, as a whole word; -1 when none does."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
            if not before.isalnum() and not after.isalnum():
                return at
            at = text.find(word, at + 1)
    return -1
