"""In which texts each feature is clearly there: one bit for each pair of feature and text.

`present.npy`, written row by row as the features are walked and mapped when it is asked, so that
neither building nor asking needs it in memory.
"""

from pathlib import Path

import numpy as np
from jaxtyping import Float

_FILE, _OLDER = "present.npy", "present.parquet"
_WORD = 64
_BLOCK = 64


class PresenceWriter:
    """Takes the texts of one feature after the other."""

    def __init__(self, folder: Path, features: int, texts: int) -> None:
        self._texts = texts
        shape = (features, _width(texts))
        self._bits = np.lib.format.open_memmap(folder / _FILE, "w+", np.uint64, shape)

    def add(self, feature: int, texts: np.ndarray) -> None:
        """Note the rows of the texts that a feature is present in."""
        there = np.zeros(self._texts, bool)
        there[texts] = True
        self._bits[feature] = _packed(there)


class Presence:
    """In which texts each feature is present."""

    def __init__(self, bits: np.ndarray, texts: int) -> None:
        self._bits, self._texts = bits, texts

    @staticmethod
    def of(folder: Path, features: int, texts: int) -> "Presence":
        """What was written into `folder`, also by a version that kept a table of pairs."""
        if (folder / _FILE).exists():
            return Presence(np.load(folder / _FILE, mmap_mode="r"), texts)
        return Presence(_from_pairs(folder / _OLDER, features, texts), texts)

    def within(self, texts: np.ndarray) -> np.ndarray:
        """[features] in how many of some texts each is present.

        Args:
            texts: [texts] True for those that count.
        """
        asked = _packed(texts)
        some = np.flatnonzero(asked)
        parts = [np.zeros(0, np.int64)]
        for first in range(0, len(self._bits), _BLOCK):
            bits = self._bits[first : first + _BLOCK]
            few = 4 * len(some) < len(asked)
            both = bits[:, some] & asked[some] if few else bits & asked
            parts.append(np.bitwise_count(both).sum(1, dtype=np.int64))
        return np.concatenate(parts)

    def sample(self, most: int) -> Float[np.ndarray, "features some"]:
        """1 where a feature is present, over an even sample of at most `most` texts."""
        step = max(1, -(-self._texts // most))
        found = np.zeros((len(self._bits), -(-self._texts // step)), np.float32)
        for row, bits in zip(found, self._bits, strict=True):
            row[:] = np.unpackbits(bits.view(np.uint8), count=self._texts)[::step]
        return found


def _width(texts: int) -> int:
    return -(-texts // _WORD)


def _packed(there: np.ndarray) -> np.ndarray:
    """One bit a text, in words of 64."""
    packed = np.zeros(_width(len(there)) * 8, np.uint8)
    bits = np.packbits(there)
    packed[: len(bits)] = bits
    return packed.view(np.uint64)


def _from_pairs(file: Path, features: int, texts: int) -> np.ndarray:
    import pyarrow.parquet as pq

    bits = np.zeros((features, _width(texts)), np.uint64)
    whole = bits.view(np.uint8)
    for batch in pq.ParquetFile(file).iter_batches(columns=["feature", "text"]):
        feature, text = (column.to_numpy() for column in batch.columns)
        np.bitwise_or.at(whole, (feature, text // 8), (128 >> text % 8).astype(np.uint8))
    return bits
