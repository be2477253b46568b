"""The report is made once: kept until something it says changes, and signing changes nothing."""

from core.durable import write_json
from core.pipeline.decide import ledger, set_policy
from core.pipeline.seen import view_sections
from core.pipeline.swaps import case_swaps, strike_swaps
from core.pipeline.written import keep_report, kept_report, report_key

REPORT = {"schema": "x", "front": [1, 2.5, None]}
WHO = ("Ada Rossi", "2026-11-20T14:05:00Z")


def signed(case):
    ledger(case).append(by=WHO[0], event="signed", subject={}, reason="", ts=WHO[1])


def test_a_kept_report_is_given_again_until_a_decision_changes_it(cli_case):
    assert kept_report(cli_case) is None
    keep_report(cli_case, REPORT)
    assert kept_report(cli_case) == REPORT
    set_policy(cli_case, "Skill alone.", *WHO)
    assert kept_report(cli_case) is None


def test_signing_and_opening_parts_make_no_other_report(cli_case):
    set_policy(cli_case, "Skill alone.", *WHO)
    keep_report(cli_case, REPORT)
    view_sections(cli_case, {"Policy": "1" * 64}, ["Policy"], *WHO)
    signed(cli_case)
    assert kept_report(cli_case) == REPORT


def test_every_file_that_the_report_is_made_from_makes_another(cli_case):
    keys = {report_key(cli_case)}
    for path in (cli_case.audit_path, cli_case.fairness_path, cli_case.slices_path,
                 cli_case.evidence_path):  # fmt: skip
        write_json(path, {"a": 1})
        keys.add(report_key(cli_case))
    strike_swaps(cli_case, [case_swaps(cli_case)[0].id], *WHO)
    keys.add(report_key(cli_case))
    cli_case.record("train", "0" * 64, {})
    keys.add(report_key(cli_case))
    assert len(keys) == 7


def test_a_kept_report_of_which_half_was_lost_is_made_again(cli_case):
    keep_report(cli_case, REPORT)
    path = cli_case.work_folder / "report.kept"
    path.write_bytes(path.read_bytes()[:30])
    assert kept_report(cli_case) is None
