"""Page one: five lines with states and numbers, the limits behind them, and words never said."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from evidence_case import evidence
from report_case import inputs, judged

import dashboard
from core.audit.policy import Policy
from core.durable import sha256_bytes
from core.report import (
    Signed,
    SignoffFacts,
    build_report,
    model_card,
    render_html,
    rendered,
)
from core.report.front import TITLES, front
from core.report.judged import sentence, value
from core.report.numbers import moved

NEVER = (
    "fair", "unbiased", "bias-free", "no bias", "no discrimination", "compliant", "legal",
    "approved by the", "guarantees", "safe", "does not use gender", "cannot", "proves", "anonymous",
)  # fmt: skip
SUMMARY = {
    "state": "within the limit", "limit": {"flips": 0.005, "max_dp": 0.02}, "flips": 0, "n": 3000,
    "upper": 0.001, "max_dp": 0.0, "features": 41, "exact": True, "certified": 1.0,
    "plain": {"flips": 210, "upper": 0.0781, "n": 3000},
}  # fmt: skip
PROBED = {
    "column": "sex", "n": 2000, "state": "recoverable", "recoverable": True,
    "representation": {"auc": 0.77, "low": 0.75, "high": 0.79},
    "score": {"auc": 0.51, "low": 0.48, "high": 0.54},
    "score_plain": {"auc": 0.58, "low": 0.55, "high": 0.61},
}  # fmt: skip


@pytest.fixture(scope="module")
def report():
    return build_report(inputs())


def lines(report):
    return {line["line"]: line for line in report["front"]}


def version(number=1, **changed):
    policy = Policy(("hired",)).with_limits(changed.pop("limits", {}))
    return {
        "version": number, "policy": policy.as_json(), "judged": list(policy.judged),
        "sha256": policy.sha256, "by": "A. Rossi", "ts": "2026-11-03T09:00:00Z", "seen": False,
        "changes": ["tpr gap: 0.1 → 0.05"],
    } | changed  # fmt: skip


def test_page_one_has_five_lines_in_order(report):
    assert [line["line"] for line in report["front"]] == [*TITLES]
    states = {"within the limit", "over the limit", "not enough evidence", "not measured"}
    assert {line["state"] for line in report["front"]} <= states


def test_what_was_not_tried_is_not_measured(report):
    told = lines(report)
    assert told["nonreliance"]["state"] == told["recoverable"]["state"] == "not measured"


def test_the_certificate_is_said_with_its_counts_and_limit(report):
    told = front(report | {"nonreliance": {"summary": SUMMARY}})[0]
    assert told["state"] == "within the limit"
    text = told["parts"][0]["text"].replace("\u00a0", " ")
    assert "3,000 test texts" in text
    assert "41 flagged features, alone and together, changed 0 decisions (at most 0.10 %" in text
    assert "limit is 0.5 % of the decisions and 0.02 of a probability" in text
    assert "plain model, the same changed 210 decisions" in text


def test_what_can_still_be_told_names_both_places_and_chance(report):
    told = front(report | {"leakage": {"summary": [PROBED]}})[3]
    assert told["state"] == "no limit set"
    text = told["parts"][0]["text"]
    assert "0.77 (0.75 to 0.79)" in text
    assert "0.51 (0.48 to 0.54)" in text
    assert "Chance is 0.50" in text
    limited = report | {"leakage": {"summary": [PROBED]}}
    limited["policy"] = report["policy"] | {
        "limits": report["policy"]["limits"] | {"score_auc": 0.6}
    }
    assert front(limited)[3]["state"] == "within the limit"


def test_the_worst_group_column_decides_the_line(report):
    told = lines(report)["outcomes"]
    order = ["no limit set", "within the limit", "not enough evidence", "over the limit"]
    assert told["state"] == max((part["state"] for part in told["parts"]), key=order.index)
    assert [part["about"] for part in told["parts"]] == [
        "By sex", "By age group", "By sex × age group",
    ]  # fmt: skip


def test_a_sentence_holds_counts_bounds_limit_and_what_would_settle_it():
    (sex, *_) = judged()["attributes"]
    line = next(
        h for h in sex["headlines"] if (h["rule"], h["model"]) == ("tpr_gap", "regularized")
    )
    told = sentence(sex, line).replace("\u00a0", " ")
    assert re.search(r"“\w+” [\d.]+ % \(\d+ of \d+\), “\w+” [\d.]+ % \(\d+ of \d+\)", told)
    assert "the limit is 10.0 points" in told
    assert f"Group not known: {sex['unknown']} texts, shown apart." in told
    if line["state"] == "not enough evidence":
        assert "Counts like these may miss a gap below" in told


def test_page_one_says_that_nobody_had_signed_and_what_it_takes(report):
    page = render_html(report).split("</header>")[0]
    assert 'Approvals: <span class="state">unsigned</span>' in page
    told = report["signoff"]["unsigned"]
    assert "2 approvals by different people" in told
    assert "none of them Bea Builder, who trained the model" in told
    assert "ends 12 months after it was given" in told
    assert sha256_bytes(rendered(report)["report.json"]) in page


def test_page_one_names_approvers_dates_and_expiry_as_far_as_they_are_known(report):
    given = ("A. Rossi", "head of hiring", "approved", "2026-11-20T14:05:00Z")
    signed = Signed(*given, "2027-11-20T14:05:00Z", True, "ab" * 32)
    page = render_html(report, [signed]).split("</header>")[0]
    for words in ("A. Rossi", "head of hiring", "2026-11-20 14:05", "2027-11-20 14:05", "ab" * 8):
        assert words in page
    assert report["signoff"]["unsigned"] not in page
    before = replace(inputs(), signoff=SignoffFacts(earlier=(Signed(*given),)))
    stale, rest = render_html(build_report(before)).split("</header>")
    assert "1 signature does not count for this report: something changed since" in stale
    assert "these do not count for this report" in rest.split("<h2>Sign-off</h2>")[1]
    assert "unsigned" in stale


def test_page_one_says_which_groups_and_texts_were_not_looked_at(report):
    assert (
        "Groups other than those by sex and age group were not looked at." in report["not_tested"]
    )
    assert any("in another language" in line for line in report["not_tested"])


def test_without_groups_outcomes_are_not_measured():
    given = inputs()
    empty = replace(given, fairness=judged() | {"attributes": []})
    told = lines(build_report(empty))
    assert told["outcomes"]["state"] == told["errors"]["state"] == "not measured"
    assert lines(build_report(replace(given, fairness=None)))["outcomes"]["state"] == "not measured"


def test_it_is_said_who_set_the_limits_and_whether_results_were_there():
    unset = build_report(inputs())["policy"]["line"]
    assert unset.startswith("Nobody set limits before the results were seen")
    before = build_report(replace(inputs(), policies=(version(),)))["policy"]
    assert before["line"] == (
        "Limits: version 1, set on 2026-11-03 09:00 UTC by A. Rossi, before there were results."
    )
    after = build_report(replace(inputs(), policies=(version(), version(2, seen=True))))
    assert "version 2" in after["policy"]["line"]
    assert "when results were there already" in after["policy"]["line"]


def test_every_version_of_the_limits_is_printed():
    versions = (version(limits={"tpr_gap": 0.2}), version(2, seen=True, by="B. Verdi"))
    page = render_html(build_report(replace(inputs(), policies=versions)))
    for words in ("Versions of the limits", "A. Rossi", "B. Verdi", "tpr gap: 0.1 → 0.05"):
        assert words in page


def renderings():
    tried = inputs(evidence=evidence())
    full = build_report(replace(tried, policies=(version(), version(2, seen=True))))
    bare = build_report(replace(inputs(), fairness=None, policies=()))
    return [text for report in (full, bare) for text in (render_html(report), model_card(report))]


def page_words():
    """Every string of the pages, but for what only explains the code."""
    folder = Path(dashboard.__file__).parent
    found = []
    for path in sorted(
        path for room in ("words", "views") for path in (folder / room).glob("*.py")
    ):
        tree = ast.parse(path.read_text("utf-8"))
        told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
        found += [n.value for n in strings if isinstance(n.value, str) and n not in told]
    return found


def said(text):
    """The words never to be said that a text says, outside of quotations."""
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"“[^”]*”", "", text)
    return [
        w for w in NEVER if re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", text, re.IGNORECASE)
    ]


def test_words_that_claim_too_much_are_in_no_rendering():
    assert [said(text) for text in renderings()] == [[]] * 4


def test_words_that_claim_too_much_are_on_no_page():
    strings = page_words()
    assert len(strings) > 300
    assert [(words, text) for text in strings if (words := said(text))] == []


def test_a_claim_would_be_found_and_a_quotation_is_not_one():
    assert said("This model is Fair, and it proves nothing.") == ["fair", "proves"]
    assert said("They wrote “a fair model”; fairness report, unfair, safely.") == []


def test_where_errors_gather_is_said_with_counts_or_not_measured():
    page = render_html(build_report(inputs()))
    assert "5 parts of the test texts were tried" in page
    assert "<span>she, her</span><small>feature fires</small>" in page
    assert "Not measured." in render_html(build_report(replace(inputs(), slices=None)))


def test_how_groups_are_known_and_how_many_are_not_stands_beside_the_texts():
    page = render_html(build_report(inputs()))
    rows = page.split("How groups are known</caption>")[1].split("</table>")[0]
    sex = judged()["attributes"][0]
    assert f"{sex['unknown']:,} of {judged()['n']:,}" in rows
    assert "not said" in rows


def test_page_one_says_which_flags_were_not_tried(report):
    assert any(
        line.startswith("1 of 2 flagged features are like none of today's")
        for line in report["not_tested"]
    )


@pytest.mark.parametrize(
    ("low", "shown"), [(0.7994, "0.799"), (0.80004, "0.80004"), (0.8, "0.80"), (0.75, "0.75")]
)
def test_a_bound_near_the_limit_shows_on_which_side_of_it_it_lies(low, shown):
    line = {"floor": True, "value": 0.91, "low": low, "high": 1.0, "limit": 0.8}
    assert value(line) == f"0.91 ({shown} to 1.00)"


def test_a_gap_near_its_limit_shows_on_which_side_of_it_it_lies():
    line = {"floor": False, "value": 0.045, "low": 0.0, "high": 0.0997, "limit": 0.1}
    assert value(line).replace("\u00a0", " ") == "4.5 points (0.0 to 9.97)"


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (0.0, "moved no probability"),
        (3e-4, "moved no probability by as much as 0.001"),
        (0.0131, "moved no probability by more than 0.013"),
    ],
)
def test_how_far_probabilities_moved_is_a_sentence_for_nought_and_for_next_to_nought(most, told):
    assert moved(most, 3) == told


@pytest.mark.parametrize(
    ("favourable", "says"),
    [
        ("hired", "“hired” above a probability of 0."),
        ("rejected", "“rejected” from a probability of 0."),
    ],
)
def test_the_threshold_is_said_of_the_favourable_decision(favourable, says):
    model = build_report(replace(inputs(), favourable=favourable))["model"]
    assert model["threshold_words"].startswith(says)
    shown = float(re.findall(r"0\.\d+", model["threshold_words"])[0])
    expected = model["threshold"] if favourable == "rejected" else 1 - model["threshold"]
    assert shown == pytest.approx(expected, abs=5e-4)
