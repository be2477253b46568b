"""Check a bundle of selfreg with nothing but Python 3.11 and the package `cryptography`.

    python verify.py BUNDLE.zip --trust keys.json

Exit code 0: verified. 1: a check failed. 2: something could not be checked.
To read it, begin at the end: `main` prints what `check` finds, and `check` calls the other parts.
A copy of this file lies in every bundle as verify.py, and `selfreg verify` uses the same functions.
Take it from where you trust it: a copy inside a file you doubt may have been changed with it.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.signing.approvals import signatures
from core.signing.contents import chain, digests, form
from core.signing.envelopes import read_trust
from core.signing.figures import figures
from core.signing.forms import (
    FAILED,
    MALFORMED,
    MANIFEST,
    PUBLIC,
    REPORT,
    WORDS,
    WORDS_SHA256,
    Finding,
    exit_code,
    in_words,
    is_copy,
    sha256,
)
from core.signing.reading import NO_ZIP, read_zip


def check(path: str, trust: Mapping[str, Any] | None, now: str) -> list[Finding]:
    """Every finding about a bundle."""
    archive = read_zip(path)
    parts = archive.parts
    if MANIFEST not in parts:
        return [Finding(MANIFEST, FAILED, f"there is no readable {MANIFEST} in the file")]
    tests: list[Callable[[], Iterator[Finding]]] = [
        lambda: digests(*archive),
        lambda: form(parts),
        lambda: chain(parts),
        lambda: figures(parts),
        lambda: signatures(parts, trust, now),
    ]
    found: list[Finding] = []
    for test in tests:
        try:
            found += test()
        except MALFORMED as fault:
            found.append(Finding("bundle", FAILED, f"the bundle is damaged: {fault!r:.80}"))
    return found


def about(path: str) -> Iterator[str]:
    """What the bundle says it is: the case, page one, and the fingerprints to compare."""
    parts = read_zip(path).parts
    copy, listed = is_copy(parts), parts.get(WORDS, b"")
    report = json.loads(parts[PUBLIC if copy else REPORT])
    yield f"report on {report['case']['name']}: {report['case']['decides']}"
    for line in report["lines" if copy else "front"]:
        yield f"page one: {line['title']}: {line['state']}"
    head = str(report["ledger"] if copy else report["ledger"]["head"])
    for what, digest in (("bundle", sha256(parts[MANIFEST])), ("ledger's last hash", head)):
        known = sha256(listed) == WORDS_SHA256
        spoken = f" in words: {in_words(digest, listed.decode().split())}" if known else ""
        yield f"the {what}{spoken} ({digest})"


def _say(line: str) -> None:
    """Print it; what steers a terminal, or turns the direction of writing, as a blank."""
    print("".join(c if c.isprintable() else " " for c in line))  # noqa: T201


def _not_checked(why: str) -> int:
    print(f"not checked: {why}", file=sys.stderr)  # noqa: T201
    return 2


def main(words: Sequence[str] | None = None) -> int:
    """The findings, printed; the exit code is returned."""
    parser = argparse.ArgumentParser(description="Check a bundle of selfreg, without a network.")
    parser.add_argument("bundle", help="the zip file")
    parser.add_argument("--trust", help="trust list that you keep outside of the bundle")
    given = parser.parse_args(words)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        trust = None
        if given.trust:
            with open(given.trust, "rb") as file:
                trust = read_trust(file.read())
        found = check(given.bundle, trust, now)
    except ImportError:
        return _not_checked("the package cryptography is not installed, VERIFY.md says how")
    except (*NO_ZIP, *MALFORMED) as fault:
        return _not_checked(str(fault))
    for finding in found:
        _say(f"{finding.state:12} {finding.message}")
    try:
        for line in about(given.bundle):
            _say(line)
    except MALFORMED:
        _say(f"{REPORT} does not say what the bundle is")
    code = exit_code(found)
    _say(("verified", "FAILED", "NOT VERIFIED: something could be checked only in part")[code])
    return code


if __name__ == "__main__":
    sys.exit(main())
