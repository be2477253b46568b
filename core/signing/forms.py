"""The forms that digests and signatures are over, and the words of a check.

One of the files that verify.py of a bundle is put together from: only Python's own library.
"""

import hashlib
import json
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

MANIFEST, LEDGER, REPORT = "manifest.json", "ledger.jsonl", "report.json"
SEALS, ACTIVATIONS = "attestations/", "activations/test.safetensors"
FIRST_PARTS = (
    LEDGER,
    "model/classifier.json",
    "model/classifier.safetensors",
    "model/embedding.json",
    "model_card.md",
    "report.html",
    REPORT,
)
SECOND_PARTS = ("VERIFY.md", "data/eval_predictions.parquet", *FIRST_PARTS, "verify.py")
COUNTED = "data/eval_predictions.csv"  # labels, decisions and groups, to be counted without pandas
WORDS = "words.txt"  # the English list of BIP-39, in which fingerprints are said
WORDS_SHA256 = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
TENSORS = "model/classifier.safetensors"
PARTS = (COUNTED, *SECOND_PARTS, WORDS)
PUBLIC, PUBLIC_PAGE = "public/report.json", "public/report.html"  # where one could be made
COPY = ("VERIFY.md", MANIFEST, PUBLIC, PUBLIC_PAGE, "verify.py", WORDS)  # handed to everybody
FIRST_SCHEMA, SECOND_SCHEMA, MANIFEST_SCHEMA = (f"selfreg-bundle/{n}" for n in (1, 2, 3))
KINDS = {FIRST_SCHEMA: FIRST_PARTS, SECOND_SCHEMA: SECOND_PARTS, MANIFEST_SCHEMA: PARTS}
TRUST_SCHEMA = "selfreg-trust/1"
EARLIER = (
    f"{MANIFEST} is of an earlier kind, {FIRST_SCHEMA}: its files and its ledger were checked; it "
    "holds no signatures by keys and no predictions, so ask for a new export"
)
STATEMENT_TYPE, PREDICATE_TYPE = "https://in-toto.io/Statement/v1", "urn:selfreg:signoff:v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
PASSED, FAILED, OPEN = "ok", "FAILED", "not checked"

# What data of another shape makes the checks raise.
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


class Finding(NamedTuple):
    """What was looked at, one of PASSED, FAILED and OPEN, and the finding in one sentence."""

    name: str
    state: str
    message: str


def canonical(value: Any) -> bytes:  # noqa: ANN401  (any JSON value)
    """The value as RFC 8785 writes it: equal values give equal bytes."""
    return _written(value).encode()


def _written(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        named = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_written(str(k))}:{_written(v)}" for k, v in named) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, float):
        return _number(value)
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """A number as ECMAScript writes it."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number of JSON")
    if value == 0:
        return "0"
    sign, figures, exponent = Decimal(repr(value)).as_tuple()
    digits = "".join(map(str, figures)).rstrip("0")
    point = exponent + len(figures)  # type: ignore[operator]  (finite, so a number)
    minus = "-" if sign else ""
    if len(digits) <= point <= 21:
        return minus + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{minus}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if digits[1:] else ""
    return f"{minus}{digits[0]}{rest}e{point - 1:+d}"


def pae(kind: str, payload: bytes) -> bytes:
    """What DSSE signs: the kind and the payload, each with its length."""
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


def keyid(public: bytes) -> str:
    """The fingerprint of a public key of 32 bytes."""
    return hashlib.sha256(public).hexdigest()


def person(name: str) -> str:
    """A name in the form in which two spellings of it are equal; marks nobody sees do not count."""
    seen = "".join(c for c in name if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def subjects(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Name -> SHA-256 of everything a signature covers: the manifest, and all that it names."""
    named = json.loads(parts[MANIFEST])
    return {**named["parts"], **named.get("optional", {}), MANIFEST: sha256(parts[MANIFEST])}


def kind_of(parts: Mapping[str, bytes]) -> str:
    """Which kind of bundle the manifest says it is; "" where it says none."""
    try:
        return str(json.loads(parts[MANIFEST])["schema"])
    except MALFORMED:
        return ""


def is_copy(names: Iterable[str]) -> bool:
    """Whether these are the files of a copy for everybody, with signatures or without."""
    return {name for name in names if not name.startswith(SEALS)} == {*COPY}


def plain_json(value: Any) -> bytes:  # noqa: ANN401
    """The form in which the ledger's lines are hashed."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def in_words(fingerprint: str, listed: Sequence[str], words: int = 8) -> str:
    """The beginning of a fingerprint (hexadecimal) in words of 11 bits each."""
    number, bits = int(fingerprint, 16), len(fingerprint) * 4
    return " ".join(listed[number >> bits - 11 * n & 2047] for n in range(1, words + 1))


def exit_code(findings: Sequence[Finding]) -> int:
    """0: all passed. 1: one failed. 2: one could not be checked."""
    states = {finding.state for finding in findings}
    return 1 if FAILED in states else 2 if OPEN in states else 0
