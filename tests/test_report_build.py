"""report.json: equal for equal inputs, complete, and in plain words."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from report_case import audited, frame, inputs

from core.durable import canonical_json
from core.report import Disposition, SignoffFacts, build_report, count_texts, rendered
from core.report.outcomes import state

NEVER = re.compile(
    r"\b(fair|unbiased|bias-free|no bias|no discrimination|compliant|certified|legal|approved by|"
    r"guarantees?|safe|cannot|proves?|anonymous|does not use)\b",
    re.IGNORECASE,
)


def test_equal_inputs_give_equal_bytes():
    assert rendered(build_report(inputs())) == rendered(build_report(inputs()))


def test_what_is_read_back_is_laid_out_to_the_same_bytes():
    files = rendered(build_report(inputs()))
    assert rendered(json.loads(files["report.json"])) == files


def test_no_text_is_in_any_rendering():
    for content in rendered(build_report(inputs())).values():
        assert b"confidential" not in content


@pytest.mark.parametrize("method", ["hard", "soft", "paper"])
@pytest.mark.parametrize("rule", ["keep", "flag"])
def test_no_rendering_says_what_no_report_can_say(method, rule):
    given = inputs()
    given = replace(
        given,
        model=replace(given.model, method=method),
        review=replace(given.review, unjudged_rule=rule),
        policy="",
    )
    for name, content in rendered(build_report(given)).items():
        assert NEVER.findall(content.decode()) == [], name


def test_a_case_without_groups_says_that_outcomes_were_not_measured():
    given = inputs(audit=audited(frame(), groups=()))
    report = build_report(replace(given, data=replace(given.data, groups=())))
    assert any("no group column" in line for line in report["not_tested"])
    assert report["panels"] == []
    assert "Not measured" in rendered(report)["report.html"].decode()


def test_a_case_of_many_labels_and_no_threshold_is_laid_out():
    texts = frame()
    labels = tuple(f"topic {i:02}" for i in range(40))
    texts["label"] = [labels[i % 40] for i in range(len(texts))]
    given = inputs(audit=audited(texts, favourable="topic 07"), favourable="topic 07")
    counts = count_texts(texts, given.data.groups)
    report = build_report(
        replace(
            given,
            data=replace(given.data, labels=labels, counts=counts),
            model=replace(given.model, threshold=None, plain_threshold=None),
        )
    )
    assert "and 32 more" in report["case"]["decides"]
    assert "highest probability" in rendered(report)["report.html"].decode()


def test_the_part_on_signatures_says_who_developed_and_what_was_decided_about_open_lines():
    told = Disposition(
        "Errors by sex", "over the limit", "restrict use", "Only with a second reader.", "Mira",
        "2026-11-20T14:05:00Z",
    )  # fmt: skip
    report = build_report(inputs(signoff=SignoffFacts(("Bea",), ("Ada",), (told,))))
    assert (report["signoff"]["builders"], report["signoff"]["reviewers"]) == (["Bea"], ["Ada"])
    page = rendered(report)["report.html"].decode()
    assert "use restricted" in page
    assert "Only with a second reader." in page
    assert "ends after 12 months" in page


def test_the_status_gives_the_reliance_of_both_models():
    assert "is 0.41 in the plain model and 0.00 in the reg" in build_report(inputs())["status"]


def test_a_reliance_that_is_small_and_not_nothing_is_not_shown_as_nothing():
    given = inputs()
    audit = {**given.audit, "reliance": {"plain": 0.41, "regularized": 0.002}}
    report = build_report(replace(given, audit=audit))
    assert "below\u00a00.01 in the regularized model" in report["status"]


@pytest.mark.parametrize(
    ("gap", "low", "high", "word"),
    [
        (-0.2, -0.3, -0.1, "narrower"),
        (0.2, 0.1, 0.3, "wider"),
        (-0.1, -0.3, 0.1, "not enough evidence of a change"),
        (None, None, None, "too few texts to say"),
    ],
)
def test_a_change_has_one_of_four_states(gap, low, high, word):
    assert state({"gap": gap, "low": low, "high": high}) == word


def test_groups_left_out_and_missing_values_are_named():
    lines = build_report(inputs())["not_tested"]
    assert any("“15” (every measure)" in line for line in lines)
    assert any(line.startswith("By sex, 27 test texts have no value") for line in lines)
    assert "4 texts are longer than the 256 tokens" in " ".join(lines)


def test_texts_are_counted_by_split_label_and_group():
    table = pd.DataFrame(
        {
            "text": ["same", "same", "other", "third"],
            "label": ["a", "a", "b", "b"],
            "split": ["train", "test", "test", "valid"],
            "g": ["x", None, "x", "y"],
        }
    )
    counts = count_texts(table, ["g"])
    assert counts["all"] == 4
    assert counts["shared"] == 1
    assert counts["by_split"] == {"train": 1, "valid": 1, "test": 2}
    assert counts["by_label"][0] == {"label": "a", "train": 1, "valid": 0, "test": 1}
    groups = {row["group"]: row for row in counts["by_group"]}
    assert groups["x"]["labels"] == {"a": 1, "b": 1}
    assert groups["(not given)"]["test"] == 1
    assert canonical_json(counts)
