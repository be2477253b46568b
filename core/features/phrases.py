"""Which texts say a phrase, as whole words."""

import re
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_WORD = rb"[\w\x80-\xff]"  # a byte of a word, of whatever alphabet
_LONG = 4  # from so many letters on, a word also stands for longer ones that begin so


class Phrases:
    """The texts of a case in lower case, one after the other in one piece of memory."""

    def __init__(self, texts: Path) -> None:
        self._file = texts

    def saying(self, phrase: str) -> np.ndarray:
        """[texts] True where a text has `phrase` in whatever case, as whole words or their plural.

        A last word of four letters or more may go on: "vaccin" is said by "vaccinated", but "man"
        is not said by "many".
        """
        pattern, (body, ends) = _pattern(phrase.lower()), self._body
        said = np.zeros(len(ends), bool)
        found = pattern.search(body)
        while found:
            text = bisect_right(ends, found.start())
            inside = found.end() <= ends[text]
            said[text] |= inside
            # One hit a text is enough: on with the next.
            found = pattern.search(body, ends[text] if inside else found.start() + 1)
        return said

    @cached_property
    def _body(self) -> tuple[bytes, list[int]]:
        """The texts, and where each ends."""
        column = pq.read_table(self._file, columns=["text"]).column("text")
        # With 64 bits for a place, texts may be more than 2 GB together. Each is followed by a line
        # break, or the end of one and the beginning of the next would be one word.
        low = pc.utf8_lower(column.cast(pa.large_string())).combine_chunks()
        low = pc.binary_join_element_wise(low, pa.scalar("", low.type), pa.scalar("\n", low.type))
        _, places, body = low.buffers()
        ends = np.frombuffer(places, np.int64)[low.offset + 1 :][: len(low)] - 1
        return (body.to_pybytes() if body else b""), ends.tolist()


def _pattern(phrase: str) -> re.Pattern[bytes]:
    asked = re.escape(phrase.encode())
    # Where it may begin is asked after it is found: a search for plain bytes is the fastest.
    begins = rb"(?<!%b%b)" % (_WORD, asked) if re.match(r"\w", phrase) else b""
    last = re.search(r"\w*\Z", phrase)[0]
    ends = rb"(?:e?s)?(?!%b)" % _WORD if 0 < len(last) < _LONG else b""
    return re.compile(asked + begins + ends)
