"""Whether flagging saw a test text: what stands on record, so that somebody else can count it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.durable import canonical_json, sha256_bytes
from core.report.numbers import count
from core.review.shown import Shown

Report = Mapping[str, Any]


def unseen(given: Shown, rows: Iterable[str], test_rows: Iterable[str]) -> dict[str, Any]:
    """The statement of the report.

    Args:
        given: what the ledger says was shown.
        rows: salted names of the texts shown.
        test_rows: salted names of all test texts, as the stored predictions name them.
    """
    shown, test = sorted(set(rows)), sorted(set(test_rows))
    found = len(set(shown) & set(test))
    return {
        "flags": given.flags,
        "shown": len(shown),
        "shown_test": found,
        "after_results": given.after_results,
        "holds": not found and not given.after_results,
        "rows": shown,
        "test_rows_sha256": fingerprint(test),
        "sentence": _sentence(given, len(shown), found),
    }


def fingerprint(rows: Iterable[str]) -> str:
    """Hash of a set of names."""
    return sha256_bytes(canonical_json(sorted(rows)))


def _sentence(given: Shown, shown: int, found: int) -> str:
    were = "is a test text" if found == 1 else "are test texts"
    seen = f"{found:,}" if found else "none"
    told = f"Of {count(shown, 'text')} on record as shown with flagged features, {seen} {were}."
    if not given.after_results:
        return f"{told} All flags were given before a regularized model was trained."
    late = "flag was" if given.after_results == 1 else "flags were"
    return (
        f"{told} {given.after_results:,} {late} given after a first regularized model was trained, "
        "when its results on the test texts may have been seen."
    )


def problem(report: Report, names: Iterable[str], ledger: bytes) -> str:
    """What in the statement does not follow from stored predictions and ledger; "" where all does.

    Args:
        report: content of report.json.
        names: of the rows of the stored predictions.
        ledger: content of ledger.jsonl.
    """
    told = report["review"]["unseen"]
    return next(filter(None, _problems(told, set(map(str, names)), ledger)), "")


def _problems(told: Report, names: set[str], ledger: bytes) -> Iterator[str]:
    from core.review.chain import parse
    from core.review.shown import shown

    lines = ledger.splitlines()
    found = shown(parse(line, n + 1) for n, line in enumerate(lines))
    if fingerprint(names) != told["test_rows_sha256"]:
        yield "the stored predictions are of other test texts than the statement on flagging names"
    if len(names & set(told["rows"])) != told["shown_test"]:
        yield f"{len(names & set(told['rows'])):,} test texts were shown, not {told['shown_test']}"
    if (found.flags, found.after_results) != (told["flags"], told["after_results"]):
        yield "the ledger has other flags than the statement on flagging counts"
    if len(found.texts) != told["shown"] or len(set(told["rows"])) != told["shown"]:
        yield f"the ledger names {len(found.texts):,} texts as shown, not {told['shown']}"
    fresh = _sentence(found, told["shown"], told["shown_test"])
    if fresh != told["sentence"]:
        yield "the statement on flagging says something else than its figures"
