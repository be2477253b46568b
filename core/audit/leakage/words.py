"""Texts as counts of words: how readable a label is for anybody who reads."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

_WORD = re.compile(r"\w+")


def word_counts(texts: Sequence[str], most: int = 800) -> Float[np.ndarray, "texts words"]:
    """How often each text has each of the words that stand in most texts, rare ones weighing more.

    log(1 + count) · log(texts / texts with the word), each text brought to length 1.
    """
    counted = [Counter(_WORD.findall(text.lower())) for text in texts]
    spread = Counter(word for words in counted for word in words)
    # A word of one text says nothing of others; one of every text has weight 0.
    known = [w for w, n in sorted(spread.items(), key=lambda i: (-i[1], i[0])) if n > 1][:most]
    place = {word: i for i, word in enumerate(known)}
    counts = np.zeros((len(counted), len(known)))
    for row, words in zip(counts, counted, strict=True):
        for word, n in words.items():
            if word in place:
                row[place[word]] = np.log1p(n) * np.log(len(texts) / spread[word])
    lengths = np.linalg.norm(counts, axis=1, keepdims=True)
    return np.divide(counts, lengths, out=counts, where=lengths > 0)
