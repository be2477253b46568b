"""Which texts say a phrase."""

from bisect import bisect_right
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


class Phrases:
    """The texts of a case in lower case, one after the other in one piece of memory."""

    def __init__(self, texts: Path) -> None:
        self._file = texts

    def saying(self, phrase: str) -> np.ndarray:
        """[texts] True where a text has `phrase`, in whatever case."""
        asked, (body, ends) = phrase.lower().encode(), self._body
        said = np.zeros(len(ends), bool)
        at = body.find(asked)
        while at >= 0:
            text = bisect_right(ends, at)
            inside = at + len(asked) <= ends[text]
            said[text] |= inside
            # One hit a text is enough: on with the next.
            at = body.find(asked, ends[text] if inside else at + 1)
        return said

    @cached_property
    def _body(self) -> tuple[bytes, list[int]]:
        """The texts, and where each ends."""
        column = pq.read_table(self._file, columns=["text"]).column("text")
        # With 64 bits for a place, texts may be more than 2 GB together.
        low = pc.utf8_lower(column.cast(pa.large_string())).combine_chunks()
        _, places, body = low.buffers()
        ends = np.frombuffer(places, np.int64)[low.offset + 1 :][: len(low)]
        return (body.to_pybytes() if body else b""), ends.tolist()
