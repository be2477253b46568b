"""Which decisions make the regularized model one of yesterday, and which are only on record."""

import pytest
from pages_case import TS, compared_case

from core.pipeline.decide import (
    decide_features,
    decisions_fingerprint,
    pending,
    set_unjudged,
    undo_decision,
)
from core.pipeline.evidence.proxies import decided


@pytest.fixture
def case(tmp_path):
    return compared_case(tmp_path / "case")


def found():
    rows = [{"feature": feature, "name": "x"} for feature in (2, 3)]
    return {"columns": [{"column": "sex", "found": rows}]}


def test_keeping_a_proxy_with_a_reason_is_on_record_and_asks_for_no_new_model(case):
    before = decisions_fingerprint(case)
    assert decided(found(), case)["open"] == 2
    decide_features(case, [2], "keep", "it is what the job is about", "Ada", TS)
    decide_features(case, [3], "unsure", "ask the hiring team", "Ada", TS)
    assert pending(case) == ""
    assert decisions_fingerprint(case) != before  # so a signature over the case no longer holds
    told = decided(found(), case)
    assert [row["status"] for row in told["columns"][0]["found"]] == ["kept", "unsure"]
    assert told["open"] == 0


def test_a_flag_asks_for_a_new_model_until_it_is_taken_back(case):
    decide_features(case, [2], "flag", "stands in for sex", "Ada", TS, "proxy")
    assert "decisions have changed" in pending(case)
    undo_decision(case, "Ada", TS)
    assert pending(case) == ""


def test_keeping_a_flagged_feature_asks_for_a_new_model(case):
    decide_features(case, [1], "keep", "", "Ada", TS)
    assert "decisions have changed" in pending(case)


def test_where_unjudged_features_count_as_flagged_keeping_one_asks_for_a_new_model(case):
    set_unjudged(case, "flag", "Ada", TS)
    assert "decisions have changed" in pending(case)


def test_a_case_written_before_is_judged_by_all_of_its_decisions(case):
    info = {k: v for k, v in case.info("train").items() if k != "flags"}
    case.record("train", "trained", info | {"decisions": decisions_fingerprint(case)})
    assert pending(case) == ""
    decide_features(case, [2], "keep", "", "Ada", TS)
    assert "decisions have changed" in pending(case)
