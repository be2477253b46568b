"""What an approval waits for: parts of the report not opened, found gaps, likely proxies."""

from dataclasses import replace
from functools import cache

import pytest
from evidence_case import evidence
from report_case import inputs, parts
from signed_case import DISPOSED, SIGNED_AT, both, members, said, seal, shared, written

from core.errors import CaseError, InputError
from core.pipeline.decide import ledger, set_policy
from core.pipeline.seals import signed_events
from core.pipeline.seen import on_screen, seen_by, view_sections
from core.pipeline.sign import _settled, _viewed
from core.report import Disposition, build_report
from core.signing.approvals import open_lines, undecided, undisposed

GAP = "Word swap he → she"
TS = SIGNED_AT


def tried(status="open"):
    found = evidence()
    for column in found["proxies"]["columns"]:
        for row in column["found"]:
            row["status"] = status
    return found


@cache
def report(status="open"):
    return build_report(inputs(evidence=tried(status), signoff=DISPOSED))


def test_found_gaps_are_open_lines_by_their_words_and_proxies_wait_for_a_decision():
    assert [line["line"] for line in undisposed(report())] == [GAP]
    (gap,) = [line for line in open_lines(report()) if line["state"] == "found gap"]
    assert gap["swaps"] == ["0390fc82b3"]
    assert [each["feature"] for each in undecided(report())] == [31, 32]
    assert undecided(report("kept")) == []


def signed(folder, given):
    world = shared()
    seals = [seal(given, world.ada, said()), seal(given, world.mira, said(independent=True))]
    return both(written(folder / "signed.zip", members(given, *seals)), world.trust)


def test_a_bundle_approved_over_a_found_gap_and_a_proxy_fails_and_names_both(tmp_path):
    code, *messages = signed(tmp_path, parts(tmp_path, signoff=DISPOSED, evidence=tried()))
    assert code == 1
    for failing in messages:
        assert failing[0] == f"report.json: {GAP!r} needs a disposition and has none"
        assert all("nobody decided about the feature" in each for each in failing[1:])
        assert len(failing) == 3


def test_it_is_verified_when_somebody_decided_about_both(tmp_path):
    told = Disposition(GAP, "found gap", "accept", "A template without sense.", "Ada", TS)
    signoff = replace(DISPOSED, dispositions=(*DISPOSED.dispositions, told))
    given = parts(tmp_path, signoff=signoff, evidence=tried("kept"))
    assert signed(tmp_path, given) == (0, [], [])


def test_signing_says_what_waits_and_the_command_for_it(cli_case):
    with pytest.raises(CaseError, match=r"'Word swap he → she' is found gap.*selfreg dispose .* '"):
        _settled(cli_case, report())
    told = replace(DISPOSED.dispositions[0], line=GAP)
    signoff = replace(DISPOSED, dispositions=(*DISPOSED.dispositions, told))
    with pytest.raises(CaseError, match=r"2 features may stand in for a group.*selfreg keep"):
        _settled(cli_case, build_report(inputs(evidence=tried(), signoff=signoff)))


def test_each_part_has_a_name_of_its_own_and_changes_with_what_it_shows():
    before, after = on_screen(report()), on_screen(report("kept"))
    assert next(iter(before)) == "Page one"
    assert len(before) > 12
    assert "<" not in "".join(before)
    changed = {title for title in before if before[title] != after[title]}
    assert 0 < len(changed) < 4


PARTS = {"Page one": "1" * 64, "Policy": "2" * 64, "Texts": "3" * 64}


def test_what_somebody_opened_is_in_the_ledger_until_it_changes(cli_case):
    view_sections(cli_case, PARTS, ["Policy", "Page one"], "Ada Rossi", TS)
    assert seen_by(cli_case, PARTS, "ada  ROSSI") == ("Page one", "Policy")
    assert seen_by(cli_case, PARTS, "Mira") == ()
    assert seen_by(cli_case, PARTS | {"Policy": "4" * 64}, "Ada Rossi") == ("Page one",)
    (event,) = ledger(cli_case).events()
    assert event.subject == {"saw": {"Policy": "2" * 64, "Page one": "1" * 64}}
    with pytest.raises(InputError, match="no part 'Nothing': it has Page one, Policy, Texts"):
        view_sections(cli_case, PARTS, ["Nothing"], "Ada", TS)


def test_opening_parts_changes_nothing_that_others_signed(cli_case):
    set_policy(cli_case, "Skill alone.", "Ada", TS)
    before = signed_events(cli_case)
    view_sections(cli_case, PARTS, ["Policy"], "Mira", TS)
    assert signed_events(cli_case) == before
    set_policy(cli_case, "Skill and care.", "Ada", TS)
    assert len(signed_events(cli_case)) == 3


def test_an_approval_needs_every_part_opened_and_names_those_that_were_not(cli_case):
    titles = list(on_screen(report()))
    with pytest.raises(CaseError, match=rf"has not opened {len(titles)} of {len(titles)} parts"):
        _viewed(cli_case, report(), "Ada Rossi", said(), False)
    view_sections(cli_case, on_screen(report()), titles[1:], "Ada Rossi", TS)
    with pytest.raises(CaseError, match=r"1 of \d+ parts .*\(Page one\)"):
        _viewed(cli_case, report(), "Ada Rossi", said(), False)
    reviewed = _viewed(cli_case, report(), "Ada Rossi", said(decision="reviewed"), False)
    assert reviewed == tuple(titles[1:])
    assert _viewed(cli_case, report(), "Mira", said(), True) == tuple(titles)
