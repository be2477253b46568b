"""A fingerprint as words that two people can read to one another.

The words are those of BIP-39, English: 2,048 of them, none alike in its first four letters, so
each word stands for 11 bits. Eight words are the first 88 bits of a SHA-256.
"""

from functools import cache

from core.signing import forms


def in_words(fingerprint: str, words: int = 8) -> str:
    """The beginning of a fingerprint (hexadecimal) as words, with spaces between them."""
    return forms.in_words(fingerprint, _list(), words)


@cache
def word_list() -> bytes:
    """words.txt of a bundle: the list as BIP-39 publishes it, a word a line."""
    return "".join(f"{word}\n" for word in _list()).encode()


@cache
def _list() -> list[str]:
    from mnemonic import Mnemonic

    return Mnemonic("english").wordlist
