"""A fingerprint as words that two people can read to one another.

The words are those of BIP-39, English: 2,048 of them, none alike in its first four letters, so
each word stands for 11 bits. Eight words are the first 88 bits of a SHA-256.
"""

from functools import cache

WORDS = 8
_BITS = 11


def in_words(fingerprint: str, words: int = WORDS) -> str:
    """The beginning of a fingerprint (hexadecimal) as words, with spaces between them."""
    bits = len(fingerprint) * 4
    number = int(fingerprint, 16)
    places = range(1, words + 1)
    return " ".join(_list()[number >> bits - _BITS * place & (1 << _BITS) - 1] for place in places)


@cache
def _list() -> list[str]:
    from mnemonic import Mnemonic

    return Mnemonic("english").wordlist
