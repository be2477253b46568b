"""Whether a text reads like those tried, as one in another language does not.

How common each run of three characters is among the texts tried says how surprising a text is:
the mean of -log2 of its share, in bits. Texts in another language lie far above, and neither a
model nor a list of words is needed. The bound is the surprise that 99.9 % of the texts stay below,
each half of them measured by the other; short beginnings scatter more and have their own bounds.
Source: n-gram text categorization, Cavnar and Trenkle 1994; here by cross-entropy, not by ranks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

LENGTHS = (25, 50, 100, 200)
"""Characters of the beginnings that have a bound; of a shorter text nothing is said."""
SHARE = 0.999
"""Of the texts tried lie within the bound."""

_READ = 400  # characters of a text: enough to tell its language
_SAMPLE = 2_000  # texts that are counted: more do not change what is common
_TEXTS = 3  # a run is kept where it is in so many texts, so that it tells of no single one
_ENOUGH = 30  # texts of a length, from which on there is a bound for it
_ROUNDING = 1e-3  # bits
_UNSEEN = 0.5  # times that a run counts that was never seen
_BITS = 21  # of a code point
_SIGNS, _DIGITS = re.compile(r"[\W_]+"), re.compile(r"\d+")


@dataclass(frozen=True, eq=False)
class Language:
    """How common runs of three characters are in the texts tried.

    runs: each run, its three code points in one number, in rising order.
    counts: how often each was seen.
    bounds: for each of `LENGTHS` the surprise in bits that 99.9 % of the texts stay below;
        infinite where too few texts are so long.
    """

    runs: Int[Tensor, " runs"]
    counts: Int[Tensor, " runs"]
    bounds: Float[Tensor, " lengths"]

    def strange(self, texts: Sequence[str]) -> list[bool]:
        """Whether each text reads unlike those tried; False where it is too short to tell."""
        read = _read(texts)
        means = read.means(read.bits(self.runs.numpy(), self.counts.numpy()), _READ)
        beyond = np.zeros(len(texts), dtype=bool)
        for length, bound in zip(LENGTHS, self.bounds.tolist(), strict=True):
            beyond = np.where(read.lengths >= length, means > bound, beyond)
        return beyond.tolist()


@dataclass(frozen=True, eq=False)
class _Runs:
    """The runs of some texts: what each is, of which text, and where in it; lengths of texts."""

    codes: Int[np.ndarray, " runs"]
    owner: Int[np.ndarray, " runs"]
    place: Int[np.ndarray, " runs"]
    lengths: Int[np.ndarray, " texts"]

    def counted(
        self, kept: np.ndarray
    ) -> tuple[Int[np.ndarray, " kinds"], Int[np.ndarray, " kinds"]]:
        """The runs that are in enough of some texts, and how often they are there."""
        mine = kept[self.owner]
        kinds, which = np.unique(self.codes[mine], return_inverse=True)
        pairs = np.unique(self.owner[mine] * max(1, len(kinds)) + which)
        texts = np.bincount(pairs % max(1, len(kinds)), minlength=len(kinds))
        enough = texts >= min(_TEXTS, kept.sum())
        return kinds[enough], np.bincount(which, minlength=len(kinds))[enough]

    def bits(self, kinds: np.ndarray, counts: np.ndarray) -> Float[np.ndarray, " runs"]:
        """Surprise of each run, where these were counted."""
        whole = counts.sum() + _UNSEEN * (len(kinds) + 1)
        of = -np.log2((np.append(counts, 0) + _UNSEEN) / whole)
        found = np.searchsorted(kinds, self.codes)
        same = np.append(kinds, -1)[found] == self.codes
        return of[np.where(same, found, len(kinds))]

    def means(self, bits: np.ndarray, length: int) -> Float[np.ndarray, " texts"]:
        """Mean surprise of the beginning of each text, of so many characters at most."""
        mine = self.place <= length - 3
        n = len(self.lengths)
        total = np.bincount(self.owner[mine], bits[mine], n)
        return total / np.maximum(1, np.bincount(self.owner[mine], minlength=n))


def language_of(texts: Sequence[str]) -> Language:
    """What the language of these texts looks like, as far as runs of three characters show it."""
    read = _read(texts[:: max(1, math.ceil(len(texts) / _SAMPLE))])
    every = np.ones(len(read.lengths), dtype=bool)
    even = np.arange(len(every)) % 2 == 0
    bits = np.where(
        even[read.owner], read.bits(*read.counted(~even)), read.bits(*read.counted(even))
    )
    kinds, counts = read.counted(every)
    return Language(
        torch.from_numpy(kinds),
        torch.from_numpy(counts),
        torch.tensor([_bound(read, bits, length) for length in LENGTHS], dtype=torch.float32),
    )


def _bound(read: _Runs, bits: np.ndarray, length: int) -> float:
    """What 99.9 % of the beginnings of this length stay below; for the longest, of whole texts."""
    means = read.means(bits, _READ if length == LENGTHS[-1] else length)
    measured = means[read.lengths >= length]
    if len(measured) < _ENOUGH:
        return math.inf
    return float(np.quantile(measured, SHARE)) + _ROUNDING


def _read(texts: Sequence[str]) -> _Runs:
    """The runs of three characters that are each in one text."""
    plain = [_plain(text) for text in texts]
    lengths = np.array([len(text) for text in plain], dtype=np.int64)
    owner = np.repeat(np.arange(len(plain)), lengths)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    points = np.frombuffer("".join(plain).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    whole = np.flatnonzero(place + 3 <= lengths[owner])
    first, second, third = (points[whole + step] for step in range(3))
    codes = (first << 2 * _BITS) | (second << _BITS) | third
    return _Runs(codes, owner[whole], place[whole], lengths)


def _plain(text: str) -> str:
    """The beginning of a text in small letters: one 0 for a number, one blank for other signs."""
    return _DIGITS.sub("0", _SIGNS.sub(" ", text[:_READ].casefold())).strip()[:_READ]
