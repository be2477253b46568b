"""Texts as tokens with their places in the text, in flat arrays instead of Python objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_TEXTS_AT_ONCE = 1000
_LETTERS_A_PIECE = 2.7  # a word read in shorter pieces, on average, is spelled more than read
_LONGEST_WORD = 40


@dataclass(frozen=True)
class Tokens:
    """All tokens of some texts, one text after the other."""

    ids: np.ndarray
    """[tokens] vocabulary numbers."""
    start: np.ndarray
    """[tokens] first character of the token in its text."""
    end: np.ndarray
    """[tokens] the character after its last."""
    word: np.ndarray
    """[tokens] number of the word within its text; -1 for special tokens."""
    bounds: np.ndarray
    """[texts + 1] text i owns the tokens bounds[i] to bounds[i + 1]."""
    cut: np.ndarray
    """[texts] True where the text was longer than the model reads."""

    @property
    def lengths(self) -> np.ndarray:
        """[texts] tokens of each text, special tokens included."""
        return np.diff(self.bounds)


def tokenize(tokenizer: Any, texts: Sequence[str], limit: int) -> Tokens:  # noqa: ANN401
    """The tokens of `texts`, each text cut after `limit` tokens.

    A text in which the model finds nothing to read becomes one padding token.
    """
    parts = []
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        some = list(texts[first : first + _TEXTS_AT_ONCE])
        encodings = tokenizer(
            some, truncation=True, max_length=limit, return_offsets_mapping=True
        ).encodings
        parts += [_arrays(*each, filler(tokenizer)) for each in zip(some, encodings, strict=True)]
    flat = np.concatenate([part for part, _ in parts], axis=1)
    lengths = [part.shape[1] for part, _ in parts]
    bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Tokens(*flat, bounds=bounds, cut=np.array([cut for _, cut in parts]))


def spelled(text: str, tokens: Tokens) -> list[str]:
    """Words of one text that the model does not know and reads nearly letter by letter.

    What it takes such a word to mean depends on its letters, as with "qxzvw".

    Args:
        text: The text.
        tokens: Its tokens, and no other text's.
    """
    found = []
    for word in range(tokens.word.max(initial=-1) + 1):
        own = tokens.word == word
        start, end = int(tokens.start[own].min()), int(tokens.end[own].max())
        pieces, letters = int(own.sum()), text[start:end]
        is_word = letters.isalpha() and len(letters) <= _LONGEST_WORD
        if is_word and pieces > 1 and len(letters) / pieces < _LETTERS_A_PIECE:
            found.append(letters)
    return list(dict.fromkeys(found))


def filler(tokenizer: Any) -> int:  # noqa: ANN401
    """The token that stands where there is none; any will do, because nothing looks at it."""
    return next((i for i in (tokenizer.pad_token_id, tokenizer.eos_token_id) if i is not None), 0)


def _arrays(text: str, encoding: Any, fill: int) -> tuple[np.ndarray, bool]:  # noqa: ANN401
    """[ids, start, end, word] of one text as int32 rows, and whether it was cut."""
    if not encoding.ids:
        return np.array([[fill], [0], [0], [-1]], dtype=np.int32), False
    starts, ends = zip(*encoding.offsets, strict=True)
    special = np.array(encoding.special_tokens_mask, dtype=bool)
    words = [-1 if word is None else word for word in encoding.word_ids]
    rows = np.array([encoding.ids, starts, ends, words], dtype=np.int32)
    rows[3, special] = -1
    _leave_space_out(text, rows)
    return rows, bool(encoding.overflowing)


def _leave_space_out(text: str, rows: np.ndarray) -> None:
    """Let a decoder's token begin at its word, not at the space that it holds before it."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    inside = np.flatnonzero(rows[2] > rows[1])
    rows[1, inside] += characters[rows[1, inside]] == ord(" ")
