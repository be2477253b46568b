"""Refusals, conditions, retired keys, revoked certificates: on record, and what a verifier says."""

import json
from dataclasses import replace

import pytest
from report_case import inputs, parts
from signed_case import (
    ADA,
    DISPOSED,
    MIRA,
    NOW,
    SIGNED_AT,
    UNTIL,
    both,
    members,
    said,
    seal,
    shared,
    signers,
    trust,
    written,
)

from core.errors import InputError
from core.pipeline.certificates import approved_bundles, supersede
from core.pipeline.decide import ledger
from core.pipeline.seals import signed_events, withdrawn
from core.pipeline.withdraw import known_keys, refuse_case, retire_key, revoke_certificate
from core.report import Signed, Withdrawn, build_report, render_html
from core.report.bundle import signed_content
from core.review.event import Draft
from core.signing.forms import MANIFEST, person, sha256
from core.signing.statement import Said, sealed, statement
from core.signing.trust import load_trust, withdraw_in_trust

WHY = "The labels of 2019 are of another office."


@pytest.fixture(scope="module")
def world():
    return shared()


def refusal(world, folder, signer=None, reason=WHY, by=ADA, same=True):
    """A refusal of the model, as the ledger of a bundle keeps it."""
    subject = {"role": "head of hiring", "fingerprint": "f" * 64}
    if signer:
        given = parts(folder, signoff=DISPOSED)
        words = Said("head of hiring", "refused", WHY, False, SIGNED_AT, SIGNED_AT)
        told = statement(signed_content(given), given.report, signer, words)
        subject |= {"keyid": signer.keyid, "envelope": json.loads(sealed(told, signer))}

    def more(model):
        about = subject | {"model": model if same else "0" * 64}
        return [Draft(by, "approval.refused", about, reason, SIGNED_AT)]

    (folder / "after").mkdir()
    return parts(folder / "after", more, signoff=DISPOSED)


def verified(world, folder, given, *approvers, trusted=None):
    seals = [seal(given, each, said(independent=each is world.mira)) for each in approvers]
    path = written(folder / "bundle.zip", members(given, *seals))
    return both(path, trusted or world.trust)


def test_a_refused_model_fails_with_the_reason_whoever_else_approves(world, tmp_path):
    given = refusal(world, tmp_path, world.ada)
    (bo,) = signers(tmp_path / "bo", "Bo Stern")
    everybody = trust(world.ada, world.mira, bo)
    code, *messages = verified(world, tmp_path, given, world.mira, bo, trusted=everybody)
    assert code == 1
    for failing in messages:
        assert failing == [f"Ada Rossi refused to approve on 2026-11-20: {WHY}"]


def test_whoever_refused_may_approve_later_and_the_refusal_stays_on_record(world, tmp_path):
    given = refusal(world, tmp_path, world.ada)
    assert verified(world, tmp_path, given, world.mira, world.ada) == (0, [], [])


def test_a_refusal_of_another_model_does_not_fail_this_one(world, tmp_path):
    given = refusal(world, tmp_path, by="Bo Stern", same=False)
    assert verified(world, tmp_path, given, world.mira, world.ada) == (0, [], [])


def test_a_refusal_in_the_ledger_alone_counts_and_forged_words_are_named(world, tmp_path):
    given = refusal(world, tmp_path, by="Bo Stern")
    code, (first, *_), _ = verified(world, tmp_path, given, world.mira, world.ada)
    assert (code, first) == (1, f"Bo Stern refused to approve on 2026-11-20: {WHY}")
    other = tmp_path / "other"
    other.mkdir()
    given = refusal(world, other, world.ada, reason="Nothing of any weight was found.")
    code, *messages = verified(world, other, given, world.mira, world.ada)
    assert code == 1
    for failing in messages:
        assert failing[0].endswith("(has approved since) (its signature is over other words)")


def test_a_signature_with_a_key_that_the_ledger_retired_fails(world, tmp_path):
    def more(_):
        subject = {"keyid": world.ada.keyid, "name": ADA}
        return [Draft(MIRA, "key.retired", subject, "laptop stolen", SIGNED_AT)]

    given = parts(tmp_path, more, signoff=DISPOSED)
    code, *messages = verified(world, tmp_path, given, world.mira, world.ada)
    assert code == 1
    for failing in messages:
        assert any("retired on 2026-11-20 (laptop stolen)" in each for each in failing)


def test_conditions_are_signed_and_said_by_both_verifiers(world, tmp_path):
    asked = ("Only with a second reader.", "Not for interns.")
    given = world.parts
    seals = [
        seal(given, world.ada, said(conditions=asked)),
        seal(given, world.mira, said(independent=True)),
    ]
    path = written(tmp_path / "a.zip", members(given, *seals))
    assert both(path, world.trust) == (0, [], [])
    from signed_case import script

    told = "\n".join(f.message for f in script()["check"](str(path), world.trust, NOW))
    assert "approved by Ada Rossi, head of hiring, on 2026-11-20 until 2027-11-20" in told
    assert "on the condition “Only with a second reader.”; “Not for interns.”, and holds" in told
    assert "Mira Lindqvist, head of hiring, independent of the development, on" in told


def test_an_approval_for_longer_than_the_report_allows_fails(world, tmp_path):
    longer = said(independent=True, valid_until="2036-11-20T14:05:00Z")
    content = members(world.parts, world.seals[0], seal(world.parts, world.mira, longer))
    code, *messages = both(written(tmp_path / "a.zip", content), world.trust)
    assert code == 1
    for failing in messages:
        assert "is valid until 2036-11-20, longer than the report allows" in failing[0]


def test_a_key_listed_twice_is_revoked_where_one_entry_says_so(world):
    first, second = world.trust["keys"]
    gone = first | {"revoked": {"at": "2026-11-20T00:00:00Z", "reason": "lost"}, "retired": True}
    code, *messages = both(world.bundle, world.trust | {"keys": [first, second, gone]})
    assert code == 1
    assert all("revoked on 2026-11-20 (lost)" in failing[0] for failing in messages)


def test_marks_that_nobody_sees_make_no_second_person():
    assert person("Ada\u200b Ros\u00adsi\u202e") == person("Ada Rossi")


def test_page_one_names_who_refused_and_why_and_the_conditions_of_who_approved():
    gone = Withdrawn("approval.refused", "head of <b>", "Ada Rossi", SIGNED_AT, WHY, True)
    revoked = Withdrawn("certificate.revoked", "a" * 64, MIRA, SIGNED_AT, "Wrong labels in it.")
    report = build_report(inputs(signoff=replace(DISPOSED, withdrawn=(gone, revoked))))
    page = render_html(report)
    first = page.split("</header>")[0]
    assert "Refused by Ada Rossi, head of &lt;b&gt;, on" in first
    assert WHY in first
    assert "certificate revoked" in page
    signed = Signed(MIRA, "head", "approved", SIGNED_AT, UNTIL, True, "0" * 64, "1" * 64, ("If.",))
    assert "If." in render_html(report, [signed])


# What the case keeps.


def approved(case, by, bundle, keyid, ts=SIGNED_AT):
    subject = {"meaning": "approved", "bundle": bundle, "keyid": keyid, "parts": {}}
    ledger(case).append(by=by, event="signed", subject=subject, reason="", ts=ts)


def test_a_newer_bundle_that_two_people_approved_takes_the_place_of_the_older(cli_case):
    for by in (ADA, MIRA):
        approved(cli_case, by, "a" * 64, by)
    approved(cli_case, ADA, "b" * 64, ADA)
    assert supersede(cli_case, ADA, SIGNED_AT) == []
    approved(cli_case, MIRA, "b" * 64, MIRA)
    (event,) = supersede(cli_case, MIRA, SIGNED_AT)
    assert event.subject == {"bundle": "a" * 64, "next": "b" * 64}
    assert supersede(cli_case, MIRA, SIGNED_AT) == []
    old, new = approved_bundles(cli_case)
    assert old.gone == "replaced on 2026-11-20 by the bundle bbbbbbbbbbbbbbbb…"
    assert (new.by, new.gone) == ((ADA, MIRA), "")


def test_a_certificate_is_revoked_once_by_its_fingerprint_and_with_a_reason(cli_case):
    approved(cli_case, ADA, "a" * 64, ADA)
    for start, reason, says in (
        ("b", WHY, "0 could be meant by the approved bundle 'b'"),
        ("", WHY, "0 could be meant"),
        ("a", "short", "the reason is 'short'"),
    ):
        with pytest.raises(InputError, match=says):
            revoke_certificate(cli_case, start, reason, MIRA, SIGNED_AT)
    revoke_certificate(cli_case, "AAAA aaaa", WHY, MIRA, SIGNED_AT)
    (found,) = approved_bundles(cli_case)
    assert found.gone == f"revoked on 2026-11-20 by {MIRA}: {WHY}"
    with pytest.raises(InputError, match="0 could be meant"):
        revoke_certificate(cli_case, "a", WHY, MIRA, SIGNED_AT)
    assert signed_events(cli_case)[-1].event == "certificate.revoked"


def test_a_key_that_signed_is_retired_by_its_fingerprint(cli_case):
    subject = {"keyid": "c" * 64, "name": ADA}
    ledger(cli_case).append(by=ADA, event="key.added", subject=subject, reason="", ts=SIGNED_AT)
    assert [(key.name, key.retired) for key in known_keys(cli_case)] == [(ADA, "")]
    with pytest.raises(InputError, match="without a reason"):
        retire_key(cli_case, "c", " ", MIRA, SIGNED_AT)
    retire_key(cli_case, "cccc", "lost", MIRA, SIGNED_AT)
    assert known_keys(cli_case)[0].retired == "on 2026-11-20: lost"
    (row,) = withdrawn(cli_case)
    assert (row.event, row.reason, row.stands) == ("key.retired", "lost", False)


def test_a_refusal_needs_a_reason_a_model_and_voids_what_was_signed(cli_case, monkeypatch):
    with pytest.raises(InputError, match="write 20 characters or more"):
        refuse_case(cli_case, ADA, "head", "no", SIGNED_AT)
    monkeypatch.setattr("core.pipeline.withdraw.may_sign", lambda *_: None)
    event = refuse_case(cli_case, f" {ADA} ", "head", f" {WHY} ", SIGNED_AT)
    assert (event.event, event.by, event.reason) == ("approval.refused", ADA, WHY)
    assert signed_events(cli_case)[-1] == event
    (row,) = withdrawn(cli_case)
    assert (row.about, row.stands) == ("head", True)


def test_a_list_of_keys_says_which_bundles_count_no_more_and_why(world, tmp_path):
    keys = tmp_path / "keys.json"
    keys.write_bytes(world.keys.read_bytes())
    name = sha256(world.members[MANIFEST])
    withdraw_in_trust(keys, {name: "revoked on 2026-11-21 by Mira: wrong labels"})
    withdraw_in_trust(keys, {"0" * 64: "replaced"})
    code, *messages = both(world.bundle, load_trust(keys))
    assert code == 1
    for failing in messages:
        assert failing == [
            "this bundle does not count any more: revoked on 2026-11-21 by Mira: wrong labels"
        ]


def test_the_command_shows_what_was_approved_and_puts_what_was_revoked_on_a_list(
    cli_case, say, world, tmp_path
):
    approved(cli_case, ADA, "a" * 64, ADA)
    keys = tmp_path / "keys.json"
    keys.write_bytes(world.keys.read_bytes())
    code, told, _ = say("revoke", cli_case.folder)
    assert (code, told) == (0, "aaaaaaaaaaaaaaaa approved by Ada Rossi on 2026-11-20: counts\n")
    why = ["--bundle", "aaaa", "--reason", WHY, "--by", MIRA]
    code, told, _ = say("revoke", cli_case.folder, *why, "--trust", keys)
    assert code == 0
    assert f"by {MIRA}: {WHY}" in told
    assert load_trust(keys)["revoked"] == ["a" * 64]


def test_a_masked_history_holds_neither_the_reason_nor_the_envelope_that_holds_it(cli_case):
    from core.masking import holds_personal_data
    from core.pipeline.hiding import hide_events, reasons_of

    subject = {"model": "", "role": "head", "envelope": {"payload": "anna@example.org"}}
    told = {
        "meaning": "approved",
        "conditions": ["Ask anna@example.org first.", "Not for interns."],
    }
    for event, about in (("approval.refused", subject), ("signed", told)):
        ledger(cli_case).append(
            by=ADA, event=event, subject=about, reason="anna@example.org said no", ts=SIGNED_AT
        )
    events = ledger(cli_case).events()
    assert holds_personal_data(reasons_of(events[1:]))
    hidden = hide_events(events)
    assert not holds_personal_data(reasons_of(hidden))
    assert "anna@" not in str(hidden)
    assert hidden[-1].subject["conditions"][1] == "Not for interns."
    assert [each.hash for each in hidden] == [each.hash for each in events]
