"""What was tried on the models, in the report: sentences, figures, drawings with their tables."""

import re
from dataclasses import replace

import pytest
from evidence_case import HOSTILE, evidence
from report_case import inputs
from test_report_page import Visible, numbers_in, shown_numbers

from core.audit.swaps import default_words
from core.report import build_report, render_html

NEVER = (
    "fair", "unbiased", "bias-free", "no bias", "no discrimination", "compliant", "certified fair",
    "legal", "guarantees", "guarantee", "safe", "does not use gender", "cannot", "proves",
    "anonymous",
)  # fmt: skip
PARTS = ("nonreliance", "leakage", "swaps", "proxies", "reasons")


@pytest.fixture(scope="module")
def report():
    return build_report(inputs(evidence=evidence()))


@pytest.fixture(scope="module")
def page(report):
    return render_html(report)


def sections(page):
    """Title -> HTML of each part of the page."""
    parts = page.split("<section>")[1:]
    return {part.split("<h2>")[1].split("</h2>")[0]: part for part in parts}


OURS = (
    "What flagged features can still change",
    "What is still recoverable",
    "Word swaps",
    "Proxies",
    "Reasons of single decisions",
)


def test_every_number_of_the_page_is_in_the_report(report, page):
    assert {*shown_numbers(report, page)} - numbers_in(report) == set()


def test_the_certificate_is_told_as_the_study_words_it(report):
    told = report["nonreliance"]
    assert told["title"] == "Use of flagged features: within the limit."
    assert told["sentence"].startswith(
        "In 400 test texts, switching off or turning up each of the 3 flagged features, alone and "
        "together, changed 0 decisions of the regularized model (at most 0.75\u00a0% with 95 % "
    )
    assert "0.50\u00a0% of decisions" in told["limit_sentence"]
    assert "over the limit" in told["plain_sentence"]
    assert "right angles" in told["exact_sentence"]


def test_what_is_recoverable_is_told_with_its_score_and_its_words(report):
    sex, age = report["leakage"]["sentences"]
    assert "AUC 0.92 (recoverable)" in sex
    assert "0.51, 0.48 to 0.54 (not distinguishable from chance)" in sex
    assert age == "By age group, too few texts have a value to probe it."
    assert report["leakage"]["presence"].endswith("does not take away its presence.")


def test_swaps_say_what_was_exchanged_and_which_flips_no_flag_explains(report, page):
    told = report["swaps"]
    assert "In 400 test texts and 10 templates" in told["sentence"]
    assert "decided 139 differently, the regularized model 39" in told["sentence"]
    assert told["sentence"].endswith("2 swaps were struck by people.")
    assert told["gap_sentence"].startswith("Found gaps: 1 decision flips though no flagged")
    part = sections(page)["Word swaps"]
    assert "He left." in part
    assert "text t3" in part
    assert not any("No text was rewritten" in line for line in report["not_tested"])
    assert any("No text was rewritten" in line for line in build_report(inputs())["not_tested"])


def test_a_model_that_was_trained_on_the_pairs_says_so_beside_their_test_and_its_recipe():
    tried = evidence()
    tried["swaps"] |= {"trained": "these"}
    lists = default_words().exchanged()
    paid = replace(inputs(evidence=tried).model, swaps="b" * 64, exchanged=lists)
    report = build_report(inputs(evidence=tried, model=paid))
    assert (
        "trained to hold still when words of these pairs are exchanged"
        in report["swaps"]["sentence"]
    )
    assert report["model"]["method_words"].endswith("for each other in training texts.")
    assert report["manifest"]["commands"][3].endswith(" --swaps")
    page = render_html(report)
    assert "he – she; his – her" in sections(page)["Technical details"]
    assert {*shown_numbers(report, page)} - numbers_in(report) == set()


def test_a_model_that_was_not_trained_on_pairs_says_nothing_of_them(report, page):
    assert "trained to hold still" not in report["swaps"]["sentence"]
    assert "exchanged" not in report["model"]["method_words"]
    assert "--swaps" not in "".join(report["manifest"]["commands"])
    assert "Words exchanged in training" not in page


def test_a_model_trained_on_other_pairs_than_those_tried_says_so_and_how_to_bring_them():
    tried = evidence()
    tried["swaps"] |= {"trained": "others"}
    lists = default_words().exchanged() | {"pairs": [["young", "old"]]}
    paid = replace(inputs(evidence=tried).model, swaps="b" * 64, exchanged=lists)
    report = build_report(inputs(evidence=tried, model=paid))
    assert "under other pairs than these" in report["swaps"]["sentence"]
    assert report["manifest"]["commands"][3].startswith("selfreg swaps CASE --words FILE")
    assert report["model"]["exchanged"]["pairs"] == [["young", "old"]]
    assert "young – old" in sections(render_html(report))["Technical details"]


def test_reasons_are_refused_where_too_much_is_unexplained(report):
    told = [row["told"].replace("\u00a0", " ") for row in report["reasons"]["decisions"]]
    assert told[0].endswith("“award, won” 12 % (flagged); 44 % of the score is unexplained.")
    assert told[1].startswith("No single feature stands out")
    assert told[2] == "Refused: 71 % of the score is unexplained."


def test_what_was_not_tried_says_so_and_how_to_try_it():
    found = sections(render_html(build_report(inputs())))
    for title in OURS:
        assert "Not tested" in found[title]
        assert "selfreg audit" in found[title]


def test_every_drawing_has_a_row_of_its_table_for_each_line(page):
    found = sections(page)
    flagged = found["What flagged features can still change"].split("<figure>")[1]
    assert flagged.count('class="bar"') == 3
    assert flagged.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == 3
    probes = found["What is still recoverable"].split("<figure>")[1]
    assert probes.count('class="bar"') == 4
    assert probes.count('role="img"') == 1
    assert probes.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == 13


def test_names_of_features_are_only_ever_text(page):
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert HOSTILE in " ".join(Visible(page).text)


def test_no_part_claims_what_was_not_measured(page):
    told = " ".join(Visible(page).text)
    assert [claim for claim in NEVER if re.search(rf"\b{claim}\b", told, re.IGNORECASE)] == []


def test_equal_evidence_gives_equal_bytes_and_is_not_changed_by_it():
    given = evidence()
    before = str(given)
    first, second = (build_report(inputs(evidence=given)) for _ in range(2))
    assert render_html(first) == render_html(second)
    assert str(given) == before
    assert set(PARTS) <= set(first)


def test_a_feature_goes_by_the_name_a_person_gave_it_wherever_it_is_told():
    from core.pipeline.evidence.store import _renamed

    found = {
        "a": [{"feature": 3, "name": "he, his", "move": 1.5}],
        "b": {"feature": 4, "name": "x"},
    }
    told = _renamed(found, {3: "Names a man"})
    assert told["a"] == [{"feature": 3, "name": "Names a man", "move": 1.5}]
    assert told["b"] == found["b"]
    assert found["a"][0]["name"] == "he, his"
