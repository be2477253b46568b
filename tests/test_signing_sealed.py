"""Once the approvals that it takes hold, a bundle is sealed; whoever revokes it can sign that."""

import base64
import json

import pytest
from signed_case import ADA, MIRA, SIGNED_AT, both, shared, signers

from core.errors import InputError
from core.pipeline.certificates import approved_bundles, seal_bundle, signed_revocations
from core.pipeline.decide import ledger
from core.pipeline.withdraw import retire_key, revoke_certificate
from core.report.archive import pack
from core.report.bundle import verify_bundle
from core.signing.approvals import signatures
from core.signing.envelopes import Refused, revoked
from core.signing.forms import MANIFEST, sha256
from core.signing.statement import revocation, sealed
from core.signing.trust import load_trust, withdraw_in_trust

WHY = "Forty labels of the test texts turned out to be wrong."


@pytest.fixture
def world():
    return shared()


def approve(case, by, bundle, **more):
    subject = {"meaning": "approved", "bundle": bundle, "keyid": by, "parts": {}} | more
    ledger(case).append(by=by, event="signed", subject=subject, reason="", ts=SIGNED_AT)


def verifier_sees(monkeypatch, content, held):
    """The case's bundle has this content, and these envelopes hold."""
    monkeypatch.setattr("core.pipeline.deliver.case_report", lambda case: {})
    monkeypatch.setattr("core.pipeline.inputs.bundle_parts", lambda case, report: None)
    monkeypatch.setattr("core.report.bundle.signed_content", lambda given: content)
    monkeypatch.setattr("core.pipeline.certificates.seals", lambda case, content: held)


def test_a_bundle_is_sealed_once_when_the_verifier_finds_its_approvals(
    cli_case, world, monkeypatch
):
    bundle, held = sha256(world.members[MANIFEST]), dict(world.seals)
    approve(cli_case, ADA, bundle)
    verifier_sees(monkeypatch, world.members, held)
    assert seal_bundle(cli_case, ADA, SIGNED_AT) is None  # one person has approved
    approve(cli_case, MIRA, bundle)
    event = seal_bundle(cli_case, MIRA, SIGNED_AT)
    assert (event.event, event.subject) == ("bundle.sealed", {"bundle": bundle, "by": [ADA, MIRA]})
    assert approved_bundles(cli_case)[-1].sealed == SIGNED_AT
    assert seal_bundle(cli_case, MIRA, SIGNED_AT) is None


def test_nothing_is_sealed_where_the_verifier_misses_an_approval(cli_case, world, monkeypatch):
    bundle = sha256(world.members[MANIFEST])
    for by in (ADA, MIRA):
        approve(cli_case, by, bundle)
    bare = {name: part for name, part in world.members.items() if name not in dict(world.seals)}
    verifier_sees(monkeypatch, bare, dict(world.seals[:1]))
    assert seal_bundle(cli_case, MIRA, SIGNED_AT) is None
    assert approved_bundles(cli_case)[-1].sealed == ""


def test_verify_says_that_a_bundle_is_sealed_and_by_whom(world):
    (told,) = (
        check.message
        for check in verify_bundle(world.bundle, world.trust, now="2026-11-21T00:00:00Z")
        if check.name == "approvals"
    )
    assert told == f"sealed: approved by {ADA} and {MIRA}, two people with two keys"


def test_a_signed_revocation_is_checked_by_both_verifiers(cli_case, world, tmp_path):
    bundle = sha256(world.members[MANIFEST])
    approve(cli_case, ADA, bundle)
    revoke_certificate(cli_case, bundle[:8], WHY, MIRA, SIGNED_AT, signer=world.mira)
    (found,) = approved_bundles(cli_case)
    keys = tmp_path / "keys.json"
    keys.write_bytes(world.keys.read_bytes())
    withdraw_in_trust(keys, {bundle: found.gone}, signed_revocations(cli_case))
    says = f"this bundle does not count any more: {found.gone}"
    assert both(world.bundle, load_trust(keys)) == (1, [f"{says} (signed by {MIRA})"] , [
        f"{says} (signed by {MIRA})"])  # fmt: skip


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"bundle": "0" * 64}, "(its signature is not over the revocation of this bundle)"),
        ({"why": "revoked: something else entirely"}, "(signed over other words)"),
        ({"key": 2}, "(signed with a key that nobody of that name has on the list)"),
        ({"flip": True}, "(its signature has a signature that does not match: it was changed, or "
         "keys were swapped)"),
        ({"empty": True}, "(its signature is none of this kind)"),
    ],
)  # fmt: skip
def test_a_revocation_with_a_wrong_signature_still_fails_the_bundle_and_says_so(
    world, tmp_path, change, ends
):
    bundle = sha256(world.members[MANIFEST])
    signer = (world.ada, world.mira, world.eve)[change.get("key", 1)]
    told = revocation(change.get("bundle", bundle), signer, WHY, SIGNED_AT)
    envelope = json.loads(sealed(told, signer))
    if change.get("flip"):
        envelope["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()
    envelope = {"nothing": 1} if change.get("empty") else envelope
    trust = world.trust | {
        "revoked": [bundle],
        "why": {bundle: change.get("why", f"revoked: {WHY}")},
        "statements": {bundle: envelope},
    }
    code, *messages = both(world.bundle, trust)
    assert code == 1
    for (message,) in messages:
        assert message.endswith(ends)


def test_in_a_later_bundle_a_revocation_over_other_words_fails_by_its_name(world):
    told = revocation("a" * 64, world.mira, WHY, SIGNED_AT)
    about = {"bundle": "a" * 64, "envelope": json.loads(sealed(told, world.mira))}
    event = {"event": "certificate.revoked", "by": MIRA, "ts": SIGNED_AT, "subject": about}

    def finding(reason):
        line = json.dumps(event | {"reason": reason}).encode() + b"\n"
        parts = world.members | {"ledger.jsonl": world.members["ledger.jsonl"] + line}
        found = signatures(parts, None, "2026-11-21T00:00:00Z")
        return next((f.state, f.message) for f in found if f.name == "revocation")

    assert finding(WHY) == (
        "ok", f"{MIRA} revoked the bundle aaaaaaaaaaaaaaaa… on 2026-11-20: {WHY}",
    )  # fmt: skip
    assert finding("Nothing was wrong with it at all.") == (
        "FAILED",
        f"{MIRA} revoked the bundle aaaaaaaaaaaaaaaa… on 2026-11-20; the signature is over other "
        "words",
    )


def test_an_approval_is_no_revocation_and_a_revocation_no_approval(world, tmp_path):
    bundle = sha256(world.members[MANIFEST])
    with pytest.raises(Refused, match="not over the revocation"):
        revoked(json.loads(world.seals[0][1]), bundle)
    envelope = sealed(revocation(bundle, world.ada, WHY, SIGNED_AT), world.ada)
    content = world.members | {world.seals[0][0]: envelope}
    path = tmp_path / "b.zip"
    path.write_bytes(pack(content))
    code, *messages = both(path, world.trust)
    assert code == 1
    assert all(any(world.seals[0][0] in line for line in told) for told in messages)


def test_a_retired_key_revokes_nothing(cli_case, tmp_path):
    (eve,) = signers(tmp_path, "Eve Stranger")
    approve(cli_case, ADA, "a" * 64)
    subject = {"keyid": eve.keyid, "name": eve.name}
    ledger(cli_case).append(by=ADA, event="key.added", subject=subject, reason="", ts=SIGNED_AT)
    retire_key(cli_case, eve.keyid[:8], "lost", MIRA, SIGNED_AT)
    with pytest.raises(InputError, match="this key was retired"):
        revoke_certificate(cli_case, "a", WHY, "Eve Stranger", SIGNED_AT, signer=eve)
    assert approved_bundles(cli_case)[-1].gone == ""
