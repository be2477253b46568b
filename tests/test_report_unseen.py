"""Whether flagging saw a test text: counted from the ledger, said in the report, checked again."""

from dataclasses import replace

import pytest
from dashboard_case import make_case
from report_case import frame, inputs, ledger

from core.pipeline.look import index
from core.report import ReviewFacts, build_report, render_html
from core.report.stored import row_id
from core.report.unseen import problem, unseen
from core.review.ledger import Ledger
from core.review.shown import Shown, shown

SAID = {"by": "Ada", "ts": "2026-11-20T09:30:00Z", "reason": "sex must not matter"}
SALT = b"salt"


def flag(book: Ledger, feature: int, *texts: str) -> None:
    subject = {"feature": feature, "name": "he", "examples": list(texts)}
    book.append(event="feature.flagged", subject=subject, **SAID)


@pytest.fixture
def told(tmp_path):
    """Test rows, ledger, and the statement on two flags, one given after a model was trained."""
    texts = frame()
    test, train = (texts.id[texts.split == split].tolist() for split in ("test", "train"))
    book = ledger(tmp_path, "c" * 64)
    flag(book, 3, train[0], train[1])
    flag(book, 4, train[1], test[0])
    found = shown(book.events())
    names, rows = ([row_id(SALT, each) for each in ids] for ids in (found.texts, test))
    return rows, book.path.read_bytes(), unseen(found, names, rows)


def report_of(statement):
    return build_report(replace(inputs(), review=ReviewFacts("keep", 4, 0, 0, 9, unseen=statement)))


def test_texts_and_flags_are_counted_from_the_ledger(told):
    _, _, statement = told
    counts = [statement[name] for name in ("flags", "shown", "shown_test", "after_results")]
    assert counts == [4, 3, 1, 2]
    assert not statement["holds"]
    assert "Of 3 texts on record as shown with flagged features, 1 is a test text." in statement[
        "sentence"
    ]  # fmt: skip


def test_page_one_says_where_flagging_was_not_blind(told):
    page = render_html(report_of(told[2])).split("</header>")[0]
    assert "Flagging was not blind to the test texts" in page
    blind = unseen(Shown(1, ("t1",), 0), ["a" * 32], ["b" * 32])
    assert blind["holds"]
    assert "not blind" not in render_html(report_of(blind))
    assert "none are test texts" in render_html(report_of(blind))


def test_the_statement_is_checked_against_ledger_and_predictions(told):
    rows, book, statement = told
    report = report_of(statement)
    assert problem(report, rows, book) == ""
    for name, value in (("shown_test", 0), ("flags", 1), ("after_results", 0), ("shown", 2),
                        ("test_rows_sha256", "0" * 64), ("sentence", "None.")):  # fmt: skip
        edited = report | {"review": report["review"] | {"unseen": statement | {name: value}}}
        assert problem(edited, rows, book), name
    assert "other test texts" in problem(report, rows[1:], book)


def test_no_test_text_is_shown_to_who_judges_a_feature(tmp_path):
    case = make_case(tmp_path / "case")
    split = case.texts().frame.split.to_numpy()
    features = index(case)
    seen = [text for f in features.features.feature for text in features.evidence(f).examples.text]
    assert seen
    assert "test" not in set(split[seen])
