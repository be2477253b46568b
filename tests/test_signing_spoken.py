"""Fingerprints that people can read to one another, and a drawing that a telephone reads."""

import random

import pytest

from core.report.square import square
from core.signing.spoken import in_words


def test_words_are_those_of_bip_39():
    # The first words of the entropy of BIP-39's own test vectors.
    assert in_words("7f" * 32) == "legal winner thank year wave sausage worth useful"
    assert in_words("80" * 32) == "letter advice cage absurd amount doctor acoustic avoid"
    assert in_words("00" * 32) == " ".join(["abandon"] * 8)
    assert in_words("ff" * 32) == " ".join(["zoo"] * 8)


def test_another_digit_within_the_first_88_bits_is_another_word():
    rng = random.Random(0)
    for place in range(22):
        first = f"{rng.getrandbits(256):064x}"
        other = f"{first[:place]}{int(first[place], 16) ^ 1:x}{first[place + 1 :]}"
        pairs = list(zip(in_words(first).split(), in_words(other).split(), strict=True))
        assert sum(a != b for a, b in pairs) == 1
        assert pairs[place * 4 // 11][0] != pairs[place * 4 // 11][1] or place * 4 % 11 > 7


def test_the_drawing_is_one_of_the_whole_fingerprint_and_says_what_it_is():
    segno = pytest.importorskip("segno")
    drawn = square("ab" * 32, "the <bundle>")
    assert 'role="img" aria-label="the &lt;bundle&gt;"' in drawn
    expected = segno.make(f"sha256:{'ab' * 32}", error="m")
    assert f'viewBox="0 0 {expected.symbol_size(border=4)[0]} ' in drawn
    assert drawn == square("ab" * 32, "the <bundle>") != square("ac" * 32, "the <bundle>")


def test_the_page_says_keys_and_bundle_in_words_once_somebody_signed():
    from core.report import Signed
    from core.report.signoff import approvals, drawn

    told = {"signoff": {"earlier": [], "unsigned": "Nobody signed.", "builders": ["Bo"]}}
    at = "2026-11-20T14:05:00Z"
    signed = [
        Signed(by, "head", "approved", at, at, True, keyid * 64, "8" * 64)
        for by, keyid in (("Ada", "0"), ("Mira <b>", "f"))
    ]
    page = approvals(told, signed)
    assert "abandon abandon" in page
    assert "zoo zoo" in page
    assert "Key of Mira &lt;b&gt;" in page
    assert in_words("8" * 64) in page
    assert "".join(drawn(signed)).count("<svg") == 1
    assert "sealed; selfreg verify" in page
    assert "signed; selfreg verify" in approvals(told, signed[:1])
    told["signoff"]["builders"] = ["ADA"]  # who trained it does not count
    assert ">signed; selfreg verify" in approvals(told, signed)
    bare = approvals(told, [Signed("Ada", "head", "approved", at)])
    assert "telephone" not in bare
    assert drawn([Signed("Ada", "head", "approved", at)]) == []
    assert "telephone" not in approvals(told)
