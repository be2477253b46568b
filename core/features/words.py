"""Whole words of the corpus: people read words, models read pieces of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse

from core.durable import replace_with

_COLUMNS = ("text", "start", "end", "word_start", "word_end", "word", "last")


@dataclass(frozen=True)
class Corpus:
    """One row a token, in shard order; characters count from the beginning of the text."""

    text: np.ndarray
    """Row of the text in the case."""
    start: np.ndarray
    end: np.ndarray
    word_start: np.ndarray
    """First character of the word the token is part of."""
    word_end: np.ndarray
    word: np.ndarray
    """Which word of `vocabulary`, lower case."""
    last: np.ndarray
    """1 for the last token of a text."""
    vocabulary: list[str]

    @property
    def tokens(self) -> int:
        """Number of tokens."""
        return len(self.text)

    def counts(self) -> np.ndarray:
        """[words] how many tokens belong to each word of the vocabulary."""
        return np.bincount(self.word, minlength=len(self.vocabulary))

    def presence(self, texts: int) -> scipy.sparse.csc_matrix:
        """[texts, words] 1 where the text has the word."""
        ones = np.ones(self.tokens, np.int8)
        shape = (texts, len(self.vocabulary))
        matrix = scipy.sparse.coo_matrix((ones, (self.text, self.word)), shape).tocsc()
        matrix.sum_duplicates()
        matrix.data[:] = 1
        return matrix


def build_corpus(
    shards: int, places: Callable[[int], dict[str, np.ndarray]], texts: Sequence[str]
) -> Corpus:
    """Join the tokens' places of all shards and find each token's whole word."""
    columns = [places(i) for i in range(shards)]
    flat = {name: np.concatenate([np.asarray(c[name]) for c in columns]) for name in columns[0]}
    first = _word_starts(flat["text"], flat["word"])
    number = np.cumsum(first) - 1
    begins = flat["start"][first]
    ends = np.maximum.reduceat(flat["end"], np.flatnonzero(first))
    kinds, vocabulary = _vocabulary(texts, flat["text"][first], begins, ends)
    return Corpus(
        text=flat["text"],
        start=flat["start"],
        end=flat["end"],
        word_start=begins[number],
        word_end=ends[number],
        word=kinds[number],
        last=flat["last"],
        vocabulary=vocabulary,
    )


def save_corpus(corpus: Corpus, folder: Path) -> None:
    """Write the tokens' places and the vocabulary into `folder`."""
    for name in _COLUMNS:
        with replace_with(folder / f"token_{name}.npy") as beside, beside.open("wb") as out:
            np.save(out, getattr(corpus, name).astype(np.int32))
    (folder / "vocabulary.txt").write_text("\n".join(corpus.vocabulary), encoding="utf-8")


def load_corpus(folder: Path) -> Corpus:
    """What `save_corpus` wrote; the columns stay on disk until they are read."""
    columns = {name: np.load(folder / f"token_{name}.npy", mmap_mode="r") for name in _COLUMNS}
    words = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    return Corpus(**columns, vocabulary=words)


def _word_starts(text: np.ndarray, word: np.ndarray) -> np.ndarray:
    """[tokens] True where a token begins a new word of its text."""
    return np.concatenate([[True], (text[1:] != text[:-1]) | (word[1:] != word[:-1])])


def _vocabulary(
    texts: Sequence[str], owner: np.ndarray, begins: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    numbers: dict[str, int] = {}
    kinds = np.empty(len(owner), np.int32)
    for i, (text, begin, end) in enumerate(
        zip(owner.tolist(), begins.tolist(), ends.tolist(), strict=True)
    ):
        # A line break inside a word would break the list of words apart when it is stored.
        word = "".join(texts[text][begin:end].lower().split())
        kinds[i] = numbers.setdefault(word, len(numbers))
    return kinds, list(numbers)
