"""Features drawn for a blind second look, and what it says of those that were missed."""

import pytest

from core.audit.intervals import wilson
from core.audit.missed import recall
from core.errors import StaleError
from core.report.flagged import drawn_sentence
from core.review.decide import FeatureRef, decide
from core.review.drawn import drawn, looked
from core.review.ledger import Ledger
from core.review.opinions import give_opinion, pairs, undo_opinion

TS = "2026-01-31T09:30:00Z"


@pytest.fixture
def ledger(tmp_path):
    """Ada flagged 0 and kept 1."""
    book = Ledger(tmp_path / "ledger.jsonl", "case")
    decide(book, [FeatureRef(0, "he", [1.0])], "flag", "sex", "Ada", TS, "proxy")
    decide(book, [FeatureRef(1, "skill", [1.0])], "keep", "", "Ada", TS)
    return book


def test_a_twentieth_of_what_nobody_flagged_is_drawn_and_stays_drawn(ledger):
    events, live = ledger.events(), range(401)
    first = drawn("case", live, events)
    assert len(first) == 20
    assert 0 not in first
    assert drawn("case", live, events) == first != drawn("another", live, events)
    decide(ledger, [FeatureRef(first[0], "x", [1.0])], "flag", "why", "Ada", TS)
    assert set(first[1:]) <= set(drawn("case", live, ledger.events()))
    assert drawn("case", range(15), events) == []


def test_a_drawn_feature_needs_no_decision_and_any_other_does(ledger):
    with pytest.raises(StaleError):
        give_opinion(ledger, 7, "x", "keep", "", "Grace", TS)
    give_opinion(ledger, 7, "x", "flag", "a proxy", "Grace", TS, "proxy", drawn=True)
    assert pairs(ledger.events()) == []  # nobody had decided: there is nothing to agree with
    assert looked(range(100), ledger.events()) == (1, 1, 1, 1, 98)
    decide(ledger, [FeatureRef(7, "x", [1.0])], "flag", "a proxy", "Ada", TS)
    assert looked(range(100), ledger.events()) == (1, 1, 0, 2, 98)


def test_an_opinion_taken_back_or_given_anew_after_that_does_not_count(ledger):
    give_opinion(ledger, 7, "x", "keep", "", "Grace", TS, drawn=True)
    undo_opinion(ledger, "Grace", TS)
    assert looked(range(100), ledger.events()).looked == 0
    give_opinion(ledger, 7, "x", "keep", "", "Grace", TS, drawn=True)
    assert looked(range(100), ledger.events()).looked == 0


def test_recall_is_flagged_by_flagged_and_missed():
    told = recall(looked=100, found=5, waiting=5, flagged=95, rest=1900)
    assert told.value == pytest.approx(95 / (95 + 5 + 0.05 * 1900))
    low, high = wilson(5, 100)
    assert told.low == pytest.approx(95 / (100 + high * 1900))
    assert told.high == pytest.approx(95 / (100 + low * 1900))
    assert recall(100, 0, 0, 95, 0) == recall(100, 5, 0, 95, 0)  # all were looked at
    assert recall(100, 0, 0, 95, 1900).value == recall(100, 0, 0, 95, 1900).high == 1
    assert recall(0, 0, 0, 95, 1900) is None
    assert recall(10, 0, 0, 0, 90).value is None


def test_the_report_says_what_was_looked_at_or_that_nobody_did():
    assert "was not estimated" in drawn_sentence(None)
    counts = {"looked": 100, "found": 5, "waiting": 1, "flagged": 99, "rest": 1900}
    none = counts | {"recall": None}
    assert "was not estimated" in drawn_sentence(none)
    told = drawn_sentence(counts | {"recall": {"value": 0.51, "low": 0.31, "high": 0.68}})
    assert "would flag 5, of which 1 is still not flagged" in told
    assert "an estimated 51\u00a0% (31\u00a0% to 68\u00a0%)" in told
