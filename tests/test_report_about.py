"""What people say of use, data and risk, and what they decided, as report and verifier tell it."""

import json
from dataclasses import replace

import pytest
from evidence_case import evidence
from report_case import bundle, inputs, parts

from core.errors import InputError
from core.pipeline.about import current_about, not_given, say_about
from core.pipeline.judged import lock_policy
from core.report import build_report, model_card, reasons, render_html
from core.report.about import QUESTIONS, About
from core.report.answers import about_versions
from core.report.bundle import signed_content, verify_bundle
from core.report.decisions import decision_rows, log
from core.report.editions import require_current, told_of
from core.report.front import front
from core.report.intact import LEDGER, REPORT
from core.report.judged import sentence
from core.report.rejudge import recorded
from core.review.event import Draft

TS = "2026-11-21T09:00:00Z"


def said(seq, **answers):
    about = About().changed(answers)
    return Draft("Ada", "about.given", {"about": about.as_json(), "sha256": about.sha256}, "", TS
                 ).sealed(seq, "0" * 64)  # fmt: skip


def decided(line, kind, by="Ada", feature=17, **subject):
    subject = {"feature": feature, "name": "he, his"} | subject
    return Draft(by, kind, subject, f"why {line}", TS).sealed(line, "0" * 64)


def test_what_nobody_gave_is_said_to_be_missing_on_every_rendering():
    report = build_report(inputs())
    assert report["about"]["missing"][: len(QUESTIONS)] == [q.words for q in QUESTIONS.values()]
    assert report["about"]["missing"][-1] == "Why 6 judged figures were chosen"
    page = render_html(report)
    assert "<dt>Intended use</dt><dd>not given</dd>" in page
    assert "Not given by anybody: " in page
    assert "**Who is affected:** not given" in model_card(report)


def test_an_answer_stands_on_the_page_and_in_the_card_and_is_escaped():
    events = (
        said(1, intended="A first sort.", processed={"sex": "to measure"}),
        said(2, intended="A first sort.", forbidden="<b>no</b>", chosen={"tpr_gap": "as agreed"}),
    )
    report = build_report(inputs(about=tuple(about_versions(events))))
    page, card = render_html(report), model_card(report)
    assert "<dt>Intended use</dt><dd>A first sort.</dd>" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "<td>as agreed</td>" in page
    assert card.index("A first sort.") < card.index("### Out-of-Scope Use") < card.index("&lt;b")
    assert report["about"]["line"].endswith(
        "1 earlier version in the ledger, this one changed: Use that is not allowed, why groups "
        "are processed and why figures were chosen."
    )


def test_answers_are_kept_version_by_version_and_one_can_be_taken_back(cli_case):
    say_about(cli_case, {"intended": " A first sort. ", "processed": {"gender": "audit"}}, "A", TS)
    say_about(cli_case, {"languages": "English"}, "B", TS)
    assert current_about(cli_case).intended == "A first sort."
    assert "Why gender is processed" not in not_given(cli_case)
    assert "How gender is known" in not_given(cli_case)
    lock_policy(cli_case, {"obtained": {"gender": "record"}}, "A", TS)
    assert "How gender is known" not in not_given(cli_case)
    say_about(cli_case, {"intended": "", "processed": {"gender": ""}}, "B", TS)
    assert {"Intended use", "Why gender is processed"} <= set(not_given(cli_case))
    assert current_about(cli_case).languages == "English"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "stands already"),
        ({"processed": {"race": "x"}}, "no group column 'race'"),
        ({"chosen": {"flops": "x"}}, "no figure 'flops'"),
        ({"kind": "real"}, "texts cannot be 'real'"),
        ({"intended": "x" * 4001}, "4,001 characters"),
    ],
)
def test_what_the_case_does_not_have_is_refused(cli_case, changes, says):
    with pytest.raises(InputError, match=says):
        say_about(cli_case, changes, "Ada", TS)
    assert current_about(cli_case) == About()


def test_the_command_line_says_and_shows_answers(cli_case, say):
    code, told, _ = say("about", cli_case.folder, "--intended", "A first sort.")
    assert code == 2
    words = ["--kind-why", "invented", "--processed", "gender=audit", "--by", "Ada"]
    code, told, _ = say("about", cli_case.folder, *words, "--json")
    assert (code, told["about"]["kind_why"]) == (0, "invented")
    assert told["about"]["processed"] == {"gender": "audit"}
    assert "Intended use" in told["missing"]


def test_the_log_names_what_a_decision_goes_against():
    events = (
        decided(1, "feature.flagged"),
        decided(2, "opinion.given", by="Bo", verdict="keep"),
        decided(3, "feature.kept", by="Cy"),
        decided(4, "feature.flagged", feature=3, suggested="keep"),
        decided(5, "feature.unsure", feature=3, by="Bo"),
        decided(6, "decision.undone", feature=3, by="Bo", seq=5),
        decided(7, "feature.kept", feature=4, suggested="keep"),
    )
    rows = decision_rows(events)
    assert [row["overrides"] for row in rows] == [
        "", "", "settles a difference, with the second opinion of Bo",
        "the software would have said: keep it", "changes the decision of Ada", "", "",
    ]  # fmt: skip
    assert rows[1]["did"] == "gave a second opinion, blind: keep it"
    renamed = decision_rows([decided(1, "feature.renamed", new="Men"), decided(2, "opinion.given",
                             verdict="flag", drawn=True)])  # fmt: skip
    assert renamed[0]["did"] == "renamed to “Men”"
    assert renamed[1]["did"].endswith("on a feature drawn at random, blind: flag it")
    assert log(rows)["sentence"] == (
        "7 entries on features by 3 people; 3 of them go against something that was said before."
    )


def test_what_the_ledger_does_not_hold_fails(tmp_path):
    content = signed_content(parts(tmp_path))
    report, ledger = json.loads(content[REPORT]), content[LEDGER]
    assert recorded(report, ledger) == ""
    report["about"]["answers"][0]["answer"] = "anything"
    assert "what was said of use, data and risk" in recorded(report, ledger)
    report = json.loads(content[REPORT])
    report["decisions"]["rows"][0]["reason"] = "another"
    assert "decisions log" in recorded(report, ledger)
    report = json.loads(content[REPORT])
    told = {"looked": 0, "found": 0, "waiting": 0, "flagged": 2, "rest": 90, "recall": None}
    report["review"]["drawn"] = told
    assert recorded(report, ledger) == ""
    told |= {"looked": 90, "recall": {"value": 1, "low": 0.9, "high": 1}}
    assert "estimate of missing flags" in recorded(report, ledger)


def test_the_risk_that_is_left_names_open_lines_proxies_and_what_people_wrote():
    events = (said(1, residual="A few doubtful cases.", triggers="A new template."),)
    report = build_report(inputs(evidence=evidence(), about=tuple(about_versions(events))))
    lines = " ".join(report["risk"]["lines"])
    state = next(line["state"] for line in report["front"] if line["line"] == "errors")
    assert f"Errors by group: {state}. What follows: nobody has decided." in lines
    assert "2 unflagged features may stand in for a group: 1 open and 1 kept." in lines
    assert "1 decision still follows an exchanged word" in lines
    assert "A few doubtful cases." in render_html(report)


def test_a_group_that_was_inferred_carries_no_better_verdict_on_the_score_either():
    report = build_report(inputs(evidence=evidence()))
    limits = report["policy"]["limits"] | {"score_auc": 0.6}
    report["policy"]["limits"] = limits
    known = next(each for each in front(report) if each["line"] == "recoverable")
    assert known["parts"][0]["state"] == "within the limit"
    report["fairness"]["attributes"][0]["obtained"] = ["inferred"]
    guessed = next(each for each in front(report) if each["line"] == "recoverable")
    assert guessed["parts"][0]["state"] == "not enough evidence"
    assert "inferred, not recorded" in guessed["parts"][0]["text"]


@pytest.mark.parametrize(("more", "says"), [(40, "; 40 more"), (10**6, "not even ten times")])
def test_a_number_out_of_reach_is_not_named(more, says):
    attribute = build_report(inputs())["fairness"]["attributes"][0]
    line = next(each for each in attribute["headlines"] if each["rule"] == "tpr_gap")
    line |= {"state": "not enough evidence", "more_rows": more, "detectable": 0.1}
    told = sentence(attribute, line)
    assert says in told
    assert f"{10**6:,}" not in told


def test_a_report_of_another_version_says_which_and_what_opens_it(tmp_path):
    require_current(build_report(inputs()))
    for schema, says in (
        ("selfreg-report/2", "the selfreg of commit 4bf497d checks it"),
        ("selfreg-report/99", "a newer selfreg wrote it"),
        (None, "is not a report of selfreg"),
    ):
        assert says in told_of({"schema": schema})
        with pytest.raises(InputError, match=says):
            require_current({"schema": schema})


def test_a_bundle_says_that_its_answers_are_those_of_the_ledger(tmp_path):
    told = {check.name: check.message for check in verify_bundle(bundle(tmp_path), now=TS)}
    assert told["answers and decisions"].endswith("are those that the ledger holds")


def test_personal_data_in_answers_and_reasons_is_hidden_in_a_masked_copy():
    from core.pipeline.hiding import hide_in_report

    events = (said(1, residual="Ask ada@example.org.", processed={"sex": "see ada@example.org"}),)
    rows = ({**decision_rows([decided(1, "feature.kept")])[0], "reason": "ada@example.org"},)
    given = replace(inputs(), about=tuple(about_versions(events)), decisions=rows)
    assert "ada@example.org" in json.dumps(build_report(given))
    assert "ada@example.org" not in json.dumps(build_report(hide_in_report(given)))


def test_a_reason_stands_in_the_words_that_people_gave_for_the_person_concerned():
    versions = tuple(about_versions((said(1, wordings={"3": "Awards <i>were</i> named"}),)))
    part = build_report(inputs(about=versions, evidence=evidence()))["reasons"]
    first, bare, refused = (row["told"].replace("\u00a0", " ") for row in part["decisions"])
    assert first.startswith("“Awards <i>were</i> named” (“")
    assert first.endswith(
        "38 %) and “award, won” 12 % (flagged); 44 % of the score is unexplained."
    )
    assert bare == "No single feature stands out; 44 % of the score is unexplained."
    assert refused == "Refused: 71 % of the score is unexplained."
    assert [row["wording"] for row in part["named"]] == ["Awards <i>were</i> named", ""]
    assert "Of the 2 features named most often, 1 has such words." in part["wording_sentence"]
    page = render_html(build_report(inputs(about=versions, evidence=evidence())))
    assert "“Awards &lt;i&gt;were&lt;/i&gt; named”" in page
    assert "<i>were" not in page
    own = build_report(inputs(evidence=evidence()))["reasons"]
    assert own["wording_sentence"].startswith("Nobody gave words")


def test_words_given_to_a_feature_that_is_seldom_a_reason_stand_in_the_report_too():
    given = {"3": "Awards were named", "40": "Late", "4": "Prizes"}
    versions = tuple(about_versions((said(1, wordings=given),)))
    report = build_report(inputs(about=versions, evidence=evidence()))
    rows = report["reasons"]["named"][2:]
    assert [(row["feature"], row["name"], row["n"]) for row in rows] == [
        (4, "award, won", None), (40, "", None),
    ]  # fmt: skip
    assert "<td>Prizes</td>" in render_html(report)
    assert "Of the 2 features named most often, 1 has" in report["reasons"]["wording_sentence"]
    assert reasons.problem(report, given) == ""
    report["reasons"]["named"].pop()
    assert reasons.problem(report, given) == "reasons are told in other words than the ledger has"


def test_words_for_a_reason_that_the_ledger_does_not_have_fail_by_their_name():
    versions = tuple(about_versions((said(1, wordings={"3": "Awards were named"}),)))
    report = build_report(inputs(about=versions, evidence=evidence()))
    assert reasons.problem(report, {"3": "Awards were named"}) == ""
    other = "reasons are told in other words than the ledger has"
    assert reasons.problem(report, {}) == other
    assert reasons.problem(report, {"3": "Awards were named", "9": "You were late"}) == other


def test_words_are_given_to_features_by_number_and_taken_back():
    about = About().changed({"wordings": {"12": " You named no tools. ", "7": "x"}})
    assert about.wordings == {"12": "You named no tools.", "7": "x"}
    assert about.changed({"wordings": {"7": ""}}).wordings == {"12": "You named no tools."}
    with pytest.raises(InputError, match="'she' is no feature"):
        About().changed({"wordings": {"she": "x"}})
