"""What the report says about the review, and the rule for what nobody judged."""

from dataclasses import replace

import pytest
from dashboard_case import make_case
from report_case import inputs

from core.errors import InputError
from core.pipeline.decide import decide_features, ledger, second_opinion, set_unjudged
from core.pipeline.reviewed import review_facts, unjudged
from core.report import build_report

TS = "2026-02-01T09:30:00Z"


def test_the_facts_count_second_opinions_and_agreement(tmp_path):
    case = make_case(tmp_path / "hiring")
    decide_features(
        case, [0, 1], "flag", "sex", "Ada", TS, "proxy", suggested={0: "flag", 1: "keep"}
    )
    second_opinion(case, 0, "he, his", "flag", "sex", "Grace", TS, "proxy")
    second_opinion(case, 1, "she, her", "keep", "", "Grace", TS)
    facts = review_facts(case)
    assert (facts.flagged, facts.unjudged) == (2, 2)
    assert (facts.second_opinions, facts.second_agreed, facts.differences) == (2, 1, 1)
    assert facts.kappa == pytest.approx(0.0)
    assert (facts.suggested, facts.suggested_agreed) == (2, 1)
    assert facts.unjudged_reliance is None
    assert unjudged(case) == [2, 3]


def test_the_report_says_how_far_people_agree_and_what_nobody_judged_carries():
    given = inputs()
    review = replace(
        given.review, unjudged_reliance=0.62, second_opinions=10, second_agreed=8, kappa=0.5812,
        differences=1, suggested=13, suggested_agreed=9,
    )  # fmt: skip
    told = build_report(replace(given, review=review))["review"]
    assert told["kappa"] == 0.5812
    sentence = told["sentence"]
    assert "reliance on all of them together is 0.62" in sentence
    assert "Of 10 second opinions, given without seeing the decision, 8 agree" in sentence
    assert "Cohen's kappa 0.58" in sentence
    assert "9 of 13 decisions made before seeing" in sentence
    assert "Nobody gave a second opinion." in build_report(given)["review"]["sentence"]


def test_the_rule_for_what_nobody_judged_is_set_with_a_name(tmp_path):
    case = make_case(tmp_path / "hiring")
    with pytest.raises(InputError, match="already"):
        set_unjudged(case, "keep", "Ada", TS)
    set_unjudged(case, "flag", "Ada", TS)
    assert case.settings.unjudged == "flag"
    event = ledger(case).events()[-1]
    assert (event.event, event.by, event.subject["unjudged"]) == ("rule.set", "Ada", "flag")
    with pytest.raises(InputError):
        set_unjudged(case, "maybe", "Ada", TS)
