"""Second opinions: blind, changing nothing, settled by a new decision; agreement by hand."""

import pytest

from core.errors import InputError, StaleError
from core.review.decide import FeatureRef, decide, undo
from core.review.ledger import Ledger
from core.review.opinions import (
    differences,
    give_opinion,
    kappa,
    opinions,
    pairs,
    suggested,
    undo_opinion,
)
from core.review.verdicts import verdicts

TS = "2026-01-31T09:30:00Z"


@pytest.fixture
def ledger(tmp_path):
    """Ada flagged 0 and kept 1."""
    book = Ledger(tmp_path / "ledger.jsonl", "case")
    decide(book, [FeatureRef(0, "he", [1.0])], "flag", "sex", "Ada", TS, "proxy")
    decide(book, [FeatureRef(1, "skill", [1.0], suggested="keep")], "keep", "", "Ada", TS)
    return book


def test_an_opinion_changes_no_decision(ledger):
    before = verdicts(ledger.events())
    give_opinion(ledger, 0, "he", "keep", "", "Grace", TS)
    assert verdicts(ledger.events()) == before
    assert [o.verdict for o in opinions(ledger.events())[0]] == ["keep"]
    assert ledger.verify().ok


def test_a_difference_stands_until_somebody_decides_again(ledger):
    give_opinion(ledger, 0, "he", "keep", "", "Grace", TS)
    give_opinion(ledger, 1, "skill", "keep", "", "Grace", TS)
    (found,) = differences(ledger.events())
    assert (found.first.by, found.first.verdict) == ("Ada", "flag")
    assert (found.second.by, found.second.verdict) == ("Grace", "keep")
    decide(ledger, [FeatureRef(0, "he", [1.0])], "flag", "we talked", "Ada", TS, "proxy")
    assert differences(ledger.events()) == []
    assert pairs(ledger.events()) == [("flag", "keep"), ("keep", "keep")]


def test_an_opinion_taken_back_is_gone_and_one_given_anew_is_not_blind_any_more(ledger):
    give_opinion(ledger, 0, "he", "keep", "", "Grace", TS)
    give_opinion(ledger, 1, "skill", "keep", "", "Grace", TS)
    with pytest.raises(InputError, match="no second opinion by 'Alan'"):
        undo_opinion(ledger, "Alan", TS)
    event = undo_opinion(ledger, "Grace", TS)
    assert event.subject == {"feature": 1, "name": "skill", "verdict": "keep", "seq": 4}
    undo_opinion(ledger, "Grace", TS)
    assert opinions(ledger.events()) == {}
    assert (pairs(ledger.events()), differences(ledger.events())) == ([], [])
    with pytest.raises(InputError, match="no second opinion by 'Grace'"):
        undo_opinion(ledger, "Grace", TS)
    give_opinion(ledger, 0, "he", "unsure", "or a name?", "Grace", TS)
    assert pairs(ledger.events()) == []
    assert [d.second.verdict for d in differences(ledger.events())] == ["unsure"]
    assert ledger.verify().ok


def test_a_person_has_one_opinion_the_newest(ledger):
    give_opinion(ledger, 0, "he", "keep", "", "Grace", TS)
    give_opinion(ledger, 0, "he", "flag", "sex", "Grace", TS, "proxy")
    assert pairs(ledger.events()) == [("flag", "flag")]


def test_nobody_gives_a_second_opinion_on_an_own_or_a_missing_decision(ledger):
    with pytest.raises(InputError, match="a second person"):
        give_opinion(ledger, 0, "he", "keep", "", " Ada ", TS)
    with pytest.raises(StaleError, match="no decision"):
        give_opinion(ledger, 7, "x", "keep", "", "Grace", TS)
    undo(ledger, "Ada", TS)
    with pytest.raises(StaleError):
        give_opinion(ledger, 1, "skill", "keep", "", "Grace", TS)


@pytest.mark.parametrize(("verdict", "reason"), [("flag", " "), ("unsure", ""), ("maybe", "x")])
def test_an_opinion_needs_what_a_decision_needs(ledger, verdict, reason):
    with pytest.raises(InputError):
        give_opinion(ledger, 0, "he", verdict, reason, "Grace", TS)


def test_kappa_by_hand():
    # Cohen's classic table: 20 both yes, 15 both no, 5 and 10 differ: (.7 - .5) / (1 - .5)
    table = [("flag", "flag")] * 20 + [("flag", "keep")] * 5
    table += [("keep", "flag")] * 10 + [("keep", "keep")] * 15
    assert kappa(table) == pytest.approx(0.4)
    assert kappa([("flag", "keep"), ("keep", "flag")]) == pytest.approx(-1.0)
    assert kappa([("flag", "flag"), ("keep", "keep")]) == 1.0
    assert kappa([]) is None
    assert kappa([("keep", "keep")]) is None


def test_agreement_with_the_software_counts_only_decisions_made_before_seeing_it(ledger):
    assert suggested(ledger.events()) == (1, 1)
    decide(ledger, [FeatureRef(2, "x", [1.0], suggested="flag")], "keep", "", "Ada", TS)
    decide(ledger, [FeatureRef(3, "y", [1.0], suggested="flag")], "unsure", "?", "Ada", TS)
    assert suggested(ledger.events()) == (2, 1)
